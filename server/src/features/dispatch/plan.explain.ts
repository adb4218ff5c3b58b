/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops: each index is in range by construction */
import type { CompiledProblem } from './plan.compile'
import { mayBeOne } from './plan.construct'
import type { PlannedTask } from './plan.problem'
import type { Schedule } from './plan.schedule'

const none = -1
/** So many others are compared, spread over all who could. */
const compared = 8

/** Why it is this helper: what would be more with the next best, her place in the order being the same. */
export function explainTask(
  { able, visitOf, firstTask, secondTask, problem }: CompiledProblem,
  schedule: Schedule,
  task: number,
  clashes: (visit: number) => boolean,
): Pick<PlannedTask, 'ableCount' | 'next'> {
  const own = schedule.helperOf[task]!
  const visit = visitOf[task]!
  const other = task === firstTask[visit]! ? secondTask[visit]! : firstTask[visit]!
  const partner = other !== none && clashes(visit) ? schedule.helperOf[other]! : none
  const others = [...able[task]!].filter((helper) => helper !== own && helper !== partner)
  const before = { ...schedule.sums() }
  let best = Infinity
  let next: PlannedTask['next']
  const step = Math.max(1, Math.ceil(others.length / compared))
  for (let i = 0; i < others.length; i += step) {
    const helper = others[i]!
    schedule.assign(task, helper)
    const cost = schedule.settle()
    const { travel, late } = schedule.sums()
    if (cost < best) {
      best = cost
      next = {
        helperId: problem.helpers[helper]!.id,
        travelMinutes: Math.round(travel - before.travel),
        lateMinutes: Math.round(late - before.late),
      }
    }
    schedule.undo()
  }
  return { ableCount: able[task]!.length, ...(next ? { next } : {}) }
}

/** Must the two tasks of this visit have different helpers? */
export const needsTwo = (compiled: CompiledProblem) => (visit: number) => !mayBeOne(compiled, visit)
