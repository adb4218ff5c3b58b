import { createPacedAnnouncer } from '../../realtime/paced'
import { ThreadCount, type ThreadCountRecord } from './thread.models'

/** Tells whoever has the thread open its figures: an id and numbers only, however many write or like within it. */
export const announceThread = createPacedAnnouncer(async (id, deps) => {
  const counts = await ThreadCount.findOne({ _id: id }).lean<ThreadCountRecord>()
  deps.publish({
    name: 'thread.changed',
    rooms: [`thread:${id}`],
    data: { id, comments: counts?.comments ?? 0, likes: counts?.likes ?? 0 },
  })
})
