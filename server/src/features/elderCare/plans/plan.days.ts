import { countLeadDays, findOrderBy, type ServiceItem } from '@linli/shared/elderCare/serviceItem'
import { toMinutes } from '@linli/shared/schedule'
import { addDays, fromShanghaiDay, toShanghaiDay, weekdayOf } from '@linli/shared/time'
import { chinaCalendar } from '../../../lib/workCalendar'
import type { PlanRecord } from './plan.model'

const weekAndDay = 8

/** How many days ahead are laid out: a week and the day after, and further where an item asks for longer notice. */
export const findHorizon = (item: Pick<ServiceItem, 'lead'> | undefined): number =>
  item ? Math.max(weekAndDay, countLeadDays(item.lead) + 2) : weekAndDay

/** The first day that can still be ordered for. */
export function findFirstDay({ lead }: Pick<ServiceItem, 'lead'>, from: string, now: Date): string {
  let day = addDays(toShanghaiDay(now), Math.max(countLeadDays(lead) - 1, 0))
  while (findOrderBy(lead, fromShanghaiDay(day, toMinutes(from))) < now) day = addDays(day, 1)
  return day
}

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
