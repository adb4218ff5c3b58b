import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** Somebody cannot write in a community's forum for some days. Needs, SOS, votes and appeals never ask it. */
export interface MuteRecord {
  _id: Types.ObjectId
  /** Of the case that shows why: pressed twice it is the same one. */
  caseId: Types.ObjectId
  userId: Types.ObjectId
  district: string
  street?: string
  community: string
  from: Date
  until: Date
  rule: string
  reason?: string
  by: Types.ObjectId
  byName: string
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const muteSchema = new Schema<MuteRecord>({
  caseId: { type: Schema.Types.ObjectId, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  ...placeFields,
  from: { type: Date, required: true },
  /** Ended early: set to that moment. */
  until: { type: Date, required: true },
  rule: { type: String, required: true },
  reason: String,
  by: { type: Schema.Types.ObjectId, required: true },
  byName: { type: String, required: true },
  ...outboxFields,
})
muteSchema.index({ caseId: 1 }, { unique: true })
muteSchema.index({ userId: 1, until: -1 })
muteSchema.index({ community: 1, until: 1 })
muteSchema.index({ street: 1, until: 1 })
addOutboxIndex(muteSchema)

export const Mute = model('ForumMute', muteSchema)
