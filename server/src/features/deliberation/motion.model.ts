import { ballotKinds, type BallotKind } from '@linli/shared/ballots/ballot'
import {
  motionPhases,
  phaseOf,
  type MotionPhase,
  type RegisterFigures,
} from '@linli/shared/deliberation/motion'
import {
  isUndecided,
  motionStates,
  type MotionAction,
  type MotionState,
  type MotionStep,
} from '@linli/shared/deliberation/motion.state'
import { Schema, model, type Types } from 'mongoose'
import { writtenFields, type WrittenRecord } from '../forum/post.model'
import { pieceFields, type WithPieces } from '../contentCheck/official.pieces'
import { addOutboxIndex } from '../messages/outbox'

/** One line of what happened, only added to. */
export interface MotionEntry {
  id: string
  at: Date
  action: 'raise' | MotionAction | MotionStep
  from: MotionState
  to: MotionState
  by: { userId: Types.ObjectId; kind: 'resident' | 'staff' | 'system'; name: string }
  text?: string
  /** Of a step of a ballot, by which its outcome is taken back should it be void. */
  ballotId?: string
  /** Of the outcome of a ballot; not written in histories of before. */
  ballotKind?: BallotKind
}

/**
 * A motion is a piece of writing, whose `state` says who reads it, as in the forum, and a matter, whose `stage` says
 * where it is on its way. The two change independently: what is hidden keeps its stage.
 */
export interface MotionRecord extends WrittenRecord, WithPieces {
  title: string
  stage: MotionState
  /** What the stage belongs to, for lists. */
  phase: MotionPhase
  /** Not decided yet: counts towards what one person may have open. */
  isOpen: boolean
  /** The number it began with; a community that changes it does not change it for motions under way. */
  threshold: number
  counts: RegisterFigures & { coSigners: number; for: number; against: number }
  /** What the register knew when the co-signers were last counted. */
  figures?: RegisterFigures
  /** When one fifth had signed, and of how many. */
  scheduled?: { at: Date; by: keyof RegisterFigures; of: RegisterFigures }
  /** When the present stage began, for its clock. */
  stageSince: Date
  dueBy?: Date
  warnedAt?: Date
  escalatedAt?: Date
  /** Since when others do not read it, and its clock stands still. */
  unreadSince?: Date
  /** Of what was taken away on its way: when somebody looks at what became of its case; see `motion.removal.ts`. */
  reviewAt?: Date
  /** Which decision to take it away was told to those who signed, by its time. */
  judgedAt?: Date
  /** How long nobody read it, in hours, while the first word of the community was due. */
  unreadHours?: number
  /** When the clock looks at it again. */
  checkAt?: Date
  answer?: { text: string; at: Date; by: string }
  /** The first word of the community: an answer, or taking it up. */
  firstAnswer?: { at: Date; hours: number; isOnTime: boolean }
  submittedAt?: Date
  /** By when that first word was due, as it was promised then; one fifth that comes later gives no new time. */
  answerBy?: Date
  /** Its author is the secretary: the street answers. */
  goesAbove?: boolean
  mergedInto?: Types.ObjectId
  ballotId?: string
  meetingId?: Types.ObjectId
  projectId?: Types.ObjectId
  source?: { kind: 'post' | 'need'; id: Types.ObjectId }
  history: MotionEntry[]
}

const figures = new Schema<RegisterFigures>(
  { adults: { type: Number, required: true }, households: { type: Number, required: true } },
  { _id: false },
)

const motionSchema = new Schema<MotionRecord>({
  ...writtenFields,
  ...pieceFields,
  title: { type: String, required: true },
  stage: { type: String, enum: motionStates, required: true },
  phase: { type: String, enum: motionPhases, required: true },
  isOpen: { type: Boolean, required: true },
  threshold: { type: Number, required: true },
  counts: {
    type: new Schema<MotionRecord['counts']>(
      {
        coSigners: { type: Number, default: 0 },
        adults: { type: Number, default: 0 },
        households: { type: Number, default: 0 },
        for: { type: Number, default: 0 },
        against: { type: Number, default: 0 },
      },
      { _id: false },
    ),
    required: true,
  },
  figures,
  scheduled: new Schema(
    { at: { type: Date, required: true }, by: { type: String, required: true }, of: figures },
    { _id: false },
  ),
  stageSince: { type: Date, required: true },
  dueBy: Date,
  warnedAt: Date,
  escalatedAt: Date,
  unreadSince: Date,
  reviewAt: Date,
  judgedAt: Date,
  unreadHours: Number,
  checkAt: Date,
  answer: new Schema(
    {
      text: { type: String, required: true },
      at: { type: Date, required: true },
      by: { type: String, required: true },
    },
    { _id: false },
  ),
  firstAnswer: new Schema(
    {
      at: { type: Date, required: true },
      hours: { type: Number, required: true },
      isOnTime: { type: Boolean, required: true },
    },
    { _id: false },
  ),
  submittedAt: Date,
  answerBy: Date,
  goesAbove: Boolean,
  mergedInto: Schema.Types.ObjectId,
  ballotId: String,
  meetingId: Schema.Types.ObjectId,
  projectId: Schema.Types.ObjectId,
  source: new Schema(
    { kind: { type: String, required: true }, id: { type: Schema.Types.ObjectId, required: true } },
    { _id: false, id: false },
  ),
  history: {
    type: [
      new Schema<MotionEntry>(
        {
          id: { type: String, required: true },
          at: { type: Date, required: true },
          action: { type: String, required: true },
          from: { type: String, required: true },
          to: { type: String, required: true },
          by: {
            type: new Schema(
              {
                userId: { type: Schema.Types.ObjectId, required: true },
                kind: { type: String, required: true },
                name: { type: String, required: true },
              },
              { _id: false },
            ),
            required: true,
          },
          text: String,
          ballotId: String,
          ballotKind: { type: String, enum: ballotKinds },
        },
        { _id: false, id: false },
      ),
    ],
    default: [],
  },
})
motionSchema.index({ community: 1, state: 1, _id: -1 })
motionSchema.index({ community: 1, phase: 1, state: 1, _id: -1 })
motionSchema.index({ authorId: 1, _id: -1 })
motionSchema.index({ requestKey: 1 }, { unique: true })
motionSchema.index({ checkAt: 1 })
motionSchema.index({ community: 1, phase: 1, dueBy: 1 })
motionSchema.index({ street: 1, phase: 1, escalatedAt: 1 })
motionSchema.index({ street: 1, phase: 1, goesAbove: 1 })
motionSchema.index({ 'source.id': 1 })
addOutboxIndex(motionSchema)

export const Motion = model('Motion', motionSchema)

/** What follows from a stage alone. */
export const stageFields = (stage: MotionState) => ({
  stage,
  phase: phaseOf[stage],
  isOpen: isUndecided(stage),
})

/**
 * One of the few motions a person may have open: `user:number`, unique. A document of its own, because a key that
 * changes hands is freed only with its document.
 */
export interface MotionSlotRecord {
  key: string
  motionId: Types.ObjectId
}

const motionSlotSchema = new Schema<MotionSlotRecord>({
  key: { type: String, required: true },
  motionId: { type: Schema.Types.ObjectId, required: true },
})
motionSlotSchema.index({ key: 1 }, { unique: true })
motionSlotSchema.index({ motionId: 1 })
export const MotionSlot = model('MotionSlot', motionSlotSchema)
