import { Schema, model, type InferSchemaType } from 'mongoose'

/** A QR code on a staff desk, waiting for a phone. */
const deskLoginSchema = new Schema({
  ticket: { type: String, required: true },
  /** SHA-256 of what only the opener holds. */
  secretHash: { type: String, required: true },
  number: { type: String, required: true },
  state: { type: String, enum: ['pending', 'confirmed', 'collected'], default: 'pending' },
  userId: Schema.Types.ObjectId,
  expiresAt: { type: Date, required: true },
})
deskLoginSchema.index({ ticket: 1 }, { unique: true })
deskLoginSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 3600 })

export const DeskLogin = model('DeskLogin', deskLoginSchema)
export type DeskLoginFields = InferSchemaType<typeof deskLoginSchema>
