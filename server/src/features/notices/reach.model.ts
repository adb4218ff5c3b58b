import type { Place } from '@linli/shared/areas/areas'
import {
  reachChannels,
  reachStates,
  riskReasons,
  type ReachChannel,
  type ReachState,
  type RiskReason,
} from '@linli/shared/notices/notice'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'

/** One time that somebody told a person, or that the person read it. */
export interface ReachEntry {
  channel: ReachChannel
  at: Date
  byUserId?: Types.ObjectId
  byName: string
}

/** One person whom a 必达 notice must reach. Names and telephones stay in the register. */
export interface ReachRecord extends Place {
  _id: Types.ObjectId
  /** `notice:p<person>`, or `notice:u<user>` of an account that is no person of the register; unique, never changed. */
  key: string
  noticeId: Types.ObjectId
  personId?: Types.ObjectId
  userId?: Types.ObjectId
  /** The grid whose workers would go; the community where there is none. */
  visitArea: string
  hasPhone: boolean
  birthYear?: number
  state: ReachState
  reasons: RiskReason[]
  /** The place in the order of the visits, a fraction for who has moved in since; says nothing of what decided it. */
  rank: number
  channels: ReachChannel[]
  entries: ReachEntry[]
  /** The first way, by which the person counts. */
  reachedBy?: ReachChannel
  reachedAt?: Date
  visitId?: Types.ObjectId
  /** How often somebody was sent or she moved, and the day somebody was last sent: nobody goes to a door twice a day. */
  visits?: number
  visitedOn?: string
  /** Alone, aged or in need of care: an SMS that left tells nothing of her. Why is in no view. */
  needsPerson?: boolean
  /** An SMS was given to the gateway by the register's telephone, or was about to be: it may have left, whatever came after. */
  isSmsTried?: boolean
  /** Told of it by a way that does not bring the withdrawal back, or never opened by somebody old or alone: a person has to say it. */
  isToCall?: boolean
  /** When the clock looks again whether an SMS has told her, or tries to send one, and how often it has. */
  lookAt?: Date
  looks?: number
  version: number
}

const entrySchema = new Schema<ReachEntry>(
  {
    channel: { type: String, enum: reachChannels, required: true },
    at: { type: Date, required: true },
    byUserId: Schema.Types.ObjectId,
    byName: { type: String, required: true },
  },
  { _id: false, id: false },
)

const reachSchema = new Schema<ReachRecord>({
  key: { type: String, required: true },
  noticeId: { type: Schema.Types.ObjectId, required: true },
  personId: Schema.Types.ObjectId,
  userId: Schema.Types.ObjectId,
  visitArea: { type: String, required: true },
  hasPhone: { type: Boolean, required: true },
  birthYear: Number,
  state: { type: String, enum: reachStates, required: true },
  reasons: { type: [String], enum: riskReasons, default: [] },
  rank: { type: Number, required: true },
  channels: { type: [String], enum: reachChannels, default: [] },
  entries: { type: [entrySchema], default: [] },
  reachedBy: { type: String, enum: reachChannels },
  reachedAt: Date,
  visitId: Schema.Types.ObjectId,
  visits: Number,
  visitedOn: String,
  needsPerson: Boolean,
  isSmsTried: Boolean,
  isToCall: Boolean,
  lookAt: Date,
  looks: Number,
  version: { type: Number, required: true },
  ...placeFields,
})
reachSchema.index({ key: 1 }, { unique: true })
reachSchema.index({ noticeId: 1, state: 1, rank: 1 })
reachSchema.index({ noticeId: 1, visitArea: 1, state: 1, rank: 1 })
/** A district has millions, a community some thousands: lists and walks go by community. */
reachSchema.index({ noticeId: 1, community: 1, state: 1, rank: 1 })
reachSchema.index({ personId: 1 }, { partialFilterExpression: { personId: { $exists: true } } })
reachSchema.index({ userId: 1 }, { partialFilterExpression: { userId: { $exists: true } } })
/** Whom somebody has to call after a withdrawal: `isToCall` in the keys would hide them on secantusd-rs. */
reachSchema.index({ noticeId: 1, community: 1, rank: 1 }, { partialFilterExpression: { isToCall: true } })
reachSchema.index({ lookAt: 1 }, { partialFilterExpression: { lookAt: { $exists: true } } })
reachSchema.index({ visitId: 1 }, { partialFilterExpression: { visitId: { $exists: true } } })

export const NoticeReach = model('NoticeReach', reachSchema)

export const reachKeyOf = (
  noticeId: Types.ObjectId | string,
  who: { personId?: Types.ObjectId | string | undefined; userId?: Types.ObjectId | string | undefined },
): string =>
  `${noticeId.toString()}:${who.personId === undefined ? `u${String(who.userId)}` : `p${who.personId.toString()}`}`
