import { Schema, model, type Types } from 'mongoose'

export interface StoredShift {
  weekdays: number[]
  from: number
  until: number
  userId: Types.ObjectId
  deputyId?: Types.ObjectId
}

/** Who answers in a street, at every hour of the week. */
export interface DutyRosterRecord {
  street: string
  version: number
  shifts: StoredShift[]
  changedAt: Date
  changedBy: Types.ObjectId
}

const shiftSchema = new Schema<StoredShift>(
  {
    weekdays: [Number],
    from: { type: Number, required: true },
    until: { type: Number, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    deputyId: Schema.Types.ObjectId,
  },
  { _id: false, id: false },
)

const rosterSchema = new Schema<DutyRosterRecord>(
  {
    street: { type: String, required: true },
    version: { type: Number, required: true },
    shifts: [shiftSchema],
    changedAt: { type: Date, required: true },
    changedBy: { type: Schema.Types.ObjectId, required: true },
  },
  { collection: 'dutyrosters' },
)
rosterSchema.index({ street: 1 }, { unique: true })

export const DutyRoster = model('DutyRoster', rosterSchema)
