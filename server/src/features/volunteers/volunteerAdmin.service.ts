import type { OutputOf } from '@linli/shared/contract'
import { addDays, fromShanghaiDay } from '@linli/shared/time'
import type { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { toUpdate } from '../../lib/toUpdate'
import { recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { endMembership } from '../users/heldWork.service'
import { grantMembership } from '../users/membership.service'
import { Volunteer, type VolunteerRecord } from './volunteer.model'
import { canDecideVolunteer, canListVolunteers, findOwnCommunity } from './volunteer.policy'
import { describePresent, findVolunteerMembership, readVolunteer } from './volunteer.service'

type ListQuery = OutputOf<typeof volunteerContracts.listVolunteers.query>
type Decision = OutputOf<typeof volunteerContracts.decideVolunteer.body>
type Approval = Extract<Decision, { decision: 'approve' }>
type Change = OutputOf<typeof volunteerContracts.updateVolunteer.body>

/** Applications and volunteers of a community, the oldest first. */
export async function listVolunteers(
  actor: Actor,
  { community, state, isOnDuty, skill, cursor, limit }: ListQuery,
): Promise<VolunteerRecord[]> {
  const asked = community ?? findOwnCommunity(actor)
  assertThat(asked !== undefined && canListVolunteers(actor, asked), 'access.denied')
  return Volunteer.find({
    community: asked,
    state,
    ...(isOnDuty === undefined ? {} : { isOnDuty }),
    ...(skill === undefined ? {} : { skills: skill }),
    ...(cursor === undefined ? {} : { _id: { $gt: new Types.ObjectId(cursor) } }),
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<VolunteerRecord[]>()
}

/** @throws AppError `record.not_found` also for other communities, `access.denied`. */
async function findDecidable(actor: Actor, id: string): Promise<VolunteerRecord> {
  const volunteer = await readVolunteer(id)
  assertThat(canListVolunteers(actor, volunteer.community), 'record.not_found')
  assertThat(canDecideVolunteer(actor, volunteer), 'access.denied')
  return volunteer
}

/** The end of the last day on which it holds; null takes it away, absent leaves it. */
function toUntil(day: string | null | undefined): Date | null | undefined {
  return day == null ? day : new Date(fromShanghaiDay(addDays(day, 1)).getTime() - 1)
}

/** One conditional write with its audit line and, where people hear of it, its outbox entry. */
async function write(
  actor: Actor,
  volunteer: VolunteerRecord,
  step: {
    from: Partial<Pick<VolunteerRecord, 'state' | 'version'>>
    set: Record<string, unknown>
    event: string
    isTold?: boolean
  },
  deps: Deps,
): Promise<VolunteerRecord> {
  const { $set = {}, $unset } = toUpdate(step.set)
  const { modifiedCount } = await Volunteer.updateOne(
    { _id: volunteer._id, ...step.from },
    {
      $set: { ...$set, ...(step.isTold ? { hasOutbox: true } : {}) },
      ...($unset ? { $unset } : {}),
      $inc: { version: 1 },
      ...(step.isTold ? { $push: { outbox: makeOutboxEntry(step.event, {}, deps) } } : {}),
    },
  )
  if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(volunteer._id))
  const { userId, district, community } = volunteer
  const subject = { kind: 'user', id: userId.toString(), district }
  await recordAudit(actor, step.event, subject, { community }, deps)
  if (step.isTold) kickOutbox(Volunteer)
  return readVolunteer(volunteer._id.toString())
}

/** Approves, which grants the role, or declines with a reason; of two who decide at once one does. */
export async function decideVolunteer(
  actor: Actor,
  id: string,
  body: Decision,
  deps: Deps,
): Promise<VolunteerRecord> {
  const volunteer = await findDecidable(actor, id)
  if (body.decision === 'approve') return approve(actor, volunteer, body, deps)
  return write(
    actor,
    volunteer,
    {
      from: { state: 'applied', version: body.version },
      set: { ...decidedBy(actor, deps), state: 'declined', isActive: null, decisionReason: body.reason },
      event: 'volunteer.declined',
      isTold: true,
    },
    deps,
  )
}

const decidedBy = (actor: Actor, { clock }: Pick<Deps, 'clock'>) => ({
  decidedBy: new Types.ObjectId(actor.userId),
  decidedAt: clock.now(),
})

async function approve(
  actor: Actor,
  volunteer: VolunteerRecord,
  body: Approval,
  deps: Deps,
): Promise<VolunteerRecord> {
  // Pressed again after a crash between the approval and the role: only the role is missing.
  const isUnfinished = volunteer.state === 'approved' && !(await findVolunteerMembership(volunteer))
  const hasGuardianConsent = body.hasGuardianConsent ?? volunteer.hasGuardianConsent
  assertThat(!volunteer.isMinor || hasGuardianConsent, 'volunteer.guardian_needed')
  const approved = isUnfinished
    ? volunteer
    : await write(
        actor,
        volunteer,
        {
          from: { state: 'applied', version: body.version },
          set: {
            ...decidedBy(actor, deps),
            state: 'approved',
            hasGuardianConsent,
            isOnDuty: true,
            trainedUntil: toUntil(body.trainedUntil),
            insuredUntil: toUntil(body.insuredUntil),
          },
          event: 'volunteer.approved',
          isTold: true,
        },
        deps,
      )
  await grantRole(actor, approved, deps)
  return readVolunteer(volunteer._id.toString())
}

async function grantRole(actor: Actor, volunteer: VolunteerRecord, deps: Deps): Promise<void> {
  const { _id, userId, community } = volunteer
  const role = { role: 'volunteer', userId: userId.toString(), areaCode: community, isDeputy: false } as const
  try {
    await grantMembership(actor, role, new Types.ObjectId().toString(), deps)
  } catch (error) {
    if (error instanceof AppError && error.code === 'membership.exists') return
    await Volunteer.updateOne(
      { _id, state: 'approved' },
      { $set: { state: 'applied', isOnDuty: false }, $inc: { version: 1 } },
    )
    throw error
  }
}

/** Dates of training and insurance, and the guardian's consent. */
export async function updateVolunteer(
  actor: Actor,
  id: string,
  { version, trainedUntil, insuredUntil, hasGuardianConsent }: Change,
  deps: Deps,
): Promise<VolunteerRecord> {
  const volunteer = await findDecidable(actor, id)
  const set = {
    trainedUntil: toUntil(trainedUntil),
    insuredUntil: toUntil(insuredUntil),
    hasGuardianConsent,
  }
  return write(actor, volunteer, { from: { version }, set, event: 'volunteer.updated' }, deps)
}

/**
 * Ends the role, which moves open work or refuses; the record follows the membership (volunteer.hooks).
 * @throws AppError `membership.holds_work` with the list.
 */
export async function endVolunteer(
  actor: Actor,
  id: string,
  { reason, moveTo }: { reason: string; moveTo?: 'triage' | undefined },
  deps: Deps,
): Promise<VolunteerRecord> {
  const volunteer = await findDecidable(actor, id)
  const membership = await findVolunteerMembership(volunteer)
  assertThat(membership, 'membership.ended', { state: volunteer.state, version: volunteer.version })
  await endMembership(actor, membership._id.toString(), { moveTo, reason }, deps)
  return readVolunteer(id)
}
