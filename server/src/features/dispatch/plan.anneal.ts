import type { Random } from '../../lib/random'
import type { CompiledProblem } from './plan.compile'
import type { Outline } from './plan.construct'
import { createMoves } from './plan.moves'
import { createSchedule } from './plan.schedule'

/** How often the clock is looked at. */
const roundLength = 512
/** What is lost by a change that is taken now and then, in average ways from visit to visit: at first and at last. */
const hotWays = 1.6
const coldWays = 0.012

export interface AnnealOptions {
  /** How far along it is, 0 to 1: by the clock, or by counted rounds where the result must be repeatable. */
  readProgress: (rounds: number) => number
  random: Random
  /** Start as if so much of the time were over: 0 from nothing, near 1 to mend a plan that is good already. */
  from?: number
  onRound?: (progress: number, bestCost: number) => void
}

/**
 * Simulated annealing (Ceschia, Di Gaspero, Rosati, Schaerf: Multi-Neighborhood Simulated Annealing for the Home
 * Healthcare Routing and Scheduling Problem, ITOR 2024): small changes at random, the worse ones taken less and less.
 * @returns the best it met.
 */
export function anneal(compiled: CompiledProblem, start: Outline, options: AnnealOptions): Outline {
  const { random, readProgress, from = 0 } = options
  const order = Int32Array.from(start.order)
  const helperOf = Int32Array.from(start.helperOf)
  const best: Outline = { order: Int32Array.from(order), helperOf: Int32Array.from(helperOf) }
  if (order.length < 2) return best
  const schedule = createSchedule(compiled, order, helperOf)
  const change = createMoves(compiled, schedule, random)
  let cost = schedule.cost()
  let bestCost = cost
  const way = (compiled.problem.weights.travel * schedule.sums().travel) / helperOf.length + 1e-6
  for (let round = 0; ; round += 1) {
    const progress = from + (1 - from) * readProgress(round)
    if (progress >= 1) return best
    const temperature = way * hotWays * (coldWays / hotWays) ** progress
    for (let i = 0; i < roundLength; i += 1) {
      if (!change()) continue
      const next = schedule.settle()
      if (next <= cost || random() < Math.exp((cost - next) / temperature)) {
        schedule.keep()
        cost = next
        if (next < bestCost - 1e-9) {
          bestCost = next
          best.order.set(order)
          best.helperOf.set(helperOf)
        }
      } else schedule.undo()
    }
    options.onRound?.(progress, bestCost)
  }
}
