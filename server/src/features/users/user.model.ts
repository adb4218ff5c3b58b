import { homeLinkKinds } from '@linli/shared/users/homeLinks'
import { userLevels } from '@linli/shared/users/roles'
import { Schema, model, type InferSchemaType, type Types } from 'mongoose'

const openidSchema = new Schema(
  { appid: { type: String, required: true }, openid: { type: String, required: true } },
  { _id: false },
)

const consentSchema = new Schema(
  {
    kind: { type: String, required: true },
    version: { type: String, required: true },
    givenAt: { type: Date, required: true },
    withdrawnAt: Date,
  },
  { _id: false },
)

/**
 * The last request to be verified. It lies in the account, so that one conditional update decides it and raises
 * the level together. Name and room are in `verificationDetails`.
 */
const verificationSchema = new Schema(
  {
    id: { type: Schema.Types.ObjectId, required: true },
    state: { type: String, enum: ['open', 'approved', 'declined'], required: true },
    kind: { type: String, enum: homeLinkKinds, required: true },
    community: { type: String, required: true },
    grid: String,
    building: String,
    estate: String,
    from: String,
    until: String,
    note: String,
    createdAt: { type: Date, required: true },
    decidedAt: Date,
    decidedBy: Schema.Types.ObjectId,
    /** `register`: matched by name, checked phone and home; else the role of the person who decided. */
    basis: String,
    reason: String,
  },
  { _id: false },
)

/** What an account had where the register says that its person lives no more; see presence.service. */
const goneFromSchema = new Schema(
  {
    community: { type: String, required: true },
    /** The day it was registered, YYYY-MM-DD. */
    on: { type: String, required: true },
    homeId: Schema.Types.ObjectId,
  },
  { _id: false },
)

/** What had to be kept when the account was deleted, and until when. */
const keptSchema = new Schema(
  {
    what: { type: String, required: true },
    basis: { type: String, required: true },
    until: { type: Date, required: true },
  },
  { _id: false },
)

/** An account. A person of the register exists without one; `personId` links the two after a check. */
const userSchema = new Schema(
  {
    /** One per channel. */
    openids: { type: [openidSchema], default: [] },
    unionid: String,
    /** Encrypted; see lib/fieldCrypto. */
    name: String,
    /** Chosen by the person, shown to others. */
    nickname: String,
    phone: String,
    phoneIndex: String,
    phoneCheckedAt: Date,
    /** In 企业微信, of staff; set by the administrator. */
    workAccount: String,
    phoneCheckedBy: { type: String, enum: ['phoneButton', 'smsCode', 'staff'] },
    level: { type: String, enum: userLevels, default: 'guest' },
    personId: Schema.Types.ObjectId,
    /** Where the person joined or lives. */
    district: String,
    street: String,
    community: String,
    grid: String,
    building: String,
    estate: String,
    homeId: Schema.Types.ObjectId,
    /** Encrypted; see userSecrets. */
    homes: String,
    verification: verificationSchema,
    /** Encrypted; see userSecrets. */
    verificationDetails: String,
    goneFrom: goneFromSchema,
    joinCodeId: Schema.Types.ObjectId,
    joinedAt: Date,
    elderMode: Boolean,
    textSize: Number,
    consents: { type: [consentSchema], default: [] },
    /** Memberships with this flag act; a deputy acts while the holder is off duty. */
    isOffDuty: { type: Boolean, default: false },
    /** Has or had a bond to act for someone; bonds are read for nobody else. */
    isProxy: Boolean,
    deletedAt: Date,
    kept: { type: [keptSchema], default: undefined },
    /** Set when the account turned out to be another's of the same person; its records go there. */
    mergedInto: Schema.Types.ObjectId,
    /** True until every record has moved; see accountMerge.service. */
    isMergePending: Boolean,
    /** True until what was done for the person before is hers; see personLink.service. */
    isLinkPending: Boolean,
    lastSeenAt: Date,
  },
  { timestamps: true },
)
// One account per openid, unionid and phone: see identity.model.
userSchema.index({ 'openids.openid': 1, 'openids.appid': 1 })
userSchema.index({ unionid: 1 }, { partialFilterExpression: { unionid: { $exists: true } } })
userSchema.index({ phoneIndex: 1 }, { partialFilterExpression: { phoneIndex: { $exists: true } } })
userSchema.index({ workAccount: 1 }, { partialFilterExpression: { workAccount: { $exists: true } } })
userSchema.index({ personId: 1 }, { partialFilterExpression: { personId: { $exists: true } } })
userSchema.index({ community: 1, level: 1, _id: 1 })
userSchema.index(
  { 'verification.id': 1 },
  { unique: true, partialFilterExpression: { 'verification.id': { $exists: true } } },
)
userSchema.index(
  { 'verification.community': 1, 'verification.state': 1, 'verification.id': 1 },
  { partialFilterExpression: { 'verification.id': { $exists: true } } },
)
userSchema.index({ isMergePending: 1 }, { partialFilterExpression: { isMergePending: { $exists: true } } })
userSchema.index({ isLinkPending: 1 }, { partialFilterExpression: { isLinkPending: { $exists: true } } })

export const User = model('User', userSchema)
export type UserFields = InferSchemaType<typeof userSchema>
export type StoredUser = UserFields & { _id: Types.ObjectId }

/** For the rotation of field keys. */
export const encryptedUserFields = ['name', 'phone', 'homes', 'verificationDetails'] as const
