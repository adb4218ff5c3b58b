import { Schema } from 'mongoose'

const spanSchema = new Schema(
  { from: { type: String, required: true }, to: { type: String, required: true } },
  { _id: false },
)

/** A shared `Schedule` at rest; `days` is a word or a list of weekdays, so its type is open here and checked by zod. */
export const scheduleSchemaType = new Schema(
  {
    kind: { type: String, enum: ['always', 'hours'], required: true },
    days: Schema.Types.Mixed,
    spans: { type: [spanSchema], default: undefined },
  },
  { _id: false },
)
