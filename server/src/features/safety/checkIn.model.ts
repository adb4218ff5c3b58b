import type { Place } from '@linli/shared/areas/areas'
import { checkInOutcomes, type CheckInOutcome } from '@linli/shared/safety/checkIn'
import { checkInStates, type CheckInState } from '@linli/shared/safety/checkIn.state'
import { sosRungs, type SosRung } from '@linli/shared/safety/sos'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import type { CalledContact } from './ladder'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** One try to hear of her: when, on which rung, whom. */
export interface CheckInCall {
  id: string
  at: Date
  rung: SosRung
  people: { userId: Types.ObjectId; name: string }[]
  /** People of the register's list, who have only a telephone. */
  contacts?: CalledContact[]
}

/** What a search set going: the key of its ladder, and who was sent. */
export interface Search {
  search: string
  visitId?: Types.ObjectId
}

export interface CheckInDay {
  day: string
  outcome: CheckInOutcome
  at?: Date
}

/** The 报平安 of one person, whose id is its own: today, and how the last days went. */
export interface CheckInRecord extends Place {
  _id: Types.ObjectId
  version: number
  isOn: boolean
  /** By when, as minutes from midnight in Shanghai. */
  dueMinutes: number
  consent: { at: Date; byUserId: Types.ObjectId; byName: string }
  state: CheckInState
  /** The day it stands at; a search may last past midnight. */
  day: string
  /**
   * Since when she is waited for: midnight, or when she came home or it was turned on again on that day. What was seen
   * of her before does not count, and what a search makes is made once under it.
   */
  begunAt?: Date
  /** Under whose id a search was begun that a merge of two records took over; its visit and ladder keep that key. */
  begunAs?: Types.ObjectId
  /** Searches of records that a merge took away: whoever looks for her by one of them goes on looking. */
  besides?: Search[]
  outcome?: CheckInOutcome
  settledAt?: Date
  settledBy?: string
  /** Sealed: what those wrote who reached her. */
  note?: string
  rung: number
  calls: CheckInCall[]
  visitId?: Types.ObjectId
  /** The keys of today's presses. */
  requestKeys: string[]
  nextAt?: Date
  days: CheckInDay[]
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const checkInSchema = new Schema<CheckInRecord>(
  {
    version: { type: Number, required: true },
    isOn: { type: Boolean, required: true },
    dueMinutes: { type: Number, required: true },
    consent: {
      at: { type: Date, required: true },
      byUserId: { type: Schema.Types.ObjectId, required: true },
      byName: { type: String, required: true },
    },
    state: { type: String, enum: checkInStates, required: true },
    day: { type: String, required: true },
    begunAt: Date,
    begunAs: Schema.Types.ObjectId,
    besides: { type: [part({ search: String, visitId: Schema.Types.ObjectId })], default: undefined },
    outcome: { type: String, enum: checkInOutcomes },
    settledAt: Date,
    settledBy: String,
    note: String,
    rung: { type: Number, required: true },
    calls: [
      part({
        id: { type: String, required: true },
        at: { type: Date, required: true },
        rung: { type: String, enum: sosRungs, required: true },
        people: [part({ userId: Schema.Types.ObjectId, name: String })],
        contacts: { type: [part({ name: String, key: String })], default: undefined },
      }),
    ],
    visitId: Schema.Types.ObjectId,
    requestKeys: [String],
    nextAt: Date,
    days: [part({ day: String, outcome: { type: String, enum: checkInOutcomes }, at: Date })],
    ...placeFields,
    ...outboxFields,
  },
  { collection: 'checkins' },
)
checkInSchema.index({ nextAt: 1 }, { partialFilterExpression: { nextAt: { $exists: true } } })
checkInSchema.index({ isOn: 1, state: 1, nextAt: 1 })
checkInSchema.index({ community: 1, isOn: 1, state: 1, _id: 1 })
addOutboxIndex(checkInSchema)

export const CheckIn = model('CheckIn', checkInSchema)
