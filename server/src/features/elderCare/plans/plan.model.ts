import type { Place } from '@linli/shared/areas/areas'
import { settlements, type Settlement } from '@linli/shared/elderCare/order.state'
import { planStates, type PlanState } from '@linli/shared/elderCare/plan.contract'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../../lib/placeFields'

/** A change of a plan, only added to. */
interface PlanEntry {
  at: Date
  action: string
  byUserId: Types.ObjectId
  byName: string
  details?: Record<string, unknown>
  requestKey?: string
}

/** The same service on the same weekdays, week after week; it makes one order for each day. */
export interface PlanRecord extends Place {
  _id: Types.ObjectId
  version: number
  state: PlanState
  personId: Types.ObjectId
  createdBy: Types.ObjectId
  requestKey: string
  placedBy?: string
  itemCode: string
  itemName: string
  offeringId: Types.ObjectId
  unitId: Types.ObjectId
  unitName: string
  from: string
  weekdays: number[]
  skips: string[]
  skipsHolidays: boolean
  pausedUntil?: string
  settlement: Settlement
  /** What her own unit asks for each time, as she and hers know it; of plans begun before it was kept, not yet. */
  priceFen?: number
  /** The last time that it changed: from which day, and what it was. */
  priceChange?: { from: string; beforeFen: number }
  /** The first day that was not laid out yet. */
  nextDay: string
  /** Rises when days that were called off are laid out again; part of the orders' keys. */
  round: number
  /** Rises with each order, in its transaction: none is written beside a change of the plan. */
  laid?: number
  /** Since when the register says the person is not there. */
  awaySince?: string
  checkAt?: Date
  createdAt: Date
  history: PlanEntry[]
}

const planSchema = new Schema<PlanRecord>(
  {
    version: { type: Number, required: true },
    state: { type: String, enum: planStates, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    createdBy: { type: Schema.Types.ObjectId, required: true },
    requestKey: { type: String, required: true },
    placedBy: String,
    itemCode: { type: String, required: true },
    itemName: { type: String, required: true },
    offeringId: Schema.Types.ObjectId,
    unitId: Schema.Types.ObjectId,
    unitName: String,
    from: String,
    weekdays: [Number],
    skips: [String],
    skipsHolidays: Boolean,
    pausedUntil: String,
    settlement: { type: String, enum: settlements },
    priceFen: Number,
    priceChange: new Schema({ from: String, beforeFen: Number }, { _id: false, id: false }),
    nextDay: { type: String, required: true },
    round: { type: Number, required: true },
    laid: Number,
    awaySince: String,
    checkAt: Date,
    createdAt: { type: Date, required: true },
    history: [
      new Schema(
        {
          at: Date,
          action: String,
          byUserId: Schema.Types.ObjectId,
          byName: String,
          details: Schema.Types.Mixed,
          requestKey: String,
        },
        { _id: false, id: false },
      ),
    ],
    ...placeFields,
  },
  { collection: 'careplans' },
)
planSchema.index({ createdBy: 1, requestKey: 1 }, { unique: true })
planSchema.index({ personId: 1, state: 1 })
planSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })

export const Plan = model('CarePlan', planSchema)

/** One person and item, `<personId>:<itemCode>`: which plan has it. Two that are begun at once change the same document. */
export interface PlanSeatRecord {
  _id: string
  planId?: Types.ObjectId
  version: number
}

const planSeatSchema = new Schema<PlanSeatRecord>(
  {
    _id: { type: String, required: true },
    planId: Schema.Types.ObjectId,
    version: { type: Number, required: true },
  },
  { collection: 'careplanseats' },
)

export const PlanSeat = model('CarePlanSeat', planSeatSchema)
