import type { OutputOf } from '@linli/shared/contract'
import type { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { endOwnMembership, listStranded } from '../users/heldWork.service'
import { toHeldWorkView } from '../users/membership.view'
import { Volunteer, type VolunteerRecord } from './volunteer.model'
import {
  describePresent,
  findOwnVolunteer,
  findVolunteerMembership,
  readVolunteer,
} from './volunteer.service'

type Resignation = OutputOf<typeof volunteerContracts.resignAsVolunteer.body>

/** Nobody has decided yet, so there is nothing to hand back and nobody to tell but the list. */
async function takeBackApplication(actor: Actor, own: VolunteerRecord, deps: Deps): Promise<void> {
  const { modifiedCount } = await Volunteer.updateOne(
    { _id: own._id, state: 'applied', version: own.version },
    {
      $set: { state: 'ended', hasResigned: true, decidedAt: deps.clock.now() },
      $unset: { isActive: 1 },
      $inc: { version: 1 },
    },
  )
  if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(own._id))
  const subject = { kind: 'user', id: actor.userId, district: own.district }
  await recordAudit(actor, 'volunteer.takenBack', subject, { community: own.community }, deps)
}

/**
 * Leaves by herself. What she holds goes back to the desk in the same action, or the answer says what it is; she may
 * apply again whenever she wants. Pressed again it changes nothing.
 * @throws AppError `volunteer.holds_work` with the list, unless it is handed back.
 */
export async function resignAsVolunteer(
  actor: Actor,
  { isHandedBack, reason }: Resignation,
  deps: Deps,
): Promise<VolunteerRecord> {
  const own = await findOwnVolunteer(actor.userId)
  assertThat(own, 'record.not_found')
  if (own.state === 'ended') return own
  assertThat(own.isActive, 'record.not_found')
  if (own.state === 'applied') {
    await takeBackApplication(actor, own, deps)
    return readVolunteer(own._id.toString())
  }
  const membership = await findVolunteerMembership(own)
  assertThat(membership, 'request.conflict', { state: own.state, version: own.version })
  const held = isHandedBack ? [] : await listStranded(membership, deps)
  assertThat(held.length === 0, 'volunteer.holds_work', { items: held.map(toHeldWorkView) })
  await endOwnMembership(actor, membership, reason ?? '本人退出', deps)
  // The record has followed the membership, see volunteer.hooks.
  if (reason !== undefined)
    await Volunteer.updateOne({ _id: own._id, state: 'ended' }, { $set: { decisionReason: reason } })
  return readVolunteer(own._id.toString())
}
