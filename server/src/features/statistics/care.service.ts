import type { OutputOf } from '@linli/shared/contract'
import { careClasses, careClassNames } from '@linli/shared/elderCare/serviceItem'
import type { CareFigures, careStatisticsContracts } from '@linli/shared/statistics/care.contract'
import { addDays, listMonths, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { listAreas } from '../areas/area.service'
import type { Actor } from '../users/actor'
import { hideNeighbours, toCareFigures } from './care.figures'
import { careDayMetrics, careGauges, CareMonth, type CareMonthRecord } from './care.model'
import { noteOf, writeAverage, writeCount, writeCsv, writeShare } from './statistic.export'
import { sumMetrics, toFullMonths, type DayRange } from './statistic.figures'
import { allCategories, present } from './statistic.model'
import { findReadable, readRange, viewArea } from './statistic.service'

type Query = OutputOf<typeof careStatisticsContracts.getCareStatistics.query>
type CareStatistics = OutputOf<typeof careStatisticsContracts.getCareStatistics.response>

const metrics = [...careDayMetrics, ...careGauges] as const

const readMonths = (filter: Record<string, unknown>, range: DayRange): Promise<CareMonthRecord[]> =>
  CareMonth.find({ ...filter, month: { $in: [...listMonths(range), present] } }).lean<CareMonthRecord[]>()

/** A month that is not over is read day after day: what yesterday's number and today's differ by is one day's orders. */
const figuresOf = (months: readonly CareMonthRecord[], range: DayRange, today: string): CareFigures =>
  toCareFigures(sumMetrics(months, range, metrics), listMonths(range).length > 1 || range.to >= today)

/** The months that a chart shows. */
const chartMonths = 12

async function readByMonth(area: string, { to }: DayRange, today: string): Promise<CareStatistics['months']> {
  const names = listMonths({ from: addDays(to, -366), to }).slice(-chartMonths)
  const stored = await CareMonth.find({ area, category: allCategories, month: { $in: names } }).lean<
    CareMonthRecord[]
  >()
  const rows = names.map((month) => {
    const range = { from: `${month}-01`, to: `${month}-31` }
    return {
      month,
      figures: figuresOf(
        stored.filter((each) => each.month === month),
        range,
        today,
      ),
    }
  })
  return hideNeighbours(rows).map(({ month, figures: { ordered, served } }) => ({ month, ordered, served }))
}

/**
 * Numbers of orders in an area, by class and by the areas below: rank gives numbers, and none that points at people.
 * Of whole months, for the days by which two ranges differ would; of several, and of one that is not over, in fives,
 * for a month or a day would.
 * @throws AppError `access.denied`, `record.not_found`.
 */
export async function readCareStatistics(actor: Actor, query: Query, deps: Deps): Promise<CareStatistics> {
  const area = await findReadable(actor, query.area)
  const range = toFullMonths(readRange(query, deps))
  const today = toShanghaiDay(deps.clock.now())
  const own = await readMonths({ area: area.code }, range)
  const children = area.level === 'community' ? [] : await listAreas(area.code)
  const below = await readMonths(
    { area: { $in: children.map(({ code }) => code) }, category: allCategories },
    range,
  )
  const used = new Set(own.map(({ category }) => category))
  const classes = careClasses
    .filter((code) => used.has(code))
    .map((code) => ({
      ...{ code, name: careClassNames[code] },
      figures: figuresOf(
        own.filter(({ category }) => category === code),
        range,
        today,
      ),
    }))
  return {
    ...{ area: viewArea(area), ...range, asOf: deps.clock.now().toISOString() },
    figures: figuresOf(
      own.filter(({ category }) => category === allCategories),
      range,
      today,
    ),
    months: await readByMonth(area.code, range, today),
    classes: hideNeighbours(classes),
    areas: hideNeighbours(
      children.map((child) => ({
        area: viewArea(child),
        figures: figuresOf(
          below.filter(({ area: code }) => code === child.code),
          range,
          today,
        ),
      })),
    ),
  }
}

const columns: readonly (readonly [title: string, read: (figures: CareFigures) => string])[] = [
  ['评价均分(1-5)', ({ rating }) => (rating ? writeAverage(rating.average, rating.count) : writeCount(null))],
  ['评价人次', ({ rating }) => writeCount(rating?.count ?? null)],
  ['预约', ({ ordered }) => writeCount(ordered)],
  ['做完', ({ served }) => writeCount(served)],
  ['按时(按时/做完和已晚未到)', ({ onTime }) => writeShare(onTime)],
  ['没做成', ({ notDone }) => writeCount(notDone)],
  ['取消', ({ cancelled }) => writeCount(cancelled)],
  ['人没有在', ({ noShow }) => writeCount(noShow)],
  ['说没做好', ({ disputes }) => writeCount(disputes)],
]

/** One line an area or a class. */
export function writeCareSheet({ area, figures, classes, areas, ...range }: CareStatistics): string {
  const line = (kind: string, name: string, of: CareFigures) => [
    kind,
    name,
    ...columns.map(([, read]) => read(of)),
  ]
  const lines = [
    ['', '', ...columns.map(([title]) => title)],
    line('合计', area.name, figures),
    ...classes.map((row) => line('类别', row.name, row.figures)),
    ...areas.map((row) => line('下一级', row.area.name, row.figures)),
    noteOf(range),
  ]
  return writeCsv(lines)
}
