import { Schema, model, type Types } from 'mongoose'

/** `<person>:<class of care>`: who came the last time. Kept beside the orders, of which one person has thousands. */
export interface UsualRecord {
  _id: string
  userId: Types.ObjectId
  at: Date
}

const usualSchema = new Schema<UsualRecord>(
  {
    _id: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'careusuals' },
)
usualSchema.index({ userId: 1 })

export const Usual = model('CareUsual', usualSchema)
