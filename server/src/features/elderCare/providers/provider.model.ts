import type { CertificateKind, Licence } from '@linli/shared/elderCare/serviceItem'
import type { WorkingHours } from '@linli/shared/elderCare/workingHours'
import { Schema, model, type Types } from 'mongoose'

/** Days on which a unit does nothing; both ends included. */
interface Closure {
  id: Types.ObjectId
  from: string
  to: string
  reason: string
}

/** What of a unit matters for care: its papers, as somebody above it checked them, and when it is closed. */
export interface ProviderRecord {
  unitId: Types.ObjectId
  licences: { kind: Licence; number: string; expiresOn: string }[]
  closures: Closure[]
  /** When its orders are looked through for what it cannot do any more; see unable.service. */
  lookAt?: Date
  version: number
}

const providerSchema = new Schema<ProviderRecord>(
  {
    unitId: { type: Schema.Types.ObjectId, required: true },
    licences: {
      type: [new Schema({ kind: String, number: String, expiresOn: String }, { _id: false, id: false })],
      default: [],
    },
    closures: {
      type: [
        new Schema(
          { id: Schema.Types.ObjectId, from: String, to: String, reason: String },
          { _id: false, id: false },
        ),
      ],
      default: [],
    },
    lookAt: Date,
    version: { type: Number, default: 1 },
  },
  { timestamps: true, collection: 'careproviders' },
)
providerSchema.index({ unitId: 1 }, { unique: true })
providerSchema.index({ lookAt: 1 }, { partialFilterExpression: { lookAt: { $exists: true } } })

export const Provider = model('CareProvider', providerSchema)

/** Days on which somebody cannot come; both ends included. */
export interface Absence {
  id: Types.ObjectId
  from: string
  to: string
}

/** The certificates of someone who works for a unit. Whether they work there still, the membership says. */
export interface HelperRecord {
  unitId: Types.ObjectId
  userId: Types.ObjectId
  certificates: { kind: CertificateKind; number: string; expiresOn: string }[]
  absences?: Absence[]
  /** When she works, where that is not as the rules of the place say. */
  hours?: WorkingHours
  /** When what she has on those days is looked at once more; see absence.service. */
  lookAt?: Date
  /** Of the certificates. */
  version: number
}

const helperSchema = new Schema<HelperRecord>(
  {
    unitId: { type: Schema.Types.ObjectId, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    certificates: {
      type: [new Schema({ kind: String, number: String, expiresOn: String }, { _id: false, id: false })],
      default: [],
    },
    absences: {
      type: [new Schema({ id: Schema.Types.ObjectId, from: String, to: String }, { _id: false, id: false })],
      default: [],
    },
    hours: new Schema({ from: String, to: String }, { _id: false, id: false }),
    lookAt: Date,
    version: { type: Number, default: 1 },
  },
  { timestamps: true, collection: 'carehelpers' },
)
helperSchema.index({ lookAt: 1 }, { partialFilterExpression: { lookAt: { $exists: true } } })
helperSchema.index({ unitId: 1, userId: 1 }, { unique: true })

export const Helper = model('CareHelper', helperSchema)
