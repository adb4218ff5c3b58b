/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops: each index is in range by construction */
import type { CompiledProblem } from './plan.compile'

const none = -1

export interface Sums {
  travel: number
  late: number
  worst: number
  changes: number
  overtime: number
  load: number
}

/** What a plan costs so far, and who does what of it. */
interface Costs {
  readonly sums: Sums
  /** Weighted, as `PlanWeights` says. */
  readonly cost: () => number
  /** Gives a task to another helper, with what becomes of changes and of how evenly the work lies. */
  readonly setHelper: (task: number, helper: number) => void
  readonly keep: () => void
  readonly undo: () => void
}

/** @param helperOf a helper for each task; changed in place. */
export function createCosts(compiled: CompiledProblem, helperOf: Int32Array): Costs {
  const { minutes, usualHelper, home } = compiled
  const { weights } = compiled.problem
  const work = new Float64Array(home.length)
  const sums: Sums = { travel: 0, late: 0, worst: 0, changes: 0, overtime: 0, load: 0 }
  const workScale = minutes.reduce((sum, each) => sum + each, 0) || 1

  for (let task = 0; task < helperOf.length; task += 1) {
    work[helperOf[task]!]! += minutes[task]!
    if (usualHelper[task] !== none && usualHelper[task] !== helperOf[task]) sums.changes += 1
  }
  for (const own of work) sums.load += own ** 2 / workScale
  const before: Sums = { ...sums }

  return {
    sums,
    cost: () =>
      weights.travel * sums.travel +
      weights.lateness * sums.late +
      weights.worstLateness * sums.worst +
      weights.change * sums.changes +
      weights.overtime * sums.overtime +
      weights.load * sums.load,
    setHelper(task, helper) {
      const from = helperOf[task]!
      const usual = usualHelper[task]!
      if (usual !== none) sums.changes += Number(helper !== usual) - Number(from !== usual)
      const time = minutes[task]!
      sums.load += ((work[helper]! + time) ** 2 - work[helper]! ** 2) / workScale
      work[helper]! += time
      sums.load += ((work[from]! - time) ** 2 - work[from]! ** 2) / workScale
      work[from]! -= time
      helperOf[task] = helper
    },
    keep() {
      Object.assign(before, sums)
    },
    undo() {
      Object.assign(sums, before)
    },
  }
}
