import { isDuplicate } from '../../lib/isDuplicate'
import { Identity, type IdentityKind } from './identity.model'
import { User } from './user.model'

/** Where the account itself says the same, for those that were loaded without identities. */
function findAccount(kind: IdentityKind, key: string) {
  if (kind === 'unionid') return User.findOne({ unionid: key }, { _id: 1 }).lean()
  if (kind === 'phone') return User.findOne({ phoneIndex: key }, { _id: 1 }).lean()
  const [appid, openid] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)]
  return User.findOne({ openids: { $elemMatch: { openid, appid } } }, { _id: 1 }).lean()
}

/** The id of the account that has it. */
export async function findOwner(kind: IdentityKind, key: string): Promise<string | undefined> {
  const identity = await Identity.findOne({ key, kind }).lean()
  if (identity) return identity.userId.toString()
  return (await findAccount(kind, key))?._id.toString()
}

/** Gives it to the account unless another has it. @returns the id of the account that has it now. */
export async function claimIdentity(kind: IdentityKind, key: string, userId: string): Promise<string> {
  try {
    await Identity.create({ kind, key, userId })
    return userId
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const owner = await Identity.findOne({ key, kind }).lean()
    return owner?.userId.toString() ?? userId
  }
}

/** An account has one phone: the ones before are free again. */
export async function releaseOtherPhones(userId: string, phoneIndex: string): Promise<void> {
  await Identity.deleteMany({ userId, kind: 'phone', key: { $ne: phoneIndex } })
}

export async function releaseIdentities(userId: string): Promise<void> {
  await Identity.deleteMany({ userId })
}
