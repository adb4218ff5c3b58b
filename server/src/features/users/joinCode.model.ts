import { Schema, model, type InferSchemaType, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'

/** A code on a door or in a letter by which people join a community. It raises nobody above `joined`. */
const joinCodeSchema = new Schema({
  code: { type: String, required: true },
  areaCode: { type: String, required: true },
  ...placeFields,
  community: { type: String, required: true },
  areaName: { type: String, required: true },
  note: String,
  createdBy: { type: Schema.Types.ObjectId, required: true },
  createdAt: { type: Date, required: true },
  expiresAt: Date,
  revokedAt: Date,
  joinedCount: { type: Number, default: 0 },
  lastUsedAt: Date,
})
joinCodeSchema.index({ code: 1 }, { unique: true })
joinCodeSchema.index({ community: 1, _id: -1 })

export const JoinCode = model('JoinCode', joinCodeSchema)
export type JoinCodeFields = InferSchemaType<typeof joinCodeSchema>
export type StoredJoinCode = JoinCodeFields & { _id: Types.ObjectId }
