import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { inParts } from '../../lib/inParts'
import type { KeyedMessage } from '../messages/delivery.plan'
import { Delivery, type DeliveryRow } from '../messages/delivery.model'
import { storeDeliveries } from '../messages/outbox.mover'
import { causeOfFamilyWithdrawal, writeFamilyWithdrawal } from './notice.family'
import {
  causeOfFamily,
  causeOfNotice,
  causeOfWithdrawal,
  skippedReason,
  writeWithdrawalMessage,
} from './notice.messages'
import type { NoticeRecord } from './notice.model'

type Sent = Pick<DeliveryRow, 'key' | 'userId' | 'channel' | 'state' | 'attempts' | 'reason'>

const sentFields = { key: 1, userId: 1, channel: 1, state: 1, attempts: 1, reason: 1 }

/** Whether it left for a telephone, or may have: what was tried and did not answer may have arrived all the same. */
const hasLeft = ({ channel, state, attempts, reason }: Sent): boolean =>
  channel !== 'inbox' &&
  (state === 'sent' || (attempts > 0 && (state !== 'skipped' || reason === skippedReason)))

/** Whoever of these accounts had it on the telephone otherwise than as a letter. */
export async function listSentTo(
  { _id }: Pick<NoticeRecord, '_id'>,
  userIds: readonly Types.ObjectId[],
): Promise<Set<string>> {
  const cause = causeOfNotice(_id)
  const keys = userIds.flatMap((id) => [
    `${cause}:${id.toString()}:sms`,
    `${cause}:${id.toString()}:subscribe`,
  ])
  const found = await Delivery.find({ key: { $in: keys } }, sentFields).lean<Sent[]>()
  return new Set(found.filter(hasLeft).map(({ userId }) => userId.toString()))
}

/** By the ways it came; the letter of a 必达 notice alone is answered by a letter. */
function answerAccount(notice: NoticeRecord, userId: string, own: readonly Sent[]): KeyedMessage[] {
  const left = own.filter(hasLeft)
  if (!notice.mustReach && left.length === 0) return []
  const ways = {
    bySms: left.length > 0,
    bySubscription: left.some(({ channel }) => channel === 'subscribe'),
  }
  return [{ cause: causeOfWithdrawal(notice._id), message: writeWithdrawalMessage(notice, userId, ways) }]
}

const answerFamily = (notice: NoticeRecord, userId: string): KeyedMessage[] => [
  { cause: causeOfFamilyWithdrawal(notice._id), message: writeFamilyWithdrawal(notice, userId) },
]

function answerAll(
  notice: NoticeRecord,
  rows: readonly Sent[],
  answer: typeof answerAccount,
): KeyedMessage[] {
  const byUser = new Map<string, Sent[]>()
  for (const row of rows)
    byUser.set(row.userId.toString(), [...(byUser.get(row.userId.toString()) ?? []), row])
  return [...byUser].flatMap(([userId, own]) => answer(notice, userId, own))
}

const readAtOnce = 4000
const toldAtOnce = 400

/**
 * Whoever was sent it hears of the withdrawal by the same ways: the next few thousand deliveries by their keys, from a
 * cursor on (empty: from the beginning). Of one person in two steps the second adds its ways to the first. Repeatable.
 * @returns where to go on; undefined at the end.
 */
export async function tellNextSent(
  notice: NoticeRecord,
  cursor: string,
  deps: Deps,
): Promise<string | undefined> {
  const walks = [
    { cause: causeOfNotice(notice._id), answer: answerAccount },
    { cause: causeOfFamily(notice._id), answer: answerFamily },
  ]
  const [at, last = ''] = cursor.split('|')
  const place = Number(at)
  const walk = walks[place]
  if (!walk) return undefined
  const { cause, answer } = walk
  const rows = await Delivery.find(
    { key: { $gt: last === '' ? `${cause}:` : last, $lt: `${cause};` } },
    sentFields,
  )
    .sort({ key: 1 })
    .limit(readAtOnce)
    .lean<Sent[]>()
  for (const part of inParts(answerAll(notice, rows, answer), toldAtOnce)) await storeDeliveries(part, deps)
  const end = rows.length < readAtOnce ? undefined : rows.at(-1)?.key
  return end === undefined ? `${place + 1}|` : `${place}|${end}`
}
