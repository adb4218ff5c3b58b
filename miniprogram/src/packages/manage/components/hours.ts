import { clockOrMidnightPattern, toMinutes, type Schedule, type TimeSpan } from '@linli/shared/schedule'

/** Opening hours as they are being written: every part is there, even those a schedule leaves out. */
export interface HoursDraft {
  kind: 'none' | 'always' | 'hours'
  days: 'workdays' | 'daily' | 'chosen'
  /** Of `chosen`: 0 is Sunday. */
  weekdays: string[]
  spans: TimeSpan[]
}

const officeSpan: TimeSpan = { from: '09:00', to: '17:00' }
export const mostSpans = 4

export function toHoursDraft(schedule: Schedule | undefined): HoursDraft {
  const draft: HoursDraft = { kind: 'none', days: 'workdays', weekdays: [], spans: [officeSpan] }
  if (!schedule) return draft
  if (schedule.kind === 'always') return { ...draft, kind: 'always' }
  const { days, spans } = schedule
  const chosen = Array.isArray(days)
    ? { days: 'chosen' as const, weekdays: days.map(String) }
    : { days, weekdays: [] }
  return { kind: 'hours', spans, ...chosen }
}

/** Null: no hours are told. */
export function toSchedule({ kind, days, weekdays, spans }: HoursDraft): Schedule | null {
  if (kind === 'none') return null
  if (kind === 'always') return { kind }
  return { kind, days: days === 'chosen' ? weekdays.map(Number).sort() : days, spans }
}

/** What is still wrong, as a sentence; `undefined` when it can be sent. */
export function findHoursFault({ kind, days, weekdays, spans }: HoursDraft): string | undefined {
  if (kind !== 'hours') return undefined
  if (days === 'chosen' && weekdays.length === 0) return '请选星期几开门。'
  if (spans.some(({ from, to }) => !clockOrMidnightPattern.test(from) || !clockOrMidnightPattern.test(to)))
    return '时间请写成 09:00 这样。'
  if (spans.some(({ from, to }) => toMinutes(from) >= toMinutes(to))) return '开门要早于关门。'
  const isOrdered = spans.every((span, i) => toMinutes(spans[i - 1]?.to ?? '00:00') <= toMinutes(span.from))
  return isOrdered ? undefined : '时间请按先后写，不要重叠。'
}
