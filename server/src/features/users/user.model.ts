import { userLevels } from '@linli/shared/users/roles'
import { Schema, model, type HydratedDocument, type InferSchemaType } from 'mongoose'

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

/** An account. A person of the register exists without one; `personId` links the two after a check. */
const userSchema = new Schema(
  {
    /** `appid:openid`, one per channel; unique over all accounts. */
    openids: { type: [openidSchema], default: [] },
    unionid: String,
    /** Encrypted; see lib/fieldCrypto. */
    name: String,
    /** Chosen by the person, shown to others. */
    nickname: String,
    phone: String,
    phoneIndex: String,
    phoneCheckedAt: Date,
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
    joinCodeId: Schema.Types.ObjectId,
    elderMode: Boolean,
    textSize: Number,
    consents: { type: [consentSchema], default: [] },
    /** Memberships with this flag act; a deputy acts while the holder is off duty. */
    isOffDuty: { type: Boolean, default: false },
    deletedAt: Date,
    lastSeenAt: Date,
  },
  { timestamps: true },
)
userSchema.index(
  { 'openids.openid': 1, 'openids.appid': 1 },
  { unique: true, partialFilterExpression: { 'openids.openid': { $exists: true } } },
)
userSchema.index({ unionid: 1 }, { unique: true, partialFilterExpression: { unionid: { $exists: true } } })
userSchema.index({ phoneIndex: 1 }, { partialFilterExpression: { phoneIndex: { $exists: true } } })
userSchema.index({ personId: 1 }, { partialFilterExpression: { personId: { $exists: true } } })
userSchema.index({ community: 1, level: 1, _id: 1 })

export const User = model('User', userSchema)
export type UserFields = InferSchemaType<typeof userSchema>
export type UserDocument = HydratedDocument<UserFields>
