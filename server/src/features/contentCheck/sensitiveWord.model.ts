import { Schema, model, type InferSchemaType, type Types } from 'mongoose'

/** A word a community, street or district watches for; it counts for every place inside. */
const sensitiveWordSchema = new Schema({
  areaCode: { type: String, required: true },
  /** As it was written. */
  word: { type: String, required: true },
  /** As it is compared; see `normalizeWords`. */
  plain: { type: String, required: true },
  addedBy: { type: Schema.Types.ObjectId, required: true },
  addedAt: { type: Date, required: true },
})
sensitiveWordSchema.index({ areaCode: 1, plain: 1 }, { unique: true })

export const SensitiveWord = model('SensitiveWord', sensitiveWordSchema)
export type StoredSensitiveWord = InferSchemaType<typeof sensitiveWordSchema> & { _id: Types.ObjectId }
