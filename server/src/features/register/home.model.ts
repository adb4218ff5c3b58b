import type { Place } from '@linli/shared/areas/areas'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'

export interface HomeFields extends Place {
  building: string
  /** As on the door: 「302」. */
  room: string
  /** As people say it: 「3号楼 302室」. */
  label: string
  /** 专有部分面积 of the property certificate, in square metres with at most two decimals; counts in owners' votes. */
  exclusiveAreaM2?: number
}

const homeSchema = new Schema<HomeFields>(
  {
    room: { type: String, required: true },
    label: { type: String, required: true },
    exclusiveAreaM2: { type: Number, min: 0 },
    ...placeFields,
    building: { type: String, required: true },
  },
  { timestamps: true },
)
homeSchema.index({ building: 1, room: 1 }, { unique: true })
homeSchema.index({ community: 1 })
homeSchema.index({ estate: 1 })

export const Home = model('Home', homeSchema)
export type HomeDocument = HomeFields & { _id: Types.ObjectId }

/** People who live and keep accounts together in a home; most homes have one. */
export interface HouseholdFields extends Place {
  homeId: Types.ObjectId
  /** Told apart within the home; 「1」 where nobody numbered them. */
  number: string
}

const householdSchema = new Schema<HouseholdFields>(
  {
    homeId: { type: Schema.Types.ObjectId, required: true },
    number: { type: String, required: true },
    ...placeFields,
  },
  { timestamps: true },
)
householdSchema.index({ homeId: 1, number: 1 }, { unique: true })
householdSchema.index({ community: 1 })

export const Household = model('Household', householdSchema)
