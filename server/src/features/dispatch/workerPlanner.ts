import { Worker } from 'node:worker_threads'
import type { Plan } from './plan.problem'
import type { PlanMessage, PlanOrder } from './plan.worker'
import type { PlannerPort } from './planner.port'

/** tsx compiles what a thread imports, but in Node 20 not the file that it begins with. */
const importSource = ({ href }: URL): string =>
  `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(href)}) })`

function startWorker(file: URL, workerData: PlanOrder): Worker {
  const isSource = file.pathname.endsWith('.ts')
  return isSource
    ? new Worker(importSource(file), { workerData, eval: true })
    : new Worker(file, { workerData, execArgv: [] })
}

/** Plans in a thread of its own. @param file the compiled `plan.worker`, or its source where nothing was built. */
export function createWorkerPlanner(file: URL): PlannerPort {
  return {
    plan: (day, { onProgress, ...options }) =>
      new Promise<Plan>((resolve, reject) => {
        const worker = startWorker(file, { day, options })
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
