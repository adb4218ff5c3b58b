import { Schema, model } from 'mongoose'

const identityKinds = ['openid', 'unionid', 'phone'] as const

/**
 * What only one account can have, and which has it. It lies apart from the accounts because it moves between
 * them: `secantusd-rs` never lets go of a unique key that an update changed or cleared, only of one whose document
 * was deleted. So keys here stay as they are, an update changes the owner, and giving one up deletes the document.
 */
const identitySchema = new Schema({
  /** `<appid>:<openid>`, the unionid, or the blind index of the phone. */
  key: { type: String, required: true },
  kind: { type: String, enum: identityKinds, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
})
identitySchema.index({ key: 1, kind: 1 }, { unique: true })
identitySchema.index({ userId: 1 })

export const Identity = model('Identity', identitySchema)
export type IdentityKind = (typeof identityKinds)[number]
