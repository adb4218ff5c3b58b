import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { makeTimedId } from '../../lib/timedIds'
import { insertMissing } from '../messages/insertMissing'
import { readCounts } from './thread.counts'
import { Follow, followKeyOf, type FollowRecord } from './thread.models'

/** From now on: what was said before is not new. */
export async function follow(
  postId: Types.ObjectId,
  userId: string,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  const counts = await readCounts([postId])
  await insertMissing(Follow, [
    {
      _id: makeTimedId(deps.clock.now()),
      key: followKeyOf(postId, userId),
      postId,
      userId: new Types.ObjectId(userId),
      readCount: counts.get(postId.toString())?.comments ?? 0,
    },
  ])
}

export async function unfollow(postId: Types.ObjectId, userId: string): Promise<void> {
  await Follow.deleteOne({ key: followKeyOf(postId, userId) })
}

export function findFollow(postId: Types.ObjectId, userId: string): Promise<FollowRecord | null> {
  return Follow.findOne({ key: followKeyOf(postId, userId) }).lean<FollowRecord | null>()
}

/** The person has the thread before them: nothing of it is new, and the next answer is told again. */
export async function markRead(postId: Types.ObjectId, userId: string): Promise<void> {
  const readCount = (await readCounts([postId])).get(postId.toString())?.comments ?? 0
  await Follow.updateOne(
    { key: followKeyOf(postId, userId) },
    { $set: { readCount }, $unset: { toldBy: 1, toldCount: 1 } },
  )
}

/**
 * Whether somebody is told of an answer: not again while an earlier message about the same thread waits for them
 * (must-get-right 17), and never who silenced the thread or left: whoever writes follows by it. Asked again for the same
 * entry it answers the same.
 */
export async function takeTurnToTell(
  postId: Types.ObjectId,
  userId: string,
  entryId: string,
): Promise<boolean> {
  const key = followKeyOf(postId, userId)
  const known = await Follow.findOne({ key }, { toldBy: 1 }).lean<Pick<FollowRecord, 'toldBy'>>()
  if (!known) return false
  if (known.toldBy !== undefined) return known.toldBy === entryId
  const { modifiedCount } = await Follow.updateOne(
    { key, toldBy: { $exists: false } },
    { $set: { toldBy: entryId } },
  )
  return modifiedCount === 1
}
