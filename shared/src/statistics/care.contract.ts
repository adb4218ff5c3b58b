import { z } from 'zod'
import { defineContract } from '../contract'
import { careClasses } from '../elderCare/serviceItem'
import { day, instant } from '../schemas'
import { statisticsArea, statisticsQuery, statisticsReaders } from './statistics.contract'

/** A number of orders; `null` where it is one to four, which could point at people. */
const cell = z.number().int().nullable()

/** Numbers of service orders of the residents of an area, counted on the day each thing happened. */
const careFigures = z.object({
  ordered: cell,
  served: cell,
  notDone: cell,
  cancelled: cell,
  noShow: cell,
  disputes: cell,
  /** As of now, whatever the range. */
  open: cell,
  /** Served on time, of those served and those late and not begun; `null` where either part is few. */
  onTime: z.object({ part: z.number().int(), of: z.number().int() }).nullable(),
  /** Of the elders' ratings, 1 to 5; `null` where few rated, without an average where nobody did. */
  rating: z.object({ count: z.number().int(), average: z.number().optional() }).nullable(),
})
export type CareFigures = z.output<typeof careFigures>

export const careStatisticsContracts = {
  getCareStatistics: defineContract({
    method: 'get',
    path: '/api/statistics/care',
    summary: '养老服务的数字：多少单、按时、评价，按九类和下一级；按整月，少于 5 的不显示，几个月的取整到 5',
    access: statisticsReaders,
    query: statisticsQuery,
    response: z.object({
      area: statisticsArea,
      /** The months in which the range that was asked for begins and ends, whole. */
      from: day,
      to: day,
      /** Counters follow what happens by a few seconds. */
      asOf: instant,
      figures: careFigures,
      /** The last twelve months, the one of `to` included: how many were ordered and served in each. */
      months: z.array(z.object({ month: z.string(), ordered: cell, served: cell })),
      classes: z.array(z.object({ code: z.enum(careClasses), name: z.string(), figures: careFigures })),
      /** The areas right below, by their codes: nothing is ranked. */
      areas: z.array(z.object({ area: statisticsArea, figures: careFigures })),
    }),
    success: 200,
    errors: ['record.not_found'],
  }),
  exportCareStatistics: defineContract({
    method: 'get',
    path: '/api/statistics/care/export',
    summary: '同样的数字，表格文件：已过完的整月，取整到 5，少于 5 的不写出',
    access: statisticsReaders,
    query: statisticsQuery,
    produces: 'text/csv; charset=utf-8',
    success: 200,
    errors: ['record.not_found'],
  }),
}
