import { boardRules, forumBoards, forumLimits, maskNumbers } from '@linli/shared/forum/forum'
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

/** One line of the community's own words; a line break in it would look like another post. */
const toLine = (text: string): string => cutText(maskNumbers(text).replace(/\s+/gu, ' '), lineLength)

type Post = Pick<ForumPostRecord, '_id' | 'as' | 'board' | 'text' | 'subject'>
type CountComments = (post: Post) => number

const describeEcho = (comments: number, [before, after]: [string, string]): string =>
  comments > 0 ? `${before}${comments} 条留言${after}` : ''

/** The community and units are quoted, the busiest first. */
function listQuotes(posts: readonly Post[], commentsOf: CountComments): string[] {
  return [...posts]
    .sort((a, b) => commentsOf(b) - commentsOf(a))
    .slice(0, forumLimits.digestPosts)
    .map(
      (post) =>
        `${boardRules[post.board].name}：${toLine(post.text)}${describeEcho(commentsOf(post), ['（', '）'])}`,
    )
}

/** Neighbours wrote for neighbours: of their posts only how many there are on a board, and how much is said to them. */
function listBoards(posts: readonly Post[], commentsOf: CountComments): string[] {
  return forumBoards
    .map((board) => ({ board, own: posts.filter((post) => post.board === board) }))
    .filter(({ own }) => own.length > 0)
    .map(({ board, own }) => {
      const comments = own.reduce((sum, post) => sum + commentsOf(post), 0)
      return `${boardRules[board].name}：邻居们的新帖子 ${own.length} 个${describeEcho(comments, ['，', ''])}`
    })
}

/**
 * The day in a few lines, to be pasted into the group people really read: on which boards there is something new and how
 * much is said to it. Nothing a neighbour wrote: a name or a room in it cannot be told from other words.
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
    { as: 1, board: 1, text: 1, subject: 1 },
  )
    .sort({ _id: -1 })
    .limit(mostRead)
    .lean<Post[]>()
  const posts = rows.filter(({ board, subject }) => !subject && canReadBoard(access, board))
  const counts = await readCounts(posts.map(({ _id }) => _id))
  const commentsOf: CountComments = (post) => counts.get(post._id.toString())?.comments ?? 0
  const name = (await readAreaNames([community])).get(community) ?? '本社区'
  const { month, day } = readShanghaiParts(now)
  const head = `【${name}邻里圈】${month}月${day}日，${posts.length === 0 ? '今天还没有新帖子' : `新帖子 ${posts.length} 个`}`
  const isNeighbours = ({ as }: Post): boolean => as === 'resident'
  const lines = [
    ...listQuotes(
      posts.filter((post) => !isNeighbours(post)),
      commentsOf,
    ),
    ...listBoards(posts.filter(isNeighbours), commentsOf),
  ].map((line, i) => `${i + 1}. ${line}`)
  const foot = '打开“邻里”小程序，点“邻里圈”看全部。'
  return { text: [head, ...lines, foot].join('\n'), posts: posts.length }
}
