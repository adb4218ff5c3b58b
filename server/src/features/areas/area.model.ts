import { areaLevels, type AreaLevel, type Place } from '@linli/shared/areas/areas'
import type { Schedule } from '@linli/shared/schedule'
import { Schema, model } from 'mongoose'
import { placeFields } from '../../lib/placeFields'
import { scheduleSchemaType } from './schedule.schema'

/** What a community numbers itself, and the letter and width of its codes. */
export const localCodes = { grid: ['G', 2], building: ['B', 3], estate: ['E', 2] } as const
export type LocalKind = keyof typeof localCodes

/** District, street, community, grid or building; its own code is among its place codes. */
export interface AreaFields extends Place {
  code: string
  name: string
  level: AreaLevel
  parent?: string
  /** Of a building: the grid it lay in before, while not everything has followed it; see buildingMove.service. */
  movedFrom?: string
  /** Of a building: its door, GCJ-02. Public, as its name is. */
  location?: { longitude: number; latitude: number }
  /** How people reach its desk. */
  phone?: string
  schedule?: Schedule
  /** Of a community: the highest number given to a grid, building and estate in it; see areaCodes.service. */
  lastNumbers?: Partial<Record<LocalKind, number>>
}

const areaSchema = new Schema<AreaFields>(
  {
    code: { type: String, required: true },
    name: { type: String, required: true },
    level: { type: String, enum: areaLevels, required: true },
    parent: String,
    movedFrom: String,
    location: { type: new Schema({ longitude: Number, latitude: Number }, { _id: false }) },
    phone: String,
    schedule: scheduleSchemaType,
    lastNumbers: { type: new Schema({ grid: Number, building: Number, estate: Number }, { _id: false }) },
    ...placeFields,
  },
  { timestamps: true },
)
areaSchema.index({ code: 1 }, { unique: true })
areaSchema.index({ parent: 1, code: 1 })
areaSchema.index({ level: 1, code: 1 })
areaSchema.index({ movedFrom: 1 }, { partialFilterExpression: { movedFrom: { $exists: true } } })
areaSchema.index(
  { community: 1, level: 1, estate: 1, name: 1 },
  { unique: true, partialFilterExpression: { grid: { $exists: true } } },
)

export const Area = model('Area', areaSchema)
