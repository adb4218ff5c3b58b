import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { inParts } from '../../lib/inParts'
import { withdrawNoticePosts } from '../forum/post.notice'
import { storeDeliveries } from '../messages/outbox.mover'
import { causeOfWithdrawal, hideNextMessages, writeWithdrawalMessage } from './notice.messages'
import {
  Notice,
  NoticeRead,
  withdrawParts,
  type NoticeReadRecord,
  type NoticeRecord,
  type WithdrawPart,
} from './notice.model'
import { describeWithdrawal } from './notice.words'
import { tellNextSent } from './notice.sent'
import { tellNextVisitors } from './reach.end'
import { tellNextReached } from './reach.withdraw'

const firstRun = { what: 'withdraw', part: withdrawParts[0], cursor: '', done: 0, total: 0 } as const

/** What a withdrawal sets; the clock takes the words away and tells those who read them. */
export const withdrawFields = (
  { reason, byName }: { reason: string; byName: string },
  at: Date,
): Pick<NoticeRecord, 'withdrawn' | 'run' | 'nextAt'> => ({
  withdrawn: { at, reason, byName },
  run: firstRun,
  nextAt: at,
})

/** It was withdrawn while a batch of it was on its way: all who have it by now hear of it, from the beginning on. */
export async function beginWithdrawal(_id: Types.ObjectId, { clock }: Pick<Deps, 'clock'>): Promise<void> {
  await Notice.updateOne({ _id, state: 'withdrawn' }, { $set: { run: firstRun, nextAt: clock.now() } })
}

const readAtOnce = 4000
const toldAtOnce = 400

async function tellNextReaders(
  notice: NoticeRecord,
  cursor: string,
  deps: Deps,
): Promise<string | undefined> {
  const id = notice._id.toString()
  // By their keys, many at a time: finding costs what there is, and not what is taken.
  const readers = await NoticeRead.find({ key: { $gt: cursor === '' ? `${id}:` : cursor, $lt: `${id};` } })
    .sort({ key: 1 })
    .limit(readAtOnce)
    .lean<NoticeReadRecord[]>()
  const cause = causeOfWithdrawal(notice._id)
  for (const part of inParts(readers, toldAtOnce))
    await storeDeliveries(
      part.map(({ userId }) => ({ cause, message: writeWithdrawalMessage(notice, userId.toString()) })),
      deps,
    )
  return readers.length < readAtOnce ? undefined : readers.at(-1)?.key
}

/** Takes the words away from the boards, and part by part from whoever has them; what has not left does not leave. */
async function hideNext(notice: NoticeRecord, cursor: string, deps: Deps): Promise<string | undefined> {
  const now = deps.clock.now()
  if (cursor === '')
    await withdrawNoticePosts(notice._id, `${notice.title}\n\n${describeWithdrawal(notice, now)}`, deps)
  return hideNextMessages(notice, cursor, now)
}

/** A part goes on from a cursor (empty: its beginning). @returns where to go on; undefined when it is through. Repeatable. */
type Step = (notice: NoticeRecord, cursor: string, deps: Deps) => Promise<string | undefined>

const steps: Record<WithdrawPart, Step> = {
  messages: hideNext,
  visitors: tellNextVisitors,
  sent: tellNextSent,
  lines: tellNextReached,
  readers: tellNextReaders,
}

/**
 * Takes the words away wherever they are, and tells whoever is on the way with them, was sent or told them or had read them: a
 * step of it, after which it stands where a crash finds it again.
 * @returns whether there is more to do.
 */
export async function tellWithdrawal(notice: NoticeRecord, deps: Deps): Promise<boolean> {
  const { _id, run } = notice
  if (!run) return false
  const { part = withdrawParts[0], cursor } = run
  const next = await steps[part](notice, cursor, deps)
  const following = next === undefined ? withdrawParts[withdrawParts.indexOf(part) + 1] : part
  await Notice.updateOne(
    { _id, 'run.what': 'withdraw', 'run.part': part, 'run.cursor': cursor },
    following ? { $set: { 'run.part': following, 'run.cursor': next ?? '' } } : { $unset: { run: 1 } },
  )
  return following !== undefined
}
