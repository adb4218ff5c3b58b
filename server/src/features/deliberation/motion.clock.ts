import { defaultClocks, type NeedClock } from '@linli/shared/categories/category'
import type { DeliberationSettings } from '@linli/shared/deliberation/motion'
import type { MotionState, MotionStep } from '@linli/shared/deliberation/motion.state'
import { needRules } from '@linli/shared/needs/need.state'
import { addWorkingTime } from '../../lib/workingTime'
import { scheduleOf } from '../routing/deadline'
import type { MotionRecord } from './motion.model'

const dayMilliseconds = 24 * 60 * 60 * 1000
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
  'stage' | 'stageSince' | 'dueBy' | 'warnedAt' | 'escalatedAt' | 'unreadSince'
>

/**
 * What the clock does next to a motion, and when. Pure: the same record gives the same answer. Nobody can sign nor answer
 * what others do not read: its clock stands still, and what has been gone for as long as a whole gathering lapses.
 */
export function findDueMotionStep({
  stage,
  stageSince,
  dueBy,
  warnedAt,
  escalatedAt,
  unreadSince,
}: Clocked): { step: MotionStep; at: Date } | undefined {
  if (dueBy === undefined) return undefined
  const whole = Math.max(0, dueBy.getTime() - stageSince.getTime())
  if (stage === 'gathering')
    return { step: 'lapse', at: unreadSince ? new Date(unreadSince.getTime() + whole) : dueBy }
  if (unreadSince || escalatedAt !== undefined) return undefined
  if (warnedAt !== undefined) return { step: 'escalate', at: dueBy }
  return { step: 'warn', at: new Date(dueBy.getTime() - whole * (1 - needRules.warnAtShare)) }
}

type Read = Clocked & Pick<MotionRecord, 'answerBy' | 'firstAnswer'>

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
  const from = Math.max((unreadSince ?? now).getTime(), motion.stageSince.getTime())
  const later = (at: Date): Date => new Date(at.getTime() + now.getTime() - from)
  const { dueBy, answerBy, firstAnswer } = motion
  const changed = isUnread
    ? { unreadSince: now }
    : {
        ...(dueBy ? { dueBy: later(dueBy) } : {}),
        ...(answerBy && !firstAnswer ? { answerBy: later(answerBy) } : {}),
      }
  const checkAt = findDueMotionStep({ ...motion, ...changed })?.at
  const gone = {
    ...(isUnread ? {} : { unreadSince: 1 as const }),
    ...(checkAt ? {} : { checkAt: 1 as const }),
  }
  return {
    $set: { ...changed, ...(checkAt ? { checkAt } : {}) },
    ...(Object.keys(gone).length > 0 ? { $unset: gone } : {}),
  }
}
