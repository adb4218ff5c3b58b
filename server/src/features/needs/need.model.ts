import { needKinds, needOutcomes, needSources, needStates } from '@linli/shared/needs/need.state'
import type {
  NeedAction,
  NeedKind,
  NeedOutcome,
  NeedSource,
  NeedState,
  NeedStep,
  RatingGrade,
} from '@linli/shared/needs/need.state'
import type { Post } from '@linli/shared/users/posts'
import type { NeedClock } from '@linli/shared/categories/category'
import { bondRelations, type BondRelation } from '@linli/shared/families/bond'
import { contentStates, type ContentState } from '@linli/shared/contentCheck/contentCheck'
import { Schema, model, type Types } from 'mongoose'
import type { GuideAnswer } from '../guide/guide.service'
import type { MediaSnapshot } from '../media/media.service'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** One line of the append-only history: who, when, what, why. */
export interface HistoryEntry {
  id: string
  at: Date
  action: NeedAction | NeedStep | 'create' | 'support'
  from: NeedState
  to: NeedState
  by: {
    userId: Types.ObjectId
    kind: 'resident' | 'staff' | 'system'
    /** The post acted for, by name, for staff; what a neighbour reads. */
    name: string
    post?: Post
    membershipId?: Types.ObjectId
    /** Set when a relative did it for the resident. */
    proxy?: { relation: BondRelation }
  }
  text?: string
  media?: MediaSnapshot[]
  /** Codes of what was chosen: a return reason, the post before and after, an outcome. */
  details?: Record<string, unknown>
  /** The client's idempotency key: the same press, resent, finds its own entry. */
  requestKey?: string
  /** Of what was sent under the key; see lib/fingerprint. */
  fingerprint?: string
  isInternal?: boolean
}

export interface NeedSubject {
  kind: 'unit' | 'user'
  id: Types.ObjectId
  name: string
  /** The area the subject works for; the desk is one level above it. */
  areaCode: string
}

/** A need as it lies in the database. */
export interface NeedRecord {
  _id: Types.ObjectId
  version: number
  kind: NeedKind
  source: NeedSource
  state: NeedState
  open: boolean
  category: { code: string; name: string; icon: string }
  /** Copied from the category: shown to neighbours as “me too”, never shown, phones first. */
  isPublicPlace: boolean
  isSensitive: boolean
  isDanger: boolean
  emergencyPhones: { name: string; number: string }[]

  /** The account that typed it, and the account it belongs to (none for a person without one). */
  createdBy: Types.ObjectId
  requestKey: string
  /** The post of the forum it was raised from, with its author's yes. */
  forumPostId?: Types.ObjectId
  /** What its author made of it, when many had joined. */
  motionId?: Types.ObjectId
  /** The service that a complaint is about. */
  careOrderId?: Types.ObjectId
  /** Of what was sent under the key; see lib/fingerprint. */
  fingerprint?: string
  reporterId?: Types.ObjectId
  personId?: Types.ObjectId
  /** The relative who raised it, by which bond; the name is the one they chose to be seen by. */
  proxy?: { userId: Types.ObjectId; bondId: Types.ObjectId; relation: BondRelation; name: string }
  /** The person had no account when it was raised: it becomes theirs when they sign in. */
  awaitsAccount?: boolean
  /** Encrypted name and phone of someone who is neither a user nor in the register. */
  contact?: { name: string; phone?: string }
  /** False: someone calls back, because this person cannot confirm in the app. */
  canConfirm: boolean

  district: string
  street?: string
  community?: string
  grid?: string
  building?: string
  estate?: string
  communityName: string
  place?: {
    kind: 'home' | 'here'
    text?: string
    homeId?: Types.ObjectId
    point?: { type: 'Point'; coordinates: [number, number] }
  }

  text?: string
  media: MediaSnapshot[]
  /** `value` as people read it, `raw` as it was sent and as rules ask for it. */
  answers: { key: string; label: string; value: string; raw: string | boolean }[]
  guideId?: Types.ObjectId
  /** What the guide said then, whatever becomes of its entry. */
  guideAnswer?: GuideAnswer

  /** Whom a complaint is about: they see neither it nor its author. */
  subject?: NeedSubject

  /** Who holds it, and the desk of the level that assigned it. */
  post: Post
  postName: string
  /** The area the post works for, to find the lowest common level of those who returned it. */
  postArea: string
  heldSince: Date
  assignedBy: Post
  triage: Post
  /** The desk it was escalated to last, and all desks and helpers that may read it because of that. */
  escalatedTo?: Post
  readers: Post[]
  helpers: { post: Post; name: string }[]
  handlerId?: Types.ObjectId
  handlerName?: string
  resolvedBy?: Types.ObjectId
  route: {
    ruleId?: Types.ObjectId
    ruleName?: string
    why: string
    /** Who it went to by that, whoever has it now. */
    post: Post
    broken: { ruleId: Types.ObjectId; reason: string }[]
  }

