import { isBadRating } from '@linli/shared/needs/need.state'
import { publicNameOf } from '@linli/shared/elderCare/serviceItem'
import type { OrderAction, OrderStep } from '@linli/shared/elderCare/order.state'
import type { SubscribeContent } from '@linli/shared/messages/templates'
import type { Post } from '@linli/shared/users/posts'
import type { Deps } from '../../../deps'
import { formatMessageTime, type Message } from '../../messages/message'
import type { OutboxEntry } from '../../messages/outbox'
import { listPostPeople } from '../../users/postPeople.service'
import { listFamily } from '../clients/client.access'
import type { OrderEntry, OrderRecord } from './order.model'
import { describeOrderAction, describeReturn, findHappened } from './order.lineWords'
import type { OrderReader } from './order.reader'
import { describeInstead, describeOrder } from './order.words'

type Event = OrderAction | OrderStep | 'create'

/** Who hears of what. The person who did it is never told of it. */
interface Audience {
  family?: boolean
  /** Whoever holds the post it lies at now. */
  post?: boolean
  unit?: boolean
  helpers?: boolean
  /** Those who were offered it before. */
  before?: boolean
  above?: boolean
  isUrgent?: boolean
}

const audiences: Partial<Record<Event, Audience>> = {
  create: { family: true },
  release: { post: true },
  acceptAtOnce: { family: true },
  accept: { family: true, helpers: true },
  claim: { family: true, before: true, unit: true },
  assign: { family: true, helpers: true, isUrgent: true },
  offer: { post: true },
  return: { family: true, post: true },
  move: { family: true, post: true, before: true },
  relocate: { family: true, post: true, before: true },
  depart: { family: true },
  start: { family: true },
  finish: { family: true },
  unfinished: { unit: true, helpers: true, isUrgent: true },
  conclude: { family: true, helpers: true, unit: true },
  deliver: { family: true },
  noAnswer: { family: true, unit: true, isUrgent: true },
  reportSafe: { family: true, helpers: true, unit: true },
  safe: { helpers: true, unit: true },
  noShow: { family: true, helpers: true },
  cancel: { family: true, unit: true, helpers: true },
  expire: { family: true },
  stop: { family: true, unit: true, helpers: true },
  late: { family: true, unit: true, helpers: true, isUrgent: true },
  unaccepted: { unit: true, isUrgent: true },
  confirm: { helpers: true },
  dispute: { unit: true, helpers: true, above: true, isUrgent: true },
  escalate: { family: true, unit: true, above: true, isUrgent: true },
  redo: { family: true },
  decide: { family: true, unit: true },
  confirmInSilence: { family: true },
  rate: { helpers: true },
  receive: { family: true },
}

const page = (order: OrderRecord): string => `packages/elderCare/pages/order/index?id=${order._id.toString()}`

function describeProgress(order: OrderRecord, now: Date, at: Date): SubscribeContent {
  return {
    template: 'needProgress',
    data: {
      thing1: order.item.name,
      phrase2: order.open ? '办理中' : '已结束',
      thing3: order.unitName,
      time4: formatMessageTime(at),
      thing5: describeOrder(order, now),
    },
  }
}

function describeWork(order: OrderRecord): SubscribeContent {
  return {
    template: 'newWork',
    data: {
      thing1: order.item.name,
      thing2: order.communityName,
      time3: formatMessageTime(order.startsAt),
      thing4: '请打开邻里查看',
    },
  }
}

interface Writing {
  now: Date
  /** When it happened, which may be days before it was told. */
  at?: Date | undefined
  isFamily: boolean
  isUrgent: boolean
  body?: string
}

/**
 * A message never carries a name, a phone, an address or anything about health: it may lie on a lock screen. To those who
 * work it says no sum either: whoever may know it reads it on the page.
 */
function write(
  order: OrderRecord,
  userId: string,
  event: Event,
  title: string,
  { now, at = now, isFamily, isUrgent, body }: Writing,
): Message {
  return {
    userId,
    event: `careOrder.${event}`,
    title: title.includes(order.item.name) ? title : `${order.item.name}：${title}`,
    body: isFamily
      ? (body ?? describeOrder(order, now))
      : `${order.communityName}，${describeOrder(order, now, 'helper')}`,
    page: page(order),
    district: order.district,
    subscribe: isFamily ? describeProgress(order, now, at) : describeWork(order),
    ...(isUrgent ? { isUrgent } : {}),
    ...(isFamily ? {} : { isQueue: true }),
  }
}

