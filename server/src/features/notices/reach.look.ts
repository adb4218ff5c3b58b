import { isGone } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { eachBatch } from '../../lib/eachBatch'
import { inParts } from '../../lib/inParts'
import { Need, type NeedRecord } from '../needs/need.model'
import { readMeeting, tellVisitor } from '../needs/need.visit'
import { Delivery } from '../messages/delivery.model'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { causeOfNotice, smsTextOf } from './notice.messages'
import { Notice, type NoticeRecord } from './notice.model'
import { noteNobodyMet, noteReached, takeBackVisit } from './reach.change'
import { NoticeReach, type ReachRecord } from './reach.model'
import { rankNext } from './reach.rank'
import { makeVisits, tellVisitors } from './reach.visits'

const batchSize = 400

/** What a gateway took for an account is written down; whether it is enough says `noteReached`. */
async function noteSentSms(notice: NoticeRecord, batch: readonly ReachRecord[], now: Date): Promise<void> {
  const keyOf = (userId: Types.ObjectId): string => `${causeOfNotice(notice._id)}:${userId.toString()}:sms`
  const keys = batch.flatMap(({ userId, hasPhone }) => (userId && hasPhone ? [keyOf(userId)] : []))
  if (keys.length === 0) return
  const sent = await Delivery.find({ key: { $in: keys } }, { key: 1, state: 1 }).lean()
  const told = new Set(sent.filter(({ state }) => state === 'sent').map(({ key }) => key))
  for (const { key, userId } of batch)
    if (userId && told.has(keyOf(userId))) await noteReached(key, { channel: 'sms', at: now, byName: '短信' })
}

/** A gateway takes some tenths of a second for each. */
const smsAtOnce = 10

/** To somebody of the register with a telephone and no account, by a key of its own, known again by the gateway. */
async function sendSmsTo(
  notice: NoticeRecord,
  { key }: ReachRecord,
  person: PersonDocument | undefined,
  deps: Deps,
): Promise<void> {
  if (!person || isGone(person.state)) return
  const { phone } = openPerson(person, deps.crypto)
  if (phone === undefined) return
  try {
    await deps.ports.sms.sendSms({ phone, text: smsTextOf(notice), key: `${key}:sms` })
    await noteReached(key, { channel: 'sms', at: deps.clock.now(), byName: '短信' })
  } catch (error) {
    deps.logger.error({ err: error, notice: notice._id.toString() }, 'an SMS of a notice did not leave')
  }
}

async function sendSms(notice: NoticeRecord, batch: readonly ReachRecord[], deps: Deps): Promise<void> {
  const ids = batch.flatMap(({ personId }) => personId ?? [])
  const people = await Person.find({ _id: { $in: ids } }).lean<PersonDocument[]>()
  const byId = new Map(people.map((person) => [person._id.toString(), person]))
  for (const part of inParts(batch, smsAtOnce)) {
    // Withdrawn while it is being sent: the rest hears nothing of it.
    if ((await Notice.exists({ _id: notice._id, state: 'published' })) === null) return
    await Promise.all(part.map((row) => sendSmsTo(notice, row, byId.get(String(row.personId)), deps)))
  }
}

/** The next few hundred SMS; those that did not leave are tried again at the next look. @returns whether there are more. */
async function sendNextSms({ smsFrom, ...notice }: NoticeRecord, deps: Deps): Promise<boolean> {
  const { _id: noticeId } = notice
  const batch = await NoticeReach.find({
    ...{ noticeId, isSmsDue: true },
    ...(smsFrom ? { _id: { $gt: smsFrom } } : {}),
  })
    .sort({ _id: 1 })
    .limit(batchSize)
    .lean<ReachRecord[]>()
  await sendSms(notice, batch, deps)
  const last = batch.length < batchSize ? undefined : batch.at(-1)?._id
  if (last || smsFrom)
    await Notice.updateOne({ _id: noticeId }, last ? { $set: { smsFrom: last } } : { $unset: { smsFrom: 1 } })
  return last !== undefined
}

/**
 * Whoever went has written what came of it. A door that nobody opened, or a visit that came to nothing otherwise, has told
 * nobody: somebody is sent again, the next day.
 */
async function noteVisits(batch: readonly ReachRecord[], now: Date): Promise<void> {
  const ids = batch.flatMap(({ visitId }) => visitId ?? [])
  const visits = await Need.find(
    { _id: { $in: ids } },
    { state: 1, postName: 1, outcome: 1, isMet: 1 },
  ).lean()
  const byId = new Map(visits.map((each) => [each._id.toString(), each]))
  for (const record of batch) {
    const visit = byId.get(String(record.visitId))
    const meeting = visit && readMeeting(visit)
    if (visit && meeting === 'met')
      await noteReached(record.key, { channel: 'visit', at: now, byName: visit.postName })
    else if (meeting === 'nobody') await noteNobodyMet(record)
  }
}

