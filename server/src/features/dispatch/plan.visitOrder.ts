/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops: each index is in range by construction */
import type { CompiledProblem } from './plan.compile'

const none = -1

/** All visits in the order in which their times are found, and the place of each; one stands behind what it waits for. */
interface VisitOrder {
  readonly position: Int32Array
  /** May the visit stand there, after what it waits for and before what waits for it? */
  readonly isInOrder: (visit: number, at: number) => boolean
  /** The nearest place to the one wanted where the visit may stand. */
  readonly keepInOrder: (visit: number, to: number) => number
  readonly slide: (visit: number, to: number) => void
  readonly swapPlaces: (visitA: number, visitB: number) => void
}

/** @param order visits (all, once, each after what it waits for); changed in place. */
export function createVisitOrder(
  { waitsFor, awaitedBy }: Pick<CompiledProblem, 'waitsFor' | 'awaitedBy'>,
  order: Int32Array,
): VisitOrder {
  const position = new Int32Array(order.length)
  for (let i = 0; i < order.length; i += 1) position[order[i]!] = i

  function isInOrder(visit: number, at: number): boolean {
    const before = waitsFor[visit]!
    const after = awaitedBy[visit]!
    return (before === none || position[before]! < at) && (after === none || position[after]! > at)
  }

  function keepInOrder(visit: number, to: number): number {
    const before = waitsFor[visit]!
    const after = awaitedBy[visit]!
    const lowest = before === none ? 0 : position[before]! + 1
    const highest = after === none ? order.length - 1 : position[after]! - 1
    return Math.min(highest, Math.max(lowest, to))
  }

  function slide(visit: number, to: number): void {
    const from = position[visit]!
    if (from < to) {
      order.copyWithin(from, from + 1, to + 1)
      order[to] = visit
      for (let i = from; i <= to; i += 1) position[order[i]!] = i
    } else {
      order.copyWithin(to + 1, to, from)
      order[to] = visit
      for (let i = to; i <= from; i += 1) position[order[i]!] = i
    }
  }

  function swapPlaces(visitA: number, visitB: number): void {
    const at = position[visitA]!
    const other = position[visitB]!
    order[at] = visitB
    order[other] = visitA
    position[visitA] = other
    position[visitB] = at
  }

  return { position, isInOrder, keepInOrder, slide, swapPlaces }
}
