import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { Media } from './media.model'
import type { StoredMedia } from './media.service'
import { removeMedia } from './mediaRemoval'

const batch = 100

/** Servers' clocks differ a little; a file is taken away only when no server would still attach it. */
const marginMilliseconds = 60 * 60 * 1000

/** Removes files that nothing used in their time. Several servers may run it at once. @returns how many. */
export async function removeLooseMedia(deps: Pick<Deps, 'clock' | 'ports'>): Promise<number> {
  const looseUntil = { $lte: new Date(deps.clock.now().getTime() - marginMilliseconds) }
  let removed = 0
  for (;;) {
    const rows = await Media.find({ looseUntil }).limit(batch).lean<StoredMedia[]>()
    removed += await removeMedia(rows, { looseUntil }, deps)
    if (rows.length < batch) return removed
  }
}

export const mediaCleanupJob: JobDefinition = {
  name: 'removeLooseMedia',
  everySeconds: 60 * 60,
  run: async (deps) => {
    await removeLooseMedia(deps)
  },
}
