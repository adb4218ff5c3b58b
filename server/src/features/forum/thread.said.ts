import type { SaidComment } from '@linli/shared/events'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { systemActor } from '../users/actor'
import { ForumComment, type CommentRecord } from './comment.model'
import { viewComments } from './comment.view'
import { ForumPost, type ForumPostRecord } from './post.model'

/** Whoever missed more fetches it. */
const most = 5
/** Characters in all: it goes to thousands. */
const longest = 800
const freshSeconds = 90

const postFields = { community: 1, state: 1, subject: 1, board: 1, authorId: 1 } as const

function keepShort(said: readonly SaidComment[]): SaidComment[] {
  const kept: SaidComment[] = []
  let length = 0
  for (const comment of [...said].reverse()) {
    length += Array.from(comment.text).length
    if (kept.length === most || length > longest) break
    kept.unshift(comment)
  }
  return kept
}

/**
 * What was said to a post last, checked and as all who have it open read it: no photos, whose addresses are each reader's
 * own, nothing of whether one likes it. Of what is about somebody nothing comes by itself: each reader is asked for.
 */
export async function readSaid(postId: string, deps: Deps): Promise<SaidComment[]> {
  const post = await ForumPost.findOne({ _id: postId }, postFields).lean<ForumPostRecord>()
  if (post?.state !== 'visible' || post.subject) return []
  const since = Math.floor(deps.clock.now().getTime() / 1000) - freshSeconds
  const rows = await ForumComment.find(
    { postId: post._id, _id: { $gte: Types.ObjectId.createFromTime(since) } },
    { outbox: 0 },
  )
    .sort({ _id: 1 })
    .lean<CommentRecord[]>()
  const plain = rows.filter(({ state, media }) => state === 'visible' && media.length === 0).slice(-most)
  if (plain.length === 0) return []
  const views = await viewComments(plain, post, systemActor, deps)
  return keepShort(
    views.map(({ id, version, at, text, isOfficial, author, editedAt, replyTo }) => ({
      ...{ id, version, at, text, isOfficial },
      ...(author ? { author } : {}),
      ...(editedAt === undefined ? {} : { editedAt }),
      ...(replyTo ? { replyTo } : {}),
    })),
  )
}
