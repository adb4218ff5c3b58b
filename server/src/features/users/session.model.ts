import { Schema, model } from 'mongoose'

const sessionChannels = ['mini', 'web', 'desk'] as const
export type SessionChannel = (typeof sessionChannels)[number]

/**
 * One sign-in of one device or tab. Its refresh tokens are numbered; only the newest is good, and an old one
 * that comes back ends the session. See session.service.
 */
const sessionSchema = new Schema({
  userId: { type: Schema.Types.ObjectId, required: true },
  channel: { type: String, enum: sessionChannels, required: true },
  /** The number of the refresh token that is good now. */
  generation: { type: Number, default: 0 },
  rotatedAt: Date,
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
  endedAt: Date,
})
sessionSchema.index({ userId: 1 })
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Session = model('Session', sessionSchema)
