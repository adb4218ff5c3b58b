import { volunteerStates, type VolunteerState } from '@linli/shared/volunteers/volunteer'
import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** A job on its way to a volunteer: counted until the need itself says who holds it. */
interface Claim {
  id: Types.ObjectId
  need: Types.ObjectId
  at: Date
}

/** A neighbour who offers to help in one community. */
export interface VolunteerRecord {
  _id: Types.ObjectId
  userId: Types.ObjectId
  district: string
  street: string
  community: string
  state: VolunteerState
  /** Applied or approved; a person is that in one community at a time. */
  isActive?: boolean
  skills: string[]
  isPartyMember: boolean
  partyOrganisation?: string
  /** Party members choose whether neighbours see the badge. */
  showsBadge: boolean
  isMinor: boolean
  hasGuardianConsent: boolean
  /** Training and insurance that are out of date: no home visits. */
  trainedUntil?: Date
  insuredUntil?: Date
  /** Follows the duty of the membership, see volunteer.hooks. */
  isOnDuty: boolean
  maxOpenJobs: number
  claims: Claim[]
  /** Moves with every claim, so that two at once count each other; see volunteer.jobs. */
  claimVersion: number
  /** When work was last taken or given: the longest waiting is next. */
  lastAssignedAt?: Date
  note?: string
  /** Of the application: sent again it is the same one. */
  requestKey?: string
  decidedBy?: Types.ObjectId
  decidedAt?: Date
  decisionReason?: string
  /** She left by herself. */
  hasResigned?: boolean
  version: number
  createdAt: Date
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const claimSchema = new Schema<Claim>(
  { id: Schema.Types.ObjectId, need: Schema.Types.ObjectId, at: Date },
  { _id: false, id: false },
)

const volunteerSchema = new Schema<VolunteerRecord>({
  userId: { type: Schema.Types.ObjectId, required: true },
  district: { type: String, required: true },
  street: { type: String, required: true },
  community: { type: String, required: true },
  state: { type: String, enum: volunteerStates, required: true },
  isActive: Boolean,
  skills: { type: [String], default: [] },
  isPartyMember: { type: Boolean, default: false },
  partyOrganisation: String,
  showsBadge: { type: Boolean, default: false },
  isMinor: { type: Boolean, default: false },
  hasGuardianConsent: { type: Boolean, default: false },
  trainedUntil: Date,
  insuredUntil: Date,
  isOnDuty: { type: Boolean, default: false },
  maxOpenJobs: { type: Number, default: 3 },
  claims: { type: [claimSchema], default: [] },
  claimVersion: { type: Number, default: 0 },
  lastAssignedAt: Date,
  note: String,
  requestKey: String,
  decidedBy: Schema.Types.ObjectId,
  decidedAt: Date,
  decisionReason: String,
  hasResigned: Boolean,
  version: { type: Number, default: 1 },
  createdAt: { type: Date, required: true },
  ...outboxFields,
})
volunteerSchema.index({ userId: 1, community: 1 }, { unique: true })
volunteerSchema.index({ userId: 1 }, { unique: true, partialFilterExpression: { isActive: true } })
volunteerSchema.index({ community: 1, state: 1, isOnDuty: 1, _id: 1 })
volunteerSchema.index({ state: 1 }, { partialFilterExpression: { state: 'applied' } })
addOutboxIndex(volunteerSchema)

export const Volunteer = model('Volunteer', volunteerSchema)
