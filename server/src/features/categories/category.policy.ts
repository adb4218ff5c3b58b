import { placeOf } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'
import { canManagePlace } from '../areas/area.policy'
import { findMembershipOver, type Actor } from '../users/actor'

const desks: readonly Role[] = [
  'communityWorker',
  'secretary',
  'streetOfficer',
  'districtOfficer',
  'administrator',
]

/** Categories, rules and the guide of an area are kept by its secretary or officer, and by those above. */
export function canKeepRules(actor: Actor, areaCode: string): boolean {
  return canManagePlace(actor, areaCode, placeOf(areaCode))
}

/** They are read by those desks too, and by whoever works anywhere inside the area. */
export function canReadRules(actor: Actor, areaCode: string): boolean {
  const place = placeOf(areaCode)
  if (findMembershipOver(actor, desks, place)) return true
  return actor.memberships.some(
    ({ role, place: own }) =>
      role !== 'volunteer' && [own.district, own.street, own.community].includes(areaCode),
  )
}
