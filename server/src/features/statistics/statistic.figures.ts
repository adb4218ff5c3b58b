import { ratingGrades } from '@linli/shared/needs/need.state'
import type { Figures } from '@linli/shared/statistics/statistics.contract'
import { addDays } from '@linli/shared/time'
import {
  dayMetrics,
  gauges,
  present,
  type Counts,
  type Metric,
  type StatisticMonthRecord,
} from './statistic.model'

export interface DayRange {
  from: string
  to: string
}

export function listDays({ from, to }: DayRange): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

const isWhole = (month: string, { from, to }: DayRange): boolean =>
  from <= `${month}-01` && addDays(`${month}-28`, 4).slice(0, 7) > month && to >= lastDayOf(month)

/** The day before the first of the next month. */
function lastDayOf(month: string): string {
  const next = addDays(`${month}-28`, 4).slice(0, 7)
  return addDays(`${next}-01`, -1)
}

/**
 * The whole months within what was asked for that are over; else the last one. A sheet of today and one of tomorrow
 * would tell what one day brought.
 */
export function toWholeMonths({ from, to }: DayRange, today: string): DayRange {
  const firstOf = (day: string): string => `${day.slice(0, 7)}-01`
  const dayBefore = (day: string): string => addDays(day, -1)
  const nextFirst = (day: string): string => firstOf(addDays(`${day.slice(0, 7)}-28`, 4))
  const lastDay = dayBefore(firstOf(today))
  const asked = to === dayBefore(nextFirst(to)) ? to : dayBefore(firstOf(to))
  const end = asked < lastDay ? asked : lastDay
  const start = from === firstOf(from) ? from : nextFirst(from)
  return start < end ? { from: start, to: end } : { from: firstOf(lastDay), to: lastDay }
}

export const countsOfDay = (months: readonly StatisticMonthRecord[], day: string): Counts =>
  months.find(({ month }) => month === day.slice(0, 7))?.days?.[`d${day.slice(8)}`] ?? {}

interface MonthOf<M extends string> {
  month: string
  total: Partial<Record<M, number>>
  days?: Record<string, Partial<Record<M, number>>>
}

/** Adds up the months of one area and category within a range; gauges are as of now. */
export function sumMetrics<M extends string>(
  months: readonly MonthOf<M>[],
  range: DayRange,
  metrics: readonly M[],
): Record<M, number> {
  const parts = months.flatMap((record) => {
    if (record.month === present || isWhole(record.month, range)) return [record.total]
    return Object.entries(record.days ?? {})
      .filter(([name]) => isWithin(`${record.month}-${name.slice(1)}`, range))
      .map(([, counts]) => counts)
  })
  const sum = (metric: M): number => parts.reduce((total, part) => total + (part[metric] ?? 0), 0)
  return Object.fromEntries(metrics.map((metric) => [metric, sum(metric)])) as Record<M, number>
}

/** The same of needs. */
export const sumCounts = (months: readonly StatisticMonthRecord[], range: DayRange): Record<Metric, number> =>
  sumMetrics(months, range, [...dayMetrics, ...gauges])

const isWithin = (day: string, { from, to }: DayRange): boolean => day >= from && day <= to

export function toFigures(n: Record<Metric, number>): Figures {
  return {
    rating: {
      count: n.ratings,
      ...(n.ratings === 0 ? {} : { average: Math.round((n.ratingSum / n.ratings) * 100) / 100 }),
      grades: ratingGrades.map((grade) => ({ grade, count: n[`grade${grade}`] })),
    },
    solved: { part: n.solved, of: n.closed - n.notConfirmed },
    onTime: { part: n.closedOnTime, of: n.closed + n.overdue },
    reopened: { part: n.reopened, of: n.closed },
    created: n.created,
    accepted: n.accepted,
    resolved: n.resolved,
    resolvedOnTime: n.resolvedOnTime,
    closed: n.closed,
    outcomes: {
      solved: n.solved,
      partly: n.partly,
      notSolved: n.notSolved,
      notConfirmed: n.notConfirmed,
    },
    withdrawn: n.withdrawn,
    merged: n.merged,
    declined: n.declined,
    disputes: n.disputes,
    returns: n.returns,
    escalations: n.escalations,
    open: n.open,
    overdue: n.overdue,
    tiers: {
      building: n.tierBuilding,
      grid: n.tierGrid,
      estate: n.tierEstate,
      community: n.tierCommunity,
      street: n.tierStreet,
      district: n.tierDistrict,
    },
    found: { raised: n.found, closed: n.foundClosed, open: n.foundOpen },
  }
}

/** All of the months in which a range begins and ends: what two ranges differ by is a month at least. */
export const toFullMonths = ({ from, to }: DayRange): DayRange => ({
  from: `${from.slice(0, 7)}-01`,
  to: lastDayOf(to.slice(0, 7)),
})
