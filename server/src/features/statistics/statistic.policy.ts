import { areaLevelOf, placeOf } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'
import { findMembershipOver, type Actor } from '../users/actor'

/** Rank gives numbers. Source: product page, "Who uses it". */
const readers: readonly Role[] = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator']

/** Numbers of an area are for those who answer for it, and for those above. */
export function canReadStatistics(actor: Actor, area: string): boolean {
  const level = areaLevelOf(area)
  if (level !== 'community' && level !== 'street' && level !== 'district') return false
  return findMembershipOver(actor, readers, placeOf(area)) !== undefined
}

/** The area whose numbers a person sees first. */
export const findOwnArea = (actor: Actor): string | undefined =>
  actor.memberships.find(({ role }) => readers.includes(role))?.areaCode
