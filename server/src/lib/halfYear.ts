import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'

const monthsBack = 6

/** The first moments of this month and of the five before, the oldest first. */
export function listMonths(now: Date): Date[] {
  const months: Date[] = []
  let day = `${toShanghaiDay(now).slice(0, 7)}-01`
  for (let i = 0; i < monthsBack; i += 1) {
    months.unshift(fromShanghaiDay(day))
    day = `${addDays(day, -1).slice(0, 7)}-01`
  }
  return months
}

/** Half of the values are no greater; undefined of none. */
export const median = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
