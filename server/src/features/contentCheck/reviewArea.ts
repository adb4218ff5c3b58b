import { areaLevelOf, type Place } from '@linli/shared/areas/areas'
import { postTargetOf, triageAbove } from '@linli/shared/users/posts'
import type { Role } from '@linli/shared/users/roles'
import { toPlace } from '../../lib/placeFields'
import { Membership } from '../users/membership.model'

/** The desk of each level that reviews. */
export const reviewRoles: Record<'community' | 'street' | 'district', readonly Role[]> = {
  community: ['secretary', 'communityWorker'],
  street: ['streetOfficer'],
  district: ['districtOfficer'],
}

/** Whether one of these people holds one of the roles in just this area now; all are read at once. */
async function isAnyAtDesk(
  userIds: readonly string[],
  areaCode: string,
  roles: readonly Role[],
  now: Date,
): Promise<boolean> {
  if (userIds.length === 0) return false
  const held = await Membership.find({ userId: { $in: userIds }, endedAt: { $exists: false } }).lean()
  return held.some(
    (m) => m.areaCode === areaCode && roles.includes(m.role) && (m.until == null || m.until > now),
  )
}

export const isAtDesk = (userId: string, areaCode: string, roles: readonly Role[], now: Date) =>
  isAnyAtDesk([userId], areaCode, roles, now)

/**
 * Whose desk decides: the community's, or the narrowest there is; one level above where somebody sits who must not
 * decide on it, for it is about her.
 */
export async function findReviewArea(place: Place, barred: readonly string[], now: Date): Promise<string> {
  for (const level of ['community', 'street'] as const) {
    const code = place[level]
    if (code === undefined) continue
    if (!(await isAnyAtDesk(barred, code, reviewRoles[level], now))) return code
  }
  return place.district
}

type Case = Parameters<typeof toPlace>[0] & {
  reviewArea: string
  userId: { toString(): string }
  aboutUserId?: { toString(): string } | null | undefined
}

/** The desk above the one it lies on, where nobody sits whom it is about; the district's has none above. */
export async function findAreaAbove(check: Case, now: Date): Promise<string> {
  const above = triageAbove(check.reviewArea)
  if (above === undefined) return check.reviewArea
  const area = postTargetOf(above)
  const place = toPlace(check)
  const rest = areaLevelOf(area) === 'street' ? { ...place, community: undefined } : { district: area }
  const barred = [check.aboutUserId, check.userId].flatMap((id) => (id == null ? [] : [id.toString()]))
  return findReviewArea(rest, barred, now)
}