/** `notice:<key of the line>`, with a number behind it from the second visit on. */
const lineKeyOf = (requestKey: string): string | undefined =>
  /^notice:([0-9a-f]{24}:[pu][0-9a-f]{24})/.exec(requestKey)?.[1]

/**
 * A visit that was written down as done is disputed, or closed as not solved, by a callback or by herself: nobody has told
 * her then, and as long as the notice holds somebody goes again.
 */
export async function followVisit(need: NeedRecord, deps: Deps): Promise<void> {
  const key = need.kind === 'visit' ? lineKeyOf(need.requestKey) : undefined
  if (key === undefined || readMeeting(need) === 'met') return
  if (!(await takeBackVisit(key, need._id))) return
  await Notice.updateOne(
    { _id: key.slice(0, 24), state: 'published', mustReach: true },
    { $min: { nextAt: deps.clock.now() } },
  )
}

/** Visits ended in one step: each is a look at the visit and a word to whoever is on the way. */
const endedAtOnce = 200

/**
 * What it said is over: what came of the visits until now counts, and nobody goes for it any more. Who was not met did not
 * come to know; whoever met somebody all the same notes it in the list. The next few hundred of them; repeatable.
 * @returns whether there are more.
 */
export async function endVisits({ _id: noticeId }: Pick<NoticeRecord, '_id'>, deps: Deps): Promise<boolean> {
  const said = {
    key: `expired-${noticeId.toString()}`,
    text: '公告说的时间过了，还没去的不用再去，写明没有去就行。已经当面说过的，请在公告的“告知和上门”里再记一下。',
  }
  const underWay = { noticeId, state: 'visiting' as const }
  const batch = await NoticeReach.find(underWay).sort({ rank: 1 }).limit(endedAtOnce).lean<ReachRecord[]>()
  await noteVisits(batch, deps.clock.now())
  for (const { _id } of batch) {
    const record = await NoticeReach.findOne({ _id, state: 'visiting' }).lean<ReachRecord>()
    if (!record) continue
    if (record.visitId) await tellVisitor(record.visitId, said, deps)
    await noteNobodyMet(record)
  }
  return batch.length === endedAtOnce
}

/** Whoever was sent after another server had told the visitors that it is withdrawn, or over, hears of it too. */
async function tellOvertaken({ _id }: NoticeRecord, deps: Deps): Promise<void> {
  const present = await Notice.findOne({ _id }).lean<NoticeRecord>()
  if (present?.state === 'withdrawn') await tellVisitors(present, deps)
  if (present?.state === 'expired') while (await endVisits(present, deps));
}

/** Takes in what is known of SMS and visits, and sends the next SMS. @returns whether there are more of these. */
async function takeIn(notice: NoticeRecord, deps: Deps): Promise<boolean> {
  const now = deps.clock.now()
  const { _id: noticeId } = notice
  if (deps.ports.sms.isAvailable) {
    if (await sendNextSms(notice, deps)) return true
    for await (const batch of eachBatch(NoticeReach, { noticeId, state: 'waiting' }))
      await noteSentSms(notice, batch, now)
  }
  for await (const batch of eachBatch(NoticeReach, { noticeId, state: 'visiting' }))
    await noteVisits(batch, now)
  return false
}

/**
 * Looks after those whom a notice must reach: puts them in order once, takes in what is known of SMS and visits, and
 * sends somebody to those not reached when its time has come.
 * @returns whether anyone is left to look after; `more` when it goes on at once: with the order, the next SMS or visits.
 */
export async function lookAfterReach(
  notice: NoticeRecord,
  deps: Deps,
): Promise<'more' | 'somebody' | 'nobody'> {
  const now = deps.clock.now()
  const { _id: noticeId, visitAt } = notice
  if (!notice.isRanked && (await rankNext(notice, deps))) return 'more'
  // Midway through the visits, what is known was taken in at their beginning.
  if (notice.visitsFrom === undefined && (await takeIn(notice, deps))) return 'more'
  if (visitAt && visitAt <= now) {
    const isMore = await makeVisits(notice, deps)
    await tellOvertaken(notice, deps)
    if (isMore) return 'more'
  }
  const left = await NoticeReach.find({ noticeId, state: { $in: ['waiting', 'visiting'] } }, { _id: 1 })
    .limit(1)
    .lean()
  return left.length > 0 ? 'somebody' : 'nobody'
}
