import { reportReasonCodes, type ReportReason } from '@linli/shared/moderation/moderation'
import { Schema, model, type Types } from 'mongoose'

/** One resident's report on one piece of writing. */
export interface ReportRecord {
  _id: Types.ObjectId
  /** `kind:id:field:user`, unique: the same person reports one edition once. Never changed; see adr/0007. */
  key: string
  subjectKind: string
  subjectId: string
  userId: Types.ObjectId
  reason: ReportReason
  note?: string
  weight: number
  at: Date
  /** What was decided about it: `right` and `wrong` make the reporter's record. */
  outcome: 'open' | 'right' | 'wrong'
}

const reportSchema = new Schema<ReportRecord>({
  key: { type: String, required: true },
  subjectKind: { type: String, required: true },
  subjectId: { type: String, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  reason: { type: String, enum: reportReasonCodes, required: true },
  note: String,
  weight: { type: Number, required: true },
  at: { type: Date, required: true },
  outcome: { type: String, enum: ['open', 'right', 'wrong'], required: true },
})
reportSchema.index({ key: 1 }, { unique: true })
reportSchema.index({ subjectId: 1, outcome: 1 })
reportSchema.index({ userId: 1, outcome: 1, _id: -1 })

export const Report = model('ContentReport', reportSchema)
