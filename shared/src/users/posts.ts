import { placeOf, type Place } from '../areas/areas'
import type { Role } from './roles'

/**
 * A post: who holds work, whichever person is on duty there. Work belongs to a post, people hold posts.
 * - `unit:<id>`: the staff of a unit.
 * - `grid:<code>`, `building:<code>`: the grid worker, the building leader.
 * - `triage:<area code>`: the desk of a community, street or district, the last resort of every route.
 * - `pool:<community code>`: the volunteers of a community, until one claims.
 * - `volunteer:<user id>`: a volunteer who claimed or was given the work.
 * - `admin:<district code>`: the administrators, for what nobody else of the district may see.
 */
export type PostKind = 'unit' | 'grid' | 'building' | 'triage' | 'pool' | 'volunteer' | 'admin'
export type Post = `${PostKind}:${string}`

export function postKindOf(post: string): PostKind {
  return post.slice(0, post.indexOf(':')) as PostKind
}

/**
 * Not a post but a way to choose one: whichever volunteer of the community is next in turn. Only a desk names it, and
 * what then holds the work is `volunteer:<user id>`.
 */
export const turnOf = (community: string): string => `turn:${community}`
export const isTurn = (post: string): boolean => post.startsWith('turn:')

/** The unit id, area code or user id of a post. */
export function postTargetOf(post: string): string {
  return post.slice(post.indexOf(':') + 1)
}

const postKindByRole: Record<Role, PostKind> = {
  unitStaff: 'unit',
  gridWorker: 'grid',
  buildingLeader: 'building',
  secretary: 'triage',
  communityWorker: 'triage',
  streetOfficer: 'triage',
  districtOfficer: 'triage',
  volunteer: 'pool',
  administrator: 'admin',
}

/** The post a membership gives, or undefined where it names no area or unit. */
export function postOf(membership: {
  role: Role
  areaCode?: string | undefined
  unitId?: string | undefined
}): Post | undefined {
  const kind = postKindByRole[membership.role]
  const target = kind === 'unit' ? membership.unitId : membership.areaCode
  return target !== undefined ? `${kind}:${target}` : undefined
}

/** The triage desk of the narrowest level that has one (community, street, district) for a place. */
export function triageOf(place: Place): Post {
  return `triage:${place.community ?? place.street ?? place.district}`
}

/** The triage desk one level above an area code, or undefined at the top. */
export function triageAbove(code: string): Post | undefined {
  const { district, street, community } = placeOf(code)
  if (code.includes('-')) return community === undefined ? undefined : `triage:${community}`
  if (code === community && street !== undefined) return `triage:${street}`
  if (code === street) return `triage:${district}`
  return undefined
}
