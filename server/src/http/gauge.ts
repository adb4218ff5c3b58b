import { Gauge } from 'prom-client'
import { mongoose } from '../database/mongoose'
import { registry } from './metrics'

/** Counting stops here: above it the number only says "far too many". */
export const mostCounted = { limit: 10_000 }

const patienceMilliseconds = 2000

const isConnected = (): boolean => mongoose.connection.readyState === mongoose.ConnectionStates.connected

/** @returns NaN, which a scraper takes for "not known", when the database does not answer in time. */
async function tryToMeasure(measure: () => Promise<number>): Promise<number> {
  if (!isConnected()) return NaN
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(resolve, patienceMilliseconds, NaN)
  })
  try {
    return await Promise.race([measure(), late])
  } catch {
    return NaN
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A gauge that is measured in the database at each scrape. One that cannot be measured is not known, and the others are
 * shown all the same: `/metrics` is read most when something is broken.
 */
export function addGauge(name: string, help: string, measure: () => Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await tryToMeasure(measure))
    },
  })
}
