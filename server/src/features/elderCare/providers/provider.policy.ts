import type { UnitFields } from '../../areas/unit.model'
import { canManagePlace } from '../../areas/area.policy'
import { postsOf, type Actor } from '../../users/actor'

type Where = Pick<UnitFields, 'areaCode' | 'district' | 'street' | 'community'>

/** Whether the actor works for a unit now. */
export const isStaffOf = (actor: Actor, unitId: { toString(): string }): boolean =>
  postsOf(actor).includes(`unit:${unitId.toString()}`)

/** Licences and certificates are looked at by those who answer for the unit's area, never by the unit itself. */
export const canCheckPapers = (actor: Actor, unitId: { toString(): string }, unit: Where): boolean =>
  !isStaffOf(actor, unitId) && canManagePlace(actor, unit.areaCode, unit)

/** What a unit offers is kept by its own staff, and by those who answer for its area. */
export const canKeepProvider = (actor: Actor, unitId: { toString(): string }, unit: Where): boolean =>
  isStaffOf(actor, unitId) || canManagePlace(actor, unit.areaCode, unit)
