import { Schema, model } from 'mongoose'

/** The `state` of a web authorisation: good once, and only in the browser that asked. Only hashes are kept. */
const loginStateSchema = new Schema({
  stateHash: { type: String, required: true },
  browserHash: { type: String, required: true },
  expiresAt: { type: Date, required: true },
  usedAt: Date,
})
loginStateSchema.index({ stateHash: 1 }, { unique: true })
loginStateSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 3600 })

export const LoginState = model('LoginState', loginStateSchema)
