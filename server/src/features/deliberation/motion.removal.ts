import { removalDays } from '@linli/shared/deliberation/motion'
import { isQueued } from '@linli/shared/moderation/case.state'
import type { Deps } from '../../deps'
import { recordAudit } from '../audit/audit.service'
import { moveAbove } from '../contentCheck/contentCheck.case'
import { ContentCheck, type StoredContentCheck } from '../contentCheck/contentCheck.model'
import { checkKeyOf } from '../contentCheck/contentCheck.service'
import { canLift } from '../contentCheck/contentReview.lift'
import { subjectOf } from '../forum/written.check'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import type { Types } from 'mongoose'
import { moveMotion, systemAuthor } from './motion.change'
import { canRemove, nextReview } from './motion.clock'
import { Motion, type MotionRecord } from './motion.model'
import { findStepTarget } from './motion.verdict'

type Case = Pick<StoredContentCheck, 'state' | 'caseState' | 'decidedAt' | 'queuedAt'>

const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * 24 * 60 * 60 * 1000)

/** Somebody, or the check, has decided to take it away, and nobody has to look at it again of itself. */
export const isJudged = (check: Pick<Case, 'state' | 'caseState'> | null): boolean =>
  check?.state === 'hidden' && !isQueued(check.caseState) && check.caseState !== 'clear'

/**
 * What becomes of a motion that was taken away on its way, by its case. Pure. It ends once nobody can bring it back any
 * more; while somebody has to decide, the level above has it after so many days.
 * @returns `at`: when to look again.
 */
export function planRemoval(
  check: Case,
  reviewAt: Date | undefined,
  now: Date,
): { step: 'remove' } | { step: 'wait' | 'lift'; at: Date } {
  if (isJudged(check)) {
    const endsAt = daysAfter(check.decidedAt ?? now, removalDays.appeal)
    return check.caseState !== 'decided' || endsAt <= now ? { step: 'remove' } : { step: 'wait', at: endsAt }
  }
  if (!isQueued(check.caseState)) return { step: 'wait', at: nextReview(now) }
  const late = daysAfter(check.queuedAt ?? now, removalDays.review)
  const at = reviewAt && reviewAt > late ? reviewAt : late
  return at <= now ? { step: 'lift', at: nextReview(now) } : { step: 'wait', at }
}

export const readMotionCase = (motion: MotionRecord): Promise<StoredContentCheck | null> =>
  ContentCheck.findOne({ key: checkKeyOf(subjectOf('forumMotion', motion)) }).lean<StoredContentCheck>()

/** Those who signed are told of each decision once. */
function tellJudged(
  { judgedAt, stage, counts }: MotionRecord,
  check: StoredContentCheck,
  endsAt: Date,
  deps: Deps,
): { set?: Partial<MotionRecord>; $push?: { outbox: OutboxEntry } } {
  const { decidedAt } = check
  if (check.caseState !== 'decided' || !isJudged(check) || decidedAt == null) return {}
  if (judgedAt?.getTime() === decidedAt.getTime()) return {}
  const data = canRemove(stage) ? { endsAt } : {}
  return {
    set: { judgedAt: decidedAt, ...(counts.coSigners < 2 ? {} : { hasOutbox: true }) },
    ...(counts.coSigners < 2 ? {} : { $push: { outbox: makeOutboxEntry('motion.judged', data, deps) } }),
  }
}

async function lift(check: StoredContentCheck, deps: Deps): Promise<void> {
  if (!canLift(check) || !(await moveAbove(check, deps))) return
  const { subjectKind, subjectId, district, reviewArea } = check
  const subject = { kind: subjectKind, id: subjectId, district }
  await recordAudit(
    systemActor,
    'content.lifted',
    subject,
    { case: check._id.toString(), from: reviewArea },
    deps,
  )
}

const mostTries = 8

/** Follows the case of a motion that others do not read, after each decision and when it is due. Repeatable. */
export async function followRemoval(id: Types.ObjectId, deps: Deps): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const motion = await Motion.findOne({ _id: id }).lean<MotionRecord>()
    const check = motion && (await readMotionCase(motion))
    if (motion?.state !== 'hidden' || !check) return
    const now = deps.clock.now()
    const plan = planRemoval(check, motion.reviewAt, now)
    if (plan.step === 'remove') {
      if (canRemove(motion.stage)) await remove(id, deps)
      return
    }
    const isWatched = canRemove(motion.stage)
    const { set, ...told } = tellJudged(motion, check, plan.at, deps)
    const watched = isWatched ? { reviewAt: plan.at, checkAt: plan.at } : {}
    // First when to look again: who dies here lifts it then, and never two levels at once.
    const { modifiedCount } = await Motion.updateOne(
      { _id: id, version: motion.version },
      { $set: { ...watched, ...set }, ...told, $inc: { version: 1 } },
    )
    if (modifiedCount === 0) continue
    if (isWatched && plan.step === 'lift') await lift(check, deps)
    if (set) kickOutbox(Motion)
    return
  }
}

/** It ends, unless it was let through, or its author has appealed, in between. */
async function remove(id: Types.ObjectId, deps: Deps): Promise<void> {
  await moveMotion(
    id,
    async (motion) => {
      const to = findStepTarget(motion, 'remove')
      const check = to && motion.state === 'hidden' ? await readMotionCase(motion) : null
      if (!to || !check) return undefined
      const { step } = planRemoval(check, motion.reviewAt, deps.clock.now())
      return step === 'remove' ? { action: 'remove', to, by: systemAuthor } : undefined
    },
    deps,
  )
}
