import { Schema, model } from 'mongoose'

/** A code sent by SMS, one per account and per phone. Neither the code nor the phone is kept in clear. */
const phoneCodeSchema = new Schema({
  userId: { type: Schema.Types.ObjectId, required: true },
  phoneIndex: { type: String, required: true },
  codeHash: { type: String, required: true },
  tries: { type: Number, default: 0 },
  sentAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
})
phoneCodeSchema.index({ userId: 1 }, { unique: true })
phoneCodeSchema.index({ phoneIndex: 1 }, { unique: true })
phoneCodeSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 3600 })

export const PhoneCode = model('PhoneCode', phoneCodeSchema)
