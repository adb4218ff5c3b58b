import { setTimeout as sleep } from 'node:timers/promises'

/** Share of its time a process works above which requests wait for one another. */
const busyShare = 0.75
const lookMilliseconds = 20
const restMilliseconds = 250

/**
 * For jobs, between two parts of a long run: when the process is busy with requests, waits a quarter of a second, so
 * that a rush of residents comes before what is told of it. Never longer, so that jobs go on however long the rush is.
 */
export async function giveWay(): Promise<void> {
  const before = performance.eventLoopUtilization()
  await sleep(lookMilliseconds)
  if (performance.eventLoopUtilization(before).utilization > busyShare) await sleep(restMilliseconds)
}
