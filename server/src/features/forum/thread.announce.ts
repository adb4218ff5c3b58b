import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { createPacedAnnouncer } from '../../realtime/paced'
import { insertMissing } from '../messages/insertMissing'
import { ThreadCount, type ThreadCountRecord } from './thread.models'

/** Tells whoever has the thread open its figures: an id and numbers only, however many write or like within it. */
export const announceThread = createPacedAnnouncer(async (id, deps) => {
  const counts = await ThreadCount.findOne({ _id: id }).lean<ThreadCountRecord>()
  deps.publish({
    name: 'thread.changed',
    rooms: [`thread:${id}`],
    data: { id, ...readFigures(counts) },
  })
})

/** The figures as readers have them. */
export const readFigures = (counts: ThreadCountRecord | null | undefined) => ({
  comments: counts?.comments ?? 0,
  likes: Math.max(0, counts?.likes ?? 0),
  changes: counts?.changes ?? 0,
})

/** Something happened to the post or to what was said already: whoever reads it fetches all of it again. */
export async function noteChange(postId: Types.ObjectId): Promise<void> {
  await insertMissing(ThreadCount, [{ _id: postId, comments: 0, likes: 0 }])
  await ThreadCount.updateOne({ _id: postId }, { $inc: { changes: 1 } })
}

export async function announceChange(postId: Types.ObjectId, deps: Deps): Promise<void> {
  await noteChange(postId)
  await announceThread(postId, deps)
}
