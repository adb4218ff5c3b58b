import type { Place } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'
import { Membership } from '../users/membership.model'

/** The desk of each level that reviews. */
export const reviewRoles: Record<'community' | 'street' | 'district', readonly Role[]> = {
  community: ['secretary', 'communityWorker'],
  street: ['streetOfficer'],
  district: ['districtOfficer'],
}

/** Whether somebody holds one of the roles in just this area now. */
export async function isAtDesk(userId: string, areaCode: string, roles: readonly Role[], now: Date) {
  const held = await Membership.find({ userId, endedAt: { $exists: false } }).lean()
  return held.some(
    (m) => m.areaCode === areaCode && roles.includes(m.role) && (m.until == null || m.until > now),
  )
}

/**
 * Whose desk decides: the community's, or the narrowest there is; one level above where somebody sits who must not
 * decide on it, for it is about her.
 */
export async function findReviewArea(place: Place, barred: readonly string[], now: Date): Promise<string> {
  for (const level of ['community', 'street'] as const) {
    const code = place[level]
    if (code === undefined) continue
    const sitting = []
    for (const userId of barred) sitting.push(await isAtDesk(userId, code, reviewRoles[level], now))
    if (!sitting.includes(true)) return code
  }
  return place.district
}
