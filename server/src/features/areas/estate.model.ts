import type { Place } from '@linli/shared/areas/areas'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'

/** 小区 or 院落: an overlay on grids; without `propertyUnitId` it is 无物管. */
export interface EstateFields extends Place {
  code: string
  name: string
  address?: string
  propertyUnitId?: Types.ObjectId
  ownersCommitteeUnitId?: Types.ObjectId
}

const estateSchema = new Schema<EstateFields>(
  {
    code: { type: String, required: true },
    name: { type: String, required: true },
    address: String,
    propertyUnitId: Schema.Types.ObjectId,
    ownersCommitteeUnitId: Schema.Types.ObjectId,
    ...placeFields,
  },
  { timestamps: true },
)
estateSchema.index({ code: 1 }, { unique: true })
estateSchema.index({ community: 1, name: 1 }, { unique: true })

export const Estate = model('Estate', estateSchema)
