import { Schema, model, type Types } from 'mongoose'

export const volunteerStates = ['applied', 'approved', 'declined', 'ended'] as const

/** A neighbour who offers to help in one community. */
export interface VolunteerRecord {
  userId: Types.ObjectId
  district: string
  street: string
  community: string
  state: (typeof volunteerStates)[number]
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
  isOnDuty: boolean
  maxOpenJobs: number
  /** When work was last given by rotation: the longest waiting is next. */
  lastAssignedAt?: Date
  note?: string
  decidedBy?: Types.ObjectId
  decidedAt?: Date
  decisionReason?: string
  version: number
  createdAt: Date
}

const volunteerSchema = new Schema<VolunteerRecord>({
  userId: { type: Schema.Types.ObjectId, required: true },
  district: { type: String, required: true },
  street: { type: String, required: true },
  community: { type: String, required: true },
  state: { type: String, enum: volunteerStates, required: true },
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
  lastAssignedAt: Date,
  note: String,
  decidedBy: Schema.Types.ObjectId,
  decidedAt: Date,
  decisionReason: String,
  version: { type: Number, default: 1 },
  createdAt: { type: Date, required: true },
})
volunteerSchema.index({ userId: 1, community: 1 }, { unique: true })
volunteerSchema.index({ community: 1, state: 1, isOnDuty: 1 })

export const Volunteer = model('Volunteer', volunteerSchema)
