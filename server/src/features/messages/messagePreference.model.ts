import { Schema, model } from 'mongoose'

/** How a person wants to be told; who never chose gets the defaults. */
const messagePreferenceSchema = new Schema({
  userId: { type: Schema.Types.ObjectId, required: true },
  queueMessages: { type: String, enum: ['instant', 'digest'], required: true },
})
messagePreferenceSchema.index({ userId: 1 }, { unique: true })

export const MessagePreference = model('MessagePreference', messagePreferenceSchema)
