import { channels, deliveryStates } from '@linli/shared/messages/delivery.contract'
import { Schema, model, type InferSchemaType, type Types } from 'mongoose'

/** Logs are kept 6 months. Source: product page, "Privacy and safety". */
export const keptSeconds = 180 * 24 * 60 * 60

const contentSchema = new Schema(
  {
    title: { type: String, required: true },
    text: { type: String, required: true },
    page: { type: String, required: true },
    template: String,
    data: Schema.Types.Mixed,
  },
  { _id: false },
)

/** See `Quote`. */
export const quoteSchema = new Schema(
  {
    pieces: { type: [String], required: true },
    title: { type: String, required: true },
    body: { type: String, required: true },
  },
  { _id: false },
)

/** One message on its way to one person by one channel. What the message is about never depends on it. */
const deliverySchema = new Schema({
  /** `source:document:entry:user:channel`; also given to the receiver, to dedupe on. */
  key: { type: String, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  district: { type: String, required: true },
  channel: { type: String, enum: channels, required: true },
  event: { type: String, required: true },
  /** What is sent; the inbox keeps its own. */
  content: contentSchema,
  quote: quoteSchema,
  state: { type: String, enum: deliveryStates, required: true },
  /** True while the sender still has to do something: `waiting` or `failed`. */
  isOpen: Boolean,
  attempts: { type: Number, required: true },
  /** When it is due; while one server sends it, when another may take over. Changes with each claim. */
  nextAttemptAt: Date,
  reason: String,
  createdAt: { type: Date, required: true },
  finishedAt: Date,
})
deliverySchema.index({ key: 1 }, { unique: true })
deliverySchema.index({ isOpen: 1, nextAttemptAt: 1 }, { partialFilterExpression: { isOpen: true } })
deliverySchema.index({ state: 1, district: 1, _id: 1 }, { partialFilterExpression: { state: 'dead' } })
deliverySchema.index({ createdAt: 1 }, { expireAfterSeconds: keptSeconds })

export const Delivery = model('Delivery', deliverySchema)
export type DeliveryFields = InferSchemaType<typeof deliverySchema>
export type DeliveryRow = DeliveryFields & { _id: Types.ObjectId }
