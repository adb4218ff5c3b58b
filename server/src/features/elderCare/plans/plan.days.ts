import { weekdayOf } from '@linli/shared/time'
import { chinaCalendar } from '../../../lib/workCalendar'
import type { PlanRecord } from './plan.model'

/** How far ahead the days are laid out: a week and the day after. */
export const planHorizon = 8

type Planned = Pick<PlanRecord, 'state' | 'weekdays' | 'skips' | 'skipsHolidays' | 'pausedUntil'>

const isPaused = ({ state, pausedUntil }: Planned, day: string): boolean =>
  state === 'paused' && (pausedUntil === undefined || day <= pausedUntil)

/** A pause up to a day is over the day after, without anybody's doing. */
export const findPlanState = (plan: Planned, today: string): PlanRecord['state'] =>
  plan.state === 'paused' && !isPaused(plan, today) ? 'active' : plan.state

/** Why a plan wants nothing on a day; undefined when it does. */
export function findOmission(
  plan: Planned,
  day: string,
): 'otherDay' | 'skipped' | 'holiday' | 'paused' | undefined {
  if (!plan.weekdays.includes(weekdayOf(day))) return 'otherDay'
  if (plan.skips.includes(day)) return 'skipped'
  if (isPaused(plan, day)) return 'paused'
  return plan.skipsHolidays && chinaCalendar.isHoliday(day) ? 'holiday' : undefined
}
