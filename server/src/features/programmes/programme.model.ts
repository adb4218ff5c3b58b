import type { Programme } from '@linli/shared/programmes/programme'
import { Schema, model } from 'mongoose'

export interface ProgrammeRecord extends Programme {
  district: string
  version: number
}

const programmeSchema = new Schema<ProgrammeRecord>(
  {
    areaCode: { type: String, required: true },
    district: { type: String, required: true },
    code: { type: String, required: true },
    name: { type: String, required: true },
    payer: { type: String, required: true },
    rank: { type: Number, required: true },
    who: { type: Schema.Types.Mixed, required: true },
    classes: [String],
    channels: [String],
    pays: { type: Schema.Types.Mixed, required: true },
    monthlyFen: Number,
    rollsOver: { type: Boolean, default: false },
    isClosed: { type: Boolean, default: false },
    version: { type: Number, default: 1 },
  },
  { timestamps: true, collection: 'programmes' },
)
programmeSchema.index({ areaCode: 1, code: 1 }, { unique: true })

export const ProgrammeModel = model('Programme', programmeSchema)
