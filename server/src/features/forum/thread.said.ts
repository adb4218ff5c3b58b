import type { SaidComment, ServerEventData } from '@linli/shared/events'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { systemActor } from '../users/actor'
import { ForumComment, type CommentRecord } from './comment.model'
import { viewComments } from './comment.view'
import { ForumPost, type ForumPostRecord } from './post.model'
import { viewPost } from './post.view'
import type { ThreadCountRecord } from './thread.models'

/** Whoever missed more fetches it. */
const most = 5
/** Characters in all: it goes to thousands. */
const longest = 1600
const freshSeconds = 90
/** A post is long, and comments go on coming: it is told in the moment it changed, and once or twice more. */
const postSeconds = 3

type News = Pick<ServerEventData<'thread.changed'>, 'said' | 'gone' | 'since' | 'isReadable' | 'post'>

function keepShort(said: readonly SaidComment[]): SaidComment[] {
  const kept: SaidComment[] = []
  let length = 0
  for (const comment of [...said].reverse()) {
    length += Array.from(comment.text).length
    if (length > longest) break
    kept.unshift(comment)
  }
  return kept
}

/** Without what is about somebody, nor what answers it, for that quotes it: each reader is asked for those. */
async function leaveOutAbout(comments: readonly CommentRecord[]): Promise<ReadonlySet<CommentRecord>> {
  const answers = comments.flatMap(({ replyTo }) => (replyTo ? [replyTo] : []))
  const answered =
    answers.length > 0 ? await ForumComment.find({ _id: { $in: answers } }, { subject: 1 }).lean() : []
  const about = new Set(answered.filter(({ subject }) => subject).map(({ _id }) => _id.toString()))
  return new Set(comments.filter(({ subject, replyTo }) => !subject && !about.has(replyTo?.toString() ?? '')))
}

/** The newest comments, and those that were changed or given back of late. */
async function readComments(
  post: ForumPostRecord,
  changed: readonly string[],
  hasNames: boolean,
  deps: Deps,
): Promise<SaidComment[]> {
  const since = Math.floor(deps.clock.now().getTime() / 1000) - freshSeconds
  const find = (_id: object) =>
    ForumComment.find({ postId: post._id, _id }, { outbox: 0 }).sort({ _id: 1 }).lean<CommentRecord[]>()
  const newest = await find({ $gte: Types.ObjectId.createFromTime(since) })
  const other = changed.filter((id) => !newest.some(({ _id }) => _id.toString() === id))
  const renewed = other.length > 0 ? await find({ $in: other.map((id) => new Types.ObjectId(id)) }) : []
  const isVisible = ({ state }: CommentRecord): boolean => state === 'visible'
  const isChanged = ({ _id }: CommentRecord): boolean => changed.includes(_id.toString())
  const plain = await leaveOutAbout([...newest, ...renewed].filter(isVisible))
  const last = newest.filter((row) => plain.has(row))
  const kept = last.filter((row, index) => index >= last.length - most || isChanged(row))
  const told = [...renewed.filter((row) => plain.has(row)), ...kept]
  const views = await viewComments(told, post, systemActor, deps, hasNames)
  return keepShort(
    views.map(({ id, version, at, text, media, isOfficial, author, editedAt, replyTo, isSettled }) => ({
      ...{ id, version, at, text, media, isOfficial },
      ...(author ? { author } : {}),
      ...(editedAt === undefined ? {} : { editedAt }),
      ...(replyTo ? { replyTo } : {}),
      ...(isSettled ? { isSettled } : {}),
    })),
  )
}

/** Up to how many changes back everything is in what is told; see `ThreadNews`. */
function findSince(
  { changes, touched }: Required<Pick<ThreadCountRecord, 'changes' | 'touched'>>,
  told: ReadonlySet<string>,
): number {
  const missed = [...touched].reverse().findIndex(({ id }) => !told.has(id))
  return changes - (missed === -1 ? touched.length : missed)
}

async function readPost(post: ForumPostRecord, deps: Deps): Promise<NonNullable<News['post']>> {
  const view = await viewPost(post, systemActor, deps)
  const { version, text, media, photos, isPinned, isLocked, isAnswered, hasOfficialAnswer } = view
  const { price, place, editedAt, motion, need, isSettled } = view
  return {
    ...{ version, text, media, photos, isPinned, isLocked, isAnswered, hasOfficialAnswer },
    ...dropUndefined({ price, place, editedAt, motion, need, isSettled }),
  }
}

/**
 * What is new in a thread, checked and as all who have it open read it: nothing of whether one likes it, photos under
 * addresses that open what has passed its check to whoever holds them, for as long as a reader's own. Of what is about
 * somebody nothing comes by itself but what is gone: each reader is asked for.
 * @param hasNames false for who only joined and reads a notice.
 */
export async function readNews(
  postId: string,
  counts: ThreadCountRecord | undefined,
  deps: Deps,
  hasNames = true,
): Promise<News> {
  const { changes = 0, touched = [], postChangedAt } = counts ?? {}
  const post = await ForumPost.findOne({ _id: postId }, { outbox: 0 }).lean<ForumPostRecord>()
  const latest = new Map(touched.map(({ id, isReadable }) => [id, isReadable]))
  const taken = [...latest.keys()].filter((id) => latest.get(id) === false)
  if (post?.state !== 'visible') return { said: [], gone: [], since: changes, isReadable: false }
  if (post.subject) return { said: [], gone: taken, since: changes, isReadable: true }
  const back = [...latest.keys()].filter((id) => latest.get(id) === true)
  const said = await readComments(post, back, hasNames, deps)
  const spoken = new Set(said.map(({ id }) => id))
  const gone = taken.filter((id) => !spoken.has(id))
  const isPostNew = postChangedAt && deps.clock.now().getTime() - postChangedAt.getTime() < postSeconds * 1000
  return {
    ...{ said, gone, isReadable: true },
    since: findSince({ changes, touched }, new Set([...spoken, ...gone])),
    ...(isPostNew ? { post: await readPost(post, deps) } : {}),
  }
}
