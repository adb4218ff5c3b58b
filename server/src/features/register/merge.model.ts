import type { Place } from '@linli/shared/areas/areas'
import { mergeStates, type MergeState } from '@linli/shared/register/merge.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

interface MergeAuthor {
  userId: Types.ObjectId
  name: string
  at: Date
}

/** Two records of one person become one. The one that goes is found under its old id by this. */
export interface PersonMergeRecord extends Place {
  _id: Types.ObjectId
  state: MergeState
  keptId: Types.ObjectId
  goneId: Types.ObjectId
  proposedBy: MergeAuthor
  decidedBy?: MergeAuthor
  /** Encrypted JSON, see `MergeDetails`. */
  details: string
  /** Whose records are moved. */
  moved: string[]
  remarks: string[]
  /** When it is looked once more for what was written under the old id in the same moment. */
  againAt?: Date
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const inner = { _id: false, id: false } as const
const author = {
  userId: { type: Schema.Types.ObjectId, required: true },
  name: { type: String, required: true },
  at: { type: Date, required: true },
}

const mergeSchema = new Schema<PersonMergeRecord>(
  {
    state: { type: String, enum: mergeStates, required: true },
    keptId: { type: Schema.Types.ObjectId, required: true },
    goneId: { type: Schema.Types.ObjectId, required: true },
    proposedBy: { type: new Schema(author, inner), required: true },
    decidedBy: { type: new Schema(author, inner) },
    details: { type: String, required: true },
    moved: [String],
    remarks: [String],
    againAt: Date,
    ...placeFields,
    ...outboxFields,
  },
  { collection: 'personmerges' },
)
mergeSchema.index({ goneId: 1 })
mergeSchema.index({ keptId: 1 })
mergeSchema.index({ community: 1, _id: -1 })
mergeSchema.index({ street: 1, _id: -1 })
mergeSchema.index({ againAt: 1 }, { partialFilterExpression: { againAt: { $exists: true } } })
addOutboxIndex(mergeSchema)

export const PersonMerge = model('PersonMerge', mergeSchema)
