import type { Deps } from '../../deps'
import type { WechatIdentity } from '../../integrations/wechat/wechat.port'
import { isDuplicate } from '../../lib/isDuplicate'
import { mergeAccounts } from './accountMerge.service'
import { User, type StoredUser } from './user.model'

const isLive = { deletedAt: { $exists: false } } as const

/** @returns undefined also for accounts that ended. */
export async function findUser(userId: string): Promise<StoredUser | undefined> {
  return (await User.findOne({ _id: userId, ...isLive }).lean<StoredUser>()) ?? undefined
}

/**
 * The account of whoever WeChat says it is: by openid of this channel, else by unionid, else a new guest. Two
 * accounts that turn out to be one person's become one.
 * @returns its id.
 */
export async function findOrCreateAccount(
  identity: WechatIdentity,
  appid: string,
  deps: Deps,
): Promise<string> {
  try {
    return await resolveAccount(identity, appid, deps)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    // Another tab of the same person was faster: what it made is found now.
    return resolveAccount(identity, appid, deps)
  }
}

async function resolveAccount(
  { openid, unionid }: WechatIdentity,
  appid: string,
  deps: Deps,
): Promise<string> {
  const byOpenid = await User.findOne({ openids: { $elemMatch: { openid, appid } } }).lean<StoredUser>()
  const byUnionid = unionid === undefined ? null : await User.findOne({ unionid }).lean<StoredUser>()
  if (byOpenid && byUnionid && !byOpenid._id.equals(byUnionid._id))
    return mergeAccounts(byOpenid, byUnionid, deps)
  const known = byOpenid ?? byUnionid
  const seen = { lastSeenAt: deps.clock.now(), ...(unionid === undefined ? {} : { unionid }) }
  if (!known) {
    const created = await User.create({ openids: [{ appid, openid }], ...seen })
    return created._id.toString()
  }
  await User.updateOne(
    { _id: known._id },
    { $set: seen, ...(byOpenid ? {} : { $push: { openids: { appid, openid } } }) },
  )
  return known._id.toString()
}
