import type { Deps } from '../../deps'
import { Media } from './media.model'
import type { StoredMedia } from './media.service'

/**
 * Removes files with their bytes, while they still fit the filter. Bytes first: a crash in between repeats the
 * removal, and never leaves bytes without a record.
 * @returns how many were removed.
 */
export async function removeMedia(
  rows: readonly StoredMedia[],
  filter: { looseUntil?: { $lte: Date } },
  deps: Pick<Deps, 'ports'>,
): Promise<number> {
  let removed = 0
  for (const { _id, key, thumbnailKey } of rows) {
    await deps.ports.storage.remove(key)
    if (thumbnailKey != null) await deps.ports.storage.remove(thumbnailKey)
    removed += (await Media.deleteOne({ _id, ...filter })).deletedCount
  }
  return removed
}
