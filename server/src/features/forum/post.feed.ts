import type { OutputOf } from '@linli/shared/contract'
import { forumLimits, openBoard } from '@linli/shared/forum/forum'
import type { postContracts } from '@linli/shared/forum/post.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { normaliseText, toBigrams } from '../../lib/bigrams'
import { firstIdOf, readNewestFirst, readOldestFirst, type IdRange } from '../../lib/timedIds'
import type { Actor } from '../users/actor'
import { assertForumAccess } from './forum.members'
import { canReadBoard, isForumModerator } from './forum.policy'
import { ForumPost, type ForumPostRecord } from './post.model'
import { canReadPost, isSubject, isWaiting } from './post.policy'
import { Follow, type FollowRecord } from './thread.models'

type ListQuery = OutputOf<typeof postContracts.listPosts.query>
type WaitingQuery = OutputOf<typeof postContracts.listWaitingPosts.query>
type SearchQuery = OutputOf<typeof postContracts.searchPosts.query>
type OwnQuery = OutputOf<typeof postContracts.listMyPosts.query>

/** What no list shows. */
const listFields = { bigrams: 0, outbox: 0 } as const

/** Rows at once where most are told apart here. */
const keptApart = 500

/**
 * What one index holds, by equality, and one range of it: measured with 100,000 posts, one field more beside it, or
 * anything negative, makes the engine read them all. The rest is told apart here.
 */
const readRange = (filter: object) => (range: IdRange, most: number) =>
  ForumPost.find({ ...filter, ...range }, listFields)
    .sort({ _id: -1 })
    .limit(most)
    .lean<ForumPostRecord[]>()

/** A page of what others may read, the newest first; one row more than asked when there is more. */
export async function listPosts(
  actor: Actor,
  { community, board, cursor, limit }: ListQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<ForumPostRecord[]> {
  const access = assertForumAccess(actor, community)
  const asked = access === 'notices' ? openBoard : board
  assertThat(board === undefined || canReadBoard(access, board), 'forum.not_a_member')
  const filter = {
    community,
    ...(asked === undefined ? {} : { board: asked }),
    state: 'visible',
  }
  const isKept = (post: ForumPostRecord): boolean => !isSubject(actor, post)
  const name = `posts:${community}:${asked ?? ''}`
  return readNewestFirst(
    { read: readRange(filter), isKept, cursor, limit: limit + 1, name },
    deps.clock.now(),
  )
}

const day = 24 * 60 * 60 * 1000

/** What neighbours wait for the community to answer, the longest first; for who answers there. */
export function listWaiting(
  actor: Actor,
  { community, cursor, limit }: WaitingQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<ForumPostRecord[]> {
  assertThat(isForumModerator(actor, community), 'access.denied')
  const read = (range: IdRange, most: number) =>
    ForumPost.find({ community, state: 'visible', ...range }, listFields)
      .sort({ _id: 1 })
      .limit(most)
      .lean<ForumPostRecord[]>()
  const isKept = (post: ForumPostRecord): boolean => isWaiting(post) && !isSubject(actor, post)
  const now = deps.clock.now()
  const start = new Date(now.getTime() - forumLimits.waitingDays * day)
  return readOldestFirst({ read, isKept, cursor, limit: limit + 1, batch: keptApart }, { start, now })
}

/** What stays on top, the last pinned first; few by rule. */
export async function listPinned(actor: Actor, { community, board }: ListQuery): Promise<ForumPostRecord[]> {
  const rows = await ForumPost.find({ community, pinnedAt: { $gt: new Date(0) } }, listFields)
    .sort({ pinnedAt: -1 })
    .limit(forumLimits.pins)
    .lean<ForumPostRecord[]>()
  return rows.filter((post) => (board === undefined || post.board === board) && canReadPost(actor, post))
}

/** One's own in every state but deleted. */
export function listMyPosts(
  actor: Actor,
  { cursor, limit }: OwnQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<ForumPostRecord[]> {
  const read = readRange({ authorId: new Types.ObjectId(actor.userId) })
  const isKept = ({ state }: ForumPostRecord): boolean => state !== 'deleted'
  return readNewestFirst({ read, isKept, cursor, limit: limit + 1 }, deps.clock.now())
}

/** A followed thread with how many comments the person has seen. */
export interface FollowedPost {
  follow: FollowRecord
  post: ForumPostRecord
}

/** What the person follows, the last followed first; what is not readable any more is left out. */
export async function listFollowed(
  actor: Actor,
  { cursor, limit }: OwnQuery,
): Promise<{ rows: FollowedPost[]; nextCursor?: string }> {
  const follows = await Follow.find({
    userId: actor.userId,
    ...(cursor === undefined ? {} : { _id: { $lt: cursor } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<FollowRecord[]>()
  const shown = follows.slice(0, limit)
  const posts = await ForumPost.find({ _id: { $in: shown.map(({ postId }) => postId) } }, listFields).lean<
    ForumPostRecord[]
  >()
  const byId = new Map(posts.map((post) => [post._id.toString(), post]))
  const rows = shown.flatMap((follow) => {
    const post = byId.get(follow.postId.toString())
    return post && canReadPost(actor, post) ? [{ follow, post }] : []
  })
  const last = shown.at(-1)
  return follows.length > limit && last ? { rows, nextCursor: last._id.toString() } : { rows }
}

const week = 7 * day
const mostCompared = 6

/** Of these pairs of characters the one that the fewest posts of late have: of those posts the others are looked for. */
async function findRarest(
  community: string,
  grams: readonly string[],
  now: Date,
): Promise<string | undefined> {
  const lately = { $gte: firstIdOf(now.getTime() - week) }
  const compared = grams.slice(0, mostCompared)
  const counts = await Promise.all(
    compared.map((gram) => ForumPost.countDocuments({ community, bigrams: gram, _id: lately })),
  )
  return compared[counts.indexOf(Math.min(...counts))]
}

/** Posts that have all the words, the newest first: by the rarest pair of characters, then by the words themselves. */
export async function searchPosts(
  actor: Actor,
  { community, q, cursor, limit }: SearchQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<ForumPostRecord[]> {
  const access = assertForumAccess(actor, community)
  const words = q.split(/\s+/u).map(normaliseText)
  const grams = [...new Set(words.flatMap((word) => toBigrams(word)))].filter((gram) => gram.length > 1)
  const now = deps.clock.now()
  const gram = await findRarest(community, grams, now)
  if (gram === undefined) return []
  const isHit = (post: ForumPostRecord): boolean => {
    const text = normaliseText(`${post.text} ${post.price ?? ''}`)
    const isReadable = post.state === 'visible' && canReadBoard(access, post.board)
    return isReadable && !isSubject(actor, post) && words.every((word) => text.includes(word))
  }
  const read = readRange({ community, bigrams: gram })
  return readNewestFirst({ read, isKept: isHit, cursor, limit: limit + 1, batch: 2 * keptApart }, now)
}
