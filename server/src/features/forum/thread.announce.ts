import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { ThreadCount, type ThreadCountRecord } from './thread.models'

/** However many write or like within it, those who read hear once. */
const pauseMilliseconds = 500

interface Pause {
  timer: NodeJS.Timeout
  isDirty: boolean
}

const pauses = new Map<string, Pause>()

/**
 * Tells whoever has the thread open its figures: at once the first time, then at most twice a second. One broadcast
 * to the room whatever its size, with an id and numbers only; a lost one is made good by the next or the catch-up.
 */
export async function announceThread(postId: Types.ObjectId, deps: Deps): Promise<void> {
  const id = postId.toString()
  const pause = pauses.get(id)
  if (pause) {
    pause.isDirty = true
    return
  }
  const timer = setTimeout(() => {
    const wasDirty = pauses.get(id)?.isDirty === true
    pauses.delete(id)
    if (wasDirty)
      announceThread(postId, deps).catch((error: unknown) => {
        deps.logger.warn({ err: error }, 'a thread could not be announced')
      })
  }, pauseMilliseconds)
  timer.unref()
  pauses.set(id, { timer, isDirty: false })
  const counts = await ThreadCount.findOne({ _id: postId }).lean<ThreadCountRecord>()
  deps.publish({
    name: 'thread.changed',
    rooms: [`thread:${id}`],
    data: { id, comments: counts?.comments ?? 0, likes: counts?.likes ?? 0 },
  })
}
