import type { Place } from '@linli/shared/areas/areas'
import { findMembershipOver, type Actor } from './actor'

/** The community's own desk. */
export function canManageJoinCodes(actor: Actor, place: Partial<Place>): boolean {
  return findMembershipOver(actor, ['secretary', 'communityWorker'], place) !== undefined
}
