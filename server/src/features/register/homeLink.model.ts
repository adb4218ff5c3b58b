import type { Place } from '@linli/shared/areas/areas'
import { registerSources, type RegisterSource } from '@linli/shared/register/register'
import { homeLinkKinds, type HomeLinkKind } from '@linli/shared/users/homeLinks'
import { Schema, model, type Types } from 'mongoose'
import { placeFields } from '../../lib/placeFields'

/** What a person has to do with a home, with calendar days; several per person. */
export interface HomeLinkFields extends Place {
  personId: Types.ObjectId
  homeId: Types.ObjectId
  kind: HomeLinkKind
  from?: string
  to?: string
  /** No end, or one that lies ahead; ended links stay as history. */
  isCurrent: boolean
  source: RegisterSource
}

const homeLinkSchema = new Schema<HomeLinkFields>(
  {
    personId: { type: Schema.Types.ObjectId, required: true },
    homeId: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: homeLinkKinds, required: true },
    from: String,
    to: String,
    isCurrent: { type: Boolean, default: true },
    source: { type: String, enum: registerSources, required: true },
    ...placeFields,
  },
  { timestamps: true },
)
homeLinkSchema.index(
  { personId: 1, homeId: 1, kind: 1 },
  { unique: true, partialFilterExpression: { isCurrent: true } },
)
homeLinkSchema.index({ homeId: 1, isCurrent: 1 })
homeLinkSchema.index({ estate: 1, kind: 1, isCurrent: 1 })
homeLinkSchema.index({ community: 1 })

export const HomeLink = model('HomeLink', homeLinkSchema)
