import { meetingStates, type MeetingState } from '@linli/shared/deliberation/meeting'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import type { MediaSnapshot } from '../media/media.service'
import { pieceFields, type WithPieces } from '../contentCheck/official.pieces'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

export interface MeetingDecision {
  /** The id of the call that wrote it down, so that a repeat finds it. */
  id: string
  text: string
  at: Date
  byName: string
  motionId?: Types.ObjectId
  isAdopted?: boolean
  needId?: Types.ObjectId
  projectId?: Types.ObjectId
}

/** What was said. */
interface MeetingMinutes {
  id: string
  text: string
  media: MediaSnapshot[]
  at: Date
  byUserId: Types.ObjectId
}

/** A 议事会: announced, held, its minutes published, its decisions carried on. */
export interface MeetingRecord extends WithPieces {
  _id: Types.ObjectId
  district: string
  street?: string
  community: string
  title: string
  place: string
  startsAt: Date
  agenda: { text: string; motionId?: Types.ObjectId }[]
  /** Six digits, shown at the meeting. */
  code: string
  state: MeetingState
  version: number
  createdAt: Date
  byUserId: Types.ObjectId
  minutes?: MeetingMinutes
  cancelledBecause?: string
  decisions: MeetingDecision[]
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const meetingSchema = new Schema<MeetingRecord>({
  ...placeFields,
  community: { type: String, required: true },
  title: { type: String, required: true },
  place: { type: String, required: true },
  startsAt: { type: Date, required: true },
  agenda: {
    type: [
      new Schema({ text: { type: String, required: true }, motionId: Schema.Types.ObjectId }, { _id: false }),
    ],
    default: [],
  },
  code: { type: String, required: true },
  state: { type: String, enum: meetingStates, required: true },
  version: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  byUserId: { type: Schema.Types.ObjectId, required: true },
  minutes: new Schema(
    {
      id: { type: String, required: true },
      text: { type: String, required: true },
      media: {
        type: [
          new Schema<MediaSnapshot>(
            { id: { type: String, required: true }, kind: { type: String, required: true } },
            { _id: false, id: false },
          ),
        ],
        default: [],
      },
      at: { type: Date, required: true },
      byUserId: { type: Schema.Types.ObjectId, required: true },
    },
    { _id: false, id: false },
  ),
  cancelledBecause: String,
  decisions: {
    type: [
      new Schema<MeetingDecision>(
        {
          id: { type: String, required: true },
          text: { type: String, required: true },
          at: { type: Date, required: true },
          byName: { type: String, required: true },
          motionId: Schema.Types.ObjectId,
          isAdopted: Boolean,
          needId: Schema.Types.ObjectId,
          projectId: Schema.Types.ObjectId,
        },
        { _id: false, id: false },
      ),
    ],
    default: [],
  },
  ...pieceFields,
  ...outboxFields,
})
meetingSchema.index({ community: 1, _id: -1 })
meetingSchema.index({ community: 1, code: 1 })
addOutboxIndex(meetingSchema)

export const Meeting = model('Meeting', meetingSchema)

/** Somebody was there: by the code, or on paper as somebody of the register. */
export interface AttendanceRecord {
  /** `meeting:person`, or `meeting:account`; unique. */
  key: string
  meetingId: Types.ObjectId
  /** Whose it is, where known: for her own data. */
  userId?: Types.ObjectId
  personId?: Types.ObjectId
  by: 'code' | 'paper'
  at: Date
}

const attendanceSchema = new Schema<AttendanceRecord>({
  key: { type: String, required: true },
  meetingId: { type: Schema.Types.ObjectId, required: true },
  userId: Schema.Types.ObjectId,
  personId: Schema.Types.ObjectId,
  by: { type: String, enum: ['code', 'paper'], required: true },
  at: { type: Date, required: true },
})
attendanceSchema.index({ key: 1 }, { unique: true })
attendanceSchema.index({ meetingId: 1 })
attendanceSchema.index({ userId: 1 })
attendanceSchema.index({ personId: 1 })
export const Attendance = model('MeetingAttendance', attendanceSchema)
