import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { Answers } from '@linli/shared/categories/category'
import type { BrokenReason } from '@linli/shared/routing/route'
import type { RuleInput } from '@linli/shared/routing/routingRule.contract'
import { postKindOf, type Post } from '@linli/shared/users/posts'
import { assertThat } from '../../lib/appError'
import { canKeepRules } from '../categories/category.policy'
import type { Actor } from '../users/actor'
import { pickRoute } from './route.pick'
import { namePost } from './route.words'
import {
  levelsOf,
  listNamedUnits,
  readDuties,
  readUnits,
  type RoutingRuleRow,
  type RoutingTable,
} from './routing.reader'
import { assertUnitsKnown } from './routingRule.service'
import { loadRoutingTable } from './routing.table'

/** What a dry run needs of a need that was routed once: no words, no names. */
export interface PastNeed {
  id: string
  category: string
  place: Place
  at: Date
  answers: Answers
  /** The post that the rules gave it to first. */
  post: Post
  /** Needs about someone are not for the eyes of those who keep the rules. */
  isAboutSomeone: boolean
}

export interface PastNeedsQuery {
  areaCode: string
  from: Date
  to: Date
  limit: number
}

/** The newest needs of an area in a span, at most `limit`. */
export type ReadPastNeeds = (query: PastNeedsQuery) => Promise<readonly PastNeed[]>

let readPastNeeds: ReadPastNeeds | undefined

/** Called once by the needs feature, which knows them. */
export function registerPastNeeds(read: ReadPastNeeds): void {
  readPastNeeds = read
}

export interface DryRunItem {
  need: PastNeed
  categoryName: string
  before: string
  after: string
  ruleIndex: number | undefined
  isChanged: boolean
  brokenReasons: BrokenReason[]
}

const maxNeeds = 500
const proposedId = (i: number): string => `proposed-${i}`

/** The table as it would be with other rules of one of its areas. */
function withRules(table: RoutingTable, areaCode: string, proposed: readonly RuleInput[]): RoutingTable {
  const added: RoutingRuleRow[] = proposed.map((content, i) => ({ ...content, id: proposedId(i), areaCode }))
  const levels = levelsOf(table.place)
  const rank = (rule: RoutingRuleRow): number => levels.indexOf(rule.areaCode)
  const kept = table.rules.filter((rule) => rule.areaCode !== areaCode)
  return { ...table, rules: [...kept, ...added].sort((a, b) => rank(a) - rank(b)) }
}

/** Units that only the proposed rules name, with their staff. */
async function withUnits(table: RoutingTable, ids: readonly string[]): Promise<RoutingTable> {
  const missing = ids.filter((id) => !table.units.has(id))
  if (missing.length === 0) return table
  const units = await readUnits([], missing)
  const duties = await readDuties(undefined, missing)
  return {
    ...table,
    units: new Map([...table.units, ...units]),
    duties: new Map([...table.duties, ...duties]),
  }
}

/** Volunteers are counted as their pool, so that nobody can be told from the answer. */
const nameOf = (table: RoutingTable, post: Post): string =>
  postKindOf(post) === 'volunteer' && table.place.community !== undefined
    ? namePost(table, `pool:${table.place.community}`)
    : namePost(table, post)

async function tryNeed(
  need: PastNeed,
  areaCode: string,
  rules: readonly RuleInput[],
): Promise<DryRunItem | undefined> {
  const stored = await loadRoutingTable(need.place)
  const category = stored.categories.get(need.category)
  if (!category) return undefined
  const table = withRules(await withUnits(stored, listNamedUnits(rules)), areaCode, rules)
  const { post, rule, broken } = pickRoute(table, { ...need, category })
  const index = rules.findIndex((_, i) => rule?.id === proposedId(i))
  const [before, after] = [nameOf(table, need.post), nameOf(table, post)]
  return {
    need,
    categoryName: category.name,
    before,
    after,
    ruleIndex: index === -1 ? undefined : index,
    isChanged: before !== after,
    brokenReasons: broken.map(({ reason }) => reason),
  }
}

/** Routes past needs with other rules of an area, with the units and duties of today. Writes nothing. */
export async function dryRunRules(
  actor: Actor,
  {
    areaCode,
    rules,
    ...span
  }: { areaCode: string; rules: RuleInput[]; from: string; to: string; limit: number },
): Promise<DryRunItem[]> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  assertThat(readPastNeeds, 'routing.past_needs_unavailable')
  await assertUnitsKnown(
    rules.map(({ target }) => target),
    areaCode,
  )
  const limit = Math.min(span.limit, maxNeeds)
  const code = levelsOf(placeOf(areaCode))[0] ?? areaCode
  const query = { areaCode: code, from: new Date(span.from), to: new Date(span.to), limit }
  const items: DryRunItem[] = []
  for (const need of await readPastNeeds(query)) {
    if (need.isAboutSomeone) continue
    const item = await tryNeed(need, areaCode, rules)
    if (item) items.push(item)
  }
  return items
}
