import type { PlanOptions } from './plan'
import type { Plan, PlanProblem } from './plan.problem'
import { makeTravelMatrix, type TravelPlace } from '../../lib/travel'

/** A day to be laid out: where the places are; the minutes between them are worked out where it is planned. */
export type AskedDay = Omit<PlanProblem, 'places' | 'travel'> & { places: readonly TravelPlace[] }

/** Lays out a day without holding up requests. */
export interface PlannerPort {
  /** @throws Error when the worker breaks off. */
  plan(day: AskedDay, options: PlanOptions): Promise<Plan>
}

/** Takes time that grows with the square of the places: call it where nobody waits for anything else. */
export const toProblem = ({ places, ...rest }: AskedDay): PlanProblem => ({
  ...rest,
  places: places.length,
  travel: makeTravelMatrix(places),
})
