import type { GuideContent } from '@linli/shared/guide/guide'
import { Schema, model } from 'mongoose'

export interface GuideEntryFields extends GuideContent {
  areaCode: string
  district: string
  /** Of title and keywords; empty once it was taken down. */
  bigrams: string[]
  removedAt?: Date
  version: number
  updatedAt: Date
}

const agentSchema = new Schema<GuideContent['agent']>(
  { isOffered: { type: Boolean, required: true }, note: String },
  { _id: false },
)

const guideEntrySchema = new Schema<GuideEntryFields>(
  {
    areaCode: { type: String, required: true },
    district: { type: String, required: true },
    title: { type: String, required: true },
    categories: { type: [String], default: [] },
    keywords: { type: [String], default: [] },
    answer: { type: String, required: true },
    papers: { type: [String], default: [] },
    place: { type: String, required: true },
    hours: { type: String, required: true },
    phone: String,
    agent: { type: agentSchema, required: true },
    validFrom: { type: String, required: true },
    validUntil: { type: String, required: true },
    bigrams: { type: [String], default: [] },
    removedAt: Date,
    version: { type: Number, default: 1 },
  },
  { timestamps: true },
)
guideEntrySchema.index({ areaCode: 1, removedAt: 1, title: 1 })
guideEntrySchema.index({ bigrams: 1, areaCode: 1 })

export const GuideEntry = model('GuideEntry', guideEntrySchema)
