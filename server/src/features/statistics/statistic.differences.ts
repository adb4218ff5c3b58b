import type { AnyBulkWriteOperation } from 'mongoose'
import { allCategories, monthId, present, type Metric, type StatisticMonthRecord } from './statistic.model'

interface Counted<M extends string> {
  day: string
  metric: M
  n: number
}

/** What a counter's document has, of whatever it counts. */
type MonthRecord = Omit<StatisticMonthRecord, 'total' | 'days' | 'categoryName'>

/** Differences to be added to the counters, by document and field; what cancels out is not written. */
export class Differences<M extends string = Metric> {
  private readonly months = new Map<
    string,
    Omit<StatisticMonthRecord, 'total'> & { inc: Map<string, number> }
  >()

  add(
    areas: readonly string[],
    category: string,
    categoryName: string,
    counts: readonly Counted<M>[],
    sign: 1 | -1,
  ) {
    for (const area of areas)
      for (const [code, name] of [
        [category, categoryName],
        [allCategories, ''],
      ] as const)
        for (const count of counts) this.addOne(area, code, name, count, sign)
  }

  private addOne(
    area: string,
    category: string,
    categoryName: string,
    { day, metric, n }: Counted<M>,
    sign: number,
  ) {
    const month = day === present ? present : day.slice(0, 7)
    const _id = monthId(area, category, month)
    const known = this.months.get(_id) ?? {
      _id,
      area,
      category,
      categoryName,
      month,
      inc: new Map<string, number>(),
    }
    this.months.set(_id, known)
    if (categoryName !== '') known.categoryName = categoryName
    const fields = [`total.${metric}`, ...(day === present ? [] : [`days.d${day.slice(8)}.${metric}`])]
    for (const field of fields) known.inc.set(field, (known.inc.get(field) ?? 0) + sign * n)
  }

  toOperations<R extends MonthRecord = StatisticMonthRecord>(): AnyBulkWriteOperation<R>[] {
    return [...this.months.values()].flatMap(({ _id, inc, categoryName, ...key }) => {
      const moved = [...inc].filter(([, n]) => n !== 0)
      if (moved.length === 0) return []
      const name = categoryName === '' ? {} : { categoryName }
      const update = { $inc: Object.fromEntries(moved), $set: { ...key, ...name } }
      return [{ updateOne: { filter: { _id }, update, upsert: true } } as unknown as AnyBulkWriteOperation<R>]
    })
  }
}