  /** Given to volunteers in turn: of which skill, and who has passed it on. */
  turn?: { skill?: string; passed: Types.ObjectId[]; takenAt?: Date }

  clock: NeedClock
  createdAt: Date
  releaseAt?: Date
  releasedAt?: Date
  acceptBy?: Date
  resolveBy?: Date
  /** When the clock stopped: waiting for the resident, or on hold. */
  pausedAt?: Date
  reviewAt?: Date
  /** What is due next, for the order of lists. */
  deadline?: Date
  /** When the sweep must look at it next. */
  checkAt?: Date
  /** Which deadline the holder was warned of. */
  warnedFor?: 'accept' | 'resolve'
  escalatedAt?: Date
  escalations: number
  isOverdue: boolean
  /** The desk whose supervision list it is on. */
  supervisedBy?: Post
  wasHeld: boolean
  asks: number
  returns: number
  disputes: number
  extensions: number
  isCallbackDue: boolean
  isCallDue: boolean
  holdReason?: string
  resolvedAt?: Date
  /** At the last resolve: done by its deadline; an extended or held one never is. */
  isOnTime?: boolean
  closedAt?: Date
  outcome?: NeedOutcome
  /** Of a visit that is over: whoever went saw the person. */
  isMet?: boolean
  outcomeReason?: string
  rating?: { grade: RatingGrade; reasons: string[]; text?: string; at: Date; isByProxy?: boolean }
  mergedInto?: Types.ObjectId

  supporters: Types.ObjectId[]
  /** What other residents may see: nothing until the content check passed. */
  check: ContentState
  /** Verdicts by the piece of writing: `words`, or the id of a history entry. */
  checks: Record<string, { state: ContentState; version: number }>

