import { Schema, model } from 'mongoose'

/**
 * One sign-in of one device or tab. Its refresh tokens form a family: each is used once, and a reused one
 * ends the session.
 */
const sessionSchema = new Schema({
  userId: { type: Schema.Types.ObjectId, required: true },
  channel: { type: String, enum: ['mini', 'web', 'desk'], required: true },
  /** SHA-256 of the current refresh token and of the one before it. */
  refreshHash: { type: String, required: true },
  previousHash: String,
  rotatedAt: Date,
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
  endedAt: Date,
})
sessionSchema.index({ refreshHash: 1 })
sessionSchema.index({ previousHash: 1 })
sessionSchema.index({ userId: 1 })
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Session = model('Session', sessionSchema)
