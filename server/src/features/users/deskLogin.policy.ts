import { hasRole, type Actor } from './actor'

/** Whoever works in the community, the street or the district; volunteers and building leaders use the phone. */
export function canUseDesk(actor: Actor): boolean {
  return hasRole(
    actor,
    'secretary',
    'communityWorker',
    'gridWorker',
    'unitStaff',
    'streetOfficer',
    'districtOfficer',
    'administrator',
  )
}
