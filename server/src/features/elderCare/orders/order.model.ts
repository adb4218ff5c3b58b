import type { Vitals } from '@linli/shared/elderCare/order.actions'
import {
  orderOutcomes,
  orderSources,
  orderStates,
  paymentStates,
  settlements,
  type OrderAction,
  type OrderOutcome,
  type OrderSource,
  type OrderState,
  type OrderStep,
  type PaymentState,
  type Settlement,
} from '@linli/shared/elderCare/order.state'
import type { ServiceItem } from '@linli/shared/elderCare/serviceItem'
import type { Place } from '@linli/shared/areas/areas'
import type { RatingGrade } from '@linli/shared/needs/need.state'
import type { Post } from '@linli/shared/users/posts'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../../lib/placeFields'
import type { MediaSnapshot } from '../../media/media.service'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../../messages/outbox'
import { cancelSchema, nextSchema } from '../catalogue/serviceItem.model'

/** One line of the append-only history. What people wrote with it lies sealed beside it: see `said`. */
export interface OrderEntry {
  id: string
  at: Date
  action: OrderAction | OrderStep | 'create'
  from: OrderState
  to: OrderState
  by: { userId: Types.ObjectId; kind: 'elder' | 'proxy' | 'staff' | 'system'; name: string }
  details?: Record<string, unknown>
  requestKey?: string
  /** Of what was ordered under the key; see lib/fingerprint. */
  fingerprint?: string
  isInternal?: boolean
}

/** What the item said when it was ordered: a later change of the catalogue does not change what was agreed. */
type OrderedItem = Pick<
  ServiceItem,
  | 'code'
  | 'name'
  | 'careClass'
  | 'place'
  | 'minutes'
  | 'doers'
  | 'proofs'
  | 'photo'
  | 'isIntimate'
  | 'checklist'
  | 'receiptName'
  | 'lead'
  | 'cancel'
  | 'next'
>

export interface OrderHelper {
  userId: Types.ObjectId
  name: string
  isVolunteer: boolean
}

/** What a helper writes about the person: health, encrypted as one. */
export interface RecordDetails {
  text?: string | undefined
  checklist: string[]
  vitals?: { before: Vitals; after: Vitals } | undefined
  receipt?: string | undefined
  isReached?: boolean | undefined
}

/** A service for one elder at one time, as it lies in the database. */
export interface OrderRecord extends Place {
  _id: Types.ObjectId
  version: number
  state: OrderState
  open: boolean
  source: OrderSource
  item: OrderedItem
  personId: Types.ObjectId
  createdBy: Types.ObjectId
  requestKey: string
  /** 「由女儿 王小丽 代办」, or the staff's post; kept with the order. */
  placedBy?: string
  planId?: Types.ObjectId
  /** Of a plan: its id, day and round. Unique, and never changed. */
  planKey?: string
  communityName: string
  homeId?: Types.ObjectId

  unitId: Types.ObjectId
  unitName: string
  offeringId: Types.ObjectId
  slotId: Types.ObjectId
  /** The calendar day of `startsAt` in Shanghai. */
  day: string
  startsAt: Date
  endsAt: Date
  isAcceptedAtOnce: boolean
  /** Who holds it: the unit, the pool of volunteers it was offered to, or the community's desk. */
  post: Post
  desk: Post
  /** Where the second dispute goes. */
  escalatedTo?: Post
  helpers: OrderHelper[]

  priceFen: number
  /** What programmes pay of it. */
  subsidyFen: number
  selfPaidFen: number
  /** What calling it off cost. */
  feeFen: number
  payment: {
    state: PaymentState
    method: Settlement
    receivedAt?: Date
    paymentId?: string
    /** Taken in with the whole bill of this month. */
    billMonth?: string
  }

  /** Six digits, encrypted. */
  code?: string
  codeTries: number
  codeLockedUntil?: Date

