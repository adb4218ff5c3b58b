import { Schema, model, type Types } from 'mongoose'

/** A time of a day that an order takes of somebody. */
export interface TakenTime {
  orderId: Types.ObjectId
  /** Of the order, as it was written with this time: what freed an older one frees no newer one. */
  version: number
  startsAt: Date
  endsAt: Date
  /** Of what many come to at once: whoever holds a class holds it for all of them. */
  sitting?: string
}

/**
 * What one person has to do on one day, in one document: who gives them two orders at once changes the same one, so
 * that nobody is ever at two doors. `_id`: `<userId>:<day>`.
 */
export interface HelperDayRecord {
  _id: string
  userId: Types.ObjectId
  day: string
  taken: TakenTime[]
  version: number
  /** Kept for as long as the orders of that day may still be changed. */
  expiresAt: Date
}

const takenSchema = new Schema<TakenTime>(
  {
    // Not `required`: mongoose would ask it of the condition of a `$pull` as well.
    orderId: Schema.Types.ObjectId,
    version: Number,
    startsAt: Date,
    endsAt: Date,
    sitting: String,
  },
  { _id: false, id: false },
)

const helperDaySchema = new Schema<HelperDayRecord>(
  {
    _id: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    day: { type: String, required: true },
    taken: { type: [takenSchema], default: [] },
    version: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'carehelperdays' },
)
helperDaySchema.index({ userId: 1 })
helperDaySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const HelperDay = model('CareHelperDay', helperDaySchema)
