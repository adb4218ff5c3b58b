import type { Place } from '@linli/shared/areas/areas'
import { noticeGroups, noticeKinds, type NoticeAudience, type NoticeKind } from '@linli/shared/notices/notice'
import { noticeStates, type NoticeAction, type NoticeState } from '@linli/shared/notices/notice.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import type { MediaSnapshot } from '../media/media.service'
import { keptSeconds } from '../messages/delivery.model'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** One thing that was done to a notice; lines are added, never changed. */
export interface NoticeEntry {
  id: string
  at: Date
  action: NoticeAction | 'create' | 'publish' | 'expire'
  byUserId?: Types.ObjectId
  byName: string
  reason?: string
}

/** A long piece of work in batches: where it stands survives a restart, and of two servers one moves it on. */
interface NoticeRun {
  what: 'publish' | 'withdraw'
  cursor: string
  done: number
  /** People; 0 where they were too many to be counted before it began. */
  total: number
  /** Of whom so many have an account. */
  withAccount?: number
  /** Communities whose board shows it already. */
  posted?: number
  /** Of a withdrawal: what it is at; see notice.withdraw. */
  part?: WithdrawPart
}

/** What a withdrawal does, one after the other. */
export const withdrawParts = ['messages', 'visitors', 'sent', 'lines', 'readers'] as const
export type WithdrawPart = (typeof withdrawParts)[number]

