import { nameRules } from '@linli/shared/forum/forum'
import { Schema, model } from 'mongoose'

const ruleSchema = new Schema(
  { code: { type: String, required: true }, text: { type: String, required: true } },
  { _id: false },
)

/** How one community wants its forum; a community without one has the defaults. */
const forumSettingsSchema = new Schema({
  community: { type: String, required: true },
  nameRule: { type: String, enum: nameRules, required: true },
  hideThreshold: { type: Number, required: true },
  rules: { type: [ruleSchema], required: true },
  comments: new Schema(
    { perHour: { type: Number, required: true }, perDay: { type: Number, required: true } },
    { _id: false },
  ),
})
forumSettingsSchema.index({ community: 1 }, { unique: true })

export const ForumSettings = model('ForumSettings', forumSettingsSchema)
