import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { toUpdate } from '../../lib/toUpdate'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { touchRoutingOf } from '../routing/routing.stamp'
import type { Actor } from '../users/actor'
import { forgetActor } from '../users/actor.service'
import { Membership } from '../users/membership.model'
import { listMembershipChangeHooks, type StoredMembership } from '../users/userHooks'
import { readIsMinor } from './volunteer.age'
import { Volunteer, type VolunteerRecord } from './volunteer.model'

type Application = OutputOf<typeof volunteerContracts.applyAsVolunteer.body>
type OwnChange = OutputOf<typeof volunteerContracts.updateMyVolunteer.body>

/** The one that counts now, else the last that was declined or ended. */
export async function findOwnVolunteer(userId: string): Promise<VolunteerRecord | undefined> {
  const active = await Volunteer.findOne({ userId, isActive: true }).lean<VolunteerRecord>()
  if (active) return active
  const [last] = await Volunteer.find({ userId })
    .sort({ decidedAt: -1, _id: -1 })
    .limit(1)
    .lean<VolunteerRecord[]>()
  return last
}

/** @throws AppError `record.not_found`. */
export async function readVolunteer(id: string): Promise<VolunteerRecord> {
  const volunteer = await Volunteer.findOne({ _id: id }).lean<VolunteerRecord>()
  assertThat(volunteer, 'record.not_found')
  return volunteer
}

async function findIsMinor(userId: string, isAdult: boolean | undefined, deps: Deps): Promise<boolean> {
  const known = await readIsMinor(userId, deps)
  if (known !== undefined) return known
  assertThat(isAdult !== undefined, 'volunteer.age_needed')
  return !isAdult
}

function toApplication(body: Application, isMinor: boolean, deps: Pick<Deps, 'clock'>) {
  const { skills, isPartyMember, partyOrganisation, maxOpenJobs, note } = body
  return {
    state: 'applied' as const,
    isActive: true,
    skills: [...new Set(skills)],
    isPartyMember,
    maxOpenJobs,
    isMinor,
    hasGuardianConsent: false,
    isOnDuty: false,
    createdAt: deps.clock.now(),
    hasOutbox: true,
    ...(isPartyMember && partyOrganisation !== undefined ? { partyOrganisation } : {}),
    ...(note === undefined ? {} : { note }),
  }
}

/** A verified resident offers to help in the own community; who was declined or ended may offer again. */
export async function applyAsVolunteer(
  actor: Actor,
  body: Application,
  requestKey: string | undefined,
  deps: Deps,
): Promise<VolunteerRecord> {
  const { userId, community } = actor
  assertThat(community !== undefined, 'need.community_missing')
  const { district, street } = placeOf(community)
  const isMinor = await findIsMinor(userId, body.isAdult, deps)
  const entry = makeOutboxEntry('volunteer.applied', {}, deps)
  const key = { userId: new Types.ObjectId(userId), community }
  try {
    await Volunteer.updateOne(
      { ...key, isActive: { $ne: true } },
      {
        $set: { ...toApplication(body, isMinor, deps), requestKey: requestKey ?? '' },
        $unset: { decidedBy: 1, decidedAt: 1, decisionReason: 1, hasResigned: 1 },
        $setOnInsert: { district, street: street ?? '', showsBadge: false, claims: [], claimVersion: 0 },
        $inc: { version: 1 },
        $push: { outbox: entry },
      },
      { upsert: true, setDefaultsOnInsert: false },
    )
  } catch (error) {
    // The person is active here or in another community, or this is the same press again.
    if (!isDuplicate(error)) throw error
    const active = await findOwnVolunteer(userId)
    if (active && requestKey !== undefined && active.requestKey === requestKey) return active
    throw new AppError('volunteer.exists')
  }
  kickOutbox(Volunteer)
  const own = await findOwnVolunteer(userId)
  assertThat(own, 'record.not_found')
  return own
}

/** For whoever comes too late: the record as it is now. */
export async function describePresent(
  id: Types.ObjectId,
): Promise<Partial<Pick<VolunteerRecord, 'state' | 'version'>>> {
  const now = await Volunteer.findOne({ _id: id }, { state: 1, version: 1 }).lean<VolunteerRecord | null>()
  return now ? { state: now.state, version: now.version } : {}
}

/** @throws AppError `record.not_found`, `request.conflict` when it changed meanwhile. */
export async function updateOwnVolunteer(actor: Actor, body: OwnChange): Promise<VolunteerRecord> {
  const own = await findOwnVolunteer(actor.userId)
  assertThat(own?.isActive, 'record.not_found')
  const { version, ...change } = body
  const { modifiedCount } = await Volunteer.updateOne(
    { _id: own._id, isActive: true, version },
    { ...toUpdate(change), $inc: { version: 1 } },
  )
  if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(own._id))
  return readVolunteer(own._id.toString())
}

export const findVolunteerMembership = ({
  userId,
  community,
}: Pick<VolunteerRecord, 'userId' | 'community'>): Promise<StoredMembership | null> =>
  Membership.findOne({
    userId,
    role: 'volunteer',
    areaCode: community,
    endedAt: { $exists: false },
  }).lean<StoredMembership | null>()

/**
 * 「可以接单」or 「休息」. The duty lies in the membership, so that routes, messages and this record agree whichever
 * switch was used.
 */
export async function setOwnDuty(actor: Actor, isOnDuty: boolean, deps: Deps): Promise<VolunteerRecord> {
  const own = await findOwnVolunteer(actor.userId)
  const membership = own?.state === 'approved' ? await findVolunteerMembership(own) : null
  assertThat(own && membership, 'volunteer.not_approved')
  await Membership.updateOne({ _id: membership._id }, { $set: { isOffDuty: !isOnDuty } })
  forgetActor(actor.userId)
  await touchRoutingOf(membership)
  for (const hook of listMembershipChangeHooks())
    await hook.onChange({ ...membership, isOffDuty: !isOnDuty }, deps)
  deps.publish({
    name: 'session.changed',
    rooms: [`user:${actor.userId}`],
    data: { reason: 'membership' },
  })
  return readVolunteer(own._id.toString())
}
