import type { Channel } from '@linli/shared/messages/delivery.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { User, type UserFields } from '../users/user.model'
import type { DeliveryFields } from './delivery.model'
import type { InboxMessageFields } from './inboxMessage.model'
import type { Message } from './message'
import { MessagePreference } from './messagePreference.model'
import { listSilenced } from './silence'

export interface Recipient {
  hasOpenid: boolean
  hasPhone: boolean
  hasWorkAccount: boolean
  wantsDigest: boolean
}

/** A message with the part of its key that names what caused it. */
export interface KeyedMessage {
  /** `source:document:entry`. */
  cause: string
  message: Message
}

type Planned<T> = T & { _id: Types.ObjectId }

export interface Plan {
  inbox: Planned<InboxMessageFields>[]
  deliveries: Planned<DeliveryFields>[]
}

/** What of the recipients decides how they are reached; accounts and people that are gone are absent. */
export async function readRecipients(
  userIds: readonly string[],
  deps: Pick<Deps, 'config'>,
): Promise<Map<string, Recipient>> {
  const ids = [...new Set(userIds)]
  const [users, preferences, silenced] = await Promise.all([
    User.find(
      { _id: { $in: ids }, deletedAt: { $exists: false } },
      { openids: 1, phone: 1, workAccount: 1 },
    ).lean<Planned<Pick<UserFields, 'openids' | 'phone' | 'workAccount'>>[]>(),
    MessagePreference.find({ userId: { $in: ids }, queueMessages: 'instant' }, { userId: 1 }).lean(),
    listSilenced(ids),
  ])
  const instant = new Set(preferences.map(({ userId }) => userId.toString()))
  const reachable = users.filter(({ _id }) => !silenced.has(_id.toString()))
  return new Map(
    reachable.map((user) => [
      user._id.toString(),
      {
        hasOpenid: user.openids.some(({ appid }) => appid === deps.config.wechat.mini.appid),
        hasPhone: user.phone != null,
        hasWorkAccount: user.workAccount != null,
        wantsDigest: !instant.has(user._id.toString()),
      },
    ]),
  )
}

/** Ordinary messages about a queue come once a day. Source: must-get-right 17. */
const isBundled = (message: Message, recipient: Recipient): boolean =>
  message.isQueue === true && message.isUrgent !== true && recipient.wantsDigest

/** The channels besides the inbox by which a message leaves now. */
export function chooseChannels(
  message: Message,
  recipient: Recipient,
  deps: Pick<Deps, 'config' | 'ports'>,
): Exclude<Channel, 'inbox'>[] {
  if (isBundled(message, recipient)) return []
  const template = message.subscribe && deps.config.wechat.templates[message.subscribe.template]
  return [
    ...(template && recipient.hasOpenid ? (['subscribe'] as const) : []),
    ...(message.isQueue === true && recipient.hasWorkAccount && deps.ports.workMessage.isAvailable
      ? (['workMessage'] as const)
      : []),
    ...(message.smsText !== undefined && recipient.hasPhone ? (['sms'] as const) : []),
    ...(message.voiceText !== undefined && recipient.hasPhone ? (['voice'] as const) : []),
  ]
}

/** Ids that carry the time of the clock, by which the inbox is paged. */
const makeId = (now: Date): Types.ObjectId =>
  new Types.ObjectId(Types.ObjectId.generate(Math.floor(now.getTime() / 1000)))

/** One inbox message per person, and one delivery per person and channel, ready to be inserted. */
export function planDeliveries(
  messages: readonly KeyedMessage[],
  recipients: ReadonlyMap<string, Recipient>,
  deps: Pick<Deps, 'config' | 'ports' | 'clock'>,
): Plan {
  const now = deps.clock.now()
  const plan: Plan = { inbox: [], deliveries: [] }
  for (const { cause, message } of messages) {
    const recipient = recipients.get(message.userId)
    if (!recipient) continue
    const key = `${cause}:${message.userId}:inbox`
    plan.inbox.push({
      ...buildInboxMessage(key, message, now),
      ...(isBundled(message, recipient) ? { awaitsDigest: true } : {}),
    })
    const base = { userId: new Types.ObjectId(message.userId), district: message.district, createdAt: now }
    plan.deliveries.push({
      ...base,
      _id: makeId(now),
      key,
      channel: 'inbox',
      event: message.event,
      state: 'sent',
      attempts: 1,
      finishedAt: now,
    })
    for (const channel of chooseChannels(message, recipient, deps))
      plan.deliveries.push(buildDelivery(`${cause}:${message.userId}:${channel}`, channel, message, now))
  }
  return plan
}

function buildInboxMessage(key: string, message: Message, now: Date): Planned<InboxMessageFields> {
  const { userId, district, event, title, body, page, need, quote } = message
  return {
    _id: makeId(now),
    key,
    userId: new Types.ObjectId(userId),
    district,
    event,
    title,
    body,
    ...(quote ? { quote } : {}),
    page,
    ...(need === undefined ? {} : { need: new Types.ObjectId(need) }),
    isUrgent: message.isUrgent ?? false,
    isRead: false,
    createdAt: now,
    changedAt: now,
  }
}

/** A delivery that is due at once. */
export function buildDelivery(
  key: string,
  channel: Exclude<Channel, 'inbox'>,
  message: Message,
  now: Date,
): Planned<DeliveryFields> {
  const text = { sms: message.smsText, voice: message.voiceText, subscribe: '', workMessage: message.body }
  return {
    _id: makeId(now),
    key,
    userId: new Types.ObjectId(message.userId),
    district: message.district,
    channel,
    event: message.event,
    content: {
      title: message.title,
      text: text[channel] ?? message.body,
      page: message.page,
      ...(channel === 'subscribe' && message.subscribe
        ? { template: message.subscribe.template, data: message.subscribe.data }
        : {}),
    },
    ...(message.quote ? { quote: message.quote } : {}),
    state: 'waiting',
    isOpen: true,
    attempts: 0,
    nextAttemptAt: now,
    createdAt: now,
  }
}
