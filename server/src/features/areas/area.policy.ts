import { areaLevelOf, type Place } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'
import { findMembershipOver, type Actor } from '../users/actor'

const everyone: readonly Role[] = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator']
const aboveCommunity: readonly Role[] = ['streetOfficer', 'districtOfficer', 'administrator']
const aboveStreet: readonly Role[] = ['districtOfficer', 'administrator']

function rolesThatManage(code: string): readonly Role[] {
  const level = areaLevelOf(code)
  if (level === 'district') return aboveStreet
  if (level === 'street') return aboveCommunity
  return everyone
}

/**
 * Who may add or change grids, buildings, estates and units: those who hold the area they belong to, or one around
 * it. A unit of a street is the street's matter, not a secretary's.
 * @param code of the area the record belongs to, or the record's own. @param place its ancestors.
 */
export function canManagePlace(actor: Actor, code: string, place: Partial<Place>): boolean {
  return findMembershipOver(actor, rolesThatManage(code), place) !== undefined
}

/** The name and telephone of a community itself, and of wider areas, are set one level above. */
export function canManageArea(actor: Actor, code: string, place: Partial<Place>): boolean {
  const level = areaLevelOf(code)
  if (level === 'community' || level === 'street')
    return (
      findMembershipOver(actor, level === 'community' ? aboveCommunity : aboveStreet, place) !== undefined
    )
  return canManagePlace(actor, code, place)
}

/**
 * The card names a building leader and her telephone: for those who joined the community, for whoever serves it,
 * and for those above.
 */
export function canReadGridCard(actor: Actor, place: Place): boolean {
  if (place.community === undefined) return false
  if (actor.level !== 'guest' && actor.community === place.community) return true
  return actor.memberships.some(
    (m) => m.place.community === place.community || (m.areaCode !== undefined && isAbove(m.areaCode, place)),
  )
}

const isAbove = (code: string, place: Place): boolean => code === place.street || code === place.district
