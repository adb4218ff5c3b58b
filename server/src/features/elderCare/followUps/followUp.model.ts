import type { FollowUpKind } from '@linli/shared/elderCare/followUp'
import { followUpKinds } from '@linli/shared/elderCare/followUp'
import type { Post } from '@linli/shared/users/posts'
import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../../messages/outbox'

/** Something the station must see to: a call, a visit, another kitchen. It stays until somebody writes what came of it. */
export interface FollowUpRecord {
  _id: Types.ObjectId
  /** What it is about: made once, however many notice it. Never changed. */
  key: string
  /** The keys of what happened while it was open, and which it is about as well; see followUp.another. */
  alsoFor?: string[]
  kind: FollowUpKind
  personId: Types.ObjectId
  orderId?: Types.ObjectId
  planId?: Types.ObjectId
  district: string
  community?: string
  desk: Post
  escalatedTo?: Post
  itemName: string
  day: string
  /** What is to be said, where the kind alone does not tell. */
  text?: string
  /** Whom to call instead of the elder. */
  relative?: { userId: Types.ObjectId; name: string }
  isOpen: boolean
  createdAt: Date
  dueAt: Date
  checkAt?: Date
  /** Nobody answered then; it is due anew. */
  triedAt?: Date
  doneAt?: Date
  doneBy?: Types.ObjectId
  doneByName?: string
  /** Sealed: what came of it is often how she is. */
  note?: string
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const followUpSchema = new Schema<FollowUpRecord>(
  {
    key: { type: String, required: true },
    alsoFor: { type: [String], default: undefined },
    kind: { type: String, enum: followUpKinds, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    orderId: Schema.Types.ObjectId,
    planId: Schema.Types.ObjectId,
    district: { type: String, required: true },
    community: String,
    desk: { type: String, required: true },
    escalatedTo: String,
    itemName: { type: String, required: true },
    day: { type: String, required: true },
    text: String,
    relative: {
      type: new Schema({ userId: Schema.Types.ObjectId, name: String }, { _id: false, id: false }),
    },
    isOpen: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    checkAt: Date,
    triedAt: Date,
    doneAt: Date,
    doneBy: Schema.Types.ObjectId,
    doneByName: String,
    note: String,
    ...outboxFields,
  },
  { collection: 'carefollowups' },
)
followUpSchema.index({ key: 1 }, { unique: true })
followUpSchema.index({ desk: 1, isOpen: 1, dueAt: 1 })
followUpSchema.index({ personId: 1 })
followUpSchema.index(
  { 'relative.userId': 1 },
  { partialFilterExpression: { 'relative.userId': { $exists: true } } },
)
followUpSchema.index(
  { escalatedTo: 1, isOpen: 1, dueAt: 1 },
  { partialFilterExpression: { escalatedTo: { $exists: true } } },
)
followUpSchema.index({ orderId: 1 }, { partialFilterExpression: { orderId: { $exists: true } } })
followUpSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })
addOutboxIndex(followUpSchema)

export const FollowUp = model('CareFollowUp', followUpSchema)
