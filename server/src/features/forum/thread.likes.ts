import { Types, type Model } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { insertMissing } from '../messages/insertMissing'
import { ForumComment } from './comment.model'
import { ForumLike, likeKeyOf, ThreadCount } from './thread.models'

/** What carries a number of likes; who likes it lies in documents of their own. */
interface Liked {
  likes: number
  likesDueAt?: Date
}

/** Once a person and thing, whatever is pressed twice. @returns whether it changed anything. */
async function setLike(targetId: Types.ObjectId, userId: string, isOn: boolean): Promise<boolean> {
  const key = likeKeyOf(targetId, userId)
  if (!isOn) return (await ForumLike.deleteOne({ key })).deletedCount === 1
  const [isNew] = await insertMissing(ForumLike, [
    { _id: new Types.ObjectId(), key, targetId, userId: new Types.ObjectId(userId) },
  ])
  return isNew === true
}

/** Which of these the person likes, in one read. */
export async function readLiked(targetIds: readonly Types.ObjectId[], userId: string): Promise<Set<string>> {
  if (targetIds.length === 0) return new Set()
  const keys = targetIds.map((id) => likeKeyOf(id, userId))
  const rows = await ForumLike.find({ key: { $in: keys } }, { targetId: 1 }).lean()
  return new Set(rows.map(({ targetId }) => targetId.toString()))
}

/**
 * One press. Counted up or down at once; before that it is marked, so that the number is counted anew from what lies
 * there, and a crash between the two writes mends itself.
 * @returns whether it changed anything.
 */
async function pressLike(
  model: Model<Liked>,
  press: { targetId: Types.ObjectId; userId: string; isOn: boolean },
  now: Date,
): Promise<boolean> {
  const { targetId, userId, isOn } = press
  await model.updateOne({ _id: targetId }, { $set: { likesDueAt: now } })
  const isChanged = await setLike(targetId, userId, isOn)
  if (isChanged) await model.updateOne({ _id: targetId }, { $inc: { likes: isOn ? 1 : -1 } })
  return isChanged
}

const likedModels = [ThreadCount, ForumComment] as unknown as readonly [Model<Liked>, Model<Liked>]
const [posts, comments] = likedModels

/** @returns whether it changed anything. */
export async function pressPostLike(press: LikePress, now: Date): Promise<boolean> {
  await insertMissing(ThreadCount, [{ _id: press.targetId, comments: 0, likes: 0 }])
  return pressLike(posts, press, now)
}

export const pressCommentLike = (press: LikePress, now: Date): Promise<boolean> =>
  pressLike(comments, press, now)

type LikePress = Parameters<typeof pressLike>[1]

/** What a person liked is counted anew: the person goes, or becomes one with another who liked it as well. */
export async function recountLikesOf(userId: string, now: Date): Promise<void> {
  const rows = await ForumLike.find({ userId }, { targetId: 1 }).lean()
  const filter = { _id: { $in: rows.map(({ targetId }) => targetId) } }
  for (const model of likedModels) await model.updateMany(filter, { $set: { likesDueAt: now } })
}

/** Presses closer together than this are counted in one go. */
const pauseMilliseconds = 60_000
const countedAtOnce = 200

const countLikes = (targetId: Types.ObjectId): Promise<number> => {
  const prefix = targetId.toString()
  return ForumLike.countDocuments({ key: { $gte: `${prefix}:`, $lt: `${prefix};` } }).exec()
}

/** Counts anew what was pressed a minute ago; whatever is pressed meanwhile is counted in the next round. */
export async function recountLikes(deps: Pick<Deps, 'clock'>): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - pauseMilliseconds)
  for (const model of likedModels) {
    const due = await model
      .find({ likesDueAt: { $lt: before } }, { likesDueAt: 1 })
      .sort({ likesDueAt: 1 })
      .limit(countedAtOnce)
      .lean<{ _id: Types.ObjectId; likesDueAt: Date }[]>()
    for (const { _id, likesDueAt } of due)
      await model.updateOne(
        { _id, likesDueAt },
        { $set: { likes: await countLikes(_id) }, $unset: { likesDueAt: 1 } },
      )
  }
}

export const recountLikesJob: JobDefinition = { name: 'recountLikes', everySeconds: 60, run: recountLikes }
