import type { Place } from '@linli/shared/areas/areas'
import { bondRelations, type BondRelation } from '@linli/shared/families/bond'
import {
  paymentConsentStates,
  paymentDeciders,
  type PaymentConsentState,
  type PaymentDecider,
} from '@linli/shared/families/bond.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** A payment by proxy above the bond's limit, and what became of it. */
export interface PaymentConsentRecord extends Place {
  _id: Types.ObjectId
  /** Record, amount, proxy, and how many questions came before. Unique, and never changed. */
  turn?: string
  personId: Types.ObjectId
  bondId: Types.ObjectId
  askedBy: Types.ObjectId
  proxyName: string
  relation: BondRelation
  amountFen: number
  /** What for, without names and health: 「上门服务，11月26日」. */
  purpose: string
  /** The record to be paid; one consent per record and amount. */
  record: { kind: string; id: string }
  state: PaymentConsentState
  /** She has said no to it before: only she, or staff who spoke to her, can say yes. */
  isHersAlone?: boolean
  /** It lapsed because the one who asked acts for her no more. */
  isBondOver?: boolean
  /** Whose turn it is: the elder, else another holder of the scope `payments`, else staff by telephone. */
  waitsFor: PaymentDecider
  askedAt: Date
  expiresAt: Date
  /** When the next in line is asked, or it lapses. */
  checkAt?: Date
  decidedBy?: { userId: Types.ObjectId; as: PaymentDecider; name: string; at: Date }
  /** Whom the staff called and what was said; encrypted. */
  note?: string
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const consentSchema = new Schema<PaymentConsentRecord>({
  turn: String,
  personId: { type: Schema.Types.ObjectId, required: true },
  bondId: { type: Schema.Types.ObjectId, required: true },
  askedBy: { type: Schema.Types.ObjectId, required: true },
  proxyName: { type: String, required: true },
  relation: { type: String, enum: bondRelations, required: true },
  amountFen: { type: Number, required: true, min: 1 },
  purpose: { type: String, required: true },
  record: { kind: { type: String, required: true }, id: { type: String, required: true } },
  state: { type: String, enum: paymentConsentStates, required: true },
  isHersAlone: Boolean,
  isBondOver: Boolean,
  waitsFor: { type: String, enum: paymentDeciders, required: true },
  askedAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
  checkAt: Date,
  decidedBy: {
    type: new Schema(
      {
        userId: { type: Schema.Types.ObjectId, required: true },
        as: { type: String, enum: paymentDeciders, required: true },
        name: { type: String, required: true },
        at: { type: Date, required: true },
      },
      { _id: false },
    ),
  },
  note: String,
  ...placeFields,
  ...outboxFields,
})
consentSchema.index({ turn: 1 }, { unique: true, partialFilterExpression: { turn: { $exists: true } } })
consentSchema.index({ 'record.kind': 1, 'record.id': 1, _id: -1 })
consentSchema.index({ personId: 1, state: 1, _id: -1 })
consentSchema.index({ askedBy: 1, _id: -1 })
consentSchema.index({ community: 1, state: 1, waitsFor: 1, _id: 1 })
consentSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })
addOutboxIndex(consentSchema)

export const PaymentConsent = model('PaymentConsent', consentSchema, 'paymentconsents')
