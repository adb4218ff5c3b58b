import { AppError } from '../../lib/appError'
import { findMembershipOver, type Actor } from '../users/actor'

/** Deliveries are looked after by the administrator of the district they belong to. */
function mayRepair(actor: Actor, district: string): boolean {
  return findMembershipOver(actor, ['administrator'], { district }) !== undefined
}

/** @throws AppError `access.denied` */
export function assertMayRepair(actor: Actor, district: string): void {
  if (!mayRepair(actor, district)) throw new AppError('access.denied')
}