  createdAt: Date
  /** Until when it is kept for whoever pays in WeChat; gone once it is paid. */
  payBy?: Date
  /** It lapsed unpaid, and the same was booked once more for that day: late money goes back. */
  isReplaced?: boolean
  releaseAt?: Date
  releasedAt?: Date
  acceptBy?: Date
  departedAt?: Date
  startedAt?: Date
  /** `word`: neither digits nor card could be shown, with the reason in the history; `none`: none was asked for. */
  startedBy?: 'code' | 'card' | 'none' | 'word'
  finishedAt?: Date
  confirmedAt?: Date
  isUnaccepted: boolean
  isLate: boolean
  isCallDue: boolean
  /** Long after its end nobody has written that it is finished, or its day is over and nobody began it. */
  isUnfinished?: boolean
  noAnswer?: { at: Date; safeAt?: Date }
  record?: { outcome: OrderOutcome; at: Date; details: string; photos: MediaSnapshot[] }
  disputes: number
  /** By when whoever has the dispute answers it. */
  answerBy?: Date
  /** What was said with it lies with the words of its line. */
  rating?: { grade: RatingGrade; reasons: string[]; at: Date }
  /** When the sweep must look at it next. */
  checkAt?: Date
  history: OrderEntry[]
  /** The words of the history, encrypted as one. */
  said?: string
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const itemSchema = part({
  code: { type: String, required: true },
  name: { type: String, required: true },
  careClass: String,
  place: String,
  minutes: Number,
  doers: [part({ kind: String, count: Number })],
  proofs: [String],
  photo: String,
  isIntimate: Boolean,
  checklist: [String],
  receiptName: String,
  lead: Schema.Types.Mixed,
  cancel: cancelSchema,
  next: nextSchema,
})

const mediaSchema = part({ id: String, kind: String })

const entrySchema = new Schema<OrderEntry>(
  {
    id: { type: String, required: true },
    at: { type: Date, required: true },
    action: { type: String, required: true },
    from: { type: String, enum: orderStates, required: true },
    to: { type: String, enum: orderStates, required: true },
    by: {
      userId: Schema.Types.ObjectId,
      kind: { type: String, enum: ['elder', 'proxy', 'staff', 'system'] },
      name: String,
    },
    details: Schema.Types.Mixed,
    requestKey: String,
    fingerprint: String,
    isInternal: Boolean,
  },
  { _id: false, id: false },
)

const orderSchema = new Schema<OrderRecord>(
  {
    version: { type: Number, required: true },
    state: { type: String, enum: orderStates, required: true },
    open: { type: Boolean, required: true },
    source: { type: String, enum: orderSources, required: true },
    item: { type: itemSchema, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    createdBy: { type: Schema.Types.ObjectId, required: true },
    requestKey: { type: String, required: true },
    placedBy: String,
    planId: Schema.Types.ObjectId,
    planKey: String,
    communityName: String,
    homeId: Schema.Types.ObjectId,
    unitId: { type: Schema.Types.ObjectId, required: true },
    unitName: String,
    offeringId: Schema.Types.ObjectId,
    slotId: Schema.Types.ObjectId,
    day: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    isAcceptedAtOnce: Boolean,
    post: { type: String, required: true },
    desk: { type: String, required: true },
    escalatedTo: String,
    helpers: [part({ userId: Schema.Types.ObjectId, name: String, isVolunteer: Boolean })],
    priceFen: { type: Number, required: true, min: 0 },
    subsidyFen: { type: Number, required: true, min: 0 },
    selfPaidFen: { type: Number, required: true, min: 0 },
    feeFen: { type: Number, default: 0, min: 0 },
    payment: part({
      state: { type: String, enum: paymentStates, required: true },
      method: { type: String, enum: settlements, required: true },
      receivedAt: Date,
      paymentId: String,
      billMonth: String,
    }),
    code: String,
    codeTries: { type: Number, default: 0 },
    codeLockedUntil: Date,
    createdAt: { type: Date, required: true },
    payBy: Date,
    isReplaced: Boolean,
    releaseAt: Date,
    releasedAt: Date,
    acceptBy: Date,
    departedAt: Date,
    startedAt: Date,
    startedBy: { type: String, enum: ['code', 'card', 'none', 'word'] },
    finishedAt: Date,
    confirmedAt: Date,
    isUnaccepted: { type: Boolean, default: false },
    isLate: { type: Boolean, default: false },
    isCallDue: { type: Boolean, default: false },
    isUnfinished: Boolean,
    noAnswer: part({ at: Date, safeAt: Date }),
    record: part({
      outcome: { type: String, enum: orderOutcomes },
      at: Date,
      details: String,
      photos: [mediaSchema],
    }),
    disputes: { type: Number, default: 0 },
    answerBy: Date,
    rating: part({ grade: Number, reasons: [String], at: Date }),
    checkAt: Date,
    history: [entrySchema],
    said: String,
    ...placeFields,
    ...outboxFields,
  },
  { collection: 'careorders' },
)
orderSchema.index({ createdBy: 1, requestKey: 1 }, { unique: true })
orderSchema.index({ planKey: 1 }, { unique: true, partialFilterExpression: { planKey: { $exists: true } } })
orderSchema.index({ planId: 1, open: 1, day: 1 })
orderSchema.index({ personId: 1, open: 1, startsAt: -1, _id: -1 })
orderSchema.index({ personId: 1, 'item.code': 1, startsAt: -1 })
orderSchema.index({ unitId: 1, day: 1, startsAt: 1 })
orderSchema.index({ unitId: 1, state: 1, startsAt: 1 })
orderSchema.index({ 'helpers.userId': 1, day: 1 })
orderSchema.index({ 'helpers.userId': 1, state: 1 })
orderSchema.index({ post: 1, state: 1, startsAt: 1 })
orderSchema.index({ desk: 1, state: 1, startsAt: 1 })
orderSchema.index({ unitId: 1, 'payment.state': 1, startsAt: 1, _id: 1 })
orderSchema.index({ desk: 1, 'payment.state': 1, startsAt: 1, _id: 1 })
// Of one field: with more of them this filter hides documents on one of the engines (docs/failure-modes.md).
orderSchema.index({ escalatedTo: 1 }, { partialFilterExpression: { escalatedTo: { $exists: true } } })
orderSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })
addOutboxIndex(orderSchema)

export const Order = model('CareOrder', orderSchema)

/**
 * What lists leave where it lies: words, messages to come, and of the history all but what was done. How an order ended
 * is read from there (`findEnding`).
 */
export const orderListFields = {
  ...{ said: 0, outbox: 0, 'history.by': 0, 'history.details': 0, 'history.from': 0, 'history.to': 0 },
  ...{ 'history.id': 0, 'history.at': 0, 'history.requestKey': 0, 'history.fingerprint': 0 },
} as const
