import { Schema, model, type Types } from 'mongoose'

/** What programmes pay of one order, kept from placing to confirming. */
export interface Reservation {
  orderId: Types.ObjectId
  /** Of the order that has it: what freed an earlier one, told late, does not free this. Without one it is older than all. */
  version?: number
  day: string
  parts: { code: string; fen: number }[]
  isSettled: boolean
  /** Until then the order must be there; taken away once somebody has looked. */
  expiresAt?: Date
}

/**
 * One person's card; the person's id is its own. All of it lies in this one document, so that two orders at once can
 * never spend the same yuan: each change is one conditional update on the version.
 */
export interface CardRecord {
  _id: Types.ObjectId
  version: number
  /** What each programme gave for a month; `usedFen`: of orders whose lines are no longer kept below. */
  grants: { code: string; month: string; fen: number; usedFen?: number }[]
  reservations: Reservation[]
  /** The first `expiresAt`, for the sweep. */
  nextExpiry?: Date
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const cardSchema = new Schema<CardRecord>(
  {
    version: { type: Number, default: 0 },
    grants: [part({ code: String, month: String, fen: Number, usedFen: Number })],
    reservations: [
      part({
        orderId: Schema.Types.ObjectId,
        version: Number,
        day: String,
        parts: [part({ code: String, fen: Number })],
        isSettled: Boolean,
        expiresAt: Date,
      }),
    ],
    nextExpiry: Date,
  },
  { timestamps: true, collection: 'benefitcards' },
)
cardSchema.index({ nextExpiry: 1 }, { partialFilterExpression: { nextExpiry: { $exists: true } } })

export const Card = model('BenefitCard', cardSchema)

/** One line of the settlement, written once and never changed; a refund is a line of its own with negative sums. */
export interface SubsidyEntryRecord {
  /** `<order>` or `<order>:reversal`. */
  _id: string
  orderId: Types.ObjectId
  personId: Types.ObjectId
  unitId: Types.ObjectId
  unitName: string
  itemName: string
  day: string
  /** Of the settlement: when it was confirmed, not when it was served. */
  month: string
  parts: { code: string; name: string; payer: string; fen: number }[]
  priceFen: number
  subsidyFen: number
  selfPaidFen: number
  street?: string
  district: string
  at: Date
}

const entrySchema = new Schema<SubsidyEntryRecord>(
  {
    _id: { type: String, required: true },
    orderId: Schema.Types.ObjectId,
    personId: Schema.Types.ObjectId,
    unitId: Schema.Types.ObjectId,
    unitName: String,
    itemName: String,
    day: String,
    month: String,
    parts: [part({ code: String, name: String, payer: String, fen: Number })],
    priceFen: Number,
    subsidyFen: Number,
    selfPaidFen: Number,
    street: String,
    district: String,
    at: Date,
  },
  { collection: 'subsidyentries' },
)
entrySchema.index({ street: 1, month: 1, _id: 1 })
entrySchema.index({ district: 1, month: 1, _id: 1 })
entrySchema.index({ personId: 1, month: 1 })

export const SubsidyEntry = model('SubsidyEntry', entrySchema)
