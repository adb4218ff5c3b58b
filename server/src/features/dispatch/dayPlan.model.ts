import type { dayChangeKinds, dayPlanStates } from '@linli/shared/dispatch/dayPlan.contract'
import type { ErrorCode } from '@linli/shared/errors'
import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'
import type { PlanOutline } from './plan.problem'

/** One helper's part of an order, as planned. */
export interface DayPlanTask {
  orderId: Types.ObjectId
  helperId: Types.ObjectId
  startsAt: Date
  endsAt: Date
  travelMinutes: number
  lateMinutes: number
  why: string
}

/** Something that the plan does not know yet. */
export interface DayChange {
  /** Counts the changes of this day, from 1. */
  number: number
  at: Date
  kind: (typeof dayChangeKinds)[number]
  orderId?: Types.ObjectId
}

/** How a plan differs from the one before. */
export interface DayDifference {
  orderId: Types.ObjectId
  kind: 'new' | 'gone' | 'left' | 'helpers' | 'time'
  /** Who was to go there before. */
  helperIds: Types.ObjectId[]
}

/** How far a plan was given out. */
export interface DayApply {
  /** Of the plan. */
  version: number
  byUserId: Types.ObjectId
  total: number
  done: number
  assigned: number
  refused: { orderId: Types.ObjectId; why: ErrorCode }[]
}

/** How a unit lays out one day. */
export interface DayPlanRecord {
  /** `<unit>:<day>`: one a day, also when two people ask at once. */
  _id: string
  unitId: Types.ObjectId
  day: string
  version: number
  state: (typeof dayPlanStates)[number]
  percent: number
  /** Until when the process that plans must have come back. */
  leaseUntil?: Date
  plannedAt?: Date
  tasks: DayPlanTask[]
  left: { orderId: Types.ObjectId; why: string }[]
  /** From which the next planning goes on. */
  outline?: PlanOutline
  /** How many changes there have been. */
  changeCount: number
  /** Those that the plan has not taken in, the newest twenty: with one of them it is out of date. */
  changes: DayChange[]
  /** Since when it is. */
  staleSince?: Date
  /** When the job lays it out anew; also what brings back a planning whose process died. */
  replanAt?: Date
  /** What this plan took in, and what became different by it. */
  taken: DayChange[]
  differences: DayDifference[]
  apply?: DayApply
  /** While it is being given out: when another server goes on, should this one die. */
  applyAt?: Date
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })
const change = { number: Number, at: Date, kind: String, orderId: Schema.Types.ObjectId }

const dayPlanSchema = new Schema<DayPlanRecord>(
  {
    _id: { type: String, required: true },
    unitId: { type: Schema.Types.ObjectId, required: true },
    day: { type: String, required: true },
    version: { type: Number, required: true },
    state: { type: String, required: true },
    percent: { type: Number, default: 0 },
    leaseUntil: Date,
    plannedAt: Date,
    tasks: [
      part({
        orderId: Schema.Types.ObjectId,
        helperId: Schema.Types.ObjectId,
        startsAt: Date,
        endsAt: Date,
        travelMinutes: Number,
        lateMinutes: Number,
        why: String,
      }),
    ],
    left: [part({ orderId: Schema.Types.ObjectId, why: String })],
    outline: Schema.Types.Mixed,
    changeCount: { type: Number, default: 0 },
    changes: [part(change)],
    staleSince: Date,
    replanAt: Date,
    taken: [part(change)],
    differences: [part({ orderId: Schema.Types.ObjectId, kind: String, helperIds: [Schema.Types.ObjectId] })],
    apply: part({
      ...{ version: Number, byUserId: Schema.Types.ObjectId, total: Number, done: Number, assigned: Number },
      refused: [part({ orderId: Schema.Types.ObjectId, why: String })],
    }),
    applyAt: Date,
    ...outboxFields,
  },
  { timestamps: true, collection: 'dayplans' },
)
dayPlanSchema.index({ unitId: 1, day: 1 })
dayPlanSchema.index({ 'tasks.helperId': 1, day: 1 })
dayPlanSchema.index({ day: 1, unitId: 1 })
dayPlanSchema.index({ applyAt: 1 }, { partialFilterExpression: { applyAt: { $exists: true } } })
dayPlanSchema.index({ replanAt: 1 }, { partialFilterExpression: { replanAt: { $exists: true } } })
addOutboxIndex(dayPlanSchema)

export const DayPlan = model('DayPlan', dayPlanSchema)

export const dayPlanId = (unitId: { toString(): string }, day: string): string =>
  `${unitId.toString()}:${day}`

/** As it lies there, fields of an older version of the program filled in. */
export async function readDayPlan(_id: string): Promise<DayPlanRecord | undefined> {
  const row = await DayPlan.findOne({ _id }).lean<DayPlanRecord | null>()
  return row ? { ...emptyChanges, ...row } : undefined
}

export const emptyChanges = { changeCount: 0, changes: [], taken: [], differences: [], outbox: [] }
