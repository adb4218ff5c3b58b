import { setTimeout as sleep } from 'node:timers/promises'

/** With so many requests under way each waits for the others, and for the jobs. */
const rush = 8
const restMilliseconds = 1000

let underWay = 0

/** Counts a request until the returned function is called. */
export function noteRequest(): () => void {
  underWay += 1
  return () => {
    underWay -= 1
  }
}

/**
 * For jobs, between two parts of a long run: in a rush of requests waits a second, so that what residents
 * ask for comes before what is told of it. Never longer, so that jobs go on however long the rush is.
 */
export async function giveWay(): Promise<void> {
  if (underWay >= rush) await sleep(restMilliseconds)
}
