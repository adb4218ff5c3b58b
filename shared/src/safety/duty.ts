import { addDays, fromShanghaiDay, toShanghaiDay, weekdayOf } from '../time'

const minute = 60_000
const dayMinutes = 24 * 60
const weekMinutes = 7 * dayMinutes

/** One shift of the week. `until` at or before `from` means the next morning; 0 to 0 is the whole day. */
export interface DutyShift {
  /** 0 is Sunday: the days on which it begins. */
  weekdays: readonly number[]
  /** Minutes from midnight in Shanghai. */
  from: number
  until: number
}

const lengthOf = ({ from, until }: DutyShift): number => (until > from ? until : until + dayMinutes) - from

/** Whether a shift runs at an instant: one that began yesterday may run past midnight. */
export function isOnShift(shift: DutyShift, at: Date): boolean {
  const today = toShanghaiDay(at)
  return [today, addDays(today, -1)].some((day) => {
    if (!shift.weekdays.includes(weekdayOf(day))) return false
    const begin = fromShanghaiDay(day, shift.from).getTime()
    return begin <= at.getTime() && at.getTime() < begin + lengthOf(shift) * minute
  })
}

/** A part of the week in minutes from Sunday midnight; `until` is after it. */
export interface WeekGap {
  from: number
  until: number
}

/** The parts of a week in which nobody has duty, from Sunday midnight on. */
export function findDutyGaps(shifts: readonly DutyShift[]): WeekGap[] {
  const spans = shifts
    .flatMap((shift) =>
      shift.weekdays.map((weekday) => {
        const from = weekday * dayMinutes + shift.from
        return { from, until: from + lengthOf(shift) }
      }),
    )
    // What runs over the end of the week also covers its beginning.
    .flatMap((span) => [span, { from: span.from - weekMinutes, until: span.until - weekMinutes }])
    .sort((a, b) => a.from - b.from)
  const gaps: WeekGap[] = []
  let covered = 0
  for (const { from, until } of spans) {
    if (from > covered) gaps.push({ from: covered, until: Math.min(from, weekMinutes) })
    covered = Math.max(covered, until)
    if (covered >= weekMinutes) break
  }
  if (covered < weekMinutes) gaps.push({ from: covered, until: weekMinutes })
  return gaps
}
