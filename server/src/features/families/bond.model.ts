import type { Place } from '@linli/shared/areas/areas'
import {
  bondOrigins,
  bondRelations,
  bondScopes,
  guardianshipPapers,
  type BondOrigin,
  type BondRelation,
  type BondScope,
  type GuardianshipPaper,
} from '@linli/shared/families/bond'
import { bondStates, type BondAction, type BondState, type BondStep } from '@linli/shared/families/bond.state'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** One line of the append-only history of a bond. */
export interface BondEntry {
  /** Also the id of the evidence, where there is some. */
  id: string
  at: Date
  action: BondAction | BondStep | 'create'
  from: BondState
  to: BondState
  by: { userId: Types.ObjectId; kind: 'elder' | 'proxy' | 'staff' | 'system'; name: string }
  /** What was changed, without names. */
  details?: Record<string, unknown>
  /** The client's idempotency key: the same press, resent, finds its own entry. */
  requestKey?: string
  /** Of what was sent under the key; see lib/fingerprint. */
  fingerprint?: string
}

/** What a proxy may do for an elder, and how that came about. The elder's place, once she is known. */
export interface BondRecord extends Partial<Place> {
  _id: Types.ObjectId
  version: number
  state: BondState
  /** In force, or on its way to be. */
  isLiving: boolean
  origin: BondOrigin
  relation: BondRelation
  /** The elder in the register; absent until she, or the staff, said who she is. */
  personId?: Types.ObjectId
  proxyUserId: Types.ObjectId
  /** The name the proxy chose to be seen by. */
  proxyName: string
  scopes: BondScope[]
  /** Calendar days; the bond is in force from the first to the last of them. */
  from?: string
  until?: string
  limitFen: number
  createdBy: Types.ObjectId
  requestKey: string
  fingerprint?: string
  createdAt: Date
  /** Of an invitation: the hash by which it is found, and the code itself, encrypted. */
  codeHash?: string
  code?: string
  /** What the proxy wrote of an elder whom staff have yet to find in the register; encrypted. */
  request?: string
  paper?: GuardianshipPaper
  firstCheckBy?: Types.ObjectId
  /** Until when somebody must have answered, while it is not in force. */
  expiresAt?: Date
  reviewAt?: Date
  /** The community was asked to review it. */
  isReviewAsked?: boolean
  /** When the sweep must look at it next. */
  checkAt?: Date
  /** How often the proxy has acted; each act moves it, so that an act and a revocation never pass unseen. */
  acts: number
  history: BondEntry[]
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const entrySchema = new Schema<BondEntry>(
  {
    id: { type: String, required: true },
    at: { type: Date, required: true },
    action: { type: String, required: true },
    from: { type: String, enum: bondStates, required: true },
    to: { type: String, enum: bondStates, required: true },
    by: {
      userId: { type: Schema.Types.ObjectId, required: true },
      kind: { type: String, enum: ['elder', 'proxy', 'staff', 'system'], required: true },
      name: { type: String, required: true },
    },
    details: Schema.Types.Mixed,
    requestKey: String,
    fingerprint: String,
  },
  { _id: false, id: false },
)

const bondSchema = new Schema<BondRecord>({
  version: { type: Number, required: true },
  state: { type: String, enum: bondStates, required: true },
  isLiving: { type: Boolean, required: true },
  origin: { type: String, enum: bondOrigins, required: true },
  relation: { type: String, enum: bondRelations, required: true },
  personId: Schema.Types.ObjectId,
  proxyUserId: { type: Schema.Types.ObjectId, required: true },
  proxyName: { type: String, required: true },
  scopes: [{ type: String, enum: bondScopes }],
  from: String,
  until: String,
  limitFen: { type: Number, required: true, min: 0 },
  createdBy: { type: Schema.Types.ObjectId, required: true },
  requestKey: { type: String, required: true },
  fingerprint: String,
  createdAt: { type: Date, required: true },
  codeHash: String,
  code: String,
  request: String,
  paper: { type: String, enum: guardianshipPapers },
  firstCheckBy: Schema.Types.ObjectId,
  expiresAt: Date,
  reviewAt: Date,
  isReviewAsked: Boolean,
  checkAt: Date,
  acts: { type: Number, default: 0 },
  history: [entrySchema],
  ...placeFields,
  // Unknown as long as an invitation has not been opened.
  district: { type: String },
  ...outboxFields,
})
bondSchema.index({ createdBy: 1, requestKey: 1 }, { unique: true })
bondSchema.index({ proxyUserId: 1, isLiving: 1, _id: -1 })
bondSchema.index({ personId: 1, _id: -1 }, { partialFilterExpression: { personId: { $exists: true } } })
bondSchema.index({ community: 1, state: 1, _id: 1 })
bondSchema.index({ codeHash: 1 }, { unique: true, partialFilterExpression: { codeHash: { $exists: true } } })
bondSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })
addOutboxIndex(bondSchema)

export const FamilyBond = model('FamilyBond', bondSchema, 'familybonds')

/** What an entry of a bond's history rests on: the elder's own words or the staff's note, encrypted, and photos. */
interface BondEvidenceFields {
  bondId: Types.ObjectId
  words?: string
  photoIds: Types.ObjectId[]
  voiceId?: Types.ObjectId
}

const evidenceSchema = new Schema<BondEvidenceFields>(
  {
    bondId: { type: Schema.Types.ObjectId, required: true },
    words: String,
    photoIds: [Schema.Types.ObjectId],
    voiceId: Schema.Types.ObjectId,
  },
  { collection: 'bondevidence' },
)
evidenceSchema.index({ bondId: 1 })

export const BondEvidence = model('BondEvidence', evidenceSchema)

/** One thing that was done by proxy: the log that the elder and the secretary read. Never changed. */
export interface ProxyActFields {
  personId: Types.ObjectId
  bondId: Types.ObjectId
  proxyUserId: Types.ObjectId
  proxyName: string
  relation: BondRelation
  scope: BondScope
  at: Date
  /** What was done, as a sentence without its subject: 「提了一件诉求：水管漏水」. */
  what: string
  /** The record it was done to. */
  record: { kind: string; id: string }
}

const actSchema = new Schema<ProxyActFields>(
  {
    personId: { type: Schema.Types.ObjectId, required: true },
    bondId: { type: Schema.Types.ObjectId, required: true },
    proxyUserId: { type: Schema.Types.ObjectId, required: true },
    proxyName: { type: String, required: true },
    relation: { type: String, enum: bondRelations, required: true },
    scope: { type: String, enum: bondScopes, required: true },
    at: { type: Date, required: true },
    what: { type: String, required: true },
    record: { kind: { type: String, required: true }, id: { type: String, required: true } },
  },
  { collection: 'proxyacts' },
)
actSchema.index({ personId: 1, _id: -1 })

export const ProxyAct = model('ProxyAct', actSchema)
