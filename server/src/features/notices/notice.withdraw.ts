import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { withdrawNoticePosts } from '../forum/post.notice'
import { storeDeliveries } from '../messages/outbox.mover'
import { causeOfWithdrawal, hideMessages, writeWithdrawalMessage } from './notice.messages'
import { Notice, NoticeRead, type NoticeReadRecord, type NoticeRecord } from './notice.model'
import { describeWithdrawal } from './notice.words'

const batchSize = 400

/**
 * Takes the words away wherever they are, and tells those who had read them, a few hundred at a time.
 * @returns whether there is more to do.
 */
export async function tellWithdrawal(notice: NoticeRecord, deps: Deps): Promise<boolean> {
  const { _id, run } = notice
  if (!run) return false
  const now = deps.clock.now()
  if (run.cursor === '') {
    await hideMessages(notice, now)
    await withdrawNoticePosts(_id, `${notice.title}\n\n${describeWithdrawal(notice, now)}`)
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
