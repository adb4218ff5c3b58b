import type { Types } from 'mongoose'
import { performance } from 'node:perf_hooks'

interface Waiting {
  _id: Types.ObjectId
  version: number
}

/** Servers look one after the other, and a write takes its time. */
const slackSeconds = 15

const readUptime = (): number => performance.now() / 1000

/**
 * Finds what has waited longer than anything of its kind waits. The time of its next step was written by a clock that has
 * been put back since: by that clock it would wait for hours while somebody lies on the floor. Counted by one that nobody
 * sets, from when this process saw it first; whatever is written to it, also by a server whose clock differs, begins anew.
 * @param longest in seconds.
 */
export function createStallWatch<T extends Waiting>(
  longest: (row: T) => number,
  uptime: () => number = readUptime,
): (waiting: readonly T[]) => T[] {
  const since = new Map<string, number>()
  return (waiting) => {
    const now = uptime()
    const keys = new Set(waiting.map(keyOf))
    for (const key of since.keys()) if (!keys.has(key)) since.delete(key)
    return waiting.filter((row) => {
      const first = since.get(keyOf(row)) ?? now
      since.set(keyOf(row), first)
      return now - first > longest(row) + slackSeconds
    })
  }
}

const keyOf = ({ _id, version }: Waiting): string => `${_id.toString()}:${version}`
