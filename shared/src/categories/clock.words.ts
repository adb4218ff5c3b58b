import { minutesPerDay, officeHours } from '../schedule'
import type { NeedClock } from './category'

/** A length of time on a clock, in words: 「30 分钟」「24 小时」「7 个工作日」. */
export function describeMinutes(minutes: number, clock: NeedClock): string {
  const unit = clock.isWorkingTime ? minutesPerDay(clock.schedule ?? officeHours) : 1440
  const hours = clock.isWorkingTime ? '工作小时' : '小时'
  if (minutes >= unit && minutes % unit === 0) {
    const days = minutes / unit
    if (clock.isWorkingTime) return `${days} 个工作日`
    return days === 1 ? '24 小时' : `${days} 天`
  }
  if (minutes >= 60 && minutes % 60 === 0) return `${minutes / 60} 个${hours}`
  return `${minutes} 分钟`
}

/** What a resident may expect: 「1 个小时内有人接，24 小时内办好」. */
export function describeClock(clock: NeedClock): string {
  return `${describeMinutes(clock.acceptMinutes, clock)}内有人接，${describeMinutes(clock.resolveMinutes, clock)}内办好`
}
