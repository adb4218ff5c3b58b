import { isGone } from '@linli/shared/register/register'
import type { Deps } from '../../deps'
import { inParts } from '../../lib/inParts'
import { Delivery } from '../messages/delivery.model'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { causeOfNotice, smsTextOf } from './notice.messages'
import { Notice, type NoticeRecord } from './notice.model'
import { noteReached } from './reach.change'
import { NoticeReach, type ReachRecord } from './reach.model'

const minute = 60_000

/** A line that is looked at. */
type DueLine = ReachRecord & Required<Pick<ReachRecord, 'lookAt'>>

/** Lines at once, each with an SMS that a gateway takes some tenths of a second for. */
const lookedAtOnce = 400
const smsAtOnce = 10

/**
 * When the lines of a notice are looked at first: in the order in which they were written, ten a millisecond, which is
 * faster than they are. So few are due at any one moment, and a step reads those alone.
 */
export const firstLookAt = (publishedAt: Date, place: number): Date =>
  new Date(publishedAt.getTime() + Math.floor(place / smsAtOnce))

/** Again after 1, 2, 4 … minutes, an hour at most. */
async function lookLater({ _id, lookAt, looks = 0 }: DueLine, now: Date): Promise<void> {
  const pause = Math.min(2 ** looks, 60) * minute
  await NoticeReach.updateOne(
    { _id, lookAt },
    { $set: { lookAt: new Date(now.getTime() + pause) }, $inc: { looks: 1 } },
  )
}

/** No SMS is to be expected any more. */
const lookNoMore = ({ _id, lookAt }: DueLine) =>
  NoticeReach.updateOne({ _id, lookAt }, { $unset: { lookAt: 1 } })

const tellSent = ({ key }: ReachRecord, now: Date) =>
  noteReached(key, { channel: 'sms', at: now, byName: '短信' })

/** What a gateway took for an account is written down; whether it is enough says `noteReached`. */
async function noteSentSms(notice: NoticeRecord, batch: readonly DueLine[], now: Date): Promise<void> {
  const keyOf = ({ userId }: ReachRecord): string => `${causeOfNotice(notice._id)}:${String(userId)}:sms`
  const found = await Delivery.find(
    { key: { $in: batch.map(keyOf) } },
    { key: 1, state: 1, isOpen: 1 },
  ).lean()
  const byKey = new Map(found.map((delivery) => [delivery.key, delivery]))
  for (const record of batch) {
    const delivery = byKey.get(keyOf(record))
    if (delivery?.state === 'sent') await tellSent(record, now)
    if (delivery?.isOpen === true) await lookLater(record, now)
    else await lookNoMore(record)
  }
}

/** To somebody of the register with a telephone and no account, by a key of its own, known again by the gateway. */
async function sendSmsTo(notice: NoticeRecord, record: DueLine, phone: string, deps: Deps): Promise<void> {
  try {
    await deps.ports.sms.sendSms({ phone, text: smsTextOf(notice), key: `${record.key}:sms` })
    await tellSent(record, deps.clock.now())
    await lookNoMore(record)
  } catch (error) {
    deps.logger.error({ err: error, notice: notice._id.toString() }, 'an SMS of a notice did not leave')
    await lookLater(record, deps.clock.now())
  }
}

async function sendSms(notice: NoticeRecord, batch: readonly DueLine[], deps: Deps): Promise<void> {
  const ids = batch.flatMap(({ personId }) => personId ?? [])
  const people = await Person.find({ _id: { $in: ids } }).lean<PersonDocument[]>()
  const phones = new Map(
    people
      .filter(({ state }) => !isGone(state))
      .map((person) => [person._id.toString(), openPerson(person, deps.crypto).phone]),
  )
  for (const part of inParts(batch, smsAtOnce)) {
    const due = part.map((record) => ({ record, phone: phones.get(String(record.personId)) }))
    const tried = due.filter(({ phone }) => phone !== undefined).map(({ record }) => record._id)
    // Noted first: a withdrawal that overtakes it, or a crash, finds to whom it may have left.
    await NoticeReach.updateMany({ _id: { $in: tried } }, { $set: { isSmsTried: true } })
    // Withdrawn while it is being sent: the rest hears nothing of it, nor of the withdrawal.
    if ((await Notice.exists({ _id: notice._id, state: 'published' })) === null) {
      const untried = due.filter(({ record }) => record.isSmsTried !== true).map(({ record }) => record._id)
      await NoticeReach.updateMany({ _id: { $in: untried } }, { $unset: { isSmsTried: 1 } })
      return
    }
    await Promise.all(
      due.map(({ record, phone }) =>
        phone === undefined ? lookNoMore(record) : sendSmsTo(notice, record, phone, deps),
      ),
    )
  }
}

interface Due {
  batch: DueLine[]
  /** Nothing before it is due after this step. */
  from: Date
  isLast: boolean
}

/** The next lines that are due: a window of time after the other, for finding costs all that is due and not what is taken. */
async function readDue(
  { _id: noticeId, publishedAt, lookFrom = publishedAt }: NoticeRecord,
  now: Date,
): Promise<Due> {
  const end = now.getTime() + 1
  let from = lookFrom ?? now
  for (let width = lookedAtOnce / smsAtOnce; ; width *= 8) {
    const to = new Date(Math.min(from.getTime() + width, end))
    const batch = await NoticeReach.find({ lookAt: { $gte: from, $lt: to }, noticeId })
      .sort({ lookAt: 1 })
      .limit(lookedAtOnce)
      .lean<DueLine[]>()
    const isLast = to.getTime() >= end && batch.length < lookedAtOnce
    if (batch.length > 0 || isLast) return { batch, from: isLast ? now : from, isLast }
    from = to
  }
}

/**
 * Looks at those for whom an SMS is due: whether it left, or to send it. What cannot leave is tried again later and later;
 * a step that a crash cut off is done again, and the gateway knows each by its key.
 * @returns whether more are due.
 */
export async function lookAtSms(notice: NoticeRecord, deps: Deps): Promise<boolean> {
  if (!deps.ports.sms.isAvailable) return false
  const now = deps.clock.now()
  const { batch, from, isLast } = await readDue(notice, now)
  // Written down elsewhere she may be put right again: nothing is sent to her until then.
  for (const record of batch.filter(({ state }) => state === 'gone')) await lookLater(record, now)
  const here = batch.filter(({ state }) => state !== 'gone')
  const withAccount = here.filter(({ userId }) => userId !== undefined)
  if (withAccount.length > 0) await noteSentSms(notice, withAccount, now)
  const byPhone = here.filter(({ userId }) => userId === undefined)
  if (byPhone.length > 0) await sendSms(notice, byPhone, deps)
  if (from !== notice.lookFrom) await Notice.updateOne({ _id: notice._id }, { $set: { lookFrom: from } })
  return !isLast
}
