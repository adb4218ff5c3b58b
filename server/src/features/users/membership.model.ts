import { roles } from '@linli/shared/users/roles'
import { unitKinds } from '@linli/shared/areas/areas'
import { Schema, model, type InferSchemaType } from 'mongoose'

/** (user, area or unit, role): granted, dated, revocable; changes are in the audit log. */
const membershipSchema = new Schema(
  {
    userId: { type: Schema.Types.ObjectId, required: true },
    role: { type: String, enum: roles, required: true },
    areaCode: String,
    unitId: Schema.Types.ObjectId,
    unitKind: { type: String, enum: unitKinds },
    /** Of the area or unit, to be read by people. */
    name: { type: String, required: true },
    district: { type: String, required: true },
    street: String,
    community: String,
    grid: String,
    building: String,
    /** The post it gives, see shared/users/posts. */
    post: String,
    /** AB角: acts only while every holder of the post is off duty. */
    isDeputy: { type: Boolean, default: false },
    isOffDuty: { type: Boolean, default: false },
    from: { type: Date, required: true },
    until: Date,
    /** When it was said that the end is near. */
    termNotedAt: Date,
    grantedBy: { type: Schema.Types.ObjectId, required: true },
    endedAt: Date,
    endedBy: Schema.Types.ObjectId,
    /** Unique for ever: user, role, target, and how often the person held it before; see membership.service. */
    activeKey: String,
  },
  { timestamps: true },
)
membershipSchema.index({ userId: 1, endedAt: 1 })
membershipSchema.index({ post: 1, endedAt: 1 })
membershipSchema.index({ community: 1, role: 1 })
membershipSchema.index({ street: 1, role: 1 })
membershipSchema.index({ unitId: 1 })
membershipSchema.index({ until: 1 })
membershipSchema.index(
  { activeKey: 1 },
  { unique: true, partialFilterExpression: { activeKey: { $exists: true } } },
)

export const Membership = model('Membership', membershipSchema)
export type MembershipFields = InferSchemaType<typeof membershipSchema>
