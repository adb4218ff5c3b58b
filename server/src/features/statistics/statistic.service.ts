import type { OutputOf } from '@linli/shared/contract'
import type { statisticsContracts } from '@linli/shared/statistics/statistics.contract'
import { addDays, daysBetween, listMonths, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import type { AreaFields } from '../areas/area.model'
import { findArea, listAreas } from '../areas/area.service'
import type { Actor } from '../users/actor'
import {
  countsOfDay,
  listDays,
  sumCounts,
  toFigures,
  toWholeMonths,
  type DayRange,
} from './statistic.figures'
import { allCategories, present, StatisticMonth, type StatisticMonthRecord } from './statistic.model'
import { canReadStatistics, findOwnArea } from './statistic.policy'

type Query = OutputOf<typeof statisticsContracts.getStatistics.query>
type Statistics = OutputOf<typeof statisticsContracts.getStatistics.response>
type SubAreas = OutputOf<typeof statisticsContracts.listSubAreaStatistics.response>

const defaultDays = 30
const maxDays = 366

export function readRange({ from, to }: Query, { clock }: Pick<Deps, 'clock'>): DayRange {
  const end = to ?? toShanghaiDay(clock.now())
  const start = from ?? addDays(end, 1 - defaultDays)
  const length = daysBetween(start, end) + 1
  if (length < 1 || length > maxDays)
    throw new AppError('request.invalid', wrongField('query', ['from'], 'range'))
  return { from: start, to: end }
}

/** What a sheet is of, when a person asks for these days. */
export const readSheetQuery = (query: Query, deps: Pick<Deps, 'clock'>): Query => ({
  ...query,
  ...toWholeMonths(readRange(query, deps), toShanghaiDay(deps.clock.now())),
})

/** @throws AppError `access.denied`, `record.not_found`. */
export async function findReadable(actor: Actor, asked: string | undefined): Promise<AreaFields> {
  const code = asked ?? findOwnArea(actor)
  assertThat(code !== undefined && canReadStatistics(actor, code), 'access.denied')
  return findArea(code)
}

export const viewArea = ({ code, name, level }: AreaFields) => ({ code, name, level })

const readMonths = (filter: Record<string, unknown>, range: DayRange): Promise<StatisticMonthRecord[]> =>
  StatisticMonth.find({ ...filter, month: { $in: [...listMonths(range), present] } }).lean<
    StatisticMonthRecord[]
  >()

function groupBy(
  records: readonly StatisticMonthRecord[],
  key: 'area' | 'category',
): Map<string, StatisticMonthRecord[]> {
  const groups = new Map<string, StatisticMonthRecord[]>()
  for (const record of records) groups.set(record[key], [...(groups.get(record[key]) ?? []), record])
  return groups
}

/** An area's numbers, by category and by day; a month of a category is one small document, whatever the area. */
export async function readStatistics(actor: Actor, query: Query, deps: Deps): Promise<Statistics> {
  const area = await findReadable(actor, query.area)
  const range = readRange(query, deps)
  const byCategory = groupBy(await readMonths({ area: area.code }, range), 'category')
  const all = byCategory.get(allCategories) ?? []
  byCategory.delete(allCategories)
  const categories = [...byCategory].map(([code, months]) => ({
    code,
    name: months.at(-1)?.categoryName ?? code,
    figures: toFigures(sumCounts(months, range)),
  }))
  return {
    area: viewArea(area),
    ...range,
    asOf: deps.clock.now().toISOString(),
    figures: toFigures(sumCounts(all, range)),
    categories: categories.sort((a, b) => a.code.localeCompare(b.code)),
    days: listDays(range).map((day) => {
      const { created = 0, resolved = 0, closed = 0, found = 0 } = countsOfDay(all, day)
      return { day, created, resolved, closed, found }
    }),
  }
}

/** The areas right below, by their codes: nothing is ranked. Communities have none. */
export async function readSubAreas(actor: Actor, query: Query, deps: Deps): Promise<SubAreas> {
  const area = await findReadable(actor, query.area)
  const range = readRange(query, deps)
  const children = area.level === 'community' ? [] : await listAreas(area.code)
  const codes = children.map(({ code }) => code)
  const byArea = groupBy(await readMonths({ area: { $in: codes }, category: allCategories }, range), 'area')
  return {
    area: viewArea(area),
    ...range,
    items: children.map((child) => ({
      area: viewArea(child),
      figures: toFigures(sumCounts(byArea.get(child.code) ?? [], range)),
    })),
  }
}
