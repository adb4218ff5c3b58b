import { parentPort, workerData } from 'node:worker_threads'
import { makePlan, type PlanOptions } from './plan'
import type { Plan, PlanProblem } from './plan.problem'

export interface PlanOrder {
  problem: PlanProblem
  options: Omit<PlanOptions, 'onProgress'>
}

export type PlanMessage = { kind: 'progress'; share: number } | { kind: 'done'; plan: Plan }

const { problem, options } = workerData as PlanOrder
const tell = (message: PlanMessage) => parentPort?.postMessage(message)
const everyMs = 250
let told = 0

const plan = makePlan(problem, {
  ...options,
  onProgress: (share) => {
    if (performance.now() - told < everyMs) return
    told = performance.now()
    tell({ kind: 'progress', share })
  },
})
tell({ kind: 'done', plan })
