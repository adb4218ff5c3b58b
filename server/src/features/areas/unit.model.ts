import { unitKinds, type Place, type UnitKind } from '@linli/shared/areas/areas'
import type { Schedule } from '@linli/shared/schedule'
import { Schema, model } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { scheduleSchemaType } from './schedule.schema'

/** Who work is routed to. It belongs to an area and serves everything in it. */
export interface UnitFields extends Place {
  kind: UnitKind
  name: string
  areaCode: string
  phone?: string
  schedule?: Schedule
  address?: string
  services: string[]
  isOpen: boolean
  /** How often it was shut: tells one time from the next. */
  timesShut?: number
  location?: { type: 'Point'; coordinates: number[] }
}

const pointSchema = new Schema(
  {
    type: { type: String, enum: ['Point'], required: true },
    coordinates: { type: [Number], required: true },
  },
  { _id: false },
)

const unitSchema = new Schema<UnitFields>(
  {
    kind: { type: String, enum: unitKinds, required: true },
    name: { type: String, required: true },
    areaCode: { type: String, required: true },
    phone: String,
    schedule: scheduleSchemaType,
    address: String,
    services: { type: [String], default: [] },
    isOpen: { type: Boolean, default: true },
    timesShut: Number,
    location: pointSchema,
    ...placeFields,
  },
  { timestamps: true },
)
unitSchema.index({ areaCode: 1, kind: 1, name: 1 }, { unique: true })
unitSchema.index({ location: '2dsphere' }, { '2dsphereIndexVersion': 3 })

export const Unit = model('Unit', unitSchema)