  history: HistoryEntry[]
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const mediaSchema = new Schema<MediaSnapshot>(
  { id: { type: String, required: true }, kind: { type: String, enum: ['photo', 'voice'] } },
  { _id: false, id: false },
)

const historySchema = new Schema<HistoryEntry>(
  {
    id: { type: String, required: true },
    at: { type: Date, required: true },
    action: { type: String, required: true },
    from: { type: String, enum: needStates, required: true },
    to: { type: String, enum: needStates, required: true },
    by: {
      userId: Schema.Types.ObjectId,
      kind: { type: String, enum: ['resident', 'staff', 'system'] },
      name: String,
      post: String,
      membershipId: Schema.Types.ObjectId,
      proxy: { type: new Schema({ relation: String }, { _id: false }) },
    },
    text: String,
    media: { type: [mediaSchema], default: undefined },
    details: Schema.Types.Mixed,
    requestKey: String,
    fingerprint: String,
    isInternal: Boolean,
  },
  { _id: false },
)

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const pointSchema = part({ type: { type: String, enum: ['Point'] }, coordinates: [Number] })
const placeSchema = part({
  kind: { type: String, enum: ['home', 'here'] },
  text: String,
  homeId: Schema.Types.ObjectId,
  point: pointSchema,
})
const subjectSchema = part({
  kind: { type: String, enum: ['unit', 'user'] },
  id: Schema.Types.ObjectId,
  name: String,
  areaCode: String,
})
const ratingSchema = part({ grade: Number, reasons: [String], text: String, at: Date, isByProxy: Boolean })
const proxySchema = part({
  userId: Schema.Types.ObjectId,
  bondId: Schema.Types.ObjectId,
  relation: { type: String, enum: bondRelations },
  name: String,
})
const contactSchema = part({ name: String, phone: String })

const needSchema = new Schema<NeedRecord>({
  version: { type: Number, required: true },
  kind: { type: String, enum: needKinds, required: true },
  source: { type: String, enum: needSources, required: true },
  state: { type: String, enum: needStates, required: true },
  open: { type: Boolean, required: true },
  category: { code: String, name: String, icon: String },
  isPublicPlace: Boolean,
  isSensitive: Boolean,
  isDanger: Boolean,
  emergencyPhones: [{ _id: false, name: String, number: String }],
  createdBy: Schema.Types.ObjectId,
  requestKey: String,
  forumPostId: Schema.Types.ObjectId,
  motionId: Schema.Types.ObjectId,
  careOrderId: Schema.Types.ObjectId,
  fingerprint: String,
  reporterId: Schema.Types.ObjectId,
  personId: Schema.Types.ObjectId,
  proxy: proxySchema,
  awaitsAccount: Boolean,
  contact: contactSchema,
  canConfirm: Boolean,
  district: String,
  street: String,
  community: String,
  grid: String,
  building: String,
  estate: String,
  communityName: String,
  place: placeSchema,
  text: String,
  media: [mediaSchema],
  answers: [{ _id: false, key: String, label: String, value: String, raw: Schema.Types.Mixed }],
  guideId: Schema.Types.ObjectId,
  guideAnswer: { type: part({ title: String, body: String, asOf: String }), default: undefined },
  subject: subjectSchema,
  post: { type: String, required: true },
  postName: String,
  postArea: String,
  heldSince: Date,
  assignedBy: String,
  triage: { type: String, required: true },
  escalatedTo: String,
  readers: [String],
  helpers: [{ _id: false, post: String, name: String }],
  handlerId: Schema.Types.ObjectId,
  handlerName: String,
  resolvedBy: Schema.Types.ObjectId,
  route: {
    ruleId: Schema.Types.ObjectId,
    ruleName: String,
    why: String,
    post: String,
    broken: [{ _id: false, ruleId: Schema.Types.ObjectId, reason: String }],
  },
  turn: { type: part({ skill: String, passed: [Schema.Types.ObjectId], takenAt: Date }), default: undefined },
  clock: {
    acceptMinutes: Number,
    resolveMinutes: Number,
    isWorkingTime: Boolean,
    schedule: Schema.Types.Mixed,
  },
  createdAt: { type: Date, required: true },
  releaseAt: Date,
  releasedAt: Date,
  acceptBy: Date,
  resolveBy: Date,
  pausedAt: Date,
  reviewAt: Date,
  deadline: Date,
  checkAt: Date,
  warnedFor: { type: String, enum: ['accept', 'resolve'] },
  escalatedAt: Date,
  escalations: { type: Number, default: 0 },
  isOverdue: { type: Boolean, default: false },
  supervisedBy: String,
  wasHeld: { type: Boolean, default: false },
  asks: { type: Number, default: 0 },
  returns: { type: Number, default: 0 },
  disputes: { type: Number, default: 0 },
  extensions: { type: Number, default: 0 },
  isCallbackDue: { type: Boolean, default: false },
  isCallDue: { type: Boolean, default: false },
  holdReason: String,
  resolvedAt: Date,
  isOnTime: Boolean,
  closedAt: Date,
  outcome: { type: String, enum: needOutcomes },
  isMet: Boolean,
  outcomeReason: String,
  rating: ratingSchema,
  mergedInto: Schema.Types.ObjectId,
  supporters: [Schema.Types.ObjectId],
  check: { type: String, enum: contentStates, required: true },
  checks: { type: Schema.Types.Mixed, default: {} },
  history: [historySchema],
  ...outboxFields,
})

// Few, because each costs every intake: a resend, the three lists, the clock, one's own, and neighbours.
needSchema.index({ createdBy: 1, requestKey: 1 }, { unique: true })
needSchema.index({ post: 1, open: 1, deadline: 1, _id: 1 })
needSchema.index({ triage: 1, open: 1, deadline: 1, _id: 1 })
needSchema.index({ reporterId: 1, _id: -1 })
needSchema.index({ 'subject.id': 1 }, { partialFilterExpression: { 'subject.id': { $exists: true } } })
needSchema.index({ careOrderId: 1 }, { partialFilterExpression: { careOrderId: { $exists: true } } })
needSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })
needSchema.index(
  { escalatedTo: 1, open: 1, deadline: 1, _id: 1 },
  { partialFilterExpression: { escalatedTo: { $exists: true } } },
)
needSchema.index(
  { supervisedBy: 1, open: 1, deadline: 1, _id: 1 },
  { partialFilterExpression: { supervisedBy: { $exists: true } } },
)
needSchema.index(
  { triage: 1, isCallbackDue: 1, _id: 1 },
  { partialFilterExpression: { isCallbackDue: true } },
)
needSchema.index(
  { community: 1, 'category.code': 1, _id: -1 },
  { partialFilterExpression: { isPublicPlace: true, open: true } },
)

// Of the few that a relative raised, and of those whose person had no account: they cost an ordinary intake nothing.
needSchema.index({ personId: 1, _id: -1 }, { partialFilterExpression: { source: 'proxy' } })
needSchema.index({ awaitsAccount: 1, personId: 1 }, { partialFilterExpression: { awaitsAccount: true } })

addOutboxIndex(needSchema)

export const Need = model('Need', needSchema)
