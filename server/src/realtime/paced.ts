import type { Deps } from '../deps'

interface Pause {
  timer: NodeJS.Timeout
  isDirty: boolean
}

/**
 * Tells whoever has a record open, at once the first time and then at most once in the pause, however much happens to
 * it: one broadcast whatever the number of readers. A lost one is made good by the next or the catch-up.
 * @param tell reads the record as it is then and publishes it.
 */
export function createPacedAnnouncer(
  tell: (id: string, deps: Deps) => Promise<void>,
  pauseMilliseconds = 500,
): (id: { toString(): string }, deps: Deps) => Promise<void> {
  const pauses = new Map<string, Pause>()
  const announce = async (record: { toString(): string }, deps: Deps): Promise<void> => {
    const id = record.toString()
    const pause = pauses.get(id)
    if (pause) {
      pause.isDirty = true
      return
    }
    const timer = setTimeout(() => {
      const wasDirty = pauses.get(id)?.isDirty === true
      pauses.delete(id)
      if (wasDirty)
        announce(id, deps).catch((error: unknown) => {
          deps.logger.warn({ err: error }, 'a record could not be announced')
        })
    }, pauseMilliseconds)
    timer.unref()
    pauses.set(id, { timer, isDirty: false })
    await tell(id, deps)
  }
  return announce
}
