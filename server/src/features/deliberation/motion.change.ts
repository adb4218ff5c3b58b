import type { BallotKind } from '@linli/shared/ballots/ballot'
import type { MotionState, MotionStep } from '@linli/shared/deliberation/motion.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { inTurn } from '../../lib/inTurn'
import { nextReview } from '../contentCheck/contentCheck.removal'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import { readDeliberationSettings } from './deliberationSettings.service'
import { announceMotion } from './motion.announce'
import { canRemove, computeDue, findDueMotionStep, unreadFor } from './motion.clock'
import { Motion, MotionSlot, stageFields, type MotionEntry, type MotionRecord } from './motion.model'
import { findStepTarget } from './motion.verdict'

type Clearable = {
  [K in keyof MotionRecord]-?: undefined extends MotionRecord[K] ? K : never
}[keyof MotionRecord]

/** What one press or one step does to a motion; pure data until `moveMotion` writes it. */
export interface MotionChange {
  action: MotionEntry['action']
  to: MotionState
  by: MotionEntry['by']
  text?: string | undefined
  ballotId?: string
  ballotKind?: BallotKind
  set?: Partial<MotionRecord>
  /** The motion it goes into, as it was read. */
  into?: MotionRecord
}

export const systemAuthor: MotionEntry['by'] = {
  userId: new Types.ObjectId(systemActor.userId),
  kind: 'system',
  name: systemActor.displayName,
}

const mostTries = 8

/** Words of the clock that leave the stage as it is. */
const stays = (motion: MotionRecord, change: MotionChange): boolean => motion.stage === change.to

async function planClock(motion: MotionRecord, change: MotionChange, now: Date) {
  const isSame = stays(motion, change)
  const settings = await readDeliberationSettings(motion.community)
  const dueBy = isSame ? motion.dueBy : computeDue(change.to, settings, now)
  const next = {
    stage: change.to,
    stageSince: isSame ? motion.stageSince : now,
    ...(dueBy ? { dueBy } : {}),
    ...(isSame && motion.warnedAt ? { warnedAt: motion.warnedAt } : {}),
    ...(isSame && motion.escalatedAt ? { escalatedAt: motion.escalatedAt } : {}),
    ...(change.action === 'warn' ? { warnedAt: now } : {}),
    ...(change.action === 'escalate' ? { escalatedAt: now } : {}),
  }
  const { unreadSince } = motion
  const review = unreadSince && canRemove(change.to) ? { reviewAt: motion.reviewAt ?? nextReview(now) } : {}
  const checkAt = findDueMotionStep({ ...next, ...review, ...(unreadSince ? { unreadSince } : {}) })?.at
  const all: Clearable[] = ['dueBy', 'warnedAt', 'escalatedAt']
  const gone: Clearable[] = [
    ...all.filter((key) => !(key in next)),
    ...(checkAt ? [] : (['checkAt'] satisfies Clearable[])),
  ]
  return { set: { ...next, ...review, ...(checkAt ? { checkAt } : {}) }, gone }
}

const deciding: readonly MotionEntry['action'][] = [
  'accept',
  'merge',
  'answer',
  'ballotOpened',
  'meetingAdopted',
  'meetingRejected',
  'projectStarted',
]

/** The first word of the community to what co-signers brought before it, for the figures: without the time nobody read it. */
function planFirstAnswer(motion: MotionRecord, { action }: MotionChange, now: Date): Partial<MotionRecord> {
  const { submittedAt, firstAnswer, answerBy, unreadHours = 0 } = motion
  if (!submittedAt || !answerBy || firstAnswer || !deciding.includes(action)) return {}
  const lost = unreadFor(motion, now)
  const hours = (now.getTime() - lost - submittedAt.getTime()) / 3_600_000 - unreadHours
  return { firstAnswer: { at: now, hours, isOnTime: now.getTime() - lost <= answerBy.getTime() } }
}

