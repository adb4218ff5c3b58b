import { Types } from 'mongoose'
import { insertMissing } from '../messages/insertMissing'
import { ForumLike, likeKeyOf } from './thread.models'

/** Once a person and thing, whatever is pressed twice. @returns whether it changed anything. */
export async function setLike(targetId: Types.ObjectId, userId: string, isOn: boolean): Promise<boolean> {
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
