import type { Deps } from '../deps'
import type { SweepJob } from './job'
import { runJob } from './job.run'

/** What woke it while it ran is collected for so long, so that a rush costs few large runs, not many small ones. */
const restMilliseconds = 100

/**
 * Runs a sweep in this process, one run at a time, `everySeconds` after the last one ended or as soon as it is
 * woken. Several servers each run it: what it does is guarded by conditional updates.
 * @returns a function that ends it and waits for the run under way.
 */
export function startLocalSweep(job: SweepJob, deps: Deps): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isWoken = false
  const end = new AbortController()

  const schedule = (milliseconds: number) => {
    clearTimeout(timer)
    timer = setTimeout(start, milliseconds)
    timer.unref()
  }
  const start = () => {
    isWoken = false
    running = runJob(job, deps, end.signal).finally(() => {
      running = undefined
      if (!end.signal.aborted) schedule(isWoken ? restMilliseconds : job.everySeconds * 1000)
    })
  }
  const wake = () => {
    isWoken = true
    if (!running && !end.signal.aborted) schedule(0)
  }

  const stopListening = job.wakeOn?.(wake)
  schedule(0)
  return async () => {
    end.abort()
    stopListening?.()
    clearTimeout(timer)
    await running
  }
}
