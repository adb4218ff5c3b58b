const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** China has one time zone and no summer time. */
const chinaOffset = 8 * hour

const weekdays = ['日', '一', '二', '三', '四', '五', '六']

export interface DeadlineWords {
  text: string
  urgency: 'calm' | 'soon' | 'over'
}

/** 「今天 17:00 前」「明天 09:30 前」「已超时 2 小时」. Soon: the last fifth of the time, or the last two hours. */
export function describeDeadline(at: string, now: number, since?: string): DeadlineWords {
  const due = Date.parse(at)
  if (now > due) return { text: `已超时 ${describeSpan(now - due)}`, urgency: 'over' }
  const warnFrom = since === undefined ? due - 2 * hour : due - (due - Date.parse(since)) / 5
  return { text: `${describeMoment(at, now)} 前`, urgency: now >= warnFrom ? 'soon' : 'calm' }
}

/** 「今天 17:00」「昨天 09:05」「周三 08:00」「11月3日 08:00」「2025年11月3日 08:00」, in China's time. */
export function describeMoment(at: string, now: number): string {
  const then = Date.parse(at)
  const date = new Date(then + chinaOffset)
  const today = new Date(now + chinaOffset)
  const clock = `${String(date.getUTCHours()).padStart(2, '0')}:${String(date.getUTCMinutes()).padStart(2, '0')}`
  const days = dayNumber(then) - dayNumber(now)
  if (days === 0) return `今天 ${clock}`
  if (days === 1) return `明天 ${clock}`
  if (days === -1) return `昨天 ${clock}`
  if (days > 1 && days < 7) return `周${weekdays[date.getUTCDay()] ?? ''} ${clock}`
  const dayWords = `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
  if (date.getUTCFullYear() === today.getUTCFullYear()) return `${dayWords} ${clock}`
  return `${date.getUTCFullYear()}年${dayWords} ${clock}`
}

/** 「5 分钟」「2 小时」「3 天」; never less than a minute. */
export function describeSpan(milliseconds: number): string {
  if (milliseconds < hour) return `${Math.max(1, Math.floor(milliseconds / minute))} 分钟`
  if (milliseconds < day) return `${Math.floor(milliseconds / hour)} 小时`
  return `${Math.floor(milliseconds / day)} 天`
}

function dayNumber(instant: number): number {
  return Math.floor((instant + chinaOffset) / day)
}

/** The last moment of a day in China, `YYYY-MM-DD`, as an instant. */
export function startOfDay(day: string): string {
  return new Date(`${day}T00:00:00.000+08:00`).toISOString()
}

export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59.999+08:00`).toISOString()
}

/** The day in China of a moment in milliseconds, `YYYY-MM-DD`. */
export function dayOf(moment: number): string {
  return new Date(moment + chinaOffset).toISOString().slice(0, 10)
}
