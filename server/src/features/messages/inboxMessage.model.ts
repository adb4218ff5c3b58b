import { Schema, model, type InferSchemaType, type Types } from 'mongoose'
import { keptSeconds, quoteSchema } from './delivery.model'

/** A message in the app. */
const inboxMessageSchema = new Schema({
  /** The same as of its delivery. */
  key: { type: String, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  district: { type: String, required: true },
  event: { type: String, required: true },
  title: { type: String, required: true },
  body: { type: String, required: true },
  quote: quoteSchema,
  page: { type: String, required: true },
  need: Schema.Types.ObjectId,
  isUrgent: { type: Boolean, required: true },
  isRead: { type: Boolean, required: true },
  readAt: Date,
  /** True until the next morning's digest has counted it. */
  awaitsDigest: Boolean,
  createdAt: { type: Date, required: true },
  /** Of its arrival or of its reading, for clients that were away. */
  changedAt: { type: Date, required: true },
})
inboxMessageSchema.index({ key: 1 }, { unique: true })
inboxMessageSchema.index({ userId: 1, _id: -1 })
inboxMessageSchema.index({ userId: 1, isRead: 1 }, { partialFilterExpression: { isRead: false } })
inboxMessageSchema.index({ userId: 1, changedAt: 1 })
inboxMessageSchema.index({ awaitsDigest: 1 }, { partialFilterExpression: { awaitsDigest: true } })
inboxMessageSchema.index({ createdAt: 1 }, { expireAfterSeconds: keptSeconds })

export const InboxMessage = model('InboxMessage', inboxMessageSchema)
export type InboxMessageFields = InferSchemaType<typeof inboxMessageSchema>
export type InboxMessageRow = InboxMessageFields & { _id: Types.ObjectId }
