import { Schema, model, type Types } from 'mongoose'

/** What happened to orders on a day; each is counted once an order. */
export const careDayMetrics = [
  'ordered',
  'served',
  'servedOnTime',
  'notDone',
  'cancelled',
  'noShow',
  'disputes',
  'ratings',
  'ratingSum',
] as const
/** What is so now. */
export const careGauges = ['open', 'lateOpen'] as const
export type CareMetric = (typeof careDayMetrics)[number] | (typeof careGauges)[number]
type CareCounts = Partial<Record<CareMetric, number>>

/** One thing an order counts as: on a day, or `now`. */
export interface CareContribution {
  day: string
  metric: CareMetric
  n: number
}

/** What one order counts as, and where, when it was last looked at; as `NeedCountRecord`. */
export interface CareCountRecord {
  /** The order's. */
  _id: Types.ObjectId
  isDirty?: boolean
  areas?: string[]
  careClass?: string
  counts?: CareContribution[]
}

const careCountSchema = new Schema<CareCountRecord>(
  {
    _id: Schema.Types.ObjectId,
    isDirty: Boolean,
    areas: [String],
    careClass: String,
    counts: [new Schema<CareContribution>({ day: String, metric: String, n: Number }, { _id: false })],
  },
  { collection: 'care_counts' },
)
careCountSchema.index({ isDirty: 1 }, { partialFilterExpression: { isDirty: true } })
export const CareCount = model('CareCount', careCountSchema)

/** A month of one class of services in one area; the same shape as of needs, so that they add up alike. */
export interface CareMonthRecord {
  /** Area, class and month. */
  _id: string
  area: string
  category: string
  /** `YYYY-MM`, or `now` for the gauges. */
  month: string
  total: CareCounts
  days?: Record<string, CareCounts>
}

const careMonthSchema = new Schema<CareMonthRecord>(
  {
    _id: String,
    area: { type: String, required: true },
    category: { type: String, required: true },
    month: { type: String, required: true },
    total: Schema.Types.Mixed,
    days: Schema.Types.Mixed,
  },
  { collection: 'care_months' },
)
careMonthSchema.index({ area: 1, month: 1, category: 1 })
export const CareMonth = model('CareMonth', careMonthSchema)
