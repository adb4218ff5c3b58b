import type { PlanOptions } from './plan'
import type { Plan, PlanProblem } from './plan.problem'

/** Lays out a day without holding up requests. */
export interface PlannerPort {
  /** @throws Error when the worker breaks off. */
  plan(problem: PlanProblem, options: PlanOptions): Promise<Plan>
}
