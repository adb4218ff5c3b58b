/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops: each index is in range by construction */
import type { CompiledProblem } from './plan.compile'
import { createCosts, type Sums } from './plan.costs'
import { createTimes } from './plan.times'
import { createVisitOrder } from './plan.visitOrder'

const none = -1

/**
 * A plan that can be changed a little, at the price of what the change touches. Visits stand in one order; each task
 * is done by its helper after her tasks of earlier visits, as early as possible. So two helpers who wait for each
 * other in a circle cannot be written down (the encoding of Ceschia et al., ITOR 2024).
 */
export interface Schedule {
  readonly order: Int32Array
  readonly position: Int32Array
  readonly helperOf: Int32Array
  readonly start: Float64Array
  /** Of each task, weighted minutes. */
  readonly late: Float64Array
  /** Weighted, as `PlanWeights` says. */
  cost(): number
  sums(): Readonly<Sums>
  /** Puts a visit elsewhere in the order: as near to that place as what it waits for allows. */
  move(visit: number, to: number): void
  /** Does nothing where one would stand before what it waits for. */
  swap(visitA: number, visitB: number): void
  assign(task: number, helper: number): void
  /** Brings times and cost up to date after `move`, `swap`, `assign`. @returns the new cost. */
  settle(): number
  /** Takes back everything since the last `keep`. Call it after `settle`. */
  undo(): void
  keep(): void
}

