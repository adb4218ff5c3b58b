import type { Place } from '@linli/shared/areas/areas'
import { entitlementStates, type EntitlementState } from '@linli/shared/programmes/entitlement.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** One person's right to one programme. Why she may have it stays encrypted in her own record, and is read anew. */
export interface EntitlementRecord extends Place {
  _id: Types.ObjectId
  version: number
  /** `<person>:<code>`: one each. */
  key: string
  personId: Types.ObjectId
  code: string
  programmeName: string
  state: EntitlementState
  /** The register says that it holds no longer; of one that was refused or has ended: that it once did not hold since. */
  isLapsed: boolean
  /** Ended by itself with a death or a move; stands in the list again if that was a mistake. */
  isGone?: boolean
  since: Date
  /** Since when it pays, for the statement. */
  approvedAt?: Date
  history: {
    at: Date
    action: string
    byUserId: Types.ObjectId
    byName: string
    reason?: string
    /** Of a second record of hers, which was merged into this one: shown, and deciding nothing of what this one pays. */
    isOfDouble?: boolean
  }[]
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const entitlementSchema = new Schema<EntitlementRecord>(
  {
    version: { type: Number, default: 1 },
    key: { type: String, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    code: { type: String, required: true },
    programmeName: { type: String, required: true },
    state: { type: String, enum: entitlementStates, required: true },
    isLapsed: { type: Boolean, default: false },
    isGone: Boolean,
    since: { type: Date, required: true },
    approvedAt: Date,
    history: [
      part({
        ...{ at: Date, action: String, byUserId: Schema.Types.ObjectId, byName: String, reason: String },
        isOfDouble: Boolean,
      }),
    ],
    ...placeFields,
    ...outboxFields,
  },
  { timestamps: true, collection: 'entitlements' },
)
entitlementSchema.index({ key: 1 }, { unique: true })
entitlementSchema.index({ personId: 1, state: 1 })
for (const level of ['street', 'district'] as const) {
  entitlementSchema.index({ [level]: 1, state: 1, _id: -1 })
  entitlementSchema.index({ [level]: 1, code: 1, state: 1, _id: -1 })
  entitlementSchema.index(
    { [level]: 1, isLapsed: 1, state: 1, _id: -1 },
    { partialFilterExpression: { isLapsed: true } },
  )
}
addOutboxIndex(entitlementSchema)

export const Entitlement = model('Entitlement', entitlementSchema)
