import type { Subject } from '@linli/shared/routing/route'
import type { Post } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { pickRoute } from './route.pick'
import { findPostArea, listUnitsOfKind } from './route.target'
import { explainRoute, namePost } from './route.words'
import type { RoutingTable } from './routing.reader'
import { loadRoutingTable } from './routing.table'
import type { ComputedRoute, RouteInput } from './routing.types'
import {
  isHeldByOthers,
  listDesksAboveSubject,
  resolveSubject,
  type ResolvedSubject,
} from './subject.service'

/**
 * Who may take a complaint, the best first: the desks above the subject; where it holds them, a department of the
 * district that is not its own, a colleague at the topmost desk, the administrators. Its subject never sees it there.
 */
function listEnds(table: RoutingTable, subject: ResolvedSubject): Post[] {
  const { district } = table.place
  const departments = listUnitsOfKind(table, 'department')
    .filter(({ areaCode, isOpen }) => isOpen && areaCode === district)
    .map(({ id }): Post => `unit:${id}`)
    .filter((post) => !subject.posts.has(post))
  return [...listDesksAboveSubject(subject), ...departments, `triage:${district}`, `admin:${district}`]
}

/** @throws AppError `need.nobody_above` when the subject holds every desk above it and nobody else holds any end. */
async function findEnd(
  table: RoutingTable,
  subject: ResolvedSubject,
  { at, excludedPosts = [] }: Pick<RouteInput, 'at' | 'excludedPosts'>,
  { logger }: Pick<Deps, 'logger'>,
): Promise<Post> {
  const ends = listEnds(table, subject).filter((post) => !excludedPosts.includes(post))
  for (const post of ends) if (await isHeldByOthers(post, subject, at)) return post
  // An empty desk above is a desk all the same: whoever is appointed there finds it, and the clock reports it.
  const [empty] = listDesksAboveSubject(subject)
  if (empty === undefined)
    logger.error({ district: table.place.district }, 'nobody stands above the subject of a complaint')
  assertThat(empty !== undefined, 'need.nobody_above')
  return empty
}

async function routeAboveSubject(
  table: RoutingTable,
  input: RouteInput,
  complaintAbout: Subject,
  deps: Pick<Deps, 'logger'>,
): Promise<ComputedRoute> {
  const subject = await resolveSubject(complaintAbout, input.place)
  const post = await findEnd(table, subject, input, deps)
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
