/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops: each index is in range by construction */
import type { CompiledProblem } from './plan.compile'

const none = -1

/** Where a plan starts from: an order of visits and a helper for each task. */
export interface Outline {
  order: Int32Array
  helperOf: Int32Array
}

/** May one helper do both tasks of this visit, one after the other? */
export function mayBeOne(compiled: CompiledProblem, visit: number): boolean {
  return compiled.gapMax[visit]! >= compiled.minutes[compiled.firstTask[visit]!]!
}

/** Puts each visit after the one it waits for, and else leaves the order as it is. */
export function keepAfter(order: Int32Array, { waitsFor, awaitedBy }: CompiledProblem): void {
  const isPlaced = new Uint8Array(order.length)
  const isHeld = new Uint8Array(order.length)
  const wanted = Int32Array.from(order)
  let next = 0
  for (const visit of wanted) {
    let at = visit
    if (waitsFor[at] !== none && isPlaced[waitsFor[at]!] === 0) {
      isHeld[at] = 1
      continue
    }
    do {
      order[next] = at
      next += 1
      isPlaced[at] = 1
      at = awaitedBy[at]!
    } while (at !== none && isHeld[at] === 1)
  }
}

/** Visits by time, each to whom it costs least at the end of her day so far. Promised ones keep their helpers. */
export function constructOutline(compiled: CompiledProblem): Outline {
  const { visits, firstTask, secondTask, earliest, latest, tasks } = compiled
  const order = Int32Array.from(visits.keys()).sort(
    (a, b) => earliest[a]! + latest[a]! - earliest[b]! - latest[b]! || a - b,
  )
  keepAfter(order, compiled)
  const helperOf = new Int32Array(tasks.length).fill(none)
  const choose = createChooser(compiled)
  for (const visit of order) {
    const first = firstTask[visit]!
    const second = secondTask[visit]!
    const helper = choose(first, none)
    helperOf[first] = helper
    if (second !== none) helperOf[second] = choose(second, mayBeOne(compiled, visit) ? none : helper)
  }
  return { order, helperOf }
}

/** Answers with the helper for whom a task costs least after those she was given before, and gives it to her. */
function createChooser({
  problem,
  able,
  place,
  visitOf,
  minutes,
  earliest,
  latest,
  ...compiled
}: CompiledProblem) {
  const { travel, places, weights } = problem
  const at = Int32Array.from(compiled.home)
  const free = Float64Array.from(compiled.shiftStart)
  const usual = compiled.usualHelper
  return (task: number, except: number): number => {
    const visit = visitOf[task]!
    const to = place[visit]!
    let best = none
    let bestCost = Infinity
    let bestStart = 0
    for (const helper of able[task]!) {
      if (helper === except) continue
      const leg = travel[at[helper]! * places + to]!
      const start = Math.max(earliest[visit]!, free[helper]! + leg)
      const over = Math.max(0, start + minutes[task]! - compiled.shiftEnd[helper]!)
      const change = usual[task] !== none && usual[task] !== helper ? weights.change : 0
      const cost =
        weights.travel * leg +
        weights.lateness * Math.max(0, start - latest[visit]!) +
        weights.overtime * over +
        change +
        (weights.travel / 10) * (start - free[helper]! - leg)
      if (cost >= bestCost) continue
      best = helper
      bestCost = cost
      bestStart = start
    }
    at[best] = to
    free[best] = bestStart + minutes[task]!
    return best
  }
}
