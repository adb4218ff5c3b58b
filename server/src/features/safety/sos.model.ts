import type { Place } from '@linli/shared/areas/areas'
import {
  sosCauses,
  sosOutcomes,
  sosRungs,
  type SosCause,
  type SosOutcome,
  type SosRung,
} from '@linli/shared/safety/sos'
import { sosStates, type SosAction, type SosState, type SosStep } from '@linli/shared/safety/sos.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import type { CalledContact } from './ladder'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** How it is known how she is, where it is not by whoever came: somebody saw her, was told of her, or she said so herself. */
export type Heard = 'seen' | 'call' | 'tap'

export interface SosAuthor {
  userId?: Types.ObjectId
  kind: 'caller' | 'helper' | 'system'
  /** 「女儿 王小丽」「网格员」. */
  name: string
}

/** One entry of the append-only history. */
export interface SosEntry {
  id: string
  at: Date
  action: 'raise' | SosAction | SosStep
  from: SosState
  to: SosState
  by: SosAuthor
  requestKey?: string
  /** Of `opened`. */
  how?: Heard
}

/** One try to reach the people of a rung. */
export interface SosAttempt {
  id: string
  /** The outbox entry it went out with; the keys of its deliveries begin with it. */
  callId: string
  at: Date
  rung: SosRung
  round: number
  people: { userId: Types.ObjectId; name: string }[]
  /** People of the register's list, without an account: reached by telephone only. */
  contacts: (CalledContact & { isSent?: boolean })[]
}

/** A call for help and the ladder that runs for it. */
export interface SosRecord extends Place {
  _id: Types.ObjectId
  version: number
  state: SosState
  open: boolean
  cause: SosCause
  /** Who pressed; the system for an unanswered door. */
  createdBy: Types.ObjectId
  requestKey: string
  /** Unique, never changed: whose call it is, and which one of hers. Absent only where no number was free. */
  turn?: string
  createdAt: Date
  /** Whom it is for: of the register, and the account where it is their own. */
  personId?: Types.ObjectId
  callerUserId?: Types.ObjectId
  proxyText?: string
  /** Sealed; whereabouts. */
  point?: string
  /** Sealed JSON of the matter and words; health. */
  told?: string
  /** Who said that they see to it. */
  helper?: { userId: Types.ObjectId; name: string; since: Date }
  /** The next rung, as its place in the order, and the round, from 1. */
  rung: number
  round: number
  /** What the sweep does next, and when; absent once it is closed. */
  nextAt?: Date
  /** The newest; see `SosOldAttempt`. */
  attempts: SosAttempt[]
  /** Those who were called on duty: they hold no area that the case lies in. */
  dutyIds: Types.ObjectId[]
  closedAt?: Date
  outcome?: SosOutcome
  /** Sealed: what happened, which may be about health. */
  closing?: string
  history: SosEntry[]
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const entrySchema = part({
  id: { type: String, required: true },
  at: { type: Date, required: true },
  action: { type: String, required: true },
  from: { type: String, enum: sosStates, required: true },
  to: { type: String, enum: sosStates, required: true },
  by: {
    userId: Schema.Types.ObjectId,
    kind: { type: String, enum: ['caller', 'helper', 'system'], required: true },
    name: { type: String, required: true },
  },
  requestKey: String,
  how: String,
})
const attemptFields = {
  callId: { type: String, required: true },
  at: { type: Date, required: true },
  rung: { type: String, enum: sosRungs, required: true },
  round: { type: Number, required: true },
  people: [part({ userId: Schema.Types.ObjectId, name: String })],
  contacts: [part({ name: String, key: String, isSent: Boolean })],
}
const attemptSchema = part({ id: { type: String, required: true }, ...attemptFields })

const sosSchema = new Schema<SosRecord>(
  {
    version: { type: Number, required: true },
    state: { type: String, enum: sosStates, required: true },
    open: { type: Boolean, required: true },
    cause: { type: String, enum: sosCauses, required: true },
    createdBy: { type: Schema.Types.ObjectId, required: true },
    requestKey: { type: String, required: true },
    turn: String,
    createdAt: { type: Date, required: true },
    personId: Schema.Types.ObjectId,
    callerUserId: Schema.Types.ObjectId,
    proxyText: String,
    point: String,
    told: String,
    helper: { type: part({ userId: Schema.Types.ObjectId, name: String, since: Date }) },
    rung: { type: Number, required: true },
    round: { type: Number, required: true },
    nextAt: Date,
    attempts: [attemptSchema],
    dutyIds: [Schema.Types.ObjectId],
    closedAt: Date,
    outcome: { type: String, enum: sosOutcomes },
    closing: String,
    history: [entrySchema],
    ...placeFields,
    ...outboxFields,
  },
  { collection: 'soscases' },
)
sosSchema.index({ createdBy: 1, requestKey: 1 }, { unique: true })
sosSchema.index({ turn: 1 }, { unique: true, partialFilterExpression: { turn: { $exists: true } } })
sosSchema.index({ nextAt: 1 }, { partialFilterExpression: { nextAt: { $exists: true } } })
sosSchema.index({ personId: 1, open: 1, _id: -1 })
sosSchema.index({ callerUserId: 1, open: 1, _id: -1 })
sosSchema.index({ createdBy: 1, open: 1, _id: -1 })
for (const level of ['street', 'community', 'grid', 'building'] as const)
  sosSchema.index({ [level]: 1, open: 1, _id: -1 }, { partialFilterExpression: { open: true } })
addOutboxIndex(sosSchema)

export const SosCase = model('SosCase', sosSchema)

/** A try of a call that nobody has answered for hours: the newest lie with the call, and the others here. */
export interface SosOldAttemptRecord extends Omit<SosAttempt, 'id'> {
  /** The id of the attempt. */
  _id: string
  sosId: Types.ObjectId
}

const oldAttemptSchema = new Schema<SosOldAttemptRecord>(
  {
    _id: String,
    sosId: { type: Schema.Types.ObjectId, required: true },
    ...attemptFields,
  },
  { collection: 'sosattempts', versionKey: false },
)
oldAttemptSchema.index({ sosId: 1, at: 1 })

export const SosOldAttempt = model('SosOldAttempt', oldAttemptSchema)

/** For the rotation of field keys. */
export const sosSecretFields = ['point', 'told', 'closing'] as const
