import type { BillDifferenceKind, BillState } from '@linli/shared/payments/payBill.contract'
import { billDifferenceKinds, billStates } from '@linli/shared/payments/payBill.contract'
import { Schema, model, type Types } from 'mongoose'

export interface BillDifference {
  kind: BillDifferenceKind
  outTradeNo?: string
  outRefundNo?: string
  oursFen?: number
  theirsFen?: number
}

interface Sums {
  count: number
  paidFen: number
  refundedFen: number
}

/** One merchant's bill of one day, held against our books. */
export interface PayBillRecord {
  _id: Types.ObjectId
  /** Merchant and day, never changed. */
  key: string
  mchid: string
  day: string
  /** Where the units lie that take payments under this number. */
  districts: string[]
  streets: string[]
  payeeNames: string[]
  state: BillState
  tries: number
  nextAt?: Date
  checkedAt?: Date
  ours: Sums
  theirs: Sums
  differences: BillDifference[]
  differenceCount: number
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })
const sums = { type: part({ count: Number, paidFen: Number, refundedFen: Number }), required: true }

const billSchema = new Schema<PayBillRecord>(
  {
    key: { type: String, required: true },
    mchid: { type: String, required: true },
    day: { type: String, required: true },
    districts: [String],
    streets: [String],
    payeeNames: [String],
    state: { type: String, enum: billStates, required: true },
    tries: { type: Number, default: 0 },
    nextAt: Date,
    checkedAt: Date,
    ours: sums,
    theirs: sums,
    differences: [
      part({
        kind: { type: String, enum: billDifferenceKinds },
        outTradeNo: String,
        outRefundNo: String,
        oursFen: Number,
        theirsFen: Number,
      }),
    ],
    differenceCount: { type: Number, default: 0 },
  },
  { collection: 'paybills' },
)
billSchema.index({ key: 1 }, { unique: true })
billSchema.index({ mchid: 1, state: 1 })
billSchema.index({ districts: 1, _id: -1 })
billSchema.index({ streets: 1, _id: -1 })
billSchema.index({ nextAt: 1 }, { partialFilterExpression: { nextAt: { $exists: true } } })

export const PayBill = model('PayBill', billSchema)
