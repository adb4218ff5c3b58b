import type { Contract } from '@linli/shared/contract'
import { sampleInput } from './sampleInput'
import type { LooseInput } from './apiClient'
import type { Neighbourhood } from './needs.factory'
import type { EveryRecord } from './records.factory'
import { testAreas } from './users.factory'

const { community, grid } = testAreas

const namesOf = (schema: unknown): string[] =>
  Object.keys((schema as { shape?: Record<string, unknown> } | undefined)?.shape ?? {})

type Parts = Record<string, unknown>

/** What no schema says: rules between fields, alternatives, lists of ids. `given` is the sample of the body. */
const bodies: Record<string, (fields: Parts, given: { content?: object; rules?: object }) => object> = {
  putDispatchRules: (_, { rules }) => ({ rules: { ...rules, shift: { from: '08:00', to: '18:00' } } }),
  setWorkingHours: () => ({ hours: { from: '08:00', to: '18:00' } }),
  intakeNeed: ({ personId }) => ({
    source: 'phone',
    person: { personId },
    place: { kind: 'here', areaCode: community },
  }),
  reportContent: ({ postId }) => ({ kind: 'forumPost', id: postId }),
  approveEntitlements: ({ entitlementId }) => ({ items: [{ id: entitlementId, version: 1 }] }),
  decideContentReviews: ({ caseId }) => ({ items: [{ id: caseId, version: 1 }] }),
  grantMembership: ({ userId }) => ({ unitId: undefined, userId, role: 'gridWorker', areaCode: grid }),
  putCategoryDefinition: (_, { content }) => ({
    content: { ...content, isPublicPlace: false, isDanger: false },
  }),
  createOffering: (_, { content }) => ({ content: { ...content, windows: [window] } }),
  updateOffering: (_, { content }) => ({ content: { ...content, windows: [window] } }),
  setPayoutAccount: () => ({ kind: 'bank', number: '123456789012' }),
  addPerson: () => ({ birthDate: '1950-01-01' }),
  findClients: () => ({ name: '张桂珍' }),
  setBallotPreset: () => ({ quorum: half, majority: half }),
}
const window = { weekdays: [1], from: '10:30', to: '12:00', capacity: 20 }
const half = { numerator: 1, denominator: 2, isOver: true }

const queries: Record<string, object> = {
  listFollowUps: { post: `triage:${community}` },
  listOwnOrders: { isOpen: 'true' },
}

/** A request about the community, or one of its records, as somebody of the place would send it. */
export function aim(
  name: string,
  contract: Contract,
  people: Neighbourhood,
  { params: all, fields }: EveryRecord,
) {
  const post = `unit:${people.unit.id}`
  const input = sampleInput(contract, { community, post, id: people.unit.id })
  const known = Object.entries(all).find(([start]) => contract.path.startsWith(start))?.[1]
  const pick = (schema: unknown) =>
    Object.fromEntries(namesOf(schema).flatMap((key) => (key in fields ? [[key, fields[key]]] : [])))
  const query = pick(contract.query)
  const named = { ...pick(contract.body), ...bodies[name]?.(fields, input.body ?? {}) }
  const params = contract.params ? known : undefined
  const isAimed = contract.params
    ? params !== undefined
    : Object.keys({ ...query, ...named }).length > 0 || JSON.stringify(input).includes(community)
  const sent: LooseInput = {
    ...input,
    query: { ...input.query, ...query, ...queries[name] },
    ...(input.body === undefined ? {} : { body: { ...(input.body as object), ...named } }),
    ...(params && { params: { ...input.params, ...params } }),
  }
  const takesId = contract.params !== undefined || JSON.stringify(input).includes(people.unit.id)
  return { isAimed, takesId, sent }
}
