import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import type { Actor } from './actor'
import { PhoneCode } from './phoneCode.model'

const lifetimeMilliseconds = 5 * 60_000
const pauseMilliseconds = 60_000
const maxTries = 5

function hashCode(userId: string, phone: string, code: string, { config }: Pick<Deps, 'config'>): string {
  const key = Buffer.from(config.tokenKey, 'base64')
  return createHmac('sha256', key).update(`sms:${userId}:${phone}:${code}`).digest('base64url')
}

/** Frees the account's and the phone's place for a new code, unless one went out in the last minute. */
async function assertPauseIsOver(userId: string, phoneIndex: string, now: Date): Promise<void> {
  const since = new Date(now.getTime() - pauseMilliseconds)
  for (const mine of [{ userId }, { phoneIndex }]) {
    const recent = await PhoneCode.findOne({ ...mine, sentAt: { $gt: since } }, { sentAt: 1 }).lean()
    assertThat(!recent, 'phone.sms_too_soon')
    await PhoneCode.deleteMany({ ...mine, sentAt: { $lte: since } })
  }
}

/**
 * Sends a code that is good for five minutes and five tries.
 * @throws AppError `phone.sms_unavailable` without a gateway, `phone.sms_too_soon` within a minute of the last.
 */
export async function sendPhoneCode(
  actor: Actor,
  phone: string,
  deps: Deps,
): Promise<{ expiresAt: string; nextAfter: string }> {
  assertThat(deps.ports.sms.isAvailable, 'phone.sms_unavailable')
  const now = deps.clock.now()
  const phoneIndex = deps.crypto.blindIndex(phone, 'phone')
  await assertPauseIsOver(actor.userId, phoneIndex, now)
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  const expiresAt = new Date(now.getTime() + lifetimeMilliseconds)
  const codeHash = hashCode(actor.userId, phone, code, deps)
  const key = await storeCode({ userId: actor.userId, phoneIndex, codeHash, sentAt: now, expiresAt })
  try {
    const text = `【邻里】验证码 ${code}，5 分钟内有效。如果不是您本人在操作，请不用理会。`
    await deps.ports.sms.sendSms({ phone, text, key: `phone-code-${key}` })
  } catch (error) {
    deps.logger.warn({ err: error }, 'phone code not sent')
    await PhoneCode.deleteOne({ _id: key })
    throw new AppError('phone.sms_failed')
  }
  return {
    expiresAt: expiresAt.toISOString(),
    nextAfter: new Date(now.getTime() + pauseMilliseconds).toISOString(),
  }
}

interface NewCode {
  userId: string
  phoneIndex: string
  codeHash: string
  sentAt: Date
  expiresAt: Date
}

async function storeCode(fields: NewCode): Promise<string> {
  try {
    return (await PhoneCode.create(fields))._id.toString()
  } catch (error) {
    throw isDuplicate(error) ? new AppError('phone.sms_too_soon') : error
  }
}

/**
 * Takes a code back in. Every try counts before it is compared, so that no two can share one.
 * @throws AppError `phone.sms_expired` when there is none, or no try is left; `phone.sms_wrong`.
 */
export async function redeemPhoneCode(actor: Actor, phone: string, code: string, deps: Deps): Promise<void> {
  const mine = { userId: actor.userId, phoneIndex: deps.crypto.blindIndex(phone, 'phone') }
  const counted = await PhoneCode.updateOne(
    { ...mine, tries: { $lt: maxTries }, expiresAt: { $gt: deps.clock.now() } },
    { $inc: { tries: 1 } },
  )
  assertThat(counted.modifiedCount === 1, 'phone.sms_expired')
  const stored = await PhoneCode.findOne(mine).lean()
  assertThat(stored, 'phone.sms_expired')
  const given = Buffer.from(hashCode(actor.userId, phone, code, deps))
  const isRight = timingSafeEqual(given, Buffer.from(stored.codeHash))
  assertThat(isRight, 'phone.sms_wrong', { triesLeft: maxTries - stored.tries })
  const used = await PhoneCode.deleteOne({ _id: stored._id })
  assertThat(used.deletedCount === 1, 'phone.sms_expired')
}
