import type { Migration } from '../../database/migrations'
import type { Deps } from '../../deps'
import { eachDocument } from '../../lib/eachBatch'
import { readDeliberationSettings } from './deliberationSettings.service'
import { canRemove, computeDue, findDueMotionStep, isDecided } from './motion.clock'
import { Motion, type MotionRecord } from './motion.model'

/** By when the community's first word was due, for what came before it when nobody wrote that down. */
async function setAnswerBy(): Promise<number> {
  let changed = 0
  for await (const { _id, community, history, answerBy, firstAnswer } of eachDocument<MotionRecord>(
    Motion,
    {},
  )) {
    const brought = history.find(({ action }) => action === 'submit' || action === 'schedule')
    if (answerBy !== undefined || !brought) continue
    const due = computeDue(brought.to, await readDeliberationSettings(community), brought.at)
    if (!due) continue
    const isOnTime = firstAnswer && { 'firstAnswer.isOnTime': firstAnswer.at <= due }
    const { modifiedCount } = await Motion.updateOne({ _id }, { $set: { answerBy: due, ...isOnTime } })
    changed += modifiedCount
  }
  return changed
}

/** What was taken away on its way before anybody looked at what became of its case. */
async function setReviewAt({ clock }: Pick<Deps, 'clock'>): Promise<number> {
  let changed = 0
  for await (const { _id, stage, unreadSince, reviewAt, state } of eachDocument<MotionRecord>(Motion, {})) {
    if (!unreadSince || reviewAt || state === 'deleted' || !canRemove(stage)) continue
    const now = clock.now()
    const { modifiedCount } = await Motion.updateOne(
      { _id, stage },
      { $set: { reviewAt: now, checkAt: now } },
    )
    changed += modifiedCount
  }
  return changed
}

/** What was passed and taken away stood still, and nobody was reminded of it. */
async function setPassedCheckAt(): Promise<number> {
  let changed = 0
  for await (const motion of eachDocument<MotionRecord>(Motion, {})) {
    const { _id, stage, unreadSince, checkAt } = motion
    const due = unreadSince && !checkAt && isDecided(stage) ? findDueMotionStep(motion) : undefined
    if (!due) continue
    const { modifiedCount } = await Motion.updateOne({ _id, stage }, { $set: { checkAt: due.at } })
    changed += modifiedCount
  }
  return changed
}

export const motionMigrations: readonly Migration[] = [
  { name: 'setMotionAnswerBy', run: setAnswerBy },
  { name: 'setMotionReviewAt', run: setReviewAt },
  { name: 'setPassedCheckAt', run: setPassedCheckAt },
]
