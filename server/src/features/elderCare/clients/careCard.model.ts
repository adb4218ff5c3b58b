import { Schema, model, type Types } from 'mongoose'

/** The elder's printed card: shown at the door instead of six digits. Revoked when it is lost. */
export interface CareCardRecord {
  _id: Types.ObjectId
  /** SHA-256 of what the card carries: who reads the database cannot print one. */
  hash: string
  personId: Types.ObjectId
  district: string
  community?: string
  issuedBy: Types.ObjectId
  issuedAt: Date
  revokedAt?: Date
}

const careCardSchema = new Schema<CareCardRecord>(
  {
    hash: { type: String, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    district: { type: String, required: true },
    community: String,
    issuedBy: { type: Schema.Types.ObjectId, required: true },
    issuedAt: { type: Date, required: true },
    revokedAt: Date,
  },
  { collection: 'carecards' },
)
careCardSchema.index({ hash: 1 }, { unique: true })
careCardSchema.index({ personId: 1, _id: -1 })

export const CareCard = model('CareCard', careCardSchema)
