import type { Deps } from '../../deps'
import { ContentCheck, type StoredContentCheck } from '../contentCheck/contentCheck.model'
import { checkKeyOf } from '../contentCheck/contentCheck.service'
import { isJudged, liftWaiting, planRemoval } from '../contentCheck/contentCheck.removal'
import { subjectOf } from '../forum/written.check'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import type { Types } from 'mongoose'
import { moveMotion, systemAuthor } from './motion.change'
import { canRemove } from './motion.clock'
import { Motion, type MotionRecord } from './motion.model'
import { findStepTarget } from './motion.verdict'

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
    if (isWatched && plan.step === 'lift') await liftWaiting(check, deps)
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
