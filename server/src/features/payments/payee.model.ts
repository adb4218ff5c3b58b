import type { Place } from '@linli/shared/areas/areas'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'

/** The merchant number under which a unit takes payments; the id is the unit's. */
export interface PayeeRecord extends Place {
  _id: Types.ObjectId
  mchid: string
  /** Numbers it had before: what was paid under them may still be refunded, so their bills are fetched too. */
  formerMchids?: string[]
  isActive: boolean
  unitName: string
  changedAt: Date
}

const payeeSchema = new Schema<PayeeRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    mchid: { type: String, required: true },
    formerMchids: [String],
    isActive: { type: Boolean, required: true },
    unitName: { type: String, required: true },
    changedAt: { type: Date, required: true },
    ...placeFields,
  },
  { collection: 'payees' },
)
payeeSchema.index({ mchid: 1, isActive: 1 })
payeeSchema.index({ formerMchids: 1 })

export const Payee = model('Payee', payeeSchema)
