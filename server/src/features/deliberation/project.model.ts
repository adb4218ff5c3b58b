import {
  effectGrades,
  projectStates,
  type EffectGrade,
  type ProjectState,
} from '@linli/shared/deliberation/project'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { writtenFields, type WrittenRecord } from '../forum/post.model'
import type { MediaSnapshot } from '../media/media.service'
import { pieceFields, type WithPieces } from '../contentCheck/official.pieces'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

export interface ProjectUpdate {
  id: string
  at: Date
  by: { userId: Types.ObjectId; name: string }
  /** What happened: 「完成：清理现场」. */
  title: string
  text?: string
  media: MediaSnapshot[]
}

/** What neighbours decided, being done: by whom, by when, for how much, and how well. */
export interface ProjectRecord extends WithPieces {
  _id: Types.ObjectId
  district: string
  street?: string
  community: string
  title: string
  text: string
  unitName: string
  motionId?: Types.ObjectId
  meetingId?: Types.ObjectId
  state: ProjectState
  version: number
  startedAt: Date
  endedAt?: Date
  /** By when something has to be heard of it, while it is under way; see `project.clock.ts`. */
  dueBy?: Date
  /** When the clock looks at it again. */
  checkAt?: Date
  warnedAt?: Date
  escalatedAt?: Date
  milestones: { id: string; title: string; dueOn: string; doneAt?: Date }[]
  budgetFen?: number
  /** Each under the id of the update that tells of it. */
  spends: { id: string; on: string; fen: number; note: string }[]
  updates: ProjectUpdate[]
  /** How many gave each grade, by the grade as text. */
  grades: Record<string, number>
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const mediaSchema = new Schema<MediaSnapshot>(
  { id: { type: String, required: true }, kind: { type: String, required: true } },
  { _id: false, id: false },
)
const bySchema = new Schema(
  { userId: { type: Schema.Types.ObjectId, required: true }, name: { type: String, required: true } },
  { _id: false },
)

const projectSchema = new Schema<ProjectRecord>(
  {
    ...placeFields,
    community: { type: String, required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    unitName: { type: String, required: true },
    motionId: Schema.Types.ObjectId,
    meetingId: Schema.Types.ObjectId,
    state: { type: String, enum: projectStates, required: true },
    version: { type: Number, required: true },
    startedAt: { type: Date, required: true },
    endedAt: Date,
    dueBy: Date,
    checkAt: Date,
    warnedAt: Date,
    escalatedAt: Date,
    milestones: {
      type: [
        new Schema(
          {
            id: { type: String, required: true },
            title: { type: String, required: true },
            dueOn: { type: String, required: true },
            doneAt: Date,
          },
          { _id: false, id: false },
        ),
      ],
      default: [],
    },
    budgetFen: Number,
    spends: {
      type: [
        new Schema(
          {
            id: { type: String, required: true },
            on: { type: String, required: true },
            fen: { type: Number, required: true },
            note: { type: String, required: true },
          },
          { _id: false, id: false },
        ),
      ],
      default: [],
    },
    updates: {
      type: [
        new Schema<ProjectUpdate>(
          {
            id: { type: String, required: true },
            at: { type: Date, required: true },
            by: { type: bySchema, required: true },
            title: { type: String, required: true },
            text: String,
            media: { type: [mediaSchema], default: [] },
          },
          { _id: false, id: false },
        ),
      ],
      default: [],
    },
    grades: { type: Schema.Types.Mixed, default: {} },
    ...pieceFields,
    ...outboxFields,
  },
  { minimize: false },
)
projectSchema.index({ community: 1, _id: -1 })
projectSchema.index({ checkAt: 1 })
projectSchema.index({ community: 1, warnedAt: 1 })
projectSchema.index({ street: 1, escalatedAt: 1 })
addOutboxIndex(projectSchema)

export const Project = model('Project', projectSchema)

/**
 * What one neighbour thinks of the effect: once per person, changed as often as one likes. The grade counts at once;
 * the words are a piece of writing, read by others after their check.
 */
export interface RatingRecord extends WrittenRecord {
  /** `project:person`, or `project:account` of somebody the register does not know; unique. */
  key: string
  projectId: Types.ObjectId
  grade: EffectGrade
  /** Only those with words are listed. */
  hasWords: boolean
}

const ratingSchema = new Schema<RatingRecord>({
  ...writtenFields,
  key: { type: String, required: true },
  projectId: { type: Schema.Types.ObjectId, required: true },
  grade: { type: Number, enum: effectGrades, required: true },
  hasWords: { type: Boolean, required: true },
})
ratingSchema.index({ key: 1 }, { unique: true })
ratingSchema.index({ projectId: 1, hasWords: 1, _id: -1 })
ratingSchema.index({ authorId: 1, _id: -1 })
addOutboxIndex(ratingSchema)

export const ProjectRating = model('ProjectRating', ratingSchema)
