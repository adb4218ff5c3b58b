import { toMinutes, type Schedule } from '@linli/shared/schedule'
import { addDays, fromShanghaiDay, toShanghaiDay, weekdayOf } from '@linli/shared/time'
import { chinaCalendar, type WorkCalendar } from './workCalendar'

const minute = 60_000
/** No public holiday is longer; a schedule that is never open within it is wrong. */
const longestClosure = 60

type HourSchedule = Extract<Schedule, { kind: 'hours' }>

function isOpenDay(day: string, schedule: HourSchedule, calendar: WorkCalendar): boolean {
  if (schedule.days === 'daily') return true
  if (schedule.days === 'workdays') return calendar.isWorkday(day)
  return schedule.days.includes(weekdayOf(day)) && !calendar.isHoliday(day)
}

/** Open spans of a day as instants in milliseconds, first to last. */
function listSpans(
  day: string,
  schedule: HourSchedule,
  calendar: WorkCalendar,
): [from: number, to: number][] {
  if (!isOpenDay(day, schedule, calendar)) return []
  return schedule.spans.map((span) => [
    fromShanghaiDay(day, toMinutes(span.from)).getTime(),
    fromShanghaiDay(day, toMinutes(span.to)).getTime(),
  ])
}

/**
 * The instant when `minutes` of working time have passed since `from`. With 0 minutes: `from` itself when it is
 * within hours (the closing minute counts as within), else the next opening.
 * @throws RangeError when minutes are negative or the schedule is never open.
 */
export function addWorkingTime(
  from: Date,
  minutes: number,
  schedule: Schedule,
  calendar: WorkCalendar = chinaCalendar,
): Date {
  if (minutes < 0) throw new RangeError('minutes must not be negative')
  if (schedule.kind === 'always') return new Date(from.getTime() + minutes * minute)
  let left = Math.round(minutes * minute)
  let day = toShanghaiDay(from)
  for (let closedDays = 0; closedDays < longestClosure; day = addDays(day, 1)) {
    const spans = listSpans(day, schedule, calendar)
    closedDays = spans.length > 0 ? 0 : closedDays + 1
    for (const [opens, closes] of spans) {
      const start = Math.max(opens, from.getTime())
      if (start > closes) continue
      if (start + left <= closes) return new Date(start + left)
      left -= closes - start
    }
  }
  throw new RangeError('the schedule is never open')
}

/** Working minutes from one instant to another, with fractions; negative when `to` is earlier. */
export function workingMinutesBetween(
  from: Date,
  to: Date,
  schedule: Schedule,
  calendar: WorkCalendar = chinaCalendar,
): number {
  if (to < from) return -workingMinutesBetween(to, from, schedule, calendar)
  if (schedule.kind === 'always') return (to.getTime() - from.getTime()) / minute
  let sum = 0
  const last = toShanghaiDay(to)
  for (let day = toShanghaiDay(from); day <= last; day = addDays(day, 1))
    for (const [opens, closes] of listSpans(day, schedule, calendar))
      sum += Math.max(0, Math.min(closes, to.getTime()) - Math.max(opens, from.getTime()))
  return sum / minute
}

/** Whether the schedule is open at an instant; the closing minute no longer counts. */
export function isOpenAt(instant: Date, schedule: Schedule, calendar: WorkCalendar = chinaCalendar): boolean {
  if (schedule.kind === 'always') return true
  const time = instant.getTime()
  return listSpans(toShanghaiDay(instant), schedule, calendar).some(
    ([opens, closes]) => opens <= time && time < closes,
  )
}
