import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** One neighbour stands behind one motion. Taken back it stays, switched off: a key is never given to another. */
export interface CoSignatureRecord {
  _id: Types.ObjectId
  /** `motion:person`, or `motion:account` of somebody the register does not know; unique. */
  key: string
  motionId: Types.ObjectId
  community: string
  userId: Types.ObjectId
  /** Of the register, at the time of signing. What it says of the person is asked at each count. */
  personId?: Types.ObjectId
  isOn: boolean
  at: Date
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const coSignatureSchema = new Schema<CoSignatureRecord>({
  key: { type: String, required: true },
  motionId: { type: Schema.Types.ObjectId, required: true },
  community: { type: String, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  personId: Schema.Types.ObjectId,
  isOn: { type: Boolean, required: true },
  at: { type: Date, required: true },
  ...outboxFields,
})
coSignatureSchema.index({ key: 1 }, { unique: true })
coSignatureSchema.index({ motionId: 1, isOn: 1, _id: 1 })
coSignatureSchema.index({ userId: 1, _id: -1 })
coSignatureSchema.index({ personId: 1, motionId: 1 })
addOutboxIndex(coSignatureSchema)

export const CoSignature = model('CoSignature', coSignatureSchema)

/**
 * A home that said something, in one motion (`scope` is its id) or in the community (its code). Once heard it stays so.
 * Which home it was is in no view.
 */
export interface HeardHouseholdRecord {
  /** `scope:household`, unique. */
  key: string
  scope: string
}

const heardHouseholdSchema = new Schema<HeardHouseholdRecord>({
  key: { type: String, required: true },
  scope: { type: String, required: true },
})
heardHouseholdSchema.index({ key: 1 }, { unique: true })
heardHouseholdSchema.index({ scope: 1 })
export const HeardHousehold = model('HeardHousehold', heardHouseholdSchema)
