import { Worker } from 'node:worker_threads'
import type { Plan } from './plan.problem'
import type { PlanMessage, PlanOrder } from './plan.worker'
import type { PlannerPort } from './planner.port'

/** Plans in a thread of its own. @param file the compiled `plan.worker`, or its source where tsx runs it. */
export function createWorkerPlanner(file: URL): PlannerPort {
  const execArgv = file.pathname.endsWith('.ts') ? ['--import', 'tsx'] : []
  return {
    plan: (day, { onProgress, ...options }) =>
      new Promise<Plan>((resolve, reject) => {
        const workerData: PlanOrder = { day, options }
        const worker = new Worker(file, { workerData, execArgv })
        worker.on('message', (message: PlanMessage) => {
          if (message.kind === 'done') resolve(message.plan)
          else onProgress?.(message.share)
        })
        worker.on('error', reject)
        worker.on('exit', (code) => {
          reject(new Error(`the planner ended with ${code}`)) // too late to matter when the plan is there
        })
      }),
  }
}
