import { bondRelationNames } from '@linli/shared/families/bond'
import type { NeedAction, NeedStep } from '@linli/shared/needs/need.state'
import { isBadRating } from '@linli/shared/needs/need.state'
import type { SubscribeContent } from '@linli/shared/messages/templates'
import { postKindOf, type Post } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { formatMessageTime, type Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import type { HistoryEntry, NeedRecord } from './need.model'
import { listHiddenFrom } from './need.secrecy'
import { describeEntry, describePhrase, describeState } from './need.words'
import { findProxyToTell } from './need.proxy'

type Event = NeedAction | NeedStep | 'create' | 'support'

/** Who hears of what. The person who did it is never told of it. */
interface Audience {
  resident?: boolean
  holder?: boolean
  handler?: boolean
  desk?: boolean
  escalatedTo?: boolean
  /** Those who help since a 协调. */
  helpers?: boolean
  /** Those who were offered it before. */
  pool?: boolean
  supporters?: boolean
  isUrgent?: boolean
}

const audiences: Partial<Record<Event, Audience>> = {
  release: { resident: true, holder: true },
  accept: { resident: true },
  claim: { resident: true, pool: true },
  return: { holder: true },
  assign: { resident: true, holder: true },
  transfer: { resident: true, holder: true },
  coordinate: { resident: true, holder: true, helpers: true },
  recategorise: { resident: true, holder: true },
  setSubject: { holder: true },
  note: { resident: true },
  supplement: { holder: true },
  ask: { resident: true, isUrgent: true },
  answer: { handler: true },
  hold: { resident: true },
  resume: { resident: true },
  extend: { resident: true, holder: true },
  resolve: { resident: true, supporters: true },
  confirm: { handler: true },
  dispute: { resident: true, holder: true, handler: true, isUrgent: true },
  callback: { resident: true, handler: true },
  close: { resident: true, supporters: true },
  rate: { handler: true },
  reopen: { resident: true, holder: true, isUrgent: true },
  decline: { resident: true },
  merge: { resident: true },
  supervise: { holder: true, isUrgent: true },
  withdraw: { holder: true },
  callOff: { holder: true },
  warn: { holder: true, isUrgent: true },
  escalate: { resident: true, holder: true, escalatedTo: true, isUrgent: true },
  closeInSilence: { resident: true },
  answerOverdue: { holder: true, isUrgent: true },
  reviewDue: { desk: true, escalatedTo: true },
  callbackOverdue: { desk: true, escalatedTo: true },
  support: { resident: true },
}

const residentPage = (need: NeedRecord): string =>
  `packages/needs/pages/detail/index?id=${need._id.toString()}`

function describeProgress(need: NeedRecord, event: Event, now: Date): SubscribeContent {
  return {
    template: 'needProgress',
    data: {
      thing1: need.category.name,
      phrase2: describePhrase(need, event),
      thing3: need.postName,
      time4: formatMessageTime(now),
      thing5: describeState(need, now, true),
    },
  }
}

/** Of these staff hear by the template for deadlines, whose phrase says which it is. */
const deadlinePhrases: Partial<Record<Event, string>> = {
  warn: '快到时限',
  escalate: '已超时限',
  supervise: '上级督办',
  answerOverdue: '等补充超时',
}

function describeWork(need: NeedRecord, event: Event, now: Date): SubscribeContent {
  const phrase3 = deadlinePhrases[event]
  const time = formatMessageTime(need.deadline ?? now)
  if (phrase3 !== undefined) {
    const data = { thing1: need.category.name, time2: time, phrase3, thing4: '请打开邻里查看' }
    return { template: 'deadline', data }
  }
  return {
    template: 'newWork',
    data: {
      thing1: need.category.name,
      thing2: need.communityName,
      time3: formatMessageTime(need.acceptBy ?? need.resolveBy ?? now),
      thing4: isAlarming(need) ? '紧急，请马上处理' : '请打开邻里查看',
    },
  }
}

/** A proxy by what they are to the elder, not by name. */
const nameInMessage = ({ by }: HistoryEntry): string =>
  by.proxy ? `${bondRelationNames[by.proxy.relation]}（代办）` : by.name

/** A message never carries what a resident wrote, a name, a phone or an address: it may lie on a lock screen. */
function toResident(
  need: NeedRecord,
  userId: string,
  event: Event,
  entry: HistoryEntry | undefined,
  now: Date,
): Message {
  const title = entry ? describeEntry(entry, nameInMessage(entry)) : describeState(need, now, true)
  return {
    userId,
    event: `need.${event}`,
    title: `${need.category.name}：${title}`,
    body: describeState(need, now, true),
    page: residentPage(need),
    need: need._id.toString(),
    district: need.district,
    subscribe: describeProgress(need, event, now),
    ...(event === 'ask' ? { isUrgent: true } : {}),
  }
}

function toStaff(
  need: NeedRecord,
  userId: string,
  event: Event,
  entry: HistoryEntry | undefined,
  now: Date,
  isUrgent: boolean,
): Message {
  const title = entry ? describeEntry(entry, nameInMessage(entry)) : '有新的诉求'
  return {
    userId,
    event: `need.${event}`,
    title: `${isAlarming(need) ? '【紧急】' : ''}${need.category.name}：${title}`,
    body: `${need.communityName}，${describeState(need, now)}`,
    // Whoever did not get it cannot open it any more.
    page: event === 'claim' ? 'pages/workbench/index' : residentPage(need),
    need: need._id.toString(),
    district: need.district,
    isUrgent: isUrgent || isAlarming(need),
    isQueue: true,
    subscribe: describeWork(need, event, now),
  }
}

/** What is over rings nobody. */
const isAlarming = ({ isDanger, open }: NeedRecord): boolean => isDanger && open

/** A danger is also rung and texted to the desk of the community: its people may not look at a screen. */
function addAlarm(message: Message, need: NeedRecord): Message {
  if (!isAlarming(need)) return message
  const text = `【邻里】${need.communityName}有紧急诉求（${need.category.name}），请马上打开邻里处理。`
  return { ...message, smsText: text, voiceText: text }
}

async function listStaff(
  need: NeedRecord,
  audience: Audience,
  postBefore: unknown,
  now: Date,
): Promise<string[]> {
  const posts = new Set<Post>()
  if (audience.pool && typeof postBefore === 'string') posts.add(postBefore as Post)
  if (audience.holder) posts.add(need.post)
  if (audience.holder && need.isDanger) posts.add(need.triage)
  if (audience.desk) posts.add(need.triage)
  if (audience.escalatedTo && need.escalatedTo) posts.add(need.escalatedTo)
  if (audience.helpers) for (const { post } of need.helpers) posts.add(post)
  const people = audience.handler && need.handlerId ? [need.handlerId.toString()] : []
  for (const post of posts) people.push(...(await listPostPeople(post, now)))
  return people
}

/** Whom a change of a need is told to. Run again after a crash it comes to the same people. */
export async function expandNeed(need: NeedRecord, outboxEntry: OutboxEntry, deps: Deps): Promise<Message[]> {
  const event = outboxEntry.event.slice('need.'.length) as Event
  const audience = audiences[event]
  if (!audience) return []
  const now = deps.clock.now()
  const entry = need.history.find((h) => h.id === outboxEntry.data.entryId)
  // Called off without a word, it was for somebody who died.
  if (event === 'callOff' && entry?.text === undefined) return []
  const author = entry?.by.userId.toString()
  const resident = audience.resident && !entry?.isInternal ? need.reporterId?.toString() : undefined
  const isForResident = audience.resident === true && !entry?.isInternal
  const proxy = isForResident ? await findProxyToTell(need, deps) : undefined
  const supporters = audience.supporters ? need.supporters.map((id) => id.toString()) : []
  const staff = await listStaff(
    need,
    withConsequences(event, audience, need),
    outboxEntry.data.postBefore,
    now,
  )
  const hidden = await listHiddenFrom(need)
  const mayKnow = (id: string) => id !== author && !hidden.has(id)
  const residents = [...(resident ? [resident] : []), ...(proxy ? [proxy] : []), ...supporters].filter(
    mayKnow,
  )
  const workers = [...new Set(staff)].filter((id) => mayKnow(id) && !residents.includes(id))
  return [
    ...[...new Set(residents)].map((id) => toResident(need, id, event, entry, now)),
    ...workers.map((id) => addAlarm(toStaff(need, id, event, entry, now, audience.isUrgent ?? false), need)),
  ]
}

/**
 * A bad rating, or work nobody can confirm in the app, is for the desk to call about; a pool that nobody claims from,
 * for the desk to give to someone (must-get-right 20).
 */
function withConsequences(event: Event, audience: Audience, need: NeedRecord): Audience {
  const isBad =
    (event === 'confirm' || event === 'rate') && need.rating !== undefined && isBadRating(need.rating.grade)
  return {
    ...audience,
    desk:
      (audience.desk ?? false) ||
      isBad ||
      (event === 'resolve' && need.isCallbackDue) ||
      (postKindOf(need.post) === 'pool' && (event === 'warn' || event === 'escalate')),
  }
}
