import { parentPort, workerData } from 'node:worker_threads'
import { makePlan, type PlanOptions } from './plan'
import type { Plan } from './plan.problem'
import { toProblem, type AskedDay } from './planner.port'

export interface PlanOrder {
  day: AskedDay
  options: Omit<PlanOptions, 'onProgress'>
}

export type PlanMessage = { kind: 'progress'; share: number } | { kind: 'done'; plan: Plan }

const { day, options } = workerData as PlanOrder
const tell = (message: PlanMessage) => parentPort?.postMessage(message)
const everyMs = 250
let told = 0

const plan = makePlan(toProblem(day), {
  ...options,
  onProgress: (share) => {
    if (performance.now() - told < everyMs) return
    told = performance.now()
    tell({ kind: 'progress', share })
  },
})
tell({ kind: 'done', plan })
