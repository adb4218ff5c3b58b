import { areaLevelOf, type Place } from '@linli/shared/areas/areas'
import type { ImportKind } from '@linli/shared/register/register'
import type { Role } from '@linli/shared/users/roles'
import { canManagePlace } from '../areas/area.policy'
import type { Actor } from '../users/actor'

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

/** Whose record lies within what the actor serves: the whole community, a grid, or only one building. */
export function canReadPerson(actor: Actor, place: Partial<Place>): boolean {
  return actor.memberships.some(({ role, areaCode }) => {
    if (areaCode === undefined) return false
    if (communityRoles.includes(role)) return areaCode === place.community
    if (role === 'gridWorker') return areaCode === place.grid
    return role === 'buildingLeader' && areaCode === place.building
  })
}

/** Rooms are told to those who joined the community, for they choose their own, and to whoever works there. */
export function canListHomes(actor: Actor, community: string): boolean {
  return actor.community === community || actor.memberships.some(({ place }) => place.community === community)
}
