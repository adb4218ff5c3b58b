import {
  careClasses,
  carePlaces,
  licences,
  photoRules,
  proofs,
  type ServiceItem,
} from '@linli/shared/elderCare/serviceItem'
import { Schema, model } from 'mongoose'

/** A service as one area defines it, at rest; the nearest level's definition counts. */
export interface ServiceItemRecord extends ServiceItem {
  district: string
  version: number
}

const doersSchema = new Schema({ kind: String, count: Number }, { _id: false, id: false })

export const cancelSchema = new Schema(
  { freeUntil: String, hours: Number, feePercent: Number },
  { _id: false, id: false },
)

export const nextSchema = new Schema({ code: String, withinMinutes: Number }, { _id: false, id: false })

const serviceItemSchema = new Schema<ServiceItemRecord>(
  {
    areaCode: { type: String, required: true },
    district: { type: String, required: true },
    code: { type: String, required: true },
    number: { type: Number, required: true },
    careClass: { type: String, enum: careClasses, required: true },
    name: { type: String, required: true },
    unitName: { type: String, required: true },
    minutes: { type: Number, required: true },
    place: { type: String, enum: carePlaces, required: true },
    licence: { type: String, enum: licences },
    doers: { type: [doersSchema], required: true },
    proofs: { type: [String], enum: proofs, required: true },
    photo: { type: String, enum: photoRules, required: true },
    isIntimate: { type: Boolean, required: true },
    checklist: { type: [String], default: [] },
    receiptName: String,
    lead: { type: Schema.Types.Mixed, required: true },
    priceFen: { type: Number, required: true },
    deliveryFen: { type: Number, required: true },
    priceNote: String,
    canRecur: { type: Boolean, required: true },
    next: { type: nextSchema },
    cancel: { type: cancelSchema, required: true },
    isHiddenWithoutUnit: { type: Boolean, default: false },
    isClosed: { type: Boolean, default: false },
    version: { type: Number, default: 1 },
  },
  { timestamps: true, collection: 'careitems' },
)
serviceItemSchema.index({ areaCode: 1, code: 1 }, { unique: true })

export const ServiceItemModel = model('CareItem', serviceItemSchema)
