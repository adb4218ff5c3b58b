import { Schema, model, type Types } from 'mongoose'

/** What happened on a day; each is counted once per need, or once each time it happened. */
export const dayMetrics = [
  'created',
  'accepted',
  'resolved',
  'resolvedOnTime',
  'closed',
  'closedOnTime',
  'solved',
  'partly',
  'notSolved',
  'notConfirmed',
  'withdrawn',
  'merged',
  'declined',
  'reopened',
  'disputes',
  'returns',
  'escalations',
  'ratings',
  'ratingSum',
  'grade1',
  'grade2',
  'grade3',
  'grade4',
  'grade5',
  'tierBuilding',
  'tierGrid',
  'tierEstate',
  'tierCommunity',
  'tierStreet',
  'tierDistrict',
  'found',
  'foundClosed',
] as const
/** What is so now. */
export const gauges = ['open', 'overdue', 'foundOpen'] as const
export type Metric = (typeof dayMetrics)[number] | (typeof gauges)[number]
export type Counts = Partial<Record<Metric, number>>

/** One thing a need counts as: on a day, or `now`. */
export interface Contribution {
  day: string
  metric: Metric
  n: number
}

/**
 * What one need counts as, and where, when it was last looked at. Counters move by the difference to it, so a need
 * that is looked at twice counts once, a need that moves to another category or gets a subject moves its past along,
 * and all of it can be computed again from the needs.
 */
export interface NeedCountRecord {
  /** The need's. */
  _id: Types.ObjectId
  /** The need changed since. */
  isDirty?: boolean
  /** When it turns overdue by the passing of time alone. */
  recountAt?: Date
  /** Absent until it is counted the first time. */
  areas?: string[]
  category?: string
  counts?: Contribution[]
}

const needCountSchema = new Schema<NeedCountRecord>(
  {
    _id: Schema.Types.ObjectId,
    isDirty: Boolean,
    recountAt: Date,
    areas: [String],
    category: String,
    counts: [new Schema<Contribution>({ day: String, metric: String, n: Number }, { _id: false })],
  },
  { collection: 'need_counts' },
)
needCountSchema.index({ isDirty: 1 }, { partialFilterExpression: { isDirty: true } })
needCountSchema.index({ recountAt: 1 }, { partialFilterExpression: { recountAt: { $exists: true } } })
export const NeedCount = model('NeedCount', needCountSchema)

/** Stands for all categories together, and for the present. */
export const allCategories = '*'
export const present = 'now'

/** A month of one category in one area. A year of an area is twelve documents, whatever its size. */
export interface StatisticMonthRecord {
  /** Area, category and month. */
  _id: string
  area: string
  category: string
  categoryName: string
  /** `YYYY-MM`, or `now` for the gauges. */
  month: string
  total: Counts
  /** By `d01` to `d31`: a name of digits alone could be read as a place in an array. */
  days?: Record<string, Counts>
}

const statisticMonthSchema = new Schema<StatisticMonthRecord>(
  {
    _id: String,
    area: { type: String, required: true },
    category: { type: String, required: true },
    categoryName: String,
    month: { type: String, required: true },
    total: Schema.Types.Mixed,
    days: Schema.Types.Mixed,
  },
  { collection: 'statistic_months' },
)
statisticMonthSchema.index({ area: 1, month: 1, category: 1 })
export const StatisticMonth = model('StatisticMonth', statisticMonthSchema)

export const monthId = (area: string, category: string, month: string): string =>
  `${area}|${category}|${month}`
