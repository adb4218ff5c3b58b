import { nameWeekdays } from './time'

/** A span within a day, both ends `HH:MM` in Shanghai; `to` may be `24:00` and is later than `from`. */
export interface TimeSpan {
  from: string
  to: string
}

/**
 * When something is open, or when a clock runs. As data: categories, rules and units carry one.
 * - `always`: every minute counts.
 * - `workdays`: official working days, make-up Saturdays and Sundays included (国务院办公厅 holiday notices).
 * - `daily`: every day, holidays too.
 * - a list of weekdays (0 is Sunday): those weekdays unless they are a public holiday.
 */
export type Schedule =
  { kind: 'always' } | { kind: 'hours'; days: 'workdays' | 'daily' | number[]; spans: TimeSpan[] }

/** Around the clock: life and property. */
export const always: Schedule = { kind: 'always' }

/** Ordinary office hours of a community, without a lunch break: someone is at the counter. */
export const officeHours: Schedule = {
  kind: 'hours',
  days: 'workdays',
  spans: [{ from: '09:00', to: '17:00' }],
}

/** A time of day: `HH:MM`. */
export const clockPattern = /^([01]\d|2[0-3]):[0-5]\d$/

/** The same where a span may end with the day. */
export const clockOrMidnightPattern = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/

/** Minutes from midnight of `HH:MM`. */
export function toMinutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

/** Minutes that count in one full day, for turning "7 working days" into minutes. */
export function minutesPerDay(schedule: Schedule): number {
  if (schedule.kind === 'always') return 1440
  return schedule.spans.reduce((sum, span) => sum + toMinutes(span.to) - toMinutes(span.from), 0)
}

function describeDays(days: 'workdays' | 'daily' | number[]): string {
  if (days === 'workdays') return '工作日'
  if (days === 'daily') return '每天'
  return nameWeekdays(days)
}

/** Opening hours in words: 「工作日 09:00–11:30，13:30–17:00」「全天 24 小时」. */
export function describeSchedule(schedule: Schedule): string {
  if (schedule.kind === 'always') return '全天 24 小时'
  const spans = schedule.spans.map((span) => `${span.from}–${span.to}`).join('，')
  return `${describeDays(schedule.days)} ${spans}`
}
