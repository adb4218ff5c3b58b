import type { Place } from '@linli/shared/areas/areas'
import { postTargetOf, triageAbove, triageOf, type Post } from '@linli/shared/users/posts'
import type { WorkCalendar } from '../../lib/workCalendar'
import { isMatch } from './route.match'
import { findPostArea, findTarget } from './route.target'
import { explainRoute, namePost } from './route.words'
import type { RoutingRuleRow, RoutingTable } from './routing.reader'
import type { BrokenRule, ComputedRoute, RouteInput } from './routing.types'

interface Pick {
  post: Post
  rule?: RoutingRuleRow
}

/** The triage desk of the place, or the nearest one above it that is not excluded. */
function findLastResort(place: Place, excludedPosts: readonly string[]): Post {
  const first = triageOf(place)
  let post: Post | undefined = first
  while (post !== undefined && excludedPosts.includes(post)) post = triageAbove(postTargetOf(post))
  return post ?? first
}

function pickRule(
  table: RoutingTable,
  input: RouteInput,
  broken: BrokenRule[],
  calendar: WorkCalendar | undefined,
): Pick | undefined {
  const { category, place, at, answers = {}, excludedPosts = [] } = input
  const estate = place.estate === undefined ? undefined : table.estates.get(place.estate)
  const facts = { category: category.code, place, estate, at, answers }
  for (const rule of table.rules) {
    if (!rule.isOn || !isMatch(rule.conditions, facts, calendar)) continue
    const found = findTarget(table, rule.target, place, at)
    if ('reason' in found) broken.push({ ruleId: rule.id, reason: found.reason })
    else if (excludedPosts.includes(found.post)) broken.push({ ruleId: rule.id, reason: 'excluded' })
    else return { post: found.post, rule }
  }
  return undefined
}

/** Danger waits for nobody's turn: all who are on duty hear of it. */
function findTurn({ target }: RoutingRuleRow, { category }: RouteInput): ComputedRoute['turn'] {
  if (target.kind !== 'pool' || !target.inTurn || category.isDanger) return undefined
  return target.skill === undefined ? {} : { skill: target.skill }
}

/**
 * The first rule that fits and whose target can take the need; else the triage desk, so that nothing is ever
 * unassigned. Looks only at what it is given, so a dry run is the same computation.
 */
export function pickRoute(table: RoutingTable, input: RouteInput, calendar?: WorkCalendar): ComputedRoute {
  const broken: BrokenRule[] = []
  const picked = pickRule(table, input, broken, calendar)
  const post = picked?.post ?? findLastResort(input.place, input.excludedPosts ?? [])
  const postName = namePost(table, post)
  const whyCode = picked ? 'rule' : 'lastResort'
  const rule = picked?.rule
  const turn = rule && findTurn(rule, input)
  return {
    post,
    postName,
    postArea: findPostArea(table, post),
    rule: rule && { id: rule.id, name: rule.name, areaCode: rule.areaCode },
    why: explainRoute(post, postName, {
      whyCode,
      isBroken: broken.length > 0,
      isReroute: input.isReroute ?? false,
      isInTurn: turn !== undefined,
    }),
    whyCode,
    ...(turn ? { turn } : {}),
    broken,
    clock: rule?.clock ?? input.category.clock,
  }
}
