import type { checkPhoneWithWechat as CheckPhone } from '@linli/shared/users/me.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { findUser } from './account.service'
import { mergeAccounts } from './accountMerge.service'
import type { Actor } from './actor'
import { forgetActor } from './actor.service'
import { claimIdentity, findOwner, releaseOtherPhones } from './identity.service'
import { askWechat } from './login.service'
import { readMe } from './me.service'
import { redeemPhoneCode } from './phoneCode.service'
import { verifyByRegister } from './registerMatch.service'
import { reissueTokens } from './session.service'
import { User, type StoredUser } from './user.model'
import { sealPhone } from './userSecrets'

type PhoneCheck = 'phoneButton' | 'smsCode' | 'staff'
type Reply = OutputOf<typeof CheckPhone.response>

/**
 * Two accounts with one checked phone are one person's when they come from different channels (the mini program
 * and H5). Two of the same channel are two WeChat accounts: the number may have gone to somebody else, so staff
 * look at the person first.
 */
function isSamePerson(one: StoredUser, other: StoredUser, by: PhoneCheck): boolean {
  if (one.personId != null && other.personId != null && !one.personId.equals(other.personId)) return false
  const appids = new Set(one.openids.map(({ appid }) => appid))
  return by === 'staff' || !other.openids.some(({ appid }) => appids.has(appid))
}

/**
 * Writes a phone that was just checked, and joins the accounts that it shows to be one person's.
 * @param mayJoin asked before two accounts become one; staff must serve both.
 * @returns the id of the account that remains.
 * @throws AppError `phone.in_use` when another account has it that must not be joined.
 */
export async function setCheckedPhone(
  userId: string,
  phone: string,
  by: PhoneCheck,
  deps: Deps,
  mayJoin: (other: StoredUser) => boolean = () => true,
): Promise<string> {
  const user = await findUser(userId)
  assertThat(user, 'record.not_found')
  const phoneIndex = deps.crypto.blindIndex(phone, 'phone')
  const ownerId = await findOwner('phone', phoneIndex)
  const other = ownerId === undefined || ownerId === userId ? undefined : await findUser(ownerId)
  if (other) assertThat(isSamePerson(user, other, by) && mayJoin(other), 'phone.in_use')
  const remainingId = other ? await mergeAccounts(user, other, deps) : userId
  const holder = await claimIdentity('phone', phoneIndex, remainingId)
  assertThat(holder === remainingId, 'phone.in_use')
  await User.updateOne(
    { _id: remainingId },
    {
      $set: {
        ...sealPhone(remainingId, phone, deps),
        phoneCheckedAt: deps.clock.now(),
        phoneCheckedBy: by,
      },
    },
  )
  await releaseOtherPhones(remainingId, phoneIndex)
  forgetActor(remainingId)
  await verifyByRegister(remainingId, deps)
  return remainingId
}

async function replyAfterCheck(actor: Actor, remainingId: string, deps: Deps): Promise<Reply> {
  const me = await readMe(remainingId, deps)
  if (remainingId === actor.userId) return { me }
  return { me, tokens: await reissueTokens(remainingId, actor.sessionId, deps) }
}

export async function checkPhoneWithWechat(actor: Actor, code: string, deps: Deps): Promise<Reply> {
  const user = await findUser(actor.userId)
  const openid = user?.openids.find(({ appid }) => appid === deps.config.wechat.mini.appid)?.openid
  const question = deps.ports.wechat.getPhoneNumber(code, openid)
  const { phone, countryCode } = await askWechat(question, 'phone.code_invalid', deps)
  assertThat(countryCode === '86' && /^1\d{10}$/.test(phone), 'phone.code_invalid')
  return replyAfterCheck(actor, await setCheckedPhone(actor.userId, phone, 'phoneButton', deps), deps)
}

export async function checkPhoneWithSms(
  actor: Actor,
  { phone, code }: { phone: string; code: string },
  deps: Deps,
): Promise<Reply> {
  await redeemPhoneCode(actor, phone, code, deps)
  return replyAfterCheck(actor, await setCheckedPhone(actor.userId, phone, 'smsCode', deps), deps)
}
