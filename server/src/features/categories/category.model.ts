import {
  askKinds,
  categoryKinds,
  categoryPlaces,
  priorities,
  type Category,
  type CategoryAsk,
  type NeedClock,
} from '@linli/shared/categories/category'
import { Schema, model } from 'mongoose'

/** A category as one area defines it, at rest; the nearest level's definition counts. */
export interface CategoryFields extends Category {
  district: string
  version: number
}

const askSchema = new Schema<CategoryAsk>(
  {
    key: { type: String, required: true },
    label: { type: String, required: true },
    kind: { type: String, enum: askKinds, required: true },
    options: {
      type: [
        new Schema(
          { value: { type: String, required: true }, label: { type: String, required: true } },
          { _id: false },
        ),
      ],
      default: [],
    },
    isRequired: { type: Boolean, default: false },
  },
  { _id: false },
)

/** How long a need may take; `schedule` follows shared/schedule and was checked at the door. */
export const clockSchema = new Schema<NeedClock>(
  {
    acceptMinutes: { type: Number, required: true },
    resolveMinutes: { type: Number, required: true },
    isWorkingTime: { type: Boolean, required: true },
    schedule: Schema.Types.Mixed,
  },
  { _id: false },
)

const phoneSchema = new Schema(
  { name: { type: String, required: true }, number: { type: String, required: true } },
  { _id: false },
)

const categorySchema = new Schema<CategoryFields>(
  {
    areaCode: { type: String, required: true },
    district: { type: String, required: true },
    code: { type: String, required: true },
    name: { type: String, required: true },
    icon: { type: String, required: true },
    group: { type: String, required: true },
    order: { type: Number, required: true },
    kind: { type: String, enum: categoryKinds, required: true },
    isTile: { type: Boolean, required: true },
    place: { type: String, enum: categoryPlaces, required: true },
    isPublicPlace: { type: Boolean, required: true },
    isDanger: { type: Boolean, required: true },
    phones: { type: [phoneSchema], default: [] },
    isSensitive: { type: Boolean, required: true },
    isComplaint: { type: Boolean, required: true },
    isVolunteerSuitable: { type: Boolean, required: true },
    priority: { type: String, enum: priorities, required: true },
    asks: { type: [askSchema], default: [] },
    clock: { type: clockSchema, required: true },
    isClosed: { type: Boolean, default: false },
    version: { type: Number, default: 1 },
  },
  { timestamps: true },
)
categorySchema.index({ areaCode: 1, code: 1 }, { unique: true })

export const CategoryRecord = model('Category', categorySchema)
