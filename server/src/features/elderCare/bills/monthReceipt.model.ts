import type { Post } from '@linli/shared/users/posts'
import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../../messages/outbox'

/**
 * A month of one elder at one unit that was taken in by one press. Written once, in one transaction with the payment of
 * each of its orders, under a key of unit, person and month: of two desks that press at once one takes the money in.
 * What becomes due afterwards stands in the bill of the next month that has no receipt.
 */
export interface MonthReceiptRecord {
  /** `<unit>:<person>:<month>`. */
  _id: string
  unitId: Types.ObjectId
  unitName: string
  personId: Types.ObjectId
  month: string
  desk: Post
  district: string
  fen: number
  orders: { orderId: Types.ObjectId; fen: number }[]
  at: Date
  byUserId: Types.ObjectId
  byName: string
  /** Of the request that wrote it: sent once more, it is this one. */
  pressId: string
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const receiptSchema = new Schema<MonthReceiptRecord>(
  {
    _id: { type: String, required: true },
    unitId: { type: Schema.Types.ObjectId, required: true },
    unitName: { type: String, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    month: { type: String, required: true },
    desk: { type: String, required: true },
    district: { type: String, required: true },
    fen: { type: Number, required: true, min: 1 },
    orders: [
      new Schema(
        {
          orderId: { type: Schema.Types.ObjectId, required: true },
          fen: { type: Number, required: true, min: 0 },
        },
        { _id: false, id: false },
      ),
    ],
    at: { type: Date, required: true },
    byUserId: { type: Schema.Types.ObjectId, required: true },
    byName: { type: String, required: true },
    pressId: { type: String, required: true },
    ...outboxFields,
  },
  { collection: 'caremonthreceipts' },
)
receiptSchema.index({ unitId: 1, month: 1, _id: 1 })
receiptSchema.index({ desk: 1, month: 1, _id: 1 })
receiptSchema.index({ personId: 1, month: 1 })
addOutboxIndex(receiptSchema)

export const MonthReceipt = model('CareMonthReceipt', receiptSchema)
