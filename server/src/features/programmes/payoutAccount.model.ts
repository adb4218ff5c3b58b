import { accountKinds, type AccountKind } from '@linli/shared/programmes/payoutAccount'
import { Schema, model, type Types } from 'mongoose'

/** Where the cash of a person is sent. */
export interface PayoutAccountRecord {
  /** The person's id: there is one of each. */
  _id: Types.ObjectId
  version: number
  kind: AccountKind
  /** Encrypted. */
  number: string
  bankName?: string
  setAt: Date
  byUserId: Types.ObjectId
  byName: string
  /** The bank sent a transfer back since it was written down; gone when it is written down anew. */
  failed?: { at: Date; reason: string }
}

const accountSchema = new Schema<PayoutAccountRecord>(
  {
    version: { type: Number, required: true },
    kind: { type: String, enum: accountKinds, required: true },
    number: { type: String, required: true },
    bankName: String,
    setAt: { type: Date, required: true },
    byUserId: { type: Schema.Types.ObjectId, required: true },
    byName: { type: String, required: true },
    failed: { type: new Schema({ at: Date, reason: String }, { _id: false, id: false }), default: undefined },
  },
  { collection: 'payoutaccounts' },
)

export const PayoutAccount = model('PayoutAccount', accountSchema)
