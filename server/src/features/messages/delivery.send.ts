import type { Channel } from '@linli/shared/messages/delivery.contract'
import { templateKeys, type TemplateKey } from '@linli/shared/messages/templates'
import type { Deps } from '../../deps'
import { GatewayError } from '../../integrations/messaging/gateway.error'
import { fieldAad } from '../../lib/fieldCrypto'
import { User } from '../users/user.model'
import type { DeliveryRow } from './delivery.model'
import { listSilenced } from './silence'
import { readCovers } from './takenAway'
import { clearQuota, giveBackOne, takeOne } from './subscription.quota'

/** How one try ended. `skipped` is no fault: the channel cannot reach this person, the inbox did. */
export type Outcome =
  | { state: 'sent' }
  | { state: 'skipped'; reason: string }
  | { state: 'failed'; reason: string; isRetryable: boolean }

const noQuotaLeft = 43101

interface Refusal {
  errcode?: unknown
  retryable?: unknown
}

/** Codes only: what an outside system says may hold a number or a name. */
function describeFailure(error: unknown): Outcome {
  const { errcode, retryable } = error as Refusal
  const isRetryable = retryable !== false
  if (typeof errcode === 'number') return { state: 'failed', reason: `wechat ${errcode}`, isRetryable }
  if (error instanceof GatewayError) return { state: 'failed', reason: error.message, isRetryable }
  return { state: 'failed', reason: error instanceof Error ? error.name : 'unknown', isRetryable }
}

/** Tries once to send. Never throws for what the outside world does. */
export async function sendDelivery(row: DeliveryRow, deps: Deps): Promise<Outcome> {
  try {
    const userId = row.userId.toString()
    if ((await listSilenced([userId])).has(userId)) return { state: 'skipped', reason: 'person gone' }
    const cover = (await readCovers([row])).get(row)
    if (!cover) return await senders[row.channel](row, deps)
    // Only what goes to a work account is made of the letter's own words.
    if (row.channel !== 'workMessage') return { state: 'skipped', reason: 'taken away' }
    const content = { page: '', ...row.content, title: cover.title, text: cover.body }
    return await senders.workMessage({ ...row, content }, deps)
  } catch (error) {
    return describeFailure(error)
  }
}

const senders: Record<Channel, (row: DeliveryRow, deps: Deps) => Promise<Outcome>> = {
  inbox: () => Promise.resolve({ state: 'sent' }),
  subscribe: sendSubscribe,
  sms: async (row, deps) => {
    const phone = await readPhone(row, deps)
    if (phone === undefined) return { state: 'skipped', reason: 'no phone' }
    await deps.ports.sms.sendSms({ phone, text: row.content?.text ?? '', key: row.key })
    return afterGateway(deps.ports.sms)
  },
  voice: async (row, deps) => {
    const phone = await readPhone(row, deps)
    if (phone === undefined) return { state: 'skipped', reason: 'no phone' }
    await deps.ports.voice.callWithText({ phone, text: row.content?.text ?? '', key: row.key })
    return afterGateway(deps.ports.voice)
  },
  workMessage: async (row, deps) => {
    const { title = '', text = '' } = row.content ?? {}
    const user = await User.findOne(
      { _id: row.userId, deletedAt: { $exists: false } },
      { workAccount: 1 },
    ).lean()
    if (user?.workAccount == null) return { state: 'skipped', reason: 'no work account' }
    await deps.ports.workMessage.sendWorkMessage({ userId: user.workAccount, title, text, key: row.key })
    return afterGateway(deps.ports.workMessage)
  },
}

/** An adapter that only writes to the log has sent nothing, and the record says so. */
const afterGateway = ({ isAvailable }: { isAvailable: boolean }): Outcome =>
  isAvailable ? { state: 'sent' } : { state: 'skipped', reason: 'no gateway' }

async function readPhone(row: DeliveryRow, deps: Pick<Deps, 'crypto'>): Promise<string | undefined> {
  const user = await User.findOne({ _id: row.userId, deletedAt: { $exists: false } }, { phone: 1 }).lean()
  if (user?.phone == null) return undefined
  return deps.crypto.decrypt(user.phone, fieldAad('users', row.userId, 'phone'))
}

async function readOpenid(row: DeliveryRow, { config }: Pick<Deps, 'config'>): Promise<string | undefined> {
  const user = await User.findOne({ _id: row.userId, deletedAt: { $exists: false } }, { openids: 1 }).lean()
  return user?.openids.find(({ appid }) => appid === config.wechat.mini.appid)?.openid
}

const isTemplateKey = (value: unknown): value is TemplateKey => templateKeys.some((key) => key === value)

async function sendSubscribe(row: DeliveryRow, deps: Deps): Promise<Outcome> {
  const key = row.content?.template
  const template = isTemplateKey(key) ? deps.config.wechat.templates[key] : undefined
  if (!template || !isTemplateKey(key)) return { state: 'skipped', reason: 'no template' }
  const openid = await readOpenid(row, deps)
  if (openid === undefined) return { state: 'skipped', reason: 'no openid' }
  if (!(await takeOne(row.userId, key))) return { state: 'skipped', reason: 'no quota' }
  try {
    await deps.ports.wechat.sendSubscribeMessage({
      openid,
      templateId: template.id,
      page: row.content?.page ?? '',
      data: row.content?.data as Record<string, string>,
      state: deps.config.mode === 'production' ? 'formal' : 'developer',
    })
  } catch (error) {
    if ((error as Refusal).errcode === noQuotaLeft) {
      await clearQuota(row.userId, key)
      return { state: 'skipped', reason: `wechat ${noQuotaLeft}` }
    }
    await giveBackOne(row.userId, key)
    throw error
  }
  // A long-term template is allowed until the person says no.
  if (template.isLongTerm) await giveBackOne(row.userId, key)
  return { state: 'sent' }
}
