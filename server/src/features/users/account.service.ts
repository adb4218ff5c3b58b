import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { WechatIdentity } from '../../integrations/wechat/wechat.port'
import { isDuplicate } from '../../lib/isDuplicate'
import { mergeAccounts } from './accountMerge.service'
import { claimIdentity, findOwner, releaseIdentities } from './identity.service'
import { User, type StoredUser } from './user.model'

/** @returns undefined also for accounts that ended. */
export async function findUser(userId: string): Promise<StoredUser | undefined> {
  const user = await User.findOne({ _id: userId, deletedAt: { $exists: false } }).lean<StoredUser>()
  return user ?? undefined
}

/** Whom of the register an account belongs to, where that is known. */
export async function findPersonIdOf(userId: string): Promise<Types.ObjectId | undefined> {
  return (await User.findOne({ _id: userId }, { personId: 1 }).lean())?.personId ?? undefined
}

/**
 * The account, made when it is not there: whoever claimed its identity may have been interrupted before.
 * @returns undefined when it ended.
 */
async function ensureAccount(
  userId: string,
  changes: Record<string, unknown>,
): Promise<StoredUser | undefined> {
  try {
    await User.updateOne({ _id: userId, deletedAt: { $exists: false } }, changes, { upsert: true })
  } catch (error) {
    // It exists: another tab made it first, or it ended.
    if (!isDuplicate(error)) throw error
    await User.updateOne({ _id: userId, deletedAt: { $exists: false } }, changes)
  }
  return findUser(userId)
}

/**
 * The account of whoever WeChat says it is: by openid of this channel, else by unionid, else a new guest. Two
 * accounts that turn out to be one person's become one.
 * @returns its id.
 */
export async function findOrCreateAccount(
  { openid, unionid }: WechatIdentity,
  appid: string,
  deps: Deps,
): Promise<string> {
  const key = `${appid}:${openid}`
  const byOpenid = await findOwner('openid', key)
  const byUnionid = unionid === undefined ? undefined : await findOwner('unionid', unionid)
  const candidate = byOpenid ?? byUnionid ?? new Types.ObjectId().toString()
  // Another tab of the same person may have been faster: what it made is the account.
  const userId = await claimIdentity('openid', key, candidate)
  const user = await ensureAccount(userId, {
    $set: { lastSeenAt: deps.clock.now() },
    $addToSet: { openids: { appid, openid } },
  })
  if (!user) {
    // A deletion was interrupted before it released what the account had.
    await releaseIdentities(userId)
    return findOrCreateAccount({ openid, ...(unionid === undefined ? {} : { unionid }) }, appid, deps)
  }
  return unionid === undefined ? userId : claimUnionid(user, unionid, byUnionid ?? userId, deps)
}

async function claimUnionid(
  user: StoredUser,
  unionid: string,
  candidate: string,
  deps: Deps,
): Promise<string> {
  const ownerId = await claimIdentity('unionid', unionid, candidate)
  const owner = await ensureAccount(ownerId, { $set: { unionid } })
  return !owner || owner._id.equals(user._id) ? user._id.toString() : mergeAccounts(user, owner, deps)
}
