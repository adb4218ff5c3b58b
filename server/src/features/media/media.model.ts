import { mediaChecks, mediaKinds } from '@linli/shared/media/media'
import { Schema, model, type InferSchemaType } from 'mongoose'

const attachmentSchema = new Schema(
  {
    /** The kind of record, as in `registerMediaAccess`. */
    kind: { type: String, required: true },
    id: { type: String, required: true },
    /** The idempotency key of the request that used the file: its repetition may use it again. */
    requestKey: String,
  },
  { _id: false, id: false },
)

/** A photo or recording. The bytes lie in the storage port under keys that nobody can guess. */
const mediaSchema = new Schema(
  {
    ownerId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: mediaKinds, required: true },
    contentType: { type: String, required: true },
    key: { type: String, required: true },
    thumbnailKey: String,
    width: Number,
    height: Number,
    seconds: Number,
    /** A person must look or listen before others do, whatever the automatic check says. */
    mustReview: { type: Boolean, default: false },
    check: { type: String, enum: mediaChecks, default: 'none' },
    attachedTo: attachmentSchema,
    /** Until then it can be attached; then it is removed. Unset once attached. */
    looseUntil: Date,
    /** Unset while the bytes are being written. */
    storedAt: Date,
  },
  { timestamps: true },
)
mediaSchema.index({ looseUntil: 1 }, { partialFilterExpression: { looseUntil: { $exists: true } } })
mediaSchema.index({ ownerId: 1, looseUntil: 1 })

export const Media = model('Media', mediaSchema)
export type MediaFields = InferSchemaType<typeof mediaSchema>
