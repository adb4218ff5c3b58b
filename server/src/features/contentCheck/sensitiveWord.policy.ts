import { findMembershipOver, type Actor } from '../users/actor'
import { areaLevelOf } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'

const editors: Partial<Record<string, Role>> = {
  community: 'secretary',
  street: 'streetOfficer',
  district: 'districtOfficer',
}

/** Each level keeps its own list. */
export function canEditWords(actor: Actor, areaCode: string): boolean {
  const level = areaLevelOf(areaCode)
  const role = level && editors[level]
  return role !== undefined && findMembershipOver(actor, [role], { [level ?? '']: areaCode }) !== undefined
}
