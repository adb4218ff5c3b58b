import { boardRules, forumLimits, maskNumbers } from '@linli/shared/forum/forum'
import { readShanghaiParts, startOfShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { assertForumAccess } from './forum.members'
import { canReadBoard } from './forum.policy'
import { ForumPost, type ForumPostRecord } from './post.model'
import { cutText } from './post.view'
import { readCounts } from './thread.counts'

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
