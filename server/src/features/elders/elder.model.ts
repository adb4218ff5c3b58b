import type { Place } from '@linli/shared/areas/areas'
import { capacityStates, type CapacityState } from '@linli/shared/elders/elder'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** One change of the profile: who and which parts, never what is in them. */
interface ElderChange {
  at: Date
  byUserId: Types.ObjectId
  byName: string
  /** Set when a proxy did it: 「由女儿 王小丽 代办」. */
  proxyText?: string
  parts: string[]
}

interface CapacityChange {
  /** Also the id of the note in PersonEvidence. */
  id: Types.ObjectId
  at: Date
  to: CapacityState
  byUserId: Types.ObjectId
  byName: string
}

/** What is known of an elder besides the register: the person's id is its own. Sensitive parts are encrypted JSON. */
export interface ElderRecord extends Place {
  _id: Types.ObjectId
  version: number
  livesAlone?: boolean
  /** Ability grade and diet; health. */
  care?: string
  /** Income class and entitlements. */
  means?: string
  contacts?: string
  healthConsent?: { at: Date; byUserId: Types.ObjectId; byName: string }
  capacity: CapacityState
  capacityLog: CapacityChange[]
  /** Of several children the one who is called first. */
  primaryBondId?: Types.ObjectId
  /** How often a bond was tied to her, see `whileTying`. */
  ties?: number
  changes: ElderChange[]
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })
const who = {
  at: { type: Date, required: true },
  byUserId: { type: Schema.Types.ObjectId, required: true },
  byName: { type: String, required: true },
}

const elderSchema = new Schema<ElderRecord>({
  version: { type: Number, default: 0 },
  livesAlone: Boolean,
  care: String,
  means: String,
  contacts: String,
  healthConsent: part(who),
  capacity: { type: String, enum: capacityStates, default: 'clear' },
  capacityLog: [
    part({
      ...who,
      id: { type: Schema.Types.ObjectId, required: true },
      to: { type: String, enum: capacityStates, required: true },
    }),
  ],
  primaryBondId: Schema.Types.ObjectId,
  ties: Number,
  changes: [part({ ...who, proxyText: String, parts: [String] })],
  ...placeFields,
  ...outboxFields,
})
elderSchema.index({ community: 1, livesAlone: 1 }, { partialFilterExpression: { livesAlone: true } })
elderSchema.index({ community: 1, capacity: 1 })
elderSchema.index({ street: 1, capacity: 1 })
addOutboxIndex(elderSchema)

export const Elder = model('Elder', elderSchema, 'elders')

/** For the rotation of field keys. */
export const elderSecretFields = ['care', 'means', 'contacts'] as const
