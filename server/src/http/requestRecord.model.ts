import { Schema, model, type InferSchemaType } from 'mongoose'

/** Longer than a phone in a drawer keeps what it could not send. */
const keptSeconds = 30 * 24 * 60 * 60

/** One request that must not be done twice, by caller, endpoint and key; see `idempotency.ts`. */
const requestRecordSchema = new Schema({
  _id: { type: String, required: true },
  /** Hash of what was sent. */
  fingerprint: { type: String, required: true },
  /** The id of what it makes, also when it is tried again after a crash. */
  newId: { type: Schema.Types.ObjectId, required: true },
  /** Somebody works on it until then, unless the process died. */
  busyUntil: { type: Date, required: true },
  /** The first answer, encrypted: it may name people. */
  answer: String,
  createdAt: { type: Date, required: true },
})
requestRecordSchema.index({ createdAt: 1 }, { expireAfterSeconds: keptSeconds })

export const RequestRecord = model('RequestRecord', requestRecordSchema)
export type RequestRecordFields = InferSchemaType<typeof requestRecordSchema>
