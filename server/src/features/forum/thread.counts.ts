import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { insertMissing } from '../messages/insertMissing'
import { ForumComment, type CommentRecord } from './comment.model'
import { announceThread, noteTouched } from './thread.announce'
import { pressPostLike } from './thread.likes'
import { Follow, ThreadCount, type ThreadCountRecord } from './thread.models'

const mostTries = 3

/**
 * Counts the comments others read, anew each time: repeated after a crash it comes to the truth. Counted again while
 * somebody else was counting as well.
 */
export async function recountComments(postId: Types.ObjectId, deps: Deps): Promise<void> {
  let last = -1
  for (let tries = 0; tries < mostTries; tries += 1) {
    const comments = await ForumComment.countDocuments({ postId, state: 'visible' })
    if (comments === last) break
    const counted = { comments, changedAt: deps.clock.now() }
    const { matchedCount } = await ThreadCount.updateOne({ _id: postId }, { $set: counted })
    const isFirst = matchedCount === 0 && (await insertFirst(postId, counted))
    if (matchedCount === 1 || isFirst) last = comments
  }
  await announceThread(postId, deps)
}

/** @returns false when somebody else was quicker, whose number may be an older one. */
async function insertFirst(_id: Types.ObjectId, counted: object): Promise<boolean> {
  const [isNew] = await insertMissing(ThreadCount, [{ _id, likes: 0, ...counted }])
  return isNew === true
}

/** The same, after what was said already was changed, taken away or given back; the comment as it was before. */
export async function recountChanged(
  comment: Pick<CommentRecord, '_id' | 'postId' | 'state'>,
  isReadable: boolean,
  deps: Deps,
): Promise<void> {
  const { _id, postId } = comment
  await noteTouched(postId, { _id }, isReadable)
  await recountComments(postId, deps)
  if (!isReadable) await takeBackRead(comment)
}

/**
 * What was read and then taken away must not stand against what came after it or comes next: that would never be
 * unread. Who had read that far has read one less; nobody has read more than there is.
 */
async function takeBackRead({
  _id,
  postId,
  state,
}: Pick<CommentRecord, '_id' | 'postId' | 'state'>): Promise<void> {
  if (state === 'visible') {
    const earlier = await ForumComment.countDocuments({ postId, state: 'visible', _id: { $lt: _id } })
    await Follow.updateMany({ postId, readCount: { $gt: earlier } }, { $inc: { readCount: -1 } })
    await Follow.updateMany({ postId, toldCount: { $gt: earlier } }, { $inc: { toldCount: -1 } })
  }
  const comments = (await readCounts([postId])).get(postId.toString())?.comments ?? 0
  await Follow.updateMany({ postId, readCount: { $gt: comments } }, { $set: { readCount: comments } })
  await Follow.updateMany({ postId, toldCount: { $gt: comments } }, { $set: { toldCount: comments } })
}

/** One press by one person. @returns the number that everybody sees then. */
export async function likeThread(
  postId: Types.ObjectId,
  userId: string,
  isOn: boolean,
  deps: Deps,
): Promise<number> {
  if (await pressPostLike({ targetId: postId, userId, isOn }, deps.clock.now()))
    await announceThread(postId, deps)
  return Math.max(0, (await readCounts([postId])).get(postId.toString())?.likes ?? 0)
}

/** The figures of many posts in one read. */
export async function readCounts(
  postIds: readonly Types.ObjectId[],
): Promise<Map<string, ThreadCountRecord>> {
  if (postIds.length === 0) return new Map()
  const rows = await ThreadCount.find({ _id: { $in: postIds } }).lean<ThreadCountRecord[]>()
  return new Map(rows.map((row) => [row._id.toString(), row]))
}
