import type { Place } from '@linli/shared/areas/areas'
import {
  ballotForms,
  ballotKinds,
  electorates,
  optionRoles,
  ownersMatters,
  subjectKinds,
  type BallotForm,
  type BallotKind,
  type BallotOption,
  type BallotOutcome,
  type BallotRule,
  type BallotSpans,
  type Electorate,
  type OwnersMatter,
  type SubjectKind,
  type Threshold,
} from '@linli/shared/ballots/ballot'
import type { Count, Weight } from '@linli/shared/ballots/ballot.count'
import { ballotStates, type BallotState } from '@linli/shared/ballots/ballot.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { pieceFields, type WithPieces } from '../contentCheck/official.pieces'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

export interface BallotSubject {
  kind: SubjectKind
  id?: Types.ObjectId
  title: string
}

/** What became of it; counted once, at closing. */
export interface BallotResult extends Omit<Count, 'outcome'> {
  outcome: BallotOutcome
  /** All on the roll who were not struck off it. */
  electorate: Weight
  /** Typed off paper and not counted: twice and not the same, or once only. Absent in what was closed before it was kept. */
  papersLeft?: { differing: number; once: number }
}

/** What the register lacked when the roll was written. */
export interface RollGaps {
  /** People without a birth date: nobody knows whether they are of age. */
  births: number
  /** Homes without their exclusive area, or adults of no household. */
  homes: number
}

/** Who did what to it, and why; only added to. */
export interface BallotStep {
  at: Date
  action: string
  byUserId: Types.ObjectId
  byName: string
  text?: string
}

export interface BallotRecord extends Place, WithPieces {
  _id: Types.ObjectId
  community: string
  kind: BallotKind
  electorate: Electorate
  matter?: OwnersMatter
  subject: BallotSubject
  title: string
  text: string
  /** How often what is asked was changed: each edition is checked once. */
  edition?: number
  form: BallotForm
  options: BallotOption[]
  mostChoices: number
  isSecret: boolean
  rule: BallotRule
  opensAt: Date
  closesAt: Date
  /** Open, and nobody can read what is asked: since when the time stands still; see `ballot.hiding.ts`. */
  unreadSince?: Date
  state: BallotState
  version: number
  /** Set by the first vote, before it is written: from then on nothing of what is asked changes. */
  isFrozen: boolean
  /** The roll that was written at the opening; lines of another were left by a server that died. */
  rollId?: Types.ObjectId
  size?: Weight
  gaps?: RollGaps
  /** Who died or moved away after the opening, before voting. */
  struck: Weight
  result?: BallotResult
  history: BallotStep[]
  /** When the clock looks at it next. */
  checkAt?: Date
  createdAt: Date
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const inner = { _id: false, id: false } as const
const weightFields = { heads: { type: Number, required: true }, area: { type: Number, required: true } }

const thresholdSchema = new Schema<Threshold>(
  {
    numerator: { type: Number, required: true },
    denominator: { type: Number, required: true },
    isOver: { type: Boolean, required: true },
  },
  inner,
)

const ballotSchema = new Schema<BallotRecord>({
  ...placeFields,
  community: { type: String, required: true },
  kind: { type: String, enum: ballotKinds, required: true },
  electorate: { type: String, enum: electorates, required: true },
  matter: { type: String, enum: ownersMatters },
  subject: new Schema(
    {
      kind: { type: String, enum: subjectKinds, required: true },
      id: Schema.Types.ObjectId,
      title: { type: String, required: true },
    },
    inner,
  ),
  title: { type: String, required: true },
  text: { type: String, required: true },
  edition: Number,
  form: { type: String, enum: ballotForms, required: true },
  options: [
    new Schema<BallotOption>(
      {
        id: { type: String, required: true },
        text: { type: String, required: true },
        role: { type: String, enum: optionRoles, required: true },
      },
      inner,
    ),
  ],
  mostChoices: { type: Number, required: true },
  isSecret: { type: Boolean, required: true },
  rule: new Schema({ quorum: thresholdSchema, majority: thresholdSchema }, inner),
  opensAt: { type: Date, required: true },
  closesAt: { type: Date, required: true },
  unreadSince: Date,
  state: { type: String, enum: ballotStates, required: true },
  version: { type: Number, required: true },
  isFrozen: { type: Boolean, default: false },
  rollId: Schema.Types.ObjectId,
  size: new Schema(weightFields, inner),
  gaps: new Schema({ births: Number, homes: Number }, inner),
  struck: { type: new Schema(weightFields, inner), default: () => ({ heads: 0, area: 0 }) },
  /** Written whole by the count, which is typed. */
  result: Schema.Types.Mixed,
  history: [
    new Schema(
      {
        at: { type: Date, required: true },
        action: { type: String, required: true },
        byUserId: { type: Schema.Types.ObjectId, required: true },
        byName: { type: String, required: true },
        text: String,
      },
      inner,
    ),
  ],
  checkAt: Date,
  createdAt: { type: Date, required: true },
  ...pieceFields,
  ...outboxFields,
})
ballotSchema.index({ community: 1, _id: -1 })
ballotSchema.index({ 'subject.id': 1, _id: -1 })
ballotSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })
addOutboxIndex(ballotSchema)

export const Ballot = model('Ballot', ballotSchema)

/** The rule of residents' meetings as a street has set it; `_id` is the street. */
export interface BallotPresetRecord {
  _id: string
  quorum: Threshold
  majority: Threshold
  /** Written by the demo only: a street cannot take its people's time away. */
  spans?: BallotSpans
}

const presetSchema = new Schema<BallotPresetRecord>({
  _id: { type: String, required: true },
  quorum: { type: thresholdSchema, required: true },
  majority: { type: thresholdSchema, required: true },
  spans: new Schema<BallotSpans>(
    {
      naming: { type: Number, required: true },
      lateNaming: { type: Number, required: true },
      open: { type: Number, required: true },
    },
    inner,
  ),
})

export const BallotPreset = model('BallotPreset', presetSchema)
