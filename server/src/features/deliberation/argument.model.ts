import { Schema, model, type Types } from 'mongoose'
import { writtenFields, type WrittenRecord } from '../forum/post.model'
import { addOutboxIndex } from '../messages/outbox'

/** One reason for a motion, or against it. */
export interface ArgumentRecord extends WrittenRecord {
  motionId: Types.ObjectId
  side: 'for' | 'against'
}

const argumentSchema = new Schema<ArgumentRecord>({
  ...writtenFields,
  motionId: { type: Schema.Types.ObjectId, required: true },
  side: { type: String, enum: ['for', 'against'], required: true },
})
argumentSchema.index({ motionId: 1, side: 1, _id: 1 })
argumentSchema.index({ authorId: 1, _id: -1 })
argumentSchema.index({ requestKey: 1 }, { unique: true })
addOutboxIndex(argumentSchema)

export const Argument = model('MotionArgument', argumentSchema)
