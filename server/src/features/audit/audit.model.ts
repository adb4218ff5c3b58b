import { Schema, model, type InferSchemaType } from 'mongoose'

/** Who did what to whom, and why. Written once: nothing in the program changes or removes an entry. */
const auditSchema = new Schema({
  at: { type: Date, required: true },
  actorId: { type: Schema.Types.ObjectId, required: true },
  actorName: { type: String, required: true },
  action: { type: String, required: true },
  subjectKind: { type: String, required: true },
  subjectId: { type: String, required: true },
  /** The district whose administrators read it. */
  district: String,
  /** Codes, ids and given reasons; never a name, phone or address. */
  details: { type: Schema.Types.Mixed, default: {} },
})
auditSchema.index({ district: 1, _id: -1 })
auditSchema.index({ subjectId: 1, _id: -1 })
auditSchema.index({ actorId: 1, _id: -1 })

function refuseChange(): never {
  throw new Error('the audit log is append-only')
}
auditSchema.pre(
  ['updateOne', 'updateMany', 'replaceOne', 'findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete'],
  refuseChange,
)
auditSchema.pre(['deleteOne', 'deleteMany'], { document: true, query: true }, refuseChange)
auditSchema.pre('save', function () {
  if (!this.isNew) refuseChange()
})

export const AuditEntry = model('AuditEntry', auditSchema)
export type AuditFields = InferSchemaType<typeof auditSchema>
