/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops: each index is in range by construction */

/** When each task begins and how each day ends, with what they were at the last `keep`. */
interface Times {
  /** Of each task: when it begins, the way to it, how late it is (weighted), and the one before it of the same helper. */
  readonly start: Float64Array
  readonly leg: Float64Array
  readonly late: Float64Array
  readonly previous: Int32Array
  /** Of each helper: the way back, and the time after the end of her shift. */
  readonly backLeg: Float64Array
  readonly overtime: Float64Array
  /** Call it before a task, or a helper's day, is changed. */
  readonly rememberTask: (task: number) => void
  readonly rememberDay: (helper: number) => void
  readonly keep: () => void
  readonly undo: () => void
}

export function createTimes(taskCount: number, helperCount: number): Times {
  const start = new Float64Array(taskCount).fill(-1)
  const leg = new Float64Array(taskCount)
  const late = new Float64Array(taskCount)
  const previous = new Int32Array(taskCount).fill(-1)
  const backLeg = new Float64Array(helperCount)
  const overtime = new Float64Array(helperCount)

  const oldTask = new Int32Array(taskCount)
  const oldStart = new Float64Array(taskCount)
  const oldLeg = new Float64Array(taskCount)
  const oldLate = new Float64Array(taskCount)
  const oldPrevious = new Int32Array(taskCount)
  const isKnown = new Uint8Array(taskCount)
  let tasks = 0
  const oldHelper = new Int32Array(helperCount)
  const oldBackLeg = new Float64Array(helperCount)
  const oldOvertime = new Float64Array(helperCount)
  let days = 0

  function rememberTask(task: number): void {
    if (isKnown[task] === 1) return
    isKnown[task] = 1
    oldTask[tasks] = task
    oldStart[tasks] = start[task]!
    oldLeg[tasks] = leg[task]!
    oldLate[tasks] = late[task]!
    oldPrevious[tasks] = previous[task]!
    tasks += 1
  }

  function rememberDay(helper: number): void {
    oldHelper[days] = helper
    oldBackLeg[days] = backLeg[helper]!
    oldOvertime[days] = overtime[helper]!
    days += 1
  }

  function keep(): void {
    for (let i = 0; i < tasks; i += 1) isKnown[oldTask[i]!] = 0
    tasks = 0
    days = 0
  }

  function undo(): void {
    for (let i = 0; i < tasks; i += 1) {
      const task = oldTask[i]!
      start[task] = oldStart[i]!
      leg[task] = oldLeg[i]!
      late[task] = oldLate[i]!
      previous[task] = oldPrevious[i]!
    }
    // A helper may stand in the list twice: the oldest value is the one to go back to.
    for (let i = days - 1; i >= 0; i -= 1) {
      backLeg[oldHelper[i]!] = oldBackLeg[i]!
      overtime[oldHelper[i]!] = oldOvertime[i]!
    }
    keep()
  }

  return { start, leg, late, previous, backLeg, overtime, rememberTask, rememberDay, keep, undo }
}
