import { z } from 'zod'
import { areaLevels } from '../areas/areas'
import { defineContract } from '../contract'
import { areaCode, day, instant } from '../schemas'
import { tiers, type Tier } from './statistics'

const count = z.number().int()
/** A part of a whole; a share is never shown, nor compared, without its whole. */
const share = z.object({ part: count, of: count })
export type Share = z.output<typeof share>

/**
 * Numbers of needs that residents raised, counted on the day each thing happened. What staff found themselves is in
 * `found` and in `tiers` only: finding more problems never lowers a figure.
 */
const figures = z.object({
  /** 好差评, resident by resident; silence is not in it. `average` is absent without ratings. */
  rating: z.object({
    count,
    average: z.number().optional(),
    grades: z.array(z.object({ grade: count, count })),
  }),
  /** Closed and solved, of those closed that anybody answered for. */
  solved: share,
  /** Closed on time, of closed and open overdue (must-get-right 13). */
  onTime: share,
  /** Reopened, of closed. */
  reopened: share,
  created: count,
  accepted: count,
  resolved: count,
  resolvedOnTime: count,
  closed: count,
  outcomes: z.object({ solved: count, partly: count, notSolved: count, notConfirmed: count }),
  withdrawn: count,
  merged: count,
  declined: count,
  disputes: count,
  returns: count,
  escalations: count,
  /** As of now, whatever the range. */
  open: count,
  overdue: count,
  tiers: z.object(Object.fromEntries(tiers.map((tier) => [tier, count])) as Record<Tier, typeof count>),
  found: z.object({ raised: count, closed: count, open: count }),
})
export type Figures = z.output<typeof figures>

export const statisticsArea = z.object({ code: areaCode, name: z.string(), level: z.enum(areaLevels) })

/** Whoever answers for an area. */
export const statisticsReaders = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const
export const statisticsQuery = z.strictObject({
  /** A community, street or district; the caller's own unless said otherwise. */
  area: areaCode.optional(),
  /** Both days count; the last thirty unless said otherwise, at most 366. */
  from: day.optional(),
  to: day.optional(),
})
const range = { from: day, to: day }

export const statisticsContracts = {
  getStatistics: defineContract({
    method: 'get',
    path: '/api/statistics',
    summary: '一个社区、街道或区的数字，按类别和按天',
    access: statisticsReaders,
    query: statisticsQuery,
    response: z.object({
      area: statisticsArea,
      ...range,
      /** Counters follow what happens by a few seconds. */
      asOf: instant,
      figures,
      categories: z.array(z.object({ code: z.string(), name: z.string(), figures })),
      days: z.array(z.object({ day, created: count, resolved: count, closed: count, found: count })),
    }),
    success: 200,
    errors: ['record.not_found'],
  }),
  listSubAreaStatistics: defineContract({
    method: 'get',
    path: '/api/statistics/children',
    summary: '下一级各区域的数字，带着分母，按编号排列',
    access: statisticsReaders,
    query: statisticsQuery,
    response: z.object({
      area: statisticsArea,
      ...range,
      items: z.array(z.object({ area: statisticsArea, figures })),
    }),
    success: 200,
    errors: ['record.not_found'],
  }),
  exportStatistics: defineContract({
    method: 'get',
    path: '/api/statistics/export',
    summary: '导出表格：已过完的整月，数字取整到 5，少于 5 的不写出',
    access: statisticsReaders,
    query: statisticsQuery,
    produces: 'text/csv; charset=utf-8',
    success: 200,
    errors: ['record.not_found'],
  }),
}
