import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { createPacedAnnouncer } from '../../realtime/paced'
import { insertMissing } from '../messages/insertMissing'
import { readFigures, ThreadCount, type ThreadCountRecord } from './thread.models'
import { readSaid } from './thread.said'

/** Tells whoever has the thread open its figures and what is new in it, however many write or like within it. */
export const announceThread = createPacedAnnouncer(async (id, deps) => {
  const counts = await ThreadCount.findOne({ _id: id }).lean<ThreadCountRecord>()
  deps.publish({
    name: 'thread.changed',
    rooms: [`thread:${id}`],
    data: { id, ...readFigures(counts), said: await readSaid(id, deps), gone: counts?.gone ?? [] },
  })
})

const mostGone = 10

/** Something happened to the post or to what was said already: whoever reads it fetches all of it again. */
export async function noteChange(postId: Types.ObjectId): Promise<void> {
  await insertMissing(ThreadCount, [{ _id: postId, comments: 0, likes: 0 }])
  await ThreadCount.updateOne({ _id: postId }, { $inc: { changes: 1 } })
}

/** A comment that neighbours had read is not to be read now, or is again. Nobody waits for the fetch to see that. */
export async function noteReadable(
  postId: Types.ObjectId,
  comment: { _id: Types.ObjectId },
  isReadable: boolean,
): Promise<void> {
  const id = comment._id.toString()
  await ThreadCount.updateOne({ _id: postId }, { $pull: { gone: id } })
  if (!isReadable)
    await ThreadCount.updateOne({ _id: postId }, { $push: { gone: { $each: [id], $slice: -mostGone } } })
}

export async function announceChange(postId: Types.ObjectId, deps: Deps): Promise<void> {
  await noteChange(postId)
  await announceThread(postId, deps)
}
