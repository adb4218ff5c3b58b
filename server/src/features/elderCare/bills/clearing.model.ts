import { Schema, model, type Types } from 'mongoose'

/**
 * Money that an elder paid to one unit for what another one did in the end: the first owes it to the second. One line
 * an order, written once when it is certain how much stays.
 */
export interface ClearingRecord {
  /** The order's id: there is one line of each. */
  _id: Types.ObjectId
  fromUnitId: Types.ObjectId
  fromUnitName: string
  toUnitId: Types.ObjectId
  toUnitName: string
  itemName: string
  day: string
  /** Of the settlement: when it was certain. */
  month: string
  fen: number
  street?: string
  district: string
  at: Date
}

const clearingSchema = new Schema<ClearingRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    fromUnitId: { type: Schema.Types.ObjectId, required: true },
    fromUnitName: { type: String, required: true },
    toUnitId: { type: Schema.Types.ObjectId, required: true },
    toUnitName: { type: String, required: true },
    itemName: String,
    day: String,
    month: { type: String, required: true },
    fen: { type: Number, required: true, min: 1 },
    street: String,
    district: { type: String, required: true },
    at: Date,
  },
  { collection: 'careclearings' },
)
clearingSchema.index({ street: 1, month: 1, _id: 1 })
clearingSchema.index({ district: 1, month: 1, _id: 1 })

export const Clearing = model('CareClearing', clearingSchema)
