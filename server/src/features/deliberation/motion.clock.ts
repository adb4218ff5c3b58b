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

type Clocked = Pick<MotionRecord, 'stage' | 'stageSince' | 'dueBy' | 'warnedAt' | 'escalatedAt'>

/** What the clock does next to a motion, and when. Pure: the same record gives the same answer. */
export function findDueMotionStep({
  stage,
  stageSince,
  dueBy,
  warnedAt,
  escalatedAt,
}: Clocked): { step: MotionStep; at: Date } | undefined {
  if (dueBy === undefined) return undefined
  if (stage === 'gathering') return { step: 'lapse', at: dueBy }
  if (escalatedAt !== undefined) return undefined
  if (warnedAt !== undefined) return { step: 'escalate', at: dueBy }
  const whole = Math.max(0, dueBy.getTime() - stageSince.getTime())
  return { step: 'warn', at: new Date(dueBy.getTime() - whole * (1 - needRules.warnAtShare)) }
}
