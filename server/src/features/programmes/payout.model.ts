import type { Place } from '@linli/shared/areas/areas'
import { payoutLineStates, type PayoutLineState } from '@linli/shared/programmes/payout.state'
import type { AccountKind } from '@linli/shared/programmes/payoutAccount'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'

/** One person's cash of a month in one file. */
export interface PayoutLine {
  _id: Types.ObjectId
  entitlementId: Types.ObjectId
  personId: Types.ObjectId
  community?: string
  fen: number
  state: PayoutLineState
  reason?: string
  /** Since when she has no right to it any more, where that is so. */
  endedAt?: Date
}

/** Who is paid and where to, as it was when the file was made. */
export interface PayeeData {
  name: string
  birthDate?: string
  /** Masked. */
  phone?: string
  kind?: AccountKind
  number?: string
  bankName?: string
}

/** How many lines are in each state. */
export type PayoutTally = Record<PayoutLineState, number>

/**
 * A file that the bank is given: what it holds is written once, so that it is the same however often it is fetched.
 * Files of a street, month and programme are numbered; each is made from what those before it hold, and the number is
 * unique, so that nobody stands in two that were made in one moment.
 */
export interface PayoutRecord extends Place {
  _id: Types.ObjectId
  version: number
  /** Street, month, programme and number. Unique, and never changed. */
  key: string
  month: string
  code: string
  programmeName: string
  payer: string
  sequence: number
  madeAt: Date
  byUserId: Types.ObjectId
  byName: string
  totalFen: number
  lines: PayoutLine[]
  tally?: PayoutTally
  /** Encrypted JSON: `PayeeData` in the order of the lines; of older files the names only. */
  names: string
  downloads: { at: Date; byName: string }[]
  history: { at: Date; byUserId: Types.ObjectId; byName: string; action: string; lines: number }[]
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const payoutSchema = new Schema<PayoutRecord>(
  {
    version: { type: Number, required: true },
    key: { type: String, required: true },
    month: { type: String, required: true },
    code: { type: String, required: true },
    programmeName: { type: String, required: true },
    payer: { type: String, required: true },
    sequence: { type: Number, required: true },
    madeAt: { type: Date, required: true },
    byUserId: { type: Schema.Types.ObjectId, required: true },
    byName: { type: String, required: true },
    totalFen: { type: Number, required: true },
    lines: [
      part({
        _id: { type: Schema.Types.ObjectId, required: true },
        entitlementId: { type: Schema.Types.ObjectId, required: true },
        personId: { type: Schema.Types.ObjectId, required: true },
        community: String,
        fen: { type: Number, required: true },
        state: { type: String, enum: payoutLineStates, required: true },
        reason: String,
        endedAt: Date,
      }),
    ],
    tally: part({ issued: Number, paid: Number, failed: Number, reissued: Number }),
    names: { type: String, required: true },
    downloads: [part({ at: Date, byName: String })],
    history: [
      part({ at: Date, byUserId: Schema.Types.ObjectId, byName: String, action: String, lines: Number }),
    ],
    ...placeFields,
  },
  { collection: 'payouts' },
)
payoutSchema.index({ key: 1 }, { unique: true })
payoutSchema.index({ district: 1, month: 1, _id: 1 })
payoutSchema.index({ street: 1, month: 1, code: 1, sequence: 1 })

export const Payout = model('Payout', payoutSchema)
