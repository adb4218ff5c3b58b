import type { Subject } from '@linli/shared/routing/route'
import type { Post } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { pickRoute } from './route.pick'
import { findPostArea, isHeld, listUnitsOfKind } from './route.target'
import { explainRoute, namePost } from './route.words'
import type { RoutingTable } from './routing.reader'
import { loadRoutingTable } from './routing.table'
import type { ComputedRoute, RouteInput } from './routing.types'
import { levelAboveSubject, resolveSubject, type ResolvedSubject } from './subject.service'

/** Where the subject holds the topmost desk: a department of the district that is not its own. */
function findDepartment(table: RoutingTable, subject: ResolvedSubject, at: Date): Post | undefined {
  return listUnitsOfKind(table, 'department')
    .filter(({ areaCode, isOpen }) => isOpen && areaCode === table.place.district)
    .map(({ id }): Post => `unit:${id}`)
    .find((post) => isHeld(table, post, at, false) && !subject.posts.has(post))
}

async function routeAboveSubject(
  table: RoutingTable,
  input: RouteInput,
  complaintAbout: Subject,
  deps: Pick<Deps, 'logger'>,
): Promise<ComputedRoute> {
  const subject = await resolveSubject(complaintAbout, input.place)
  const independent = levelAboveSubject(subject) ?? findDepartment(table, subject, input.at)
  if (independent === undefined)
    deps.logger.error({ district: table.place.district }, 'nobody stands above the subject of a complaint')
  const post: Post = independent ?? `triage:${table.place.district}`
  const postName = namePost(table, post)
  const whyCode = 'aboveSubject'
  const why = explainRoute(post, postName, { whyCode, isBroken: false, isReroute: input.isReroute ?? false })
  return {
    post,
    postName,
    postArea: findPostArea(table, post),
    why,
    whyCode,
    broken: [],
    clock: input.category.clock,
  }
}

/**
 * Who gets a need, why, and on which clock. Reads the database only when something has changed since the last time,
 * or when the need is about someone.
 */
export async function computeRoute(input: RouteInput, deps: Pick<Deps, 'logger'>): Promise<ComputedRoute> {
  const table = await loadRoutingTable(input.place)
  return input.complaintAbout
    ? routeAboveSubject(table, input, input.complaintAbout, deps)
    : pickRoute(table, input)
}
