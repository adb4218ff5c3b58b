import { areaLevelOf, type Place } from '@linli/shared/areas/areas'
import { roleHeldIn, type Role } from '@linli/shared/users/roles'
import { findMembershipOver, type Actor } from './actor'

/** Where a role is held: the code of the area, or of the area a unit belongs to, with its ancestors. */
export interface MembershipTarget {
  role: Role
  areaCode: string
  place: Partial<Place>
}

/** Who appoints: the level right above. The administrator sets up a whole district. */
const appointers: Record<Exclude<Role, 'unitStaff'>, readonly Role[]> = {
  administrator: ['administrator'],
  districtOfficer: ['administrator'],
  streetOfficer: ['districtOfficer', 'administrator'],
  secretary: ['streetOfficer', 'administrator'],
  communityWorker: ['secretary', 'administrator'],
  gridWorker: ['secretary', 'administrator'],
  buildingLeader: ['secretary', 'administrator'],
  volunteer: ['secretary', 'administrator'],
}

/** Lowest rank first; everyone after a role is above it. */
const ranks: readonly Role[] = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator']

/** Whether a role has others below it. */
export const isRank = (role: Role): boolean => ranks.includes(role)

/** A unit's staff are the matter of the level it belongs to, and of those above. */
function ranksOverUnit(areaCode: string): readonly Role[] {
  const level = areaLevelOf(areaCode)
  if (level === 'district') return ranks.slice(2)
  return level === 'street' ? ranks.slice(1) : ranks
}

export function canGrant(actor: Actor, { role, areaCode, place }: MembershipTarget): boolean {
  const mayGrant = role === 'unitStaff' ? ranksOverUnit(areaCode) : appointers[role]
  return findMembershipOver(actor, mayGrant, place) !== undefined
}

/** Who may end a role, or see what it holds: everyone above, but nobody in their own case. */
export function canEnd(actor: Actor, target: MembershipTarget & { userId: string }): boolean {
  if (target.userId === actor.userId) return false
  const rank = ranks.indexOf(target.role)
  const above = target.role === 'unitStaff' ? ranksOverUnit(target.areaCode) : ranks.slice(rank + 1)
  const mayEnd = target.role === 'administrator' ? ranks.slice(-1) : above
  return findMembershipOver(actor, mayEnd, target.place) !== undefined
}

/** Whose roles the actor may list: those of an area that the actor's rank covers. */
export function canListMemberships(actor: Actor, place: Partial<Place>): boolean {
  return findMembershipOver(actor, ranks, place) !== undefined
}

/** A role is held at its own level and nowhere else. */
export function fitsLevel(role: Role, areaCode: string | undefined, unitId: string | undefined): boolean {
  const level = roleHeldIn[role]
  if (level === 'unit') return unitId !== undefined
  return areaCode !== undefined && areaLevelOf(areaCode) === level
}
