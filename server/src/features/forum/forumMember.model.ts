import { nameRules, type NameRule } from '@linli/shared/forum/forum'
import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../messages/outbox'

/** One person in one community's forum. */
export interface ForumMemberRecord {
  _id: Types.ObjectId
  /** `community:user`, unique and never changed; see adr/0007. */
  key: string
  community: string
  userId: Types.ObjectId
  /** The rule under which the person has seen how neighbours call them. */
  acceptedRule?: NameRule
  /** Has left, and reads no name of her own until she comes back. */
  leftAt?: Date
  /** What was written until then stays without a name, also after coming back and after two accounts became one. */
  namelessUntil?: Date
  outbox?: OutboxEntry[]
  hasOutbox?: boolean
}

const forumMemberSchema = new Schema<ForumMemberRecord>({
  key: { type: String, required: true },
  community: { type: String, required: true },
  userId: { type: Schema.Types.ObjectId, required: true },
  acceptedRule: { type: String, enum: nameRules },
  leftAt: Date,
  namelessUntil: Date,
  ...outboxFields,
})
forumMemberSchema.index({ key: 1 }, { unique: true })
forumMemberSchema.index({ userId: 1 })
addOutboxIndex(forumMemberSchema)

export const ForumMember = model('ForumMember', forumMemberSchema)
export const memberKeyOf = (community: string, userId: string): string => `${community}:${userId}`
