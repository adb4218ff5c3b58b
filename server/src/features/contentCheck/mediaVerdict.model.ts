import { Schema, model } from 'mongoose'

const keptSeconds = 2 * 24 * 60 * 60

/**
 * What WeChat pushed about one file. Kept by itself, because a push may arrive before the answer that tells which
 * check it belongs to is stored. The first verdict under a number stands.
 */
const mediaVerdictSchema = new Schema({
  traceId: { type: String, required: true },
  verdict: { type: String, enum: ['pass', 'review', 'risky'], required: true },
  label: Number,
  receivedAt: { type: Date, required: true },
})
mediaVerdictSchema.index({ traceId: 1 }, { unique: true })
mediaVerdictSchema.index({ receivedAt: 1 }, { expireAfterSeconds: keptSeconds })

export const MediaVerdict = model('MediaVerdict', mediaVerdictSchema)