export interface NoticeRecord extends Place {
  _id: Types.ObjectId
  version: number
  /** The community or street that issues it. */
  areaCode: string
  kind: NoticeKind
  title: string
  text: string
  media?: MediaSnapshot[]
  /** How often words or photos were changed: each edition is checked once, see notice.check. */
  edition?: number
  audience: NoticeAudience
  mustReach: boolean
  visitAfterMinutes?: number
  /** As wished; as soon as it is signed where nothing is said. */
  publishAt?: Date
  expiresAt?: Date
  state: NoticeState
  writerId: Types.ObjectId
  writerName: string
  approverId?: Types.ObjectId
  approverName?: string
  signerId?: Types.ObjectId
  /** As it stands below the words. */
  signedBy?: string
  publishedAt?: Date
  /** How many it was for when it went out. */
  counted?: { people: number; withAccount: number }
  /** When the visits to those not reached begin. */
  visitAt?: Date
  /** The order of the visits stands. */
  isRanked?: boolean
  /** Its people are put into order a few communities at a time: the last one done, and how many people have a place. */
  ranked?: { community: string; people: number }
  /** The visits of a look are made a few communities at a time: the last one done. */
  visitsFrom?: string
  /** When visits are looked at again: what their workers can still do changes with the day, not with the minute. */
  visitsAt?: Date
  /** Before it no line is due to be looked at: the few that are have not to be sought among all. */
  lookFrom?: Date
  withdrawn?: { at: Date; reason: string; byName: string }
  sentBackReason?: string
  corrects?: Types.ObjectId
  correctedBy?: Types.ObjectId
  run?: NoticeRun
  /** Due and not gone: since when it waits for the check of its words, and whether that was told. */
  heldAt?: Date
  isHeldTold?: boolean
  /** Communities in which nobody works who could go to the doors: that was told to the desk above. */
  unstaffed?: string[]
  /** Out, and the check doubts it: that was told. */
  isDoubted?: boolean
  /** When the clock looks again; while one server works on it, when another may take over. */
  nextAt?: Date
  history: NoticeEntry[]
  createdAt: Date
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const noticeSchema = new Schema<NoticeRecord>({
  version: { type: Number, required: true },
  areaCode: { type: String, required: true },
  kind: { type: String, enum: noticeKinds, required: true },
  title: { type: String, required: true },
  text: { type: String, required: true },
  media: {
    type: [part({ id: { type: String, required: true }, kind: { type: String, required: true } })],
    default: [],
  },
  edition: Number,
  audience: part({
    areas: { type: [String], default: [] },
    groups: { type: [String], enum: noticeGroups, default: [] },
    ageFrom: Number,
    ageTo: Number,
  }),
  mustReach: { type: Boolean, required: true },
  visitAfterMinutes: Number,
  publishAt: Date,
  expiresAt: Date,
  state: { type: String, enum: noticeStates, required: true },
  writerId: { type: Schema.Types.ObjectId, required: true },
  writerName: { type: String, required: true },
  approverId: Schema.Types.ObjectId,
  approverName: String,
  signerId: Schema.Types.ObjectId,
  signedBy: String,
  publishedAt: Date,
  counted: part({ people: { type: Number, required: true }, withAccount: { type: Number, required: true } }),
  visitAt: Date,
  isRanked: Boolean,
  ranked: part({ community: { type: String, required: true }, people: { type: Number, required: true } }),
  visitsFrom: String,
  visitsAt: Date,
  lookFrom: Date,
  withdrawn: part({
    at: { type: Date, required: true },
    reason: { type: String, required: true },
    byName: { type: String, required: true },
  }),
  sentBackReason: String,
  corrects: Schema.Types.ObjectId,
  correctedBy: Schema.Types.ObjectId,
  run: part({
    what: { type: String, required: true },
    cursor: { type: String, default: '' },
    done: { type: Number, required: true },
    total: { type: Number, required: true },
    withAccount: Number,
    posted: Number,
    part: { type: String, enum: withdrawParts },
  }),
  heldAt: Date,
  isHeldTold: Boolean,
  unstaffed: { type: [String], default: undefined },
  isDoubted: Boolean,
  nextAt: Date,
  history: [
    part({
      id: { type: String, required: true },
      at: { type: Date, required: true },
      action: { type: String, required: true },
      byUserId: Schema.Types.ObjectId,
      byName: { type: String, required: true },
      reason: String,
    }),
  ],
  createdAt: { type: Date, required: true },
  ...placeFields,
  ...outboxFields,
})
noticeSchema.index({ areaCode: 1, state: 1, publishedAt: -1 })
noticeSchema.index({ areaCode: 1, state: 1, _id: -1 })
noticeSchema.index({ nextAt: 1 }, { partialFilterExpression: { nextAt: { $exists: true } } })
addOutboxIndex(noticeSchema)

export const Notice = model('Notice', noticeSchema)

export const photosOf = ({ media = [] }: Pick<NoticeRecord, 'media'>): MediaSnapshot[] => media

/** One person has opened a notice: one line, however often. */
export interface NoticeReadRecord {
  _id: Types.ObjectId
  /** `notice:user`, unique and never changed. */
  key: string
  noticeId: Types.ObjectId
  userId: Types.ObjectId
  at: Date
  /** It was sent to this person; others read it in the forum. */
  isAddressed: boolean
}

const noticeReadSchema = new Schema<NoticeReadRecord>({
  key: { type: String, required: true },
  noticeId: { type: Schema.Types.ObjectId, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  at: { type: Date, required: true },
  isAddressed: { type: Boolean, required: true },
})
noticeReadSchema.index({ key: 1 }, { unique: true })
noticeReadSchema.index({ noticeId: 1, isAddressed: 1, _id: 1 })
noticeReadSchema.index({ userId: 1 })

export const NoticeRead = model('NoticeRead', noticeReadSchema)
export const readKeyOf = (noticeId: Types.ObjectId | string, userId: Types.ObjectId | string): string =>
  `${noticeId.toString()}:${userId.toString()}`

/** How one community goes about its notices; without one it has the usual. */
const noticeSettingsSchema = new Schema({
  community: { type: String, required: true },
  visitsPerWorkerDay: { type: Number, required: true },
})
noticeSettingsSchema.index({ community: 1 }, { unique: true })

export const NoticeSettings = model('NoticeSettings', noticeSettingsSchema)

/** The visits a worker has been given for notices on one day, each under its key: none twice, none over what she can do. */
export interface NoticeVisitDayRecord {
  /** `user:day`, and `user:day:danger` for those of danger to life. */
  _id: string
  taken: number
  keys: string[]
  createdAt: Date
}

const visitDaySchema = new Schema<NoticeVisitDayRecord>({
  _id: { type: String, required: true },
  taken: { type: Number, required: true },
  keys: { type: [String], default: [] },
  createdAt: { type: Date, required: true },
})
visitDaySchema.index({ createdAt: 1 }, { expireAfterSeconds: keptSeconds })

export const NoticeVisitDay = model('NoticeVisitDay', visitDaySchema)
