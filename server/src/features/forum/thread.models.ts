import { Schema, model, type Types } from 'mongoose'

/** The figures of one post, apart from it: a thousand readers who like it do not stand in its author's way. */
export interface ThreadCountRecord {
  /** The post's id. */
  _id: Types.ObjectId
  comments: number
  likes: number
  /** Grows with everything that happens to comments that were there. */
  changes?: number
  /** Which comments the last few changes were of, for those who have the thread open. */
  touched?: { id: string; isReadable: boolean }[]
  /** Grows with everything that happens to the post itself. */
  postChanges?: number
  postChangedAt?: Date
  /** Somebody has pressed since it was last counted; see thread.likes. */
  likesDueAt?: Date
  /** When the number of comments last changed: the daily digest looks for it. */
  changedAt?: Date
}

const threadCountSchema = new Schema<ThreadCountRecord>({
  _id: { type: Schema.Types.ObjectId, required: true },
  comments: { type: Number, default: 0 },
  likes: { type: Number, default: 0 },
  changes: Number,
  touched: {
    type: [
      new Schema(
        { id: { type: String, required: true }, isReadable: { type: Boolean, required: true } },
        { _id: false, id: false },
      ),
    ],
    default: undefined,
  },
  postChanges: Number,
  postChangedAt: Date,
  likesDueAt: Date,
  changedAt: Date,
})
threadCountSchema.index({ changedAt: 1 })
threadCountSchema.index({ likesDueAt: 1 }, { partialFilterExpression: { likesDueAt: { $exists: true } } })
export const ThreadCount = model('ThreadCount', threadCountSchema)

/** The figures as readers have them. */
export const readFigures = (counts: ThreadCountRecord | null | undefined) => ({
  comments: counts?.comments ?? 0,
  likes: Math.max(0, counts?.likes ?? 0),
  changes: counts?.changes ?? 0,
  postChanges: counts?.postChanges ?? 0,
})

/** One person likes one thing; taken back, it is gone, and its key is free again. */
export interface LikeRecord {
  /** `target:user`, unique. */
  key: string
  targetId: Types.ObjectId
  userId: Types.ObjectId
}

const likeSchema = new Schema<LikeRecord>({
  key: { type: String, required: true },
  targetId: { type: Schema.Types.ObjectId, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
})
likeSchema.index({ key: 1 }, { unique: true })
likeSchema.index({ userId: 1 })
export const ForumLike = model('ForumLike', likeSchema)
export const likeKeyOf = (targetId: Types.ObjectId | string, userId: string): string =>
  `${targetId.toString()}:${userId}`

/** Somebody wants to hear what is said to a post; its author and who commented do so by themselves. */
export interface FollowRecord {
  _id: Types.ObjectId
  /** `post:user`, unique. */
  key: string
  postId: Types.ObjectId
  userId: Types.ObjectId
  /** How many comments there were when the person last looked. */
  readCount: number
  /** How many there were when a digest last told of them. */
  toldCount?: number
  /** The message about this thread that the person has not followed up yet: until then there is no second one. */
  toldBy?: string
}

const followSchema = new Schema<FollowRecord>({
  key: { type: String, required: true },
  postId: { type: Schema.Types.ObjectId, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  readCount: { type: Number, default: 0 },
  toldCount: Number,
  toldBy: String,
})
followSchema.index({ key: 1 }, { unique: true })
followSchema.index({ userId: 1, _id: -1 })
followSchema.index({ postId: 1, _id: 1 })
export const Follow = model('ForumFollow', followSchema)
export const followKeyOf = (postId: Types.ObjectId | string, userId: string): string =>
  `${postId.toString()}:${userId}`
