import { createRequire } from 'node:module'
import { addDays, weekdayOf } from '@linli/shared/time'
import chineseDays from 'chinese-days'

/** Which calendar days people work on. Days are `YYYY-MM-DD` in Shanghai. */
export interface WorkCalendar {
  /** An official working day, make-up Saturdays and Sundays included. */
  isWorkday(day: string): boolean
  /** A public holiday by name, bridging days off included; an ordinary weekend is not one. */
  isHoliday(day: string): boolean
  /** Whether the State Council's notice for the year is in the data. */
  isYearKnown(year: number): boolean
}

interface PublishedDays {
  holidays: Record<string, string>
  workdays: Record<string, string>
}

// The package's own functions read the machine's time zone and are a day off west of Greenwich; its data is not.
const published = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as PublishedDays

const knownYears = new Set(Object.keys(published.holidays).map((day) => Number(day.slice(0, 4))))

/** Lunar new year 2026, from which the lunar table counts. */
const anchor = { year: 2026, day: '2026-02-17' }

function countLunarDays(year: number, months: number): number {
  const leap = chineseDays.getYearLeapMonth(year)
  let days = 0
  for (let month = 1; month <= months; month++) {
    days += chineseDays.monthDays(year, month)
    if (leap.leapMonth === month) days += leap.days
  }
  return days
}

/** The solar day of a day in a lunar month that is not a leap month; years from 2026 on. */
function fromLunar(year: number, month: number, day: number): string {
  let days = 0
  for (let passed = anchor.year; passed < year; passed++) days += countLunarDays(passed, 12)
  return addDays(anchor.day, days + countLunarDays(year, month - 1) + day - 1)
}

/** 清明 by the formula for the 21st century. */
function findQingming(year: number): string {
  const short = year % 100
  return `${year}-04-0${Math.floor(short * 0.2422 + 4.81) - Math.floor(short / 4)}`
}

/**
 * The days off fixed by law (全国年节及纪念日放假办法, in force since 2025), for years whose arrangement of bridging
 * and make-up days is not in the data yet.
 */
function listStatutoryHolidays(year: number): Set<string> {
  const springFestival = fromLunar(year, 1, 1)
  return new Set([
    `${year}-01-01`,
    ...[-1, 0, 1, 2].map((days) => addDays(springFestival, days)),
    findQingming(year),
    `${year}-05-01`,
    `${year}-05-02`,
    fromLunar(year, 5, 5),
    fromLunar(year, 8, 15),
    ...['01', '02', '03'].map((day) => `${year}-10-${day}`),
  ])
}

const statutory = new Map<number, Set<string>>()

function isStatutoryHoliday(day: string): boolean {
  const year = Number(day.slice(0, 4))
  if (year < anchor.year) return false
  const days = statutory.get(year) ?? listStatutoryHolidays(year)
  statutory.set(year, days)
  return days.has(day)
}

const isYearKnown = (year: number): boolean => knownYears.has(year)

function isHoliday(day: string): boolean {
  return isYearKnown(Number(day.slice(0, 4))) ? day in published.holidays : isStatutoryHoliday(day)
}

/** Mainland China: the published arrangement where it is known, else weekends and the days fixed by law. */
export const chinaCalendar: WorkCalendar = {
  isYearKnown,
  isHoliday,
  isWorkday(day) {
    if (day in published.workdays) return true
    const weekday = weekdayOf(day)
    return weekday !== 0 && weekday !== 6 && !isHoliday(day)
  },
}

/**
 * The years from this one to the next whose holidays are not published in the data; the caller logs them at start.
 * Deadlines in them count weekends and the days fixed by law, no bridging or make-up days.
 */
export function listUnknownYears(now: Date, calendar: WorkCalendar = chinaCalendar): number[] {
  const year = now.getUTCFullYear()
  return [year, year + 1].filter((each) => !calendar.isYearKnown(each))
}
