import type { dayPlanStates } from '@linli/shared/dispatch/dayPlan.contract'
import { Schema, model, type Types } from 'mongoose'
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
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

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
  },
  { timestamps: true, collection: 'dayplans' },
)

export const DayPlan = model('DayPlan', dayPlanSchema)

export const dayPlanId = (unitId: { toString(): string }, day: string): string =>
  `${unitId.toString()}:${day}`
