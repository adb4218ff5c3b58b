import type { Contract } from '@linli/shared/contract'
import { contracts } from '@linli/shared/contracts'
import type { Role } from '@linli/shared/users/roles'
import type { TestApp } from './testApp'
import { testAreas, type TestUser } from './users.factory'

/** What all reading endpoints are asked about: one elder, her unit, and her records by the beginning of their paths. */
export interface WalkTarget {
  personId: string
  name: string
  unitId: string
  day: string
  /** Whose list of work is asked for; the community's desk without it. */
  post?: string
  ids: readonly (readonly [string, string])[]
}

interface Read {
  key: string
  contract: Contract
  input: object
}

const { community, street, building } = testAreas

/** Under each path the record that leads to the elder; elsewhere herself. */
function idAt(path: string, { personId, unitId, ids }: WalkTarget): string {
  const units = ['/api/elder-care/kitchens', '/api/elder-care/providers'].map(
    (start) => [start, unitId] as const,
  )
  return [...ids, ...units].find(([start]) => path.startsWith(start))?.[1] ?? personId
}

function codeAt(path: string): string {
  if (path.includes('/services/')) return 'siteBath'
  return /^\/api\/(entitlements|programmes|payout)/.test(path) ? 'mealAid' : community
}

/** What an endpoint is asked about, by the name of a parameter or a query's field. */
function fill(contract: Contract, target: WalkTarget, isOpen: string) {
  const { personId, unitId, day, post = `triage:${community}` } = target
  const known: Record<string, string> = {
    ...{ id: idAt(contract.path, target), personId, person: personId, forPersonId: personId },
    ...{ community, area: community, areaCode: community, parent: community, post },
    ...{ kind: 'people', building, category: 'repair', unitId, street },
    ...{ day, month: day.slice(0, 7), isOpen, isMissed: 'false' },
    code: codeAt(contract.path),
  }
  const read = (schema: unknown) =>
    Object.fromEntries(
      Object.keys((schema as { shape?: object } | undefined)?.shape ?? {}).flatMap((key) =>
        known[key] === undefined ? [] : [[key, known[key]]],
      ),
    )
  return { params: read(contract.params), query: read(contract.query) }
}

/** Reads that come by POST, so that nobody's name stands in an address. */
const searches = (name: string): Record<string, object> => ({
  findPeople: { community, name },
  findClients: { community, occasion: 'counter', name },
  listUsers: { community },
  findGrantees: { areaCode: community, name },
})

const hasOver = ({ query }: Contract): boolean =>
  'isOpen' in ((query as { shape?: object } | undefined)?.shape ?? {})

/** Every contract that only reads, asked about these; lists of what is open and of what is over apart. */
export function listAllReads(target: WalkTarget, without: readonly string[] = []): Read[] {
  const bodies = searches(target.name)
  return Object.entries(contracts).flatMap(([key, contract]) => {
    const body = bodies[key]
    if ((contract.method !== 'get' && body === undefined) || without.includes(key)) return []
    return (hasOver(contract) ? ['true', 'false'] : ['true']).map((isOpen) => {
      const input = { ...fill(contract, target, isOpen), ...(body === undefined ? {} : { body }) }
      return { key, contract, input }
    })
  })
}

/** What is public answers everybody alike; that a gate by role holds, is tested for every contract. */
const mayCall = ({ access }: Contract, roles: readonly Role[] | undefined): boolean =>
  access === 'public'
    ? !roles
    : !Array.isArray(access) || access.some((role) => roles?.includes(role as Role))

const atOnce = 8

/** Reads all that these roles may ask, and hands over each answer as text, files included. */
export async function walkReads(
  { api }: TestApp,
  reads: readonly Read[],
  { user, roles }: { user: TestUser | undefined; roles: readonly Role[] | undefined },
  onAnswer: (key: string, answer: { status: number; text: string }) => void,
): Promise<void> {
  const client = api(user)
  const open = reads.filter(({ contract }) => mayCall(contract, roles))
  for (let i = 0; i < open.length; i += atOnce)
    await Promise.all(
      open.slice(i, i + atOnce).map(async ({ key, contract, input }) => {
        const { status, body, bytes } = await client.callLoose(contract, input)
        onAnswer(key, { status, text: JSON.stringify(body) + bytes.toString('utf8') })
      }),
    )
}
