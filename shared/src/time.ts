/**
 * Calendars in Asia/Shanghai. China has kept UTC+8 without summer time since 1991, so a fixed offset is exact for
 * every instant Linli meets. Birth dates and other calendar days are `YYYY-MM-DD` texts, never instants.
 */
const minute = 60_000
const offset = 8 * 60 * minute
const dayLength = 24 * 60 * minute

export const weekdayNames = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const

/** Weekdays as people count them, Monday first: 「周六、周日」, and 「每天」 for all seven. */
export function nameWeekdays(days: readonly number[]): string {
  if (new Set(days).size === weekdayNames.length) return '每天'
  const fromMonday = (day: number): number => (day + 6) % weekdayNames.length
  return [...days]
    .sort((a, b) => fromMonday(a) - fromMonday(b))
    .map((day) => weekdayNames[day] ?? '')
    .join('、')
}

/** The parts of an instant as a clock and calendar in Shanghai show them; `month` 1–12, `weekday` 0 is Sunday. */
export interface ShanghaiParts {
  year: number
  month: number
  day: number
  weekday: number
  hour: number
  minute: number
}

export function readShanghaiParts(instant: Date): ShanghaiParts {
  const shifted = new Date(instant.getTime() + offset)
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
  }
}

/** Midnight in Shanghai of the day an instant falls on. */
export function startOfShanghaiDay(instant: Date): Date {
  const shifted = instant.getTime() + offset
  return new Date(Math.floor(shifted / dayLength) * dayLength - offset)
}

/** The calendar day of an instant in Shanghai, `YYYY-MM-DD`. */
export function toShanghaiDay(instant: Date): string {
  return new Date(instant.getTime() + offset).toISOString().slice(0, 10)
}

/** The instant of a wall-clock time on a Shanghai day; `minutes` counts from midnight. */
export function fromShanghaiDay(day: string, minutes = 0): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - offset + minutes * minute)
}

/** A calendar day some days later (or earlier, negative). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength).toISOString().slice(0, 10)
}

/** Every month a range of days or months touches, `YYYY-MM`. */
export function listMonths({ from, to }: { from: string; to: string }): string[] {
  const [year = 0, month = 1] = from.split('-').map(Number)
  const months: string[] = []
  for (let index = year * 12 + month - 1; ; index += 1) {
    const name = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
    if (name > to.slice(0, 7)) return months
    months.push(name)
  }
}

/** Weekday of a calendar day, 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** Whole calendar days from one day to another, negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayLength)
}

/**
 * Full years of age on a day; a year is full on the birthday itself. Someone born on 29 February turns a year older
 * on 1 March in common years.
 */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** The wall-clock time in Shanghai: 「09:05」. */
export function formatClock(instant: Date): string {
  const { hour, minute: minutes } = readShanghaiParts(instant)
  return `${twoDigits(hour)}:${twoDigits(minutes)}`
}

const nearDays: Partial<Record<number, string>> = { [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' }

/** The day as people say it: 「今天」「明天」「3月5日 周四」, with the year when it is another one. */
export function formatDay(instant: Date, now: Date): string {
  const near = nearDays[daysBetween(toShanghaiDay(now), toShanghaiDay(instant))]
  if (near !== undefined) return near
  const { year, month, day, weekday } = readShanghaiParts(instant)
  const date = `${month}月${day}日 ${weekdayNames[weekday] ?? ''}`
  return year === readShanghaiParts(now).year ? date : `${year}年${date}`
}

/** The day as a paper has to say it, which is read on another one: 「2026年11月28日 周六」. */
export function formatPaperDay(instant: Date): string {
  return `${formatDate(toShanghaiDay(instant))} ${weekdayNames[readShanghaiParts(instant).weekday] ?? ''}`
}

/** Day and time on paper: 「2026年11月28日 周六 17:00」. */
export const formatPaperMoment = (instant: Date): string =>
  `${formatPaperDay(instant)} ${formatClock(instant)}`

/** A calendar day (`YYYY-MM-DD`) with its year, as papers say it: 「2026年3月5日」. */
export function formatDate(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** A month, `YYYY-MM`: 「2026年11月」. */
export function sayMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return `${year}年${number}月`
}

/** Day and time: 「今天 17:00」「3月5日 周四 17:00」. */
export function formatMoment(instant: Date, now: Date): string {
  return `${formatDay(instant, now)} ${formatClock(instant)}`
}

/** By when something will be done: 「明天 17:00 前」. */
export function formatDeadline(instant: Date, now: Date): string {
  return `${formatMoment(instant, now)} 前`
}

const dayParts: readonly (readonly [before: number, name: string])[] = [
  [5, '凌晨'],
  [9, '早上'],
  [12, '上午'],
  [13, '中午'],
  [18, '下午'],
  [24, '晚上'],
]

/** Day and part of the day, where minutes would pretend to be exact: 「明天上午」「3月5日 周四下午」. */
export function formatDayPart(instant: Date, now: Date): string {
  const { hour } = readShanghaiParts(instant)
  return `${formatDay(instant, now)}${dayParts.find(([before]) => hour < before)?.[1] ?? ''}`
}

const dayBeforeTime = /(昨天|今天|明天|后天)(?= ?(?:\d{1,2}:\d{2}|凌晨|早上|上午|中午|下午|晚上))/g

/**
 * Words as they were written at one time, for who reads them at another: 「明天 10:30」 of yesterday is 「今天 10:30」.
 * Only a day that stands before a time, as the functions above write it: 「明天会更好」 is somebody's own word.
 */
export function rereadDays(text: string, writtenAt: Date, now: Date): string {
  const written = toShanghaiDay(writtenAt)
  if (written === toShanghaiDay(now)) return text
  return text.replace(dayBeforeTime, (word) => {
    const offset = Object.entries(nearDays).find(([, name]) => name === word)?.[0] ?? 0
    return formatDay(fromShanghaiDay(addDays(written, Number(offset))), now)
  })
}

/** A length of time in the two largest units that matter: 「3 天」「2 小时 30 分钟」「不到 1 分钟」. */
export function formatDuration(minutes: number): string {
  const total = Math.floor(minutes)
  if (total < 1) return '不到 1 分钟'
  const days = Math.floor(total / 1440)
  const hours = Math.floor((total % 1440) / 60)
  const rest = total % 60
  if (days > 0) return hours > 0 ? `${days} 天 ${hours} 小时` : `${days} 天`
  if (hours > 0) return rest > 0 ? `${hours} 小时 ${rest} 分钟` : `${hours} 小时`
  return `${rest} 分钟`
}

/** How far a deadline is: 「还有 2 小时」, or 「已超过 30 分钟」 once it has passed. */
export function formatRemaining(deadline: Date, now: Date): string {
  const minutes = (deadline.getTime() - now.getTime()) / minute
  return minutes >= 0 ? `还有 ${formatDuration(minutes)}` : `已超过 ${formatDuration(-minutes)}`
}
