import { boardRules, forumLimits, maskNumbers } from '@linli/shared/forum/forum'
import { readShanghaiParts, startOfShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { Message } from '../messages/message'
import { storeDeliveries } from '../messages/outbox.mover'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { assertForumAccess } from './forum.members'
import { canReadBoard } from './forum.policy'
import { ForumPost, type ForumPostRecord } from './post.model'
import { cutText } from './post.view'
import { readCounts } from './thread.counts'
import { Follow, ThreadCount, type FollowRecord, type ThreadCountRecord } from './thread.models'

const dayMilliseconds = 24 * 60 * 60 * 1000
const mostRead = 200
const lineLength = 26

/** One line, without numbers that lead to somebody; a line break in it would look like another post. */
const toLine = (text: string): string => cutText(maskNumbers(text).replace(/\s+/gu, ' '), lineLength)

/**
 * The day in a few lines, to be pasted into the group people really read: what is talked about and how much, nobody's
 * name, phone or room, nothing that is about somebody.
 */
export async function writeForumDigest(
  actor: Actor,
  community: string,
  deps: Deps,
): Promise<{ text: string; posts: number }> {
  const access = assertForumAccess(actor, community)
  const now = deps.clock.now()
  const since = Types.ObjectId.createFromTime(Math.floor(startOfShanghaiDay(now).getTime() / 1000))
  const rows = await ForumPost.find(
    { community, state: 'visible', _id: { $gte: since } },
    { board: 1, text: 1, subject: 1 },
  )
    .sort({ _id: -1 })
    .limit(mostRead)
    .lean<Pick<ForumPostRecord, '_id' | 'board' | 'text' | 'subject'>[]>()
  const posts = rows.filter(({ board, subject }) => !subject && canReadBoard(access, board))
  const counts = await readCounts(posts.map(({ _id }) => _id))
  const commentsOf = (post: { _id: Types.ObjectId }): number => counts.get(post._id.toString())?.comments ?? 0
  const busiest = [...posts].sort((a, b) => commentsOf(b) - commentsOf(a)).slice(0, forumLimits.digestPosts)
  const name = (await readAreaNames([community])).get(community) ?? '本社区'
  const { month, day } = readShanghaiParts(now)
  const head = `【${name}邻里圈】${month}月${day}日，${posts.length === 0 ? '今天还没有新帖子' : `新帖子 ${posts.length} 个`}`
  const lines = busiest.map((post, i) => {
    const said = commentsOf(post) > 0 ? `（${commentsOf(post)} 条留言）` : ''
    return `${i + 1}. ${boardRules[post.board].name}：${toLine(post.text)}${said}`
  })
  const foot = '打开“邻里”小程序，点“邻里圈”看全部。'
  return { text: [head, ...lines, foot].join('\n'), posts: posts.length }
}

const batch = 200

interface Bundle {
  threads: number
  comments: number
  district: string
}

async function addNew(counts: readonly ThreadCountRecord[], bundles: Map<string, Bundle>): Promise<void> {
  const comments = new Map(counts.map((count) => [count._id.toString(), count.comments]))
  const posts = await ForumPost.find(
    { _id: { $in: counts.map(({ _id }) => _id) }, state: 'visible' },
    { district: 1 },
  ).lean<Pick<ForumPostRecord, '_id' | 'district'>[]>()
  const districts = new Map(posts.map(({ _id, district }) => [_id.toString(), district]))
  // Who was told of an answer at once and has not looked yet is not told again.
  const follows = await Follow.find({ postId: { $in: posts.map(({ _id }) => _id) } }).lean<FollowRecord[]>()
  for (const { postId, userId, readCount, toldBy } of follows) {
    if (toldBy !== undefined) continue
    const unread = (comments.get(postId.toString()) ?? 0) - readCount
    if (unread <= 0) continue
    const district = districts.get(postId.toString()) ?? ''
    const known = bundles.get(userId.toString()) ?? { threads: 0, comments: 0, district }
    bundles.set(userId.toString(), {
      district,
      threads: known.threads + 1,
      comments: known.comments + unread,
    })
  }
}

const writeBundle = (userId: string, { threads, comments, district }: Bundle): Message => ({
  userId,
  district,
  event: 'forum.summarised',
  title: `您关注的帖子有 ${comments} 条新留言`,
  body: `昨天以来，您关注的 ${threads} 个帖子有新留言，有空再看。`,
  page: 'packages/forum/pages/mine/index',
})

/** Once a day what was said in followed threads and was not for the person: one message for all of it. */
export async function sendForumDigests(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const bundles = new Map<string, Bundle>()
  const since = new Date(now.getTime() - dayMilliseconds)
  for (let after: Types.ObjectId | undefined; ;) {
    const counts = await ThreadCount.find({
      changedAt: { $gte: since },
      ...(after ? { _id: { $gt: after } } : {}),
    })
      .sort({ _id: 1 })
      .limit(batch)
      .lean<ThreadCountRecord[]>()
    await addNew(counts, bundles)
    after = counts.at(-1)?._id
    if (counts.length < batch) break
  }
  const cause = `forumDigest:${toShanghaiDay(now)}`
  const messages = [...bundles].map(([userId, bundle]) => ({ cause, message: writeBundle(userId, bundle) }))
  for (let i = 0; i < messages.length; i += batch) await storeDeliveries(messages.slice(i, i + batch), deps)
}
