import type { Deps } from '../deps'

interface JobBase {
  /** Part of the job's record in the database: never change it. */
  name: string
  /** Ends early, between two parts of its work, once the signal says that the server stops. */
  run(deps: Deps, signal: AbortSignal): Promise<void>
}

/** Runs so many seconds after the last run; see jobs.ts for how often it runs with several servers. */
export interface SweepJob extends JobBase {
  everySeconds: number
  /** For sweeps below 10 seconds: also run whenever this calls. @returns a function that stops listening. */
  wakeOn?: (wake: () => void) => () => void
}

/** Runs at times of the clock in Asia/Shanghai, once over all servers; made up for after a downtime. */
export interface CronJob extends JobBase {
  /** Minute, hour, day of the month, month, weekday. */
  cron: string
}

export type JobDefinition = SweepJob | CronJob

/** Below this a sweep runs in each process. */
const sharedFromSeconds = 10

export const isLocal = (job: JobDefinition): job is SweepJob =>
  'everySeconds' in job && job.everySeconds < sharedFromSeconds
