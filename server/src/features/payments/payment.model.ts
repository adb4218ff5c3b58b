import type { Place } from '@linli/shared/areas/areas'
import {
  payableKinds,
  paymentStates,
  type PayableKind,
  type PaymentState,
  type PaymentStep,
} from '@linli/shared/payments/payment.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** Money on its way back. `asked`: WeChat Pay is to be told; `closed`: it went no further under this number. */
export interface PaymentRefund {
  outRefundNo: string
  /** Why it goes back; the same occasion never makes two. */
  cause: string
  fen: number
  reason: string
  state: 'asked' | 'processing' | 'success' | 'closed' | 'abnormal'
  askedAt: Date
  /** The day it was asked for at WeChat Pay, in Shanghai: where the bill has it. */
  day?: string
  doneAt?: Date
}

interface PaymentEntry {
  at: Date
  step: PaymentStep
  from: PaymentState
  to: PaymentState
  details?: Record<string, unknown>
}

/** What does not fit and was not believed. */
interface Anomaly {
  at: Date
  what: 'wrongContent' | 'foreignRefund'
  details: Record<string, unknown>
}

/** One attempt of one person to pay for something. */
export interface PaymentRecord extends Place {
  _id: Types.ObjectId
  version: number
  state: PaymentState
  payable: { kind: PayableKind; id: string }
  /** Kind, id and round of what is paid for: one attempt at a time, never changed. */
  payableKey: string
  round: number
  /** Our number at WeChat Pay. */
  outTradeNo: string
  mchid: string
  payeeUnitId: Types.ObjectId
  payeeName: string
  title: string
  page: string
  amountFen: number
  personId: Types.ObjectId
  payer: { userId: Types.ObjectId; appid: string; openid: string; proxyText?: string }
  createdAt: Date
  expiresAt: Date
  prepayId?: string
  /** When the person was last sent to pay; the first query follows from it. */
  prepaidAt?: Date
  transactionId?: string
  paidAt?: Date
  /** The day of `paidAt` in Shanghai: where the bill has it. */
  paidDay?: string
  /** The money came after it was given up. */
  isLate: boolean
  /** What it is for stands whether or not this is paid: it is paid, or may be, in another way. */
  isStanding?: boolean
  /** Time ran out, so what was to be paid for must be freed. */
  isToFree: boolean
  refunds: PaymentRefund[]
  refundedFen: number
  shipping?: 'due' | 'done' | 'failed'
  /** Attempts of the work at hand, and when the next is due; begun anew with each state. */
  tries: number
  retryAt?: Date
  /** When the sweep must look at it next. */
  checkAt?: Date
  anomalies: Anomaly[]
  history: PaymentEntry[]
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const refundSchema = part({
  outRefundNo: { type: String, required: true },
  cause: { type: String, required: true },
  fen: { type: Number, required: true, min: 1 },
  reason: String,
  state: { type: String, enum: ['asked', 'processing', 'success', 'closed', 'abnormal'], required: true },
  askedAt: Date,
  day: String,
  doneAt: Date,
})

const paymentSchema = new Schema<PaymentRecord>(
  {
    version: { type: Number, required: true },
    state: { type: String, enum: paymentStates, required: true },
    payable: part({ kind: { type: String, enum: payableKinds }, id: String }),
    payableKey: { type: String, required: true },
    round: { type: Number, required: true },
    outTradeNo: { type: String, required: true },
    mchid: { type: String, required: true },
    payeeUnitId: { type: Schema.Types.ObjectId, required: true },
    payeeName: String,
    title: { type: String, required: true },
    page: String,
    amountFen: { type: Number, required: true, min: 1 },
    personId: { type: Schema.Types.ObjectId, required: true },
    payer: part({ userId: Schema.Types.ObjectId, appid: String, openid: String, proxyText: String }),
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    prepayId: String,
    prepaidAt: Date,
    transactionId: String,
    paidAt: Date,
    paidDay: String,
    isLate: { type: Boolean, default: false },
    isStanding: Boolean,
    isToFree: { type: Boolean, default: false },
    refunds: [refundSchema],
    refundedFen: { type: Number, default: 0, min: 0 },
    shipping: { type: String, enum: ['due', 'done', 'failed'] },
    tries: { type: Number, default: 0 },
    retryAt: Date,
    checkAt: Date,
    anomalies: [part({ at: Date, what: String, details: Schema.Types.Mixed })],
    history: [part({ at: Date, step: String, from: String, to: String, details: Schema.Types.Mixed })],
    ...placeFields,
    ...outboxFields,
  },
  { collection: 'payments' },
)
paymentSchema.index({ payableKey: 1 }, { unique: true })
paymentSchema.index({ outTradeNo: 1 }, { unique: true })
paymentSchema.index({ 'payable.id': 1, round: -1 })
paymentSchema.index({ 'payer.userId': 1, _id: -1 })
paymentSchema.index({ mchid: 1, paidDay: 1 }, { partialFilterExpression: { paidDay: { $exists: true } } })
paymentSchema.index({ mchid: 1, 'refunds.day': 1 })
paymentSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })
addOutboxIndex(paymentSchema)

export const Payment = model('Payment', paymentSchema)