/** What is promised with the step that brings it before the community. */
const planAnswerBy = ({ submittedAt }: MotionRecord, { set }: MotionChange, dueBy: Date | undefined) =>
  !submittedAt && set?.submittedAt && dueBy ? { answerBy: dueBy } : {}

async function write(motion: MotionRecord, change: MotionChange, deps: Deps): Promise<boolean> {
  const now = deps.clock.now()
  const clock = await planClock(motion, change, now)
  const entry: MotionEntry = {
    id: new Types.ObjectId().toString(),
    at: now,
    action: change.action,
    from: motion.stage,
    to: change.to,
    by: change.by,
    ...dropUndefined({ text: change.text, ballotId: change.ballotId, ballotKind: change.ballotKind }),
  }
  const update = {
    $set: {
      ...change.set,
      ...planFirstAnswer(motion, change, now),
      ...planAnswerBy(motion, change, clock.set.dueBy),
      ...clock.set,
      ...stageFields(change.to),
      hasOutbox: true,
    },
    ...(clock.gone.length > 0 ? { $unset: Object.fromEntries(clock.gone.map((key) => [key, 1])) } : {}),
    $inc: { version: 1 },
    $push: {
      history: entry,
      outbox: makeOutboxEntry(
        `motion.${change.action}`,
        { entryId: entry.id, ...(clock.set.dueBy ? { dueBy: clock.set.dueBy } : {}) },
        deps,
      ),
    },
  }
  if (change.into) return writeMerge(motion, update, change.into)
  return (await Motion.updateOne(asSeen(motion), update)).modifiedCount === 1
}

const asSeen = ({ _id, stage, version }: MotionRecord) => ({ _id, stage, version })

/**
 * Together with a mark on the motion it goes into, which therefore is still as it was read: of two that are put into
 * each other at once one stays, and none goes into one that is withdrawn in that moment.
 */
function writeMerge(motion: MotionRecord, update: object, into: MotionRecord): Promise<boolean> {
  return inTurn(`merges:${motion.community}`, async (session) => {
    const held = await Motion.updateOne(asSeen(into), { $inc: { version: 1 } }, { session })
    if (held.modifiedCount === 0) return false
    return (await Motion.updateOne(asSeen(motion), update, { session })).modifiedCount === 1
  })
}

/**
 * One change of one motion in one conditional update. Somebody else's write in between is read, and the plan asked
 * again; exactly one of two that exclude each other is written.
 * @param plan what to do with the motion as it is now; undefined for nothing. It throws what refuses it.
 * @returns the motion as it is afterwards.
 */
export async function moveMotion(
  id: Types.ObjectId | string,
  plan: (motion: MotionRecord) => Promise<MotionChange | undefined> | MotionChange | undefined,
  deps: Deps,
): Promise<MotionRecord | undefined> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const motion = await Motion.findOne({ _id: id }).lean<MotionRecord>()
    if (!motion) return undefined
    const change = await plan(motion)
    if (!change) return motion
    if (!(await write(motion, change, deps))) continue
    if (!stageFields(change.to).isOpen) await MotionSlot.deleteMany({ motionId: motion._id })
    kickOutbox(Motion)
    await announceMotion(motion._id, deps)
    return (await Motion.findOne({ _id: id }).lean<MotionRecord>()) ?? motion
  }
  throw new Error(`something always came between the steps of motion ${id.toString()}`)
}

/** A step of a meeting, a project or the end of an account: taken where the table has it, else nothing. */
export function stepMotion(
  id: Types.ObjectId | string,
  step: MotionStep,
  details: Omit<MotionChange, 'action' | 'to' | 'by'> & { by?: MotionEntry['by'] },
  deps: Deps,
): Promise<MotionRecord | undefined> {
  return moveMotion(
    id,
    (motion) => {
      const to = findStepTarget(motion, step)
      return to && { action: step, to, by: systemAuthor, ...details }
    },
    deps,
  )
}
