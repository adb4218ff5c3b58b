import { areaLevelOf, type Place } from '@linli/shared/areas/areas'
import type { ImportKind } from '@linli/shared/register/register'
import type { Role } from '@linli/shared/users/roles'
import { canManagePlace } from '../areas/area.policy'
import { findMembershipOver, type Actor, type ActorMembership } from '../users/actor'

/**
 * Who may bring a sheet into an area: the secretary of the community, and those above. Units may also belong to a
 * street or district, everything else belongs to a community.
 */
export function canImport(actor: Actor, kind: ImportKind, area: string, place: Place): boolean {
  const level = areaLevelOf(area)
  const isRightLevel =
    level === 'community' || (kind === 'units' && (level === 'street' || level === 'district'))
  return isRightLevel && canManagePlace(actor, area, place)
}

const communityRoles: readonly Role[] = ['secretary', 'communityWorker']
const servingRoles: readonly Role[] = [...communityRoles, 'gridWorker', 'buildingLeader']
const rankRoles: readonly Role[] = ['streetOfficer', 'districtOfficer', 'administrator']

/** Whose record lies within what the actor serves: the whole community, a grid, or only one building. */
export function canReadPerson(actor: Actor, place: Partial<Place>): boolean {
  return findPersonServer(actor, place) !== undefined
}

/** The role by which the actor serves a person: the whole community, a grid, or only one building. */
export const findPersonServer = (actor: Actor, place: Partial<Place>): ActorMembership | undefined =>
  findMembershipOver(actor, servingRoles, place)

/** Rank over a person's area gives single records only, each opened with a reason. */
export const findPersonRank = (actor: Actor, place: Partial<Place>): ActorMembership | undefined =>
  findMembershipOver(actor, rankRoles, place)

/** Who keeps the people of a place: the community's own staff. */
export const canKeepPeople = (actor: Actor, place: Partial<Place>): boolean =>
  findMembershipOver(actor, communityRoles, place) !== undefined

/** How a person is is set by the community's own staff, never about themselves. */
export const canSetPersonState = (actor: Actor, personId: string, place: Partial<Place>): boolean =>
  actor.personId !== personId && canKeepPeople(actor, place)

/** Rooms are told to those who joined the community, for they choose their own, and to whoever works there. */
export function canListHomes(actor: Actor, community: string): boolean {
  return actor.community === community || actor.memberships.some(({ place }) => place.community === community)
}
