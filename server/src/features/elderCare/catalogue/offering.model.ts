import type { OfferingContent } from '@linli/shared/elderCare/offering.contract'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../../lib/placeFields'

/** A unit does an item for everybody in its area: when, for how many, at what price. */
export interface OfferingRecord extends OfferingContent {
  _id: Types.ObjectId
  unitId: Types.ObjectId
  unitName: string
  itemCode: string
  /** The area the unit serves. */
  areaCode: string
  district: string
  street?: string
  community?: string
  version: number
}

const windowSchema = new Schema(
  { weekdays: [Number], from: String, to: String, capacity: Number },
  { _id: false, id: false },
)

const offeringSchema = new Schema<OfferingRecord>(
  {
    unitId: { type: Schema.Types.ObjectId, required: true },
    unitName: { type: String, required: true },
    itemCode: { type: String, required: true },
    areaCode: { type: String, required: true },
    windows: { type: [windowSchema], required: true },
    priceFen: Number,
    deliveryFen: Number,
    isAcceptedAtOnce: { type: Boolean, default: false },
    isOpen: { type: Boolean, default: true },
    version: { type: Number, default: 1 },
    ...placeFields,
  },
  { timestamps: true, collection: 'careofferings' },
)
offeringSchema.index({ unitId: 1, itemCode: 1 }, { unique: true })
offeringSchema.index({ areaCode: 1, itemCode: 1 })
offeringSchema.index({ street: 1, itemCode: 1 })
offeringSchema.index({ district: 1, itemCode: 1 })

export const Offering = model('CareOffering', offeringSchema)
