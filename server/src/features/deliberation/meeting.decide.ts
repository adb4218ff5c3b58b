import type { OutputOf } from '@linli/shared/contract'
import { meetingLimits } from '@linli/shared/deliberation/meeting'
import type { meetingContracts } from '@linli/shared/deliberation/meeting.contract'
import { motionStepTargets } from '@linli/shared/deliberation/motion.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { intakeNeed } from '../needs/need.intake'
import type { Actor } from '../users/actor'
import { Meeting, type MeetingDecision, type MeetingRecord } from './meeting.model'
import { assertMayRun, findReadableMeeting } from './meeting.service'
import { stepMotion } from './motion.change'
import type { MotionRecord } from './motion.model'
import { findReadableMotion, nameStaff } from './motion.service'
import { isAuthor } from '../forum/post.policy'
import { createProject } from './project.service'

type DecideBody = OutputOf<typeof meetingContracts.decideAtMeeting.body>

/** One fifth of the neighbours asked for a vote of all: no meeting decides it for them. */
function assertDecidable(actor: Actor, motion: MotionRecord, isAdopted: boolean): void {
  assertThat(!isAuthor(actor, motion), 'motion.own')
  const step = isAdopted ? 'meetingAdopted' : 'meetingRejected'
  if (motionStepTargets[motion.stage][step] !== undefined) return
  throw new AppError(motion.stage === 'scheduled' ? 'motion.not_refusable' : 'motion.not_now', {
    state: motion.stage,
  })
}

async function decideMotion(
  actor: Actor,
  meeting: MeetingRecord,
  { motion: asked, text }: DecideBody,
  deps: Deps,
): Promise<MotionRecord | undefined> {
  if (!asked) return undefined
  const isOnAgenda = meeting.agenda.some(({ motionId }) => motionId?.toString() === asked.id)
  assertThat(isOnAgenda, 'record.not_found')
  const motion = await findReadableMotion(actor, asked.id)
  const step = asked.isAdopted ? 'meetingAdopted' : 'meetingRejected'
  const isWritten = meeting.decisions.some(({ motionId }) => motionId?.equals(motion._id))
  assertThat(!isWritten, 'motion.not_now', { state: motion.stage })
  // Moved already by an earlier try of the same press, which broke off before it wrote the decision down.
  const isSame = motion.history.findLast(({ action }) => action.startsWith('meeting'))?.action === step
  if (motion.meetingId?.equals(meeting._id) && isSame) return motion
  assertDecidable(actor, motion, asked.isAdopted)
  const details = { set: { meetingId: meeting._id }, by: nameStaff(actor, motion), text }
  const moved = await stepMotion(motion._id, step, details, deps)
  assertThat(moved?.meetingId?.equals(meeting._id), 'motion.not_now', { state: moved?.stage })
  return moved
}

async function raiseNeed(
  actor: Actor,
  meeting: MeetingRecord,
  { need, text }: DecideBody,
  newId: string,
  deps: Deps,
): Promise<Types.ObjectId | undefined> {
  if (!need) return undefined
  const content = {
    category: need.category,
    text: `${meeting.title}上决定：${text}`,
    source: 'counter' as const,
    answers: {},
    photoIds: [],
    place: { kind: 'here' as const, areaCode: meeting.community },
  }
  return (await intakeNeed(actor, content, `meeting-${newId}`, deps))._id
}

async function beginProject(
  actor: Actor,
  meeting: MeetingRecord,
  { project, text }: DecideBody,
  motion: MotionRecord | undefined,
  newId: string,
  deps: Deps,
): Promise<Types.ObjectId | undefined> {
  if (!project) return undefined
  const projectId = new Types.ObjectId(newId)
  const about = motion ? { motionId: motion._id } : {}
  const details = { ...project, ...about, community: meeting.community, meetingId: meeting._id }
  // The motion first: of two tablets that adopt it with a project at once, one has it.
  if (motion && !motion.projectId?.equals(projectId)) {
    const taken = { set: { projectId }, by: nameStaff(actor, motion), text }
    const moved = await stepMotion(motion._id, 'projectStarted', taken, deps)
    assertThat(moved?.projectId?.equals(projectId), 'motion.not_now', { state: moved?.stage })
  }
  await createProject(actor, newId, details, deps)
  return projectId
}

/**
 * Writes down what a meeting decided, and carries it on: its motion moves, a need or a project begins. Each step is
 * done once for the id of the call, so that a press that broke off goes on where it was.
 */
export async function decideAtMeeting(
  actor: Actor,
  id: string,
  body: DecideBody,
  newId: string,
  deps: Deps,
): Promise<MeetingRecord> {
  const meeting = await findReadableMeeting(actor, id)
  if (meeting.decisions.some((decision) => decision.id === newId)) return meeting
  assertMayRun(actor, 'decide', meeting)
  const { state } = meeting
  assertThat(meeting.decisions.length < meetingLimits.decisions, 'meeting.not_now', { state })
  const isRejected = body.motion?.isAdopted === false
  assertThat(!isRejected || !body.project, 'meeting.not_now', { state })
  const motion = await decideMotion(actor, meeting, body, deps)
  const needId = await raiseNeed(actor, meeting, body, newId, deps)
  const projectId = await beginProject(actor, meeting, body, motion, newId, deps)
  const decision: MeetingDecision = {
    id: newId,
    text: body.text,
    at: deps.clock.now(),
    byName: nameStaff(actor, meeting).name,
    ...dropUndefined({ motionId: motion?._id, isAdopted: body.motion?.isAdopted, needId, projectId }),
  }
  await Meeting.updateOne(
    { _id: id, 'decisions.id': { $ne: newId } },
    {
      $set: { hasOutbox: true },
      $push: {
        decisions: decision,
        outbox: makeOutboxEntry('meeting.decided', { decisionId: newId, userId: actor.userId }, deps),
      },
      $inc: { version: 1 },
    },
  )
  kickOutbox(Meeting)
  return findReadableMeeting(actor, id)
}