/** @param order visits (all, once, each after what it waits for); @param helperOf a helper for each task. */
export function createSchedule(compiled: CompiledProblem, order: Int32Array, helperOf: Int32Array): Schedule {
  const { place, earliest, latest, lateFactor, firstTask, secondTask, gapMin, gapMax } = compiled
  const { visitOf, minutes, home, shiftStart, shiftEnd, waitsFor, awaitedBy } = compiled
  const { travel, places } = compiled.problem
  const visitCount = order.length
  const taskCount = helperOf.length
  const helperCount = home.length

  const { position, isInOrder, keepInOrder, slide, swapPlaces } = createVisitOrder(compiled, order)
  const costs = createCosts(compiled, helperOf)
  const { sums, cost, setHelper } = costs
  const times = createTimes(taskCount, helperCount)
  const { start, leg, late, previous, backLeg, overtime, rememberTask, rememberDay } = times
  /** What was done since the last `keep`, to be taken back in turn. */
  const steps: { kind: 0 | 1 | 2; a: number; b: number }[] = []

  // What is out of date since the last `settle`.
  const isDirty = new Uint8Array(helperCount)
  /** Visits whose time must be looked at though their helpers' days are as they were: what they wait for has changed. */
  const isDue = new Uint8Array(visitCount)
  const current = new Int32Array(helperCount).fill(none)
  const dirtyList = new Int32Array(helperCount)
  let listed = 0
  let dirty = 0
  let low = visitCount
  let high = none

  function touch(visit: number): void {
    const at = position[visit]!
    if (at < low) low = at
    if (at > high) high = at
    markDirty(helperOf[firstTask[visit]!]!)
    const second = secondTask[visit]!
    if (second !== none) markDirty(helperOf[second]!)
  }

  function markDirty(helper: number): void {
    if (isDirty[helper] === 1) return
    isDirty[helper] = 1
    dirtyList[listed] = helper
    listed += 1
    dirty += 1
  }

  /** The last task of each helper out of date before the first change. */
  function findCurrents(): void {
    let missing = listed
    for (let i = 0; i < listed; i += 1) current[dirtyList[i]!] = none - 1
    for (let i = low - 1; i >= 0 && missing > 0; i -= 1) {
      const visit = order[i]!
      const first = firstTask[visit]!
      const second = secondTask[visit]!
      // The second starts last, so it is the later one when one helper does both.
      if (second !== none) missing -= findCurrent(second)
      missing -= findCurrent(first)
    }
    for (let i = 0; i < listed; i += 1) if (current[dirtyList[i]!] === none - 1) current[dirtyList[i]!] = none
  }

  function findCurrent(task: number): 0 | 1 {
    const helper = helperOf[task]!
    if (isDirty[helper] === 0 || current[helper] !== none - 1) return 0
    current[helper] = task
    return 1
  }

  const legFrom = (task: number, helper: number, to: number): number =>
    travel[(task === none ? home[helper]! : place[visitOf[task]!]!) * places + to]!

  const freeAfter = (task: number, helper: number): number =>
    task === none ? shiftStart[helper]! : start[task]! + minutes[task]!

  function write(task: number, from: number, newLeg: number, newStart: number, visit: number): void {
    rememberTask(task)
    sums.travel += newLeg - leg[task]!
    const newLate = Math.max(0, newStart - latest[visit]!) * lateFactor[visit]!
    sums.late += newLate - late[task]!
    if (newLate > sums.worst) sums.worst = newLate
    else if (late[task]! >= sums.worst && newLate < late[task]!) isWorstUnknown = true
    const waiting = awaitedBy[visit]!
    if (waiting !== none && newStart !== start[task] && isDue[waiting] === 0) {
      isDue[waiting] = 1
      dirty += 1
    }
    start[task] = newStart
    leg[task] = newLeg
    late[task] = newLate
    previous[task] = from
  }
  let isWorstUnknown = false

  /** When a visit is over, as it stands. */
  function endOf(visit: number): number {
    const first = firstTask[visit]!
    const second = secondTask[visit]!
    const end = start[first]! + minutes[first]!
    return second === none ? end : Math.max(end, start[second]! + minutes[second]!)
  }

  /** Brings one visit up to date. */
  function layOut(visit: number, isFixed: boolean): void {
    if (isDue[visit] === 1) {
      isDue[visit] = 0
      dirty -= 1
    }
    const before = waitsFor[visit]!
    const opens = before === none ? earliest[visit]! : Math.max(earliest[visit]!, endOf(before))
    const first = firstTask[visit]!
    const second = secondTask[visit]!
    const to = place[visit]!
    const helperA = helperOf[first]!
    const fromA = isDirty[helperA] === 1 ? current[helperA]! : previous[first]!
    const legA = legFrom(fromA, helperA, to)
    let startA = Math.max(opens, freeAfter(fromA, helperA) + legA)
    if (second === none) {
      const wasStart = start[first]!
      if (fromA !== previous[first]! || startA !== wasStart || legA !== leg[first]!)
        write(first, fromA, legA, startA, visit)
      passOn(helperA, first, isFixed && startA === wasStart)
      return
    }
    const helperB = helperOf[second]!
    const isOne = helperA === helperB
    const fromB = isOne ? first : isDirty[helperB] === 1 ? current[helperB]! : previous[second]!
    const legB = isOne ? 0 : legFrom(fromB, helperB, to)
    const freeB = isOne ? startA + minutes[first]! : freeAfter(fromB, helperB) + legB
    const startB = Math.max(opens, freeB, startA + gapMin[visit]!)
    if (startB - startA > gapMax[visit]!) startA = startB - gapMax[visit]!
    const wasA = start[first]!
    const wasB = start[second]!
    if (fromA !== previous[first]! || startA !== wasA || legA !== leg[first]!)
      write(first, fromA, legA, startA, visit)
    if (fromB !== previous[second]! || startB !== wasB || legB !== leg[second]!)
      write(second, fromB, legB, startB, visit)
    passOn(helperA, first, isFixed && startA === wasA)
    passOn(helperB, second, isFixed && startB === wasB)
  }

  /** After her task: does what comes later for the helper have to be looked at? */
  function passOn(helper: number, task: number, isSame: boolean): void {
    if (isDirty[helper] === 1) {
      current[helper] = task
      if (isSame) {
        isDirty[helper] = 2 // up to date again, yet still in the list
        dirty -= 1
      }
    } else if (!isSame) {
      if (isDirty[helper] === 0) {
        dirtyList[listed] = helper
        listed += 1
      }
      isDirty[helper] = 1
      current[helper] = task
      dirty += 1
    }
  }

  function endDays(): void {
    for (let i = 0; i < listed; i += 1) {
      const helper = dirtyList[i]!
      if (isDirty[helper] === 1) endDay(helper)
      isDirty[helper] = 0
    }
    listed = 0
    dirty = 0
    low = visitCount
    high = none
  }

  function endDay(helper: number): void {
    const task = current[helper]!
    const back = task === none ? 0 : legFrom(task, helper, home[helper]!)
    const end = task === none ? shiftStart[helper]! : freeAfter(task, helper) + back
    const over = Math.max(0, end - shiftEnd[helper]!)
    rememberDay(helper)
    sums.travel += back - backLeg[helper]!
    sums.overtime += over - overtime[helper]!
    backLeg[helper] = back
    overtime[helper] = over
  }

  function settle(): number {
    findCurrents()
    for (let i = low; i < visitCount && (dirty > 0 || i <= high); i += 1) {
      const visit = order[i]!
      const second = secondTask[visit]!
      if (
        isDue[visit] === 0 &&
        isDirty[helperOf[firstTask[visit]!]!] !== 1 &&
        (second === none || isDirty[helperOf[second]!] !== 1)
      )
        continue
      layOut(visit, i > high)
    }
    endDays()
    if (isWorstUnknown) {
      let worst = 0
      for (let task = 0; task < taskCount; task += 1) if (late[task]! > worst) worst = late[task]!
      sums.worst = worst
      isWorstUnknown = false
    }
    return cost()
  }

  function keep(): void {
    times.keep()
    costs.keep()
    steps.length = 0
  }

  function undo(): void {
    for (let step = steps.pop(); step; step = steps.pop()) {
      if (step.kind === 0) slide(step.a, step.b)
      else if (step.kind === 1) swapPlaces(step.a, step.b)
      else setHelper(step.a, step.b)
    }
    times.undo()
    costs.undo()
  }

  for (let helper = 0; helper < helperCount; helper += 1) markDirty(helper)
  low = 0
  high = visitCount - 1
  settle()
  keep()

  return {
    order,
    position,
    helperOf,
    start,
    late,
    cost,
    sums: () => sums,
    move(visit, wanted) {
      const to = keepInOrder(visit, wanted)
      steps.push({ kind: 0, a: visit, b: position[visit]! })
      touch(visit)
      slide(visit, to)
      touch(visit)
    },
    swap(visitA, visitB) {
      // Neither may jump over what it waits for, nor over what waits for it.
      if (!isInOrder(visitA, position[visitB]!) || !isInOrder(visitB, position[visitA]!)) return
      steps.push({ kind: 1, a: visitA, b: visitB })
      touch(visitA)
      touch(visitB)
      swapPlaces(visitA, visitB)
    },
    assign(task, helper) {
      steps.push({ kind: 2, a: task, b: helperOf[task]! })
      touch(visitOf[task]!)
      setHelper(task, helper)
      markDirty(helper)
    },
    settle,
    undo,
    keep,
  }
}
