import { defaultClocks, type NeedClock } from '@linli/shared/categories/category'
import type { DeliberationSettings } from '@linli/shared/deliberation/motion'
import { motionStepTargets, type MotionState, type MotionStep } from '@linli/shared/deliberation/motion.state'
import { needRules } from '@linli/shared/needs/need.state'
import { dropUndefined } from '../../lib/dropUndefined'
import { addWorkingTime } from '../../lib/workingTime'
import { nextReview } from '../contentCheck/contentCheck.removal'
import { scheduleOf } from '../routing/deadline'
import type { MotionRecord } from './motion.model'

const hourMilliseconds = 60 * 60 * 1000
const dayMilliseconds = 24 * hourMilliseconds
/** The steps after a decision, as a need of the ordinary kind: with public holidays and make-up days. */
const clock: NeedClock = defaultClocks.ordinary
const workingDayMinutes = 8 * 60
const schedule = scheduleOf(clock)

/**
 * By when the next thing is due in a stage that began now; undefined where nobody owes anything. An answer is due in
 * plain days, weekends and holidays too: residents count them so.
 */
export function computeDue(stage: MotionState, settings: DeliberationSettings, now: Date): Date | undefined {
  switch (stage) {
    case 'gathering':
      return new Date(now.getTime() + settings.gatheringDays * dayMilliseconds)
    case 'submitted':
      return new Date(now.getTime() + settings.answerDays * dayMilliseconds)
    case 'scheduled':
    case 'accepted':
    case 'passed':
      return addWorkingTime(now, settings.stepDays * workingDayMinutes, schedule)
    default:
      return undefined
  }
}

type Clocked = Pick<
  MotionRecord,
  'stage' | 'stageSince' | 'dueBy' | 'warnedAt' | 'escalatedAt' | 'unreadSince' | 'reviewAt'
>

/** Whether it ends once its words were taken away for good: what is voted on, or done, goes on without them. */
export const canRemove = (stage: MotionState): boolean => motionStepTargets[stage].remove !== undefined

/** What a vote or a meeting has decided is the neighbours’, and is done also where the words that began it are read no more. */
export const isDecided = (stage: MotionState): boolean => stage === 'passed'

/**
 * What the clock does next to a motion, and when. Pure: the same record gives the same answer. Nobody can sign nor answer
 * what others do not read: its clock stands still, a gathering that has been gone for as long as a whole one lapses, and of
 * what came before the community somebody looks at the case. What was passed has to be done in its time all the same.
 */
export function findDueMotionStep({
  stage,
  stageSince,
  dueBy,
  warnedAt,
  escalatedAt,
  unreadSince,
  reviewAt,
}: Clocked): { step: MotionStep | 'review'; at: Date } | undefined {
  if (unreadSince && reviewAt && canRemove(stage)) return { step: 'review', at: reviewAt }
  if (dueBy === undefined) return undefined
  const whole = Math.max(0, dueBy.getTime() - stageSince.getTime())
  if (stage === 'gathering')
    return { step: 'lapse', at: unreadSince ? new Date(unreadSince.getTime() + whole) : dueBy }
  if ((unreadSince && !isDecided(stage)) || escalatedAt !== undefined) return undefined
  if (warnedAt !== undefined) return { step: 'escalate', at: dueBy }
  return { step: 'warn', at: new Date(dueBy.getTime() - whole * (1 - needRules.warnAtShare)) }
}

type Read = Clocked & Pick<MotionRecord, 'answerBy' | 'firstAnswer' | 'unreadHours'>

/** How long nobody has read it in its present stage, in milliseconds. */
export const unreadFor = (
  { unreadSince, stageSince }: Pick<MotionRecord, 'unreadSince' | 'stageSince'>,
  now: Date,
): number => now.getTime() - Math.max((unreadSince ?? now).getTime(), stageSince.getTime())

/**
 * Stops the clock of a motion that others read no more, and lets it go on once they do: what was lost of the present stage
 * is given back.
 */
export function changeClock(
  { unreadSince, ...motion }: Read,
  state: MotionRecord['state'],
  now: Date,
): { $set?: Partial<MotionRecord>; $unset?: Partial<Record<keyof MotionRecord, 1>> } {
  const isUnread = state !== 'visible'
  if (isUnread === (unreadSince !== undefined)) return {}
  const lost = unreadFor({ ...motion, ...dropUndefined({ unreadSince }) }, now)
  const later = (at: Date): Date => new Date(at.getTime() + lost)
  const { dueBy, answerBy, firstAnswer, unreadHours = 0 } = motion
  const changed = isUnread
    ? { unreadSince: now, ...(canRemove(motion.stage) ? { reviewAt: nextReview(now) } : {}) }
    : {
        ...(dueBy && !isDecided(motion.stage) ? { dueBy: later(dueBy) } : {}),
        ...(answerBy && !firstAnswer
          ? { answerBy: later(answerBy), unreadHours: unreadHours + lost / hourMilliseconds }
          : {}),
      }
  const checkAt = findDueMotionStep({ ...dropUndefined({ ...motion, reviewAt: undefined }), ...changed })?.at
  const gone = {
    ...(isUnread ? {} : { unreadSince: 1 as const, reviewAt: 1 as const, judgedAt: 1 as const }),
    ...(checkAt ? {} : { checkAt: 1 as const }),
  }
  return {
    $set: { ...changed, ...(checkAt ? { checkAt } : {}) },
    ...(Object.keys(gone).length > 0 ? { $unset: gone } : {}),
  }
}
