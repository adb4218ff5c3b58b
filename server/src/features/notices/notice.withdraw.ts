import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { withdrawNoticePosts } from '../forum/post.notice'
import { storeDeliveries } from '../messages/outbox.mover'
import { causeOfWithdrawal, hideMessages, writeWithdrawalMessage } from './notice.messages'
import { Notice, NoticeRead, type NoticeReadRecord, type NoticeRecord } from './notice.model'
import { tellVisitors } from './reach.visits'
import { tellReachedOfWithdrawal } from './reach.withdraw'
import { describeWithdrawal } from './notice.words'

const batchSize = 400

/** What a withdrawal sets; the clock takes the words away and tells those who read them. */
export const withdrawFields = (
  { reason, byName }: { reason: string; byName: string },
  at: Date,
): Pick<NoticeRecord, 'withdrawn' | 'run' | 'nextAt'> => ({
  withdrawn: { at, reason, byName },
  run: { what: 'withdraw', cursor: '', done: 0, total: 0 },
  nextAt: at,
})

/** Takes the words away from whoever has them, and from the boards. Repeatable. */
export async function hideEverywhere(notice: NoticeRecord, now: Date): Promise<void> {
  await hideMessages(notice, now)
  await withdrawNoticePosts(notice._id, `${notice.title}\n\n${describeWithdrawal(notice, now)}`)
}

/**
 * Takes the words away wherever they are, and tells those who had read them or were told of them, a few hundred at a time.
 * @returns whether there is more to do.
 */
export async function tellWithdrawal(notice: NoticeRecord, deps: Deps): Promise<boolean> {
  const { _id, run } = notice
  if (!run) return false
  const now = deps.clock.now()
  if (run.cursor === '') {
    await hideEverywhere(notice, now)
    await tellVisitors(notice, deps)
    if (notice.mustReach) await tellReachedOfWithdrawal(notice, deps)
  }
  const readers = await NoticeRead.find({
    noticeId: _id,
    ...(run.cursor === '' ? {} : { _id: { $gt: new Types.ObjectId(run.cursor) } }),
  })
    .sort({ _id: 1 })
    .limit(batchSize)
    .lean<NoticeReadRecord[]>()
  const cause = causeOfWithdrawal(_id)
  const messages = readers.map(({ userId }) => ({
    cause,
    message: writeWithdrawalMessage(notice, userId.toString()),
  }))
  await storeDeliveries(messages, deps)
  const last = readers.length < batchSize ? undefined : readers.at(-1)
  await Notice.updateOne(
    { _id, 'run.what': 'withdraw', 'run.cursor': run.cursor },
    last
      ? { $set: { 'run.cursor': last._id.toString(), 'run.done': run.done + readers.length } }
      : { $unset: { run: 1 } },
  )
  return last !== undefined
}
