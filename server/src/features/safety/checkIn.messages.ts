import { checkInRules } from '@linli/shared/safety/checkIn'
import { sosRungNames } from '@linli/shared/safety/sos'
import { formatClock } from '@linli/shared/time'
import { triageOf } from '@linli/shared/users/posts'
import { isGone, type PersonState } from '@linli/shared/register/register'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { formatMessageTime, type Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { callOffVisit } from '../needs/need.visit'
import { Person, type PersonDocument } from '../register/person.model'
import { logActOnce } from '../families/bond.access'
import { FamilyBond, type BondRecord } from '../families/bond.model'
import { listPostPeople } from '../users/postPeople.service'
import type { CheckInCall, CheckInRecord, Search } from './checkIn.model'
import { listFamilyIds, readPhonesOf } from './ladder'
import { sendToPhone } from './phoneCall'
import { endLadder, readOutcome } from './sos.door'
import type { Heard } from './sos.model'
import { listOwnAccounts } from './sos.own'

interface Words {
  title: string
  body: string
  sms?: string
}

/** Without a name: it lies on screens and with operators. */
const words: Record<string, Words> = {
  'checkIn.called': {
    title: '今天还没有报平安',
    body: '有位长者过了时间还没有报平安。请马上打电话问一声，联系上了就在这里写一句。',
    sms: '【邻里】有位长者过了时间还没有报平安，请马上打电话问一声，再打开邻里写下结果。',
  },
  'checkIn.visiting': {
    title: '还没联系上，已请人上门看',
    body: '电话都没有联系上，社区正派人上门。您要是联系上了，请马上在这里写一句。',
    sms: '【邻里】长者还没有联系上，社区正派人上门看，请打开邻里看进展。',
  },
  'checkIn.settled': {
    title: '联系上了，人平安',
    body: '不用再打电话了，点开看是怎么联系上的。',
    sms: '【邻里】长者已经联系上了，人平安。',
  },
  'checkIn.paused': {
    title: '不用再找了',
    body: '社区已经知道人在哪里，报平安先停下。想知道情况，请打电话问社区。',
    sms: '【邻里】社区已经知道长者在哪里，不用再打电话找。',
  },
  'checkIn.stillPaused': {
    title: '问一声人回来没有',
    body: '有位长者因为住院或外出停了报平安，又过了一周。请打电话问一声；已经回家，就在台账里改成“在家”，报平安接着报。',
  },
  'checkIn.gone': {
    title: '不用再找了',
    body: '登记上说这位长者已经搬走，报平安停用了，不用再打电话找。想知道情况，请打电话问社区。',
    sms: '【邻里】登记上说长者已经搬走，不用再打电话找。',
  },
  'checkIn.stopped': {
    title: '不用再找了',
    body: '这位长者的报平安停用了，不用再打电话问。点开看是谁停的。',
    sms: '【邻里】长者的报平安停用了，不用再打电话找。',
  },
}

/** Why whoever is on the way need not go. */
const reasons: Record<string, string> = {
  'checkIn.settled': '已经联系上本人，或者有人当面见到了',
  'checkIn.paused': '登记上说人住院或外出了',
  'checkIn.stopped': '报平安停用了',
  'checkIn.gone': '登记上说人已经搬走',
}

/** An entry that the release before wrote knows one search, beside the rest. */
function listEnded({ data: { searches, search, visitId } }: OutboxEntry): Search[] {
  if (searches !== undefined) return searches as Search[]
  if (typeof search !== 'string') return []
  return [{ search, ...(typeof visitId === 'string' ? { visitId: new Types.ObjectId(visitId) } : {}) }]
}

/** How a day was settled that ended a search. */
const heardBy: Record<string, Heard> = { tap: 'tap', seen: 'seen', visit: 'seen' }

/**
 * A search that is over: the visit ends and whoever has it is told, but of the dead nothing is said; the ladder that ran
 * since nobody saw her at her door ends too. Not where it was only turned off: that says nothing of how she is. Repeatable.
 */
async function callBack(record: CheckInRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  const reason = reasons[entry.event]
  if (reason === undefined) return
  const person = await Person.findOne({ _id: record._id }, { state: 1 }).lean<PersonDocument>()
  const how = heardBy[String(entry.data.outcome)] ?? 'call'
  const text = person?.state === 'deceased' ? undefined : `${reason}，不用再上门了。`
  for (const { search, visitId } of listEnded(entry)) {
    if (entry.event !== 'checkIn.stopped')
      await endLadder(
        { keys: search, by: record.settledBy ?? '登记', how, outcome: readOutcome(person?.state) },
        deps,
      )
    if (visitId) await callOffVisit(visitId, text, deps)
  }
}

/** Somebody stood before her. How she was there they write elsewhere: that she is well is not ours to say. */
const met: Words = {
  title: '见到本人了',
  body: '有人当面见到了，不用再打电话找。点开看是谁、几点见到的；想知道情况，请打电话问一声。',
  sms: '【邻里】已经有人当面见到长者了，不用再打电话找。',
}

/** Nobody stood before her. */
const spoken: Words = {
  title: '和本人通上电话了',
  body: '有人和本人在电话里说上话了，不用再打电话找。点开看是几点说上话的；想知道情况，请打电话问一声。',
  sms: '【邻里】已经有人和长者通上电话了，不用再打电话找。',
}

/** How it was settled, where that says more than that she was heard of. */
const settledWords: Record<string, Words> = { visit: met, seen: met, spoken }

/** Those of the search so far; the record may have begun another day since. */
const listCalls = ({ calls }: CheckInRecord, { data }: OutboxEntry): CheckInCall[] =>
  Array.isArray(data.calls) ? (data.calls as CheckInCall[]) : calls

function listCalled(record: CheckInRecord, entry: OutboxEntry): string[] {
  const { callIds } = entry.data
  const ids = Array.isArray(callIds) ? (callIds as string[]) : []
  const all = listCalls(record, entry)
  const calls = entry.event === 'checkIn.called' ? all.filter(({ id }) => ids.includes(id)) : all
  return calls.flatMap(({ people }) => people.map(({ userId }) => userId.toString()))
}

/** Family until she moved away: the same change ended their bonds. */
async function listFormer({ _id }: CheckInRecord): Promise<string[]> {
  const ended = await FamilyBond.find({ personId: _id, state: 'ended' }).limit(20).lean<BondRecord[]>()
  return ended
    .filter(({ history }) => history.at(-1)?.action === 'elderGone')
    .map(({ proxyUserId }) => proxyUserId.toString())
}

/** Of those called, whoever may still know; family as it is now. */
async function listTold(record: CheckInRecord, entry: OutboxEntry, now: Date): Promise<string[]> {
  if (entry.event === 'checkIn.stillPaused') return listPostPeople(triageOf(record), now)
  const family = await (entry.event === 'checkIn.gone' ? listFormer(record) : listFamilyIds(record._id, now))
  const familyCalled = listCalls(record, entry)
    .filter(({ rung }) => rung === 'primary' || rung === 'family')
    .flatMap(({ people }) => people.map(({ userId }) => userId.toString()))
  const called = listCalled(record, entry).filter((id) => !familyCalled.includes(id) || family.includes(id))
  return [...new Set(entry.event === 'checkIn.visiting' ? [...called, ...family] : called)]
}

const contactText =
  '【邻里】把您留作紧急联系人的一位长者，今天过了时间还没有报平安，请马上打电话问一声。联系上或联系不上，都请告诉社区；情况危急请打 120 或 110。'

/** Whoever has no account learns of it by telephone, by a key of its own, so that a repeat is known to the gateway. */
export async function applyCheckInEntry(
  record: CheckInRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<void> {
  await callBack(record, entry, deps)
  const { bondId } = entry.data
  if (typeof bondId === 'string') {
    const act = { what: '写了联系上老人，报了平安', record: { kind: 'checkIn', id: record._id.toString() } }
    await logActOnce({ ...entry, bondId, personId: record._id }, act)
  }
  if (entry.event !== 'checkIn.called' || record.state !== 'calling' || !record.isOn) return
  const person = await Person.findOne({ _id: record._id }, { state: 1 }).lean<PersonDocument>()
  const ids = entry.data.callIds as string[]
  const called = record.calls.filter(({ id, contacts }) => ids.includes(id) && (contacts ?? []).length > 0)
  if (person?.state !== 'present' || called.length === 0) return
  for (const { id, contacts = [] } of called)
    for (const [place, phone] of (await readPhonesOf(contacts, record._id, deps)).entries())
      if (phone !== undefined)
        await sendToPhone(phone, contactText, `checkIn:${record._id.toString()}:${id}:${place}`, true, deps)
}

/**
 * What she is told herself: that she is missed and who asks after her, once, and that somebody comes. One tap ends it.
 */
function wordForHer(record: CheckInRecord, entry: OutboxEntry): Words | undefined {
  const answer = '您没事，点开按“我很好，报平安”就行；有电话来请接一下。'
  if (entry.event === 'checkIn.visiting' && record.state === 'visiting')
    return {
      title: '今天没收到您的平安，有人上门来看',
      body: `电话也没联系上您，社区正派人到您家看看。${answer}`,
      sms: '【邻里】今天没收到您的平安，社区正派人上门看。您没事请打开邻里报平安，或开一下门。',
    }
  const ids = entry.event === 'checkIn.called' ? (entry.data.callIds as string[]) : []
  const calls = record.calls.filter(({ id }) => ids.includes(id))
  const last = calls.at(-1)
  if (!last || calls[0]?.id !== record.calls[0]?.id) return undefined
  const next = formatClock(new Date(last.at.getTime() + checkInRules.rungMinutes * 60_000))
  return {
    title: '今天还没收到您的平安',
    body: `已经请${sosRungNames[last.rung]}打电话问您；${next} 前没联系上，会接着请别人问，最后有人上门看您。${answer}`,
    sms: '【邻里】今天还没收到您的平安，已经请人打电话问您。您没事请打开邻里报平安，有电话来请接一下。',
  }
}

/** Nothing to or about someone who has died, and of a move only that the search is over; while she is away or it is off, only that the search is over. */
function mayTell({ isOn }: CheckInRecord, { event }: OutboxEntry, state: PersonState | undefined): boolean {
  if (event === 'checkIn.gone') return state === 'moved'
  if (state === undefined || isGone(state)) return false
  if (event === 'checkIn.paused') return true
  if (event === 'checkIn.stillPaused') return isOn && state !== 'present'
  return state === 'present' && (isOn || event === 'checkIn.stopped')
}

/** Who is told of a missed one and of what came of it. */
export async function expandCheckIn(
  record: CheckInRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<Message[]> {
  const person = await Person.findOne({ _id: record._id }, { state: 1 }).lean<PersonDocument>()
  const settled = entry.event === 'checkIn.settled' ? settledWords[String(entry.data.outcome)] : undefined
  const text = settled ?? words[entry.event]
  if (!text || !mayTell(record, entry, person?.state)) return []
  const isOld = entry.event === 'checkIn.called' && record.state !== 'calling'
  if (isOld) return []
  const told = await listTold(record, entry, deps.clock.now())
  const own = await listOwnAccounts({ personId: record._id })
  const forHer = wordForHer(record, entry)
  const others = told.filter((userId) => !own.has(userId))
  return [
    ...others.map((userId) => toMessage(record, entry, userId, text)),
    ...(forHer ? [...own].map((userId) => toMessage(record, entry, userId, forHer)) : []),
  ]
}

const toMessage = (record: CheckInRecord, entry: OutboxEntry, userId: string, text: Words): Message => ({
  ...{ userId, event: entry.event, title: text.title, body: text.body, district: record.district },
  // Of somebody who is gone there is nothing to see.
  page:
    entry.event === 'checkIn.gone'
      ? 'pages/home/index'
      : `packages/safety/pages/checkIn/index?personId=${record._id.toString()}`,
  isUrgent: true,
  subscribe: {
    template: 'newWork' as const,
    data: { thing1: text.title, thing2: '报平安', time3: formatMessageTime(entry.at), thing4: '请点开看' },
  },
  ...(text.sms === undefined ? {} : { smsText: text.sms }),
})
