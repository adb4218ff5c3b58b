import { forumBoards, writerKinds, type ForumBoard, type WriterKind } from '@linli/shared/forum/forum'
import { postStates, type PostState } from '@linli/shared/forum/post.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import type { MediaSnapshot } from '../media/media.service'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** Whom something is about, who reads neither it nor its author's name. */
export interface WrittenSubject {
  kind: 'unit' | 'user'
  id: Types.ObjectId
}

/** What posts and comments have in common. */
export interface WrittenRecord {
  _id: Types.ObjectId
  district: string
  street?: string
  community: string
  authorId: Types.ObjectId
  as: WriterKind
  unitId?: Types.ObjectId
  /** Of the desk or unit that speaks; neighbours are named by the community's rule when they are read. */
  voiceName?: string
  isOfficial: boolean
  text: string
  media: MediaSnapshot[]
  state: PostState
  /** Which edition of the words this is: each is checked by itself. */
  edition: number
  /** The last verdict that was taken; an older one that comes late changes nothing. */
  verdict?: { edition: number; version: number; isFinal?: boolean }
  version: number
  /** `user:key` of the press that made it, unique: sent again it is the same one. */
  requestKey: string
  /** Of what was sent under the key; see lib/fingerprint. */
  fingerprint: string
  createdAt: Date
  editedAt?: Date
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

export interface ForumPostRecord extends WrittenRecord {
  board: ForumBoard
  price?: string
  place?: string
  subject?: WrittenSubject
  pinnedAt?: Date
  isLocked: boolean
  isAnswered: boolean
  /** It reads as a question, see `asks`. */
  isQuestion?: boolean
  hasOfficialAnswer: boolean
  /** When the first of them was written, for the figures. */
  officialAnswerAt?: Date
  needOffer?: { category: string; categoryName: string; by: string; at: Date }
  need?: { id: Types.ObjectId; raisedAt: Date }
  /** The notice it shows on the board 公告. */
  noticeId?: Types.ObjectId
  motion?: { id: Types.ObjectId; raisedAt: Date }
  bigrams: string[]
}

const mediaSchema = new Schema<MediaSnapshot>(
  { id: { type: String, required: true }, kind: { type: String, required: true } },
  { _id: false, id: false },
)

export const subjectSchema = new Schema<WrittenSubject>(
  { kind: { type: String, required: true }, id: { type: Schema.Types.ObjectId, required: true } },
  { _id: false, id: false },
)

/** Fields of everything neighbours write here. */
export const writtenFields = {
  ...placeFields,
  community: { type: String, required: true },
  authorId: { type: Schema.Types.ObjectId, required: true },
  as: { type: String, enum: writerKinds, required: true },
  unitId: Schema.Types.ObjectId,
  voiceName: String,
  isOfficial: { type: Boolean, default: false },
  text: { type: String, default: '' },
  media: { type: [mediaSchema], default: [] },
  state: { type: String, enum: postStates, required: true },
  edition: { type: Number, required: true },
  verdict: new Schema(
    {
      edition: { type: Number, required: true },
      version: { type: Number, required: true },
      isFinal: Boolean,
    },
    { _id: false },
  ),
  version: { type: Number, required: true },
  requestKey: { type: String, required: true },
  fingerprint: { type: String, required: true },
  createdAt: { type: Date, required: true },
  editedAt: Date,
  ...outboxFields,
}

const forumPostSchema = new Schema<ForumPostRecord>({
  ...writtenFields,
  board: { type: String, enum: forumBoards, required: true },
  price: String,
  place: String,
  subject: subjectSchema,
  pinnedAt: Date,
  isLocked: { type: Boolean, default: false },
  isAnswered: { type: Boolean, default: false },
  isQuestion: Boolean,
  hasOfficialAnswer: { type: Boolean, default: false },
  officialAnswerAt: Date,
  needOffer: new Schema(
    {
      category: { type: String, required: true },
      categoryName: { type: String, required: true },
      by: { type: String, required: true },
      at: { type: Date, required: true },
    },
    { _id: false },
  ),
  need: new Schema(
    { id: { type: Schema.Types.ObjectId, required: true }, raisedAt: { type: Date, required: true } },
    { _id: false, id: false },
  ),
  noticeId: Schema.Types.ObjectId,
  motion: new Schema(
    { id: { type: Schema.Types.ObjectId, required: true }, raisedAt: { type: Date, required: true } },
    { _id: false, id: false },
  ),
  /** Of the words that others may read; see lib/bigrams. */
  bigrams: { type: [String], default: [] },
})
forumPostSchema.index({ community: 1, state: 1, _id: -1 })
forumPostSchema.index({ community: 1, board: 1, state: 1, _id: -1 })
forumPostSchema.index({ community: 1, bigrams: 1, _id: -1 })
forumPostSchema.index(
  { community: 1, pinnedAt: 1 },
  { partialFilterExpression: { pinnedAt: { $exists: true } } },
)
forumPostSchema.index({ noticeId: 1 }, { partialFilterExpression: { noticeId: { $exists: true } } })
forumPostSchema.index({ authorId: 1, _id: -1 })
forumPostSchema.index({ requestKey: 1 }, { unique: true })
addOutboxIndex(forumPostSchema)

export const ForumPost = model('ForumPost', forumPostSchema)
