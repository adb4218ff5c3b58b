import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex } from '../messages/outbox'
import { subjectSchema, writtenFields, type WrittenRecord, type WrittenSubject } from './post.model'

/** What somebody says to a post, or to what somebody said to it. */
export interface CommentRecord extends WrittenRecord {
  postId: Types.ObjectId
  replyTo?: Types.ObjectId
  /** As whoever decided above the community has said. */
  subject?: WrittenSubject
  /** Its place stays when it is taken away, so that the answers are understood. */
  hasReplies?: boolean
  /** Counted one by one; who liked it lies in documents of their own. */
  likes: number
  /** Somebody has pressed since it was last counted; see thread.likes. */
  likesDueAt?: Date
  /** When those whom it concerns were told: once, whichever edition was the first to pass. */
  toldAt?: Date
}

const commentSchema = new Schema<CommentRecord>({
  ...writtenFields,
  postId: { type: Schema.Types.ObjectId, required: true },
  replyTo: Schema.Types.ObjectId,
  subject: subjectSchema,
  hasReplies: Boolean,
  likes: { type: Number, default: 0 },
  likesDueAt: Date,
  toldAt: Date,
})
commentSchema.index({ postId: 1, _id: 1 })
commentSchema.index({ postId: 1, state: 1 })
commentSchema.index({ authorId: 1, _id: -1 })
commentSchema.index({ requestKey: 1 }, { unique: true })
commentSchema.index({ likesDueAt: 1 }, { partialFilterExpression: { likesDueAt: { $exists: true } } })
addOutboxIndex(commentSchema)

export const ForumComment = model('ForumComment', commentSchema)