async function listWorkers(
  order: OrderRecord,
  audience: Audience,
  postBefore: unknown,
  now: Date,
): Promise<string[]> {
  const posts = new Set<Post>()
  if (audience.post) posts.add(order.post)
  if (audience.unit) posts.add(`unit:${order.unitId.toString()}`)
  if (audience.before && typeof postBefore === 'string') posts.add(postBefore as Post)
  if (audience.above && order.escalatedTo) posts.add(order.escalatedTo)
  const people = audience.helpers ? order.helpers.map(({ userId }) => userId.toString()) : []
  for (const post of posts) people.push(...(await listPostPeople(post, now)))
  return people
}

export const isBadlyRated = (order: OrderRecord, event: Event): boolean =>
  (event === 'rate' || event === 'confirm') && order.rating !== undefined && isBadRating(order.rating.grade)

const day = 24 * 60 * 60 * 1000
/** What a plan does each day is on its page, and a kitchen reads its list: neither is told of every lunch. */
const routine: readonly Event[] = ['create', 'release', 'acceptAtOnce']

/** A day of a plan that another unit does: another name at her door, and perhaps another time or price. */
const isInstead = (event: Event, entry: OrderEntry | undefined): boolean =>
  event === 'create' && entry?.details?.before !== undefined

function findAudience(
  event: Event,
  order: OrderRecord,
  entry: OrderEntry | undefined,
  now: Date,
): Audience | undefined {
  const audience = audiences[event]
  if (!audience || !routine.includes(event)) return audience
  const isSoon = order.startsAt.getTime() - now.getTime() < day
  return {
    family: audience.family === true && (order.source !== 'plan' || isInstead(event, entry)),
    post: audience.post === true && !order.isAcceptedAtOnce,
    // What begins within a day cannot wait for the digest of the morning.
    isUrgent: event === 'release' && isSoon,
  }
}

/** Whoever closed the program while it waited to be paid believes that it stands. */
const lapsedText: Partial<Record<Event, string>> = {
  expire: '没有扣您的钱，到时候不会有人来，您也不用去。还要的话，请重新约一次。',
}

/** Whom a change of an order is told to. Run again after a crash it comes to the same people. */
export async function expandOrder(
  record: OrderRecord,
  outboxEntry: OutboxEntry,
  deps: Deps,
): Promise<Message[]> {
  const event = outboxEntry.event.slice('careOrder.'.length) as Event
  const now = deps.clock.now()
  const order = { ...record, item: { ...record.item, name: publicNameOf(record.item) } }
  const entry: OrderEntry | undefined = order.history.find((h) => h.id === outboxEntry.data.entryId)
  const audience = findAudience(event, order, entry, now)
  if (!audience) return []
  // A month that is taken in at once is told of once, by its receipt.
  if (event === 'receive' && entry?.details?.month !== undefined) return []
  const author = entry?.by.userId.toString()
  const say = (reader: OrderReader) =>
    entry ? describeOrderAction(entry, order, reader) : describeOrder(order, now, reader)
  const isQuiet = entry?.isInternal === true && event !== 'return'
  const family = audience.family && !isQuiet ? await listFamily(order.personId, now) : []
  const relatives = family.filter((id) => id !== author)
  const workers = await listWorkers(order, audience, outboxEntry.data.postBefore, now)
  const others = [...new Set(workers)].filter((id) => id !== author && !relatives.includes(id))
  const isUrgent = audience.isUrgent ?? false
  const at = entry && findHappened(entry)
  const forFamily = event === 'return' ? describeReturn(entry) : say('elder')
  const body = isInstead(event, entry) ? describeInstead(order, now) : lapsedText[event]
  const told = body === undefined ? {} : { body }
  const { released } = outboxEntry.data
  const freed = (Array.isArray(released) ? (released as string[]) : []).filter(
    (id) => id !== author && !relatives.includes(id) && !others.includes(id),
  )
  return [
    ...freed.map((id) =>
      write(order, id, event, '不用您去了，已改派', { now, isFamily: false, isUrgent: true }),
    ),
    ...relatives.map((id) =>
      write(order, id, event, forFamily, { now, at, isFamily: true, isUrgent, ...told }),
    ),
    ...others.map((id) => write(order, id, event, say('helper'), { now, isFamily: false, isUrgent })),
  ]
}
