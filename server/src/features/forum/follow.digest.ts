import { Schema, model, type Types } from 'mongoose'
import type { Deps } from '../../deps'
import { insertMissing } from '../messages/insertMissing'
import type { Message } from '../messages/message'
import { storeDeliveries } from '../messages/outbox.mover'
import { filterReaders } from './forum.readers'
import { ForumPost, type ForumPostRecord } from './post.model'
import { Follow, ThreadCount, type FollowRecord, type ThreadCountRecord } from './thread.models'

/** Up to when followers have been told of what is new. */
interface DigestRunRecord {
  _id: 'forum'
  until: Date
}

const digestRunSchema = new Schema<DigestRunRecord>({
  _id: { type: String, required: true },
  until: { type: Date, required: true },
})
const DigestRun = model('ForumDigestRun', digestRunSchema)

const dayMilliseconds = 24 * 60 * 60 * 1000
/** After a longer standstill older threads are left to whoever opens them. */
const longestDays = 14
const batch = 200

interface Bundle {
  threads: number
  comments: number
  district: string
}

/** A thread's number as it was told, to be remembered once the message is kept. */
type Told = Map<string, number>

async function readSince(now: Date): Promise<Date> {
  const first = { _id: 'forum' as const, until: new Date(now.getTime() - dayMilliseconds) }
  await insertMissing(DigestRun, [first])
  const run = await DigestRun.findOne({ _id: 'forum' }).lean<DigestRunRecord>()
  return run?.until ?? first.until
}

async function addNew(
  counts: readonly ThreadCountRecord[],
  bundles: Map<string, Bundle>,
  told: Told,
  now: Date,
): Promise<void> {
  const comments = new Map(counts.map((count) => [count._id.toString(), count.comments]))
  const posts = await ForumPost.find(
    { _id: { $in: counts.map(({ _id }) => _id) }, state: 'visible' },
    { district: 1, community: 1, board: 1, subject: 1 },
  ).lean<Pick<ForumPostRecord, '_id' | 'district' | 'community' | 'board' | 'subject'>[]>()
  for (const post of posts) {
    const { _id: postId, district } = post
    const present = comments.get(postId.toString()) ?? 0
    // Thousands may follow one thread: one is read at a time.
    const follows = await Follow.find({ postId }, followFields).lean<
      Pick<FollowRecord, '_id' | keyof typeof followFields>[]
    >()
    // Who was told of an answer at once and has not looked yet is not told again.
    const due = follows.flatMap(({ toldBy, toldCount = 0, ...follow }) => {
      const unread = present - Math.max(follow.readCount, toldCount)
      return toldBy === undefined && unread > 0 ? [{ ...follow, unread }] : []
    })
    const ids = due.map(({ userId }) => userId.toString())
    const readers = await filterReaders(ids, post, now)
    const gone = due.filter(({ userId }) => !readers.has(userId.toString()))
    await Follow.deleteMany({ _id: { $in: gone.map(({ _id }) => _id) } })
    for (const { _id, userId, unread } of due) {
      if (!readers.has(userId.toString())) continue
      told.set(_id.toString(), present)
      const known = bundles.get(userId.toString()) ?? { threads: 0, comments: 0, district }
      bundles.set(userId.toString(), {
        district,
        threads: known.threads + 1,
        comments: known.comments + unread,
      })
    }
  }
}

const followFields = { userId: 1, readCount: 1, toldCount: 1, toldBy: 1 } as const

const writeBundle = (userId: string, { threads, comments, district }: Bundle): Message => ({
  userId,
  district,
  event: 'forum.summarised',
  title: `您关注的帖子有 ${comments} 条新留言`,
  body: `您关注的 ${threads} 个帖子有新留言，有空再看。`,
  page: 'packages/forum/pages/mine/index',
})

async function rememberTold(told: Told): Promise<void> {
  const rows = [...told]
  for (let i = 0; i < rows.length; i += batch)
    await Follow.bulkWrite(
      rows.slice(i, i + batch).map(([_id, toldCount]) => ({
        updateOne: { filter: { _id }, update: { $set: { toldCount } } },
      })),
    )
}

/**
 * Once a day what was said in followed threads and was not for the person: one message for all of it. However late the
 * job runs, it tells of everything since it last did, and of nothing twice: cut off by a crash it sends the same again,
 * under the same keys.
 */
export async function sendForumDigests(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const since = await readSince(now)
  const oldest = new Date(now.getTime() - longestDays * dayMilliseconds)
  const bundles = new Map<string, Bundle>()
  const told: Told = new Map()
  for (let after: Types.ObjectId | undefined; ;) {
    const counts = await ThreadCount.find({
      changedAt: { $gte: since < oldest ? oldest : since },
      ...(after ? { _id: { $gt: after } } : {}),
    })
      .sort({ _id: 1 })
      .limit(batch)
      .lean<ThreadCountRecord[]>()
    await addNew(counts, bundles, told, now)
    after = counts.at(-1)?._id
    if (counts.length < batch) break
  }
  const cause = `forumDigest:${since.getTime()}`
  const messages = [...bundles].map(([userId, bundle]) => ({ cause, message: writeBundle(userId, bundle) }))
  for (let i = 0; i < messages.length; i += batch) await storeDeliveries(messages.slice(i, i + batch), deps)
  await rememberTold(told)
  await DigestRun.updateOne({ _id: 'forum', until: since }, { $set: { until: now } })
}
