import { recordKinds } from '@linli/shared/users/recordAccess.contract'
import { Schema, model, type InferSchemaType, type Types } from 'mongoose'

/** Somebody with rank opened one record: the trace that the resident reads. */
const recordAccessSchema = new Schema({
  actorId: { type: Schema.Types.ObjectId, required: true },
  actorRole: { type: String, required: true },
  kind: { type: String, enum: recordKinds, required: true },
  recordId: { type: Schema.Types.ObjectId, required: true },
  ownerUserId: Schema.Types.ObjectId,
  ownerPersonId: Schema.Types.ObjectId,
  reason: { type: String, required: true },
  at: { type: Date, required: true },
  until: { type: Date, required: true },
})
recordAccessSchema.index({ actorId: 1, recordId: 1, until: -1 })
recordAccessSchema.index({ ownerUserId: 1, _id: -1 })
recordAccessSchema.index({ ownerPersonId: 1, _id: -1 })

export const RecordAccess = model('RecordAccess', recordAccessSchema)
export type StoredRecordAccess = InferSchemaType<typeof recordAccessSchema> & { _id: Types.ObjectId }
