import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { findMembershipOver, type Actor } from './actor'
import { describeEnded, findMembership } from './membership.service'
import { User } from './user.model'
import type { StoredMembership } from './userHooks'

/**
 * Sets where a member of staff is reached in 企业微信; it lies in the account, so it counts for every role of the
 * person. The log keeps that it changed, not what it is.
 * @throws AppError `membership.work_account_taken` when someone else has it: messages would go to the wrong person.
 */
export async function setWorkAccount(
  actor: Actor,
  membershipId: string,
  workAccount: string | null,
  deps: Deps,
): Promise<StoredMembership> {
  const membership = await findMembership(membershipId)
  const { userId, endedAt, district } = membership
  assertThat(findMembershipOver(actor, ['administrator'], toPlace(membership)), 'access.denied')
  assertThat(endedAt == null, 'membership.ended', describeEnded(membership))
  const isTaken = workAccount !== null && (await User.exists({ workAccount, _id: { $ne: userId } }))
  assertThat(!isTaken, 'membership.work_account_taken')
  await User.updateOne(
    { _id: userId },
    workAccount === null ? { $unset: { workAccount: 1 } } : { $set: { workAccount } },
  )
  const subject = { kind: 'user', id: userId.toString(), district }
  await recordAudit(actor, 'workAccount.set', subject, { isSet: workAccount !== null }, deps)
  return membership
}
