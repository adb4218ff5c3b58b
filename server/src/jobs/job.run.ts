import { Counter, Histogram } from 'prom-client'
import type { Deps } from '../deps'
import { registry } from '../http/metrics'
import type { JobDefinition } from './job'

const jobSeconds = new Histogram({
  name: 'linli_job_seconds',
  help: 'Time a job took',
  labelNames: ['job'],
  buckets: [0.01, 0.05, 0.25, 1, 5, 30, 120],
  registers: [registry],
})
const jobFailures = new Counter({
  name: 'linli_job_failures_total',
  help: 'Runs of a job that ended with an error',
  labelNames: ['job'],
  registers: [registry],
})

/** Runs a job and reports how it went; an error is logged and counted, and the next run comes as planned. */
export async function runJob(job: JobDefinition, deps: Deps, signal: AbortSignal): Promise<void> {
  const end = jobSeconds.startTimer({ job: job.name })
  try {
    await job.run(deps, signal)
  } catch (error) {
    jobFailures.inc({ job: job.name })
    deps.logger.error({ err: error, job: job.name }, 'job failed')
  } finally {
    end()
  }
}
