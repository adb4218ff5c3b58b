import {
  contentReasons,
  contentStates,
  watchReasons,
  type ContentReason,
} from '@linli/shared/contentCheck/contentCheck'
import { caseStates } from '@linli/shared/moderation/case.state'
import { Schema, model, type InferSchemaType, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields } from '../messages/outbox'

const uncheckedReasons = ['noOpenid', 'notVisited'] as const

const textVerdictSchema = new Schema(
  {
    verdict: { type: String, enum: ['pass', 'review', 'risky'], required: true },
    label: Number,
    traceId: String,
    uncheckedReason: { type: String, enum: uncheckedReasons },
  },
  { _id: false },
)

const checkedMediaSchema = new Schema(
  {
    mediaId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: ['photo', 'voice'], required: true },
    mustReview: { type: Boolean, required: true },
    /** WeChat's number for the check it was handed in to; the verdict comes later under it. */
    traceId: String,
    uncheckedReason: { type: String, enum: uncheckedReasons },
  },
  { _id: false },
)

const reasonSchema = new Schema(
  {
    code: { type: String, enum: Object.keys(contentReasons) as ContentReason[], required: true },
    label: Number,
    mediaId: Schema.Types.ObjectId,
  },
  { _id: false },
)

const historySchema = new Schema(
  {
    at: { type: Date, required: true },
    by: { type: Schema.Types.ObjectId, required: true },
    byName: { type: String, required: true },
    state: { type: String, enum: contentStates, required: true },
    reason: String,
  },
  { _id: false },
)

const appealSchema = new Schema(
  { at: { type: Date, required: true }, text: { type: String, required: true } },
  { _id: false },
)

/** One piece of writing on its way to other residents. The original stays here for staff, whatever is decided. */
const contentCheckSchema = new Schema({
  /** `kind:id:field`, unique: the same writing is checked once, however often it is asked for. */
  key: { type: String, required: true },
  subjectKind: { type: String, required: true },
  subjectId: { type: String, required: true },
  field: { type: String, required: true },
  /** Where the author's message leads. */
  page: { type: String, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  /** Whom it is about, who must not decide on it, nor see it in the list. */
  aboutUserId: Schema.Types.ObjectId,
  scene: { type: Number, required: true },
  /** A list in JSON, encrypted; see lib/fieldCrypto. */
  texts: String,
  media: { type: [checkedMediaSchema], default: [] },
  ...placeFields,
  /** Somebody says that it is about those who work at the community's desk; until the level above has decided. */
  isAboutDesk: Boolean,
  /** Its author must not decide on it, also when she sits at the desk. */
  isAuthorBarred: Boolean,
  /** Why a person sees this one first. */
  watch: { type: String, enum: watchReasons },
  /** Whose desk reviews it: normally the community, after an appeal the level above. */
  reviewArea: { type: String, required: true },
  /** Where it stands with the people who moderate; see shared/moderation/case.state. */
  caseState: { type: String, enum: caseStates, default: 'clear' },
  /** Set while it lies in the queue: what is most pressing sorts first, then the oldest. */
  rank: String,
  score: { type: Number, default: 0 },
  reportCount: { type: Number, default: 0 },
  reportWeight: { type: Number, default: 0 },
  queuedAt: Date,
  claimedBy: Schema.Types.ObjectId,
  claimedByName: String,
  claimedUntil: Date,
  /** For the figures: the desk that decided first, what, and whether the level above changed it. */
  firstArea: String,
  firstDecidedAt: Date,
  firstState: { type: String, enum: contentStates },
  /** From the queue to the first decision. */
  firstMinutes: Number,
  isOverturned: Boolean,
  /** Its words are encrypted. */
  appeal: appealSchema,
  state: { type: String, enum: contentStates, default: 'pending' },
  /** Grows with every change of state. */
  version: { type: Number, default: 0 },
  textVerdict: textVerdictSchema,
  reasons: { type: [reasonSchema], default: [] },
  requestedAt: { type: Date, required: true },
  /** From then on no answer means review. */
  dueAt: { type: Date, required: true },
  attempts: { type: Number, default: 0 },
  /**
   * When something has to be done: check, give up waiting, or tell the feature what was decided. While a server
   * works on it, when another may take over. Unset when all is done.
   */
  nextAt: Date,
  decidedBy: Schema.Types.ObjectId,
  decidedByName: String,
  decidedAt: Date,
  decisionReason: String,
  /** Which of the community's rules it breaks, in words. */
  decisionRule: String,
  history: { type: [historySchema], default: [] },
  ...outboxFields,
})
contentCheckSchema.index({ key: 1 }, { unique: true })
contentCheckSchema.index({ nextAt: 1 }, { partialFilterExpression: { nextAt: { $exists: true } } })
contentCheckSchema.index({ reviewArea: 1, state: 1, _id: 1 })
/** For the metrics: how many wait anywhere, and since when. */
contentCheckSchema.index({ state: 1, requestedAt: 1 })
contentCheckSchema.index({ reviewArea: 1, rank: 1 }, { partialFilterExpression: { rank: { $exists: true } } })
contentCheckSchema.index(
  { firstArea: 1, firstDecidedAt: -1 },
  { partialFilterExpression: { firstDecidedAt: { $exists: true } } },
)
contentCheckSchema.index(
  { claimedUntil: 1 },
  { partialFilterExpression: { claimedUntil: { $exists: true } } },
)
contentCheckSchema.index({ 'media.traceId': 1 })
/** What somebody wrote of late, by the time in the id. */
contentCheckSchema.index({ userId: 1, _id: 1 })
addOutboxIndex(contentCheckSchema)

export const ContentCheck = model('ContentCheck', contentCheckSchema)
export type ContentCheckFields = InferSchemaType<typeof contentCheckSchema>
export type StoredContentCheck = ContentCheckFields & { _id: Types.ObjectId }
