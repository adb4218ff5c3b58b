import type { Place } from '@linli/shared/areas/areas'
import {
  personStates,
  registerSources,
  type PersonState,
  type RegisterSource,
} from '@linli/shared/register/register'
import type { CorrectedField } from '@linli/shared/register/person.contract'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** A change of state, kept for good; what it rests on lies in PersonEvidence under the same id. */
interface PersonStateChange {
  id: Types.ObjectId
  at: Date
  from: PersonState
  to: PersonState
  byUserId: Types.ObjectId
  byName: string
}

/**
 * A person of the register, with or without an account. Name, phone and birth date are encrypted (person.crypto);
 * the place is where the person lives, else where a home links the person to.
 */
export interface PersonFields extends Place {
  name: string
  nameIndex: string
  phone?: string
  phoneIndex?: string
  birthDate?: string
  /** In clear, for questions of age; the day is not. */
  birthYear?: number
  /** Blind index of what tells people of a community apart: name and birth date, else name and phone. */
  personKey?: string
  /** Those she had before a correction by hand: a sheet that knows nothing of it still means her. */
  otherKeys?: string[]
  householdId?: Types.ObjectId
  state: PersonState
  /** How the state came about; only added to. */
  states?: PersonStateChange[]
  source: RegisterSource
  verifiedAt?: Date
  /** Of the merge with another record that was proposed and not decided. */
  mergeId?: Types.ObjectId
  /** How often an account was linked, or was to be: of two in one moment the second sees the first. */
  links?: number
  /** What other features have yet to do about a change of state. */
  outbox?: OutboxEntry[]
  hasOutbox?: boolean
}

const stateChangeSchema = new Schema<PersonStateChange>(
  {
    id: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
    from: { type: String, enum: personStates, required: true },
    to: { type: String, enum: personStates, required: true },
    byUserId: { type: Schema.Types.ObjectId, required: true },
    byName: { type: String, required: true },
  },
  { _id: false, id: false },
)

const personSchema = new Schema<PersonFields>(
  {
    name: { type: String, required: true },
    nameIndex: { type: String, required: true },
    phone: String,
    phoneIndex: String,
    birthDate: String,
    birthYear: Number,
    personKey: String,
    otherKeys: { type: [String], default: undefined },
    householdId: Schema.Types.ObjectId,
    state: { type: String, enum: personStates, default: 'present' },
    states: { type: [stateChangeSchema], default: undefined },
    source: { type: String, enum: registerSources, required: true },
    verifiedAt: Date,
    mergeId: Schema.Types.ObjectId,
    links: Number,
    ...placeFields,
    ...outboxFields,
  },
  { timestamps: true, collection: 'people' },
)
addOutboxIndex(personSchema)
personSchema.index(
  { community: 1, personKey: 1 },
  { unique: true, partialFilterExpression: { personKey: { $exists: true } } },
)
personSchema.index({ otherKeys: 1 }, { partialFilterExpression: { otherKeys: { $exists: true } } })
personSchema.index({ community: 1, nameIndex: 1 })
personSchema.index({ phoneIndex: 1 }, { partialFilterExpression: { phoneIndex: { $exists: true } } })
personSchema.index({ community: 1, birthYear: 1, _id: 1 })
personSchema.index({ householdId: 1 }, { partialFilterExpression: { householdId: { $exists: true } } })

/** What a change of state rests on, in words (encrypted) and as a photo; written once. */
interface PersonEvidenceFields {
  personId: Types.ObjectId
  note: string
  photoId?: Types.ObjectId
}

const evidenceSchema = new Schema<PersonEvidenceFields>(
  {
    personId: { type: Schema.Types.ObjectId, required: true },
    note: { type: String, required: true },
    photoId: Schema.Types.ObjectId,
  },
  { collection: 'personevidence' },
)
evidenceSchema.index({ personId: 1 })

export const PersonEvidence = model('PersonEvidence', evidenceSchema)

/** What staff set right in the register by hand; written with the change, in one transaction, and never changed. */
export interface PersonCorrectionFields {
  _id: Types.ObjectId
  personId: Types.ObjectId
  at: Date
  byUserId: Types.ObjectId
  byName: string
  fields: CorrectedField[]
  /** Encrypted JSON: the reason, and of each field what stood there and what stands there now. */
  details: string
}

const correctionSchema = new Schema<PersonCorrectionFields>(
  {
    personId: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
    byUserId: { type: Schema.Types.ObjectId, required: true },
    byName: { type: String, required: true },
    fields: { type: [String], required: true },
    details: { type: String, required: true },
  },
  { collection: 'personcorrections' },
)
correctionSchema.index({ personId: 1, at: -1 })

export const PersonCorrection = model('PersonCorrection', correctionSchema)

export const Person = model('Person', personSchema)
export type PersonDocument = PersonFields & { _id: Types.ObjectId }
