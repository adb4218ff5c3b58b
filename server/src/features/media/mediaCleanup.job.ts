import type { Deps } from '../../deps'
import { Media } from './media.model'
import type { StoredMedia } from './media.service'

const batch = 100

/** Servers' clocks differ a little; a file is taken away only when no server would still attach it. */
const marginMilliseconds = 60 * 60 * 1000

/**
 * Removes files that nothing used in their time. Bytes first: a crash in between repeats the removal, and never
 * leaves bytes without a record. Several servers may run it at once.
 * @returns how many were removed.
 */
export async function removeLooseMedia(deps: Pick<Deps, 'clock' | 'ports'>): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - marginMilliseconds)
  let removed = 0
  for (;;) {
    const rows = await Media.find({ looseUntil: { $lte: before } })
      .limit(batch)
      .lean<StoredMedia[]>()
    for (const { _id, key, thumbnailKey } of rows) {
      await deps.ports.storage.remove(key)
      if (thumbnailKey != null) await deps.ports.storage.remove(thumbnailKey)
      removed += (await Media.deleteOne({ _id, looseUntil: { $lte: before } })).deletedCount
    }
    if (rows.length < batch) return removed
  }
}

export const mediaCleanupJob = { name: 'media.removeLoose', everySeconds: 60 * 60, run: removeLooseMedia }
