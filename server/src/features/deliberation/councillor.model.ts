import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'

/** A 议事员: speaks for the homes that are linked to her. */
export interface CouncillorRecord {
  _id: Types.ObjectId
  /** `community:user`, unique. */
  key: string
  district: string
  street?: string
  community: string
  userId: Types.ObjectId
  homeIds: Types.ObjectId[]
  isActive: boolean
  since: Date
  endedAt?: Date
  namedBy: Types.ObjectId
}

const councillorSchema = new Schema<CouncillorRecord>({
  ...placeFields,
  community: { type: String, required: true },
  key: { type: String, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  homeIds: { type: [Schema.Types.ObjectId], required: true },
  isActive: { type: Boolean, required: true },
  since: { type: Date, required: true },
  endedAt: Date,
  namedBy: { type: Schema.Types.ObjectId, required: true },
})
councillorSchema.index({ key: 1 }, { unique: true })
councillorSchema.index({ community: 1, isActive: 1 })
councillorSchema.index({ userId: 1 })
export const Councillor = model('Councillor', councillorSchema)

export const councillorKeyOf = (community: string, userId: string): string => `${community}:${userId}`

/** What a home thinks, brought forward by its councillor; read by the secretary, counted by all. */
export interface OpinionRecord {
  _id: Types.ObjectId
  /** `user:key` of the press, unique. */
  requestKey: string
  fingerprint: string
  community: string
  councillorId: Types.ObjectId
  userId: Types.ObjectId
  homeId: Types.ObjectId
  motionId?: Types.ObjectId
  text: string
  at: Date
}

const opinionSchema = new Schema<OpinionRecord>({
  requestKey: { type: String, required: true },
  fingerprint: { type: String, required: true },
  community: { type: String, required: true },
  councillorId: { type: Schema.Types.ObjectId, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  homeId: { type: Schema.Types.ObjectId, required: true },
  motionId: Schema.Types.ObjectId,
  text: { type: String, required: true },
  at: { type: Date, required: true },
})
opinionSchema.index({ requestKey: 1 }, { unique: true })
opinionSchema.index({ community: 1, _id: -1 })
opinionSchema.index({ userId: 1, _id: -1 })
opinionSchema.index({ councillorId: 1 })
export const CouncillorOpinion = model('CouncillorOpinion', opinionSchema)
