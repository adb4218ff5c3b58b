import type { Room } from '@linli/shared/events'
import { openBoard } from '@linli/shared/forum/forum'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { createPacedAnnouncer } from '../../realtime/paced'
import { insertMissing } from '../messages/insertMissing'
import { ForumPost } from './post.model'
import { readFigures, ThreadCount, type ThreadCountRecord } from './thread.models'
import { readNews } from './thread.said'

/** Tells whoever has the thread open its figures and what is new in it, however many write or like within it. */
export const announceThread = createPacedAnnouncer(async (id, deps) => {
  const counts = await ThreadCount.findOne({ _id: id }).lean<ThreadCountRecord>()
  const tell = async (rooms: Room[], except: Room[], hasNames: boolean) => {
    const news = await readNews(id, counts ?? undefined, deps, hasNames)
    const data = { id, ...readFigures(counts), ...news }
    deps.publish({ name: 'thread.changed', rooms, except, data })
  }
  const post = await ForumPost.findOne({ _id: id }, { board: 1 }).lean()
  const all: Room[] = [`thread:${id}`]
  const named: Room[] = [`threadNames:${id}`]
  if (post?.board !== openBoard) return tell(all, [], true)
  await tell(named, [], true)
  await tell(all, named, false)
})

const mostTouched = 10

/** A comment that was there was changed, taken away or given back: counted, and named, in one. */
export async function noteTouched(
  postId: Types.ObjectId,
  comment: { _id: Types.ObjectId },
  isReadable: boolean,
): Promise<void> {
  await insertMissing(ThreadCount, [{ _id: postId, comments: 0, likes: 0 }])
  const touched = { $each: [{ id: comment._id.toString(), isReadable }], $slice: -mostTouched }
  await ThreadCount.updateOne({ _id: postId }, { $inc: { changes: 1 }, $push: { touched } })
}

/** Something happened to the post itself: whoever reads it is told its words, and fetches it for the rest. */
export async function notePostChange(postId: Types.ObjectId, deps: Pick<Deps, 'clock'>): Promise<void> {
  await insertMissing(ThreadCount, [{ _id: postId, comments: 0, likes: 0 }])
  await ThreadCount.updateOne(
    { _id: postId },
    { $inc: { postChanges: 1 }, $set: { postChangedAt: deps.clock.now() } },
  )
}

export async function announcePostChange(postId: Types.ObjectId, deps: Deps): Promise<void> {
  await notePostChange(postId, deps)
  await announceThread(postId, deps)
}
