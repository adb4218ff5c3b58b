import { paymentTaskKinds, type PaymentTaskKind } from '@linli/shared/payments/payment.state'
import type { Post } from '@linli/shared/users/posts'
import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** Something about money that somebody must call about; it stays until somebody writes what came of it. */
export interface PaymentTaskRecord {
  _id: Types.ObjectId
  /** Payment, kind and occasion: made once, however many notice it. Never changed. */
  key: string
  kind: PaymentTaskKind
  paymentId?: Types.ObjectId
  personId?: Types.ObjectId
  /** What it is about instead: a day's bill. */
  billId?: Types.ObjectId
  title: string
  amountFen: number
  district: string
  /** Who has it. */
  post: Post
  isOpen: boolean
  createdAt: Date
  doneAt?: Date
  doneBy?: Types.ObjectId
  doneByName?: string
  note?: string
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const taskSchema = new Schema<PaymentTaskRecord>(
  {
    key: { type: String, required: true },
    kind: { type: String, enum: paymentTaskKinds, required: true },
    paymentId: Schema.Types.ObjectId,
    personId: Schema.Types.ObjectId,
    billId: Schema.Types.ObjectId,
    title: { type: String, required: true },
    amountFen: { type: Number, required: true },
    district: { type: String, required: true },
    post: { type: String, required: true },
    isOpen: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    doneAt: Date,
    doneBy: Schema.Types.ObjectId,
    doneByName: String,
    note: String,
    ...outboxFields,
  },
  { collection: 'paymenttasks' },
)
taskSchema.index({ key: 1 }, { unique: true })
taskSchema.index({ paymentId: 1 })
taskSchema.index({ post: 1, isOpen: 1, _id: 1 })
addOutboxIndex(taskSchema)

export const PaymentTask = model('PaymentTask', taskSchema)
