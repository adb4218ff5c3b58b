import type { BondRelation, BondScope } from '@linli/shared/families/bond'
import type { Place } from '@linli/shared/areas/areas'
import type { UnitKind } from '@linli/shared/areas/areas'
import { postOf, type Post } from '@linli/shared/users/posts'
import type { Role, UserLevel } from '@linli/shared/users/roles'

/** A role that is in force now, held in an area or a unit. */
export interface ActorMembership {
  id: string
  role: Role
  areaCode?: string | undefined
  unitId?: string | undefined
  unitKind?: UnitKind | undefined
  /** Of the area or unit, to be read by people. */
  name: string
  place: Place
}

/** A family bond in force, by which the actor may act for an elder; as old as the actor, see actor.service. */
export interface ActorBond {
  id: string
  personId: string
  relation: BondRelation
  proxyName: string
  scopes: readonly BondScope[]
}

/** The person who acts. Every service takes one first. */
export interface Actor {
  userId: string
  sessionId: string
  /** What others read in a timeline; for residents 「居民」 unless they choose otherwise. */
  displayName: string
  level: UserLevel
  community?: string | undefined
  personId?: string | undefined
  /** The home, where it is known: its areas and its record. */
  place?: Place | undefined
  homeId?: string | undefined
  isElderMode?: boolean | undefined
  memberships: readonly ActorMembership[]
  /** Whom the actor may act for. A write asks `findActing` once more, which reads the database. */
  bonds?: readonly ActorBond[]
  /** Communities the person helps in as a volunteer, also off duty: what she took stays hers. */
  volunteersIn?: readonly string[] | undefined
  /** Units the person works in, also off duty, as a deputy who waits, or from a later day. */
  worksIn?: readonly string[] | undefined
}

/** The clock, a rule or an import acting without a person. */
export const systemActor: Actor = {
  userId: '000000000000000000000000',
  sessionId: '',
  displayName: '自动处理',
  level: 'guest',
  memberships: [],
}

export const isSystem = (actor: Actor): boolean => actor.userId === systemActor.userId

/**
 * Whether something of a person of the register is the actor's own: of herself, or of an elder for whom she acts by
 * whatever bond. About that somebody else decides. As old as the actor.
 */
export const isOwnMatter = ({ personId, bonds = [] }: Actor, of: { toString(): string }): boolean =>
  personId === of.toString() || bonds.some((bond) => bond.personId === of.toString())

/** Every post the actor holds now, the one of a volunteer who took work included. */
export function postsOf(actor: Actor): Post[] {
  const posts = actor.memberships.map(postOf).filter((post) => post !== undefined)
  return [`volunteer:${actor.userId}`, ...posts]
}

export function hasRole(actor: Actor, ...roles: readonly Role[]): boolean {
  return actor.memberships.some((m) => roles.includes(m.role))
}

/** The first membership with one of the roles whose area covers the place (a street covers its communities). */
export function findMembershipOver(
  actor: Actor,
  roles: readonly Role[],
  place: Partial<Place>,
): ActorMembership | undefined {
  return actor.memberships.find((m) => roles.includes(m.role) && isWithin(place, m))
}

function isWithin(place: Partial<Place>, { areaCode }: ActorMembership): boolean {
  if (areaCode === undefined) return false
  return [place.district, place.street, place.community, place.grid, place.building].includes(areaCode)
}
