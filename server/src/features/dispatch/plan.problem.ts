/** Minutes since midnight, or any other common zero. */
type Minute = number

/** Somebody who does visits, for one day. */
export interface PlanHelper {
  id: string
  /** What she may do, with certificates that are valid on the day. */
  skills: readonly string[]
  /** Index of the place where the day starts and ends. */
  home: number
  shift: { start: Minute; end: Minute }
}

/** One helper's part of a visit. */
export interface PlanTask {
  id: string
  skill: string
  /** How long it takes. */
  minutes: number
  /** Who came last time; another one costs `weights.change`. */
  usualHelper?: string
  /** Only these may do it, where the person or the unit says so; else everybody with the skill. */
  helpers?: readonly string[]
}

/** One person's visit: by one helper, by two at once (bathing), or by two one after the other (bath, then nurse). */
export interface PlanVisit {
  id: string
  place: number
  /** The first task may start from `earliest`; a start after `latest` is late. */
  earliest: Minute
  latest: Minute
  tasks: readonly [PlanTask] | readonly [PlanTask, PlanTask]
  /** Minutes from the start of the first to the start of the second; both start together without it. */
  gap?: { min: number; max: number }
  /** Id of a visit that must be over before this one begins, whoever does it: the nurse comes after the bath. */
  after?: string
  /**
   * Told to the person, or begun: helpers (in the order of the tasks) are not changed any more, nor the start where
   * one is named; else it stays within its window.
   */
  promised?: { start?: Minute; helpers: readonly string[] }
}

/** What one minute, or one case, of each costs. */
export interface PlanWeights {
  travel: number
  lateness: number
  /** For the latest of all: spreads lateness that cannot be avoided. */
  worstLateness: number
  /** For another helper than last time. */
  change: number
  /** Minutes after the end of the shift. */
  overtime: number
  /** Uneven days: the share of all work that one helper does more than her part. 0 where it does not matter. */
  load: number
}

export interface PlanProblem {
  places: number
  /** Minutes from place i to place j at `i * places + j`. */
  travel: Float64Array
  helpers: readonly PlanHelper[]
  visits: readonly PlanVisit[]
  weights: PlanWeights
}

/** A task that has a helper and a time. */
export interface PlannedTask {
  visitId: string
  taskId: string
  helperId: string
  start: Minute
  end: Minute
  travelMinutes: number
  lateMinutes: number
  /** How many helpers could do it. */
  ableCount: number
  /** The next best of those who were compared, and what would be more then; absent where nobody else could. */
  next?: { helperId: string; travelMinutes: number; lateMinutes: number }
}

export interface Plan {
  /** By helper, in the order of the day; helpers without work have an empty one. */
  routes: { helperId: string; tasks: PlannedTask[] }[]
  /** Visits that nobody may do, with the skill that nobody has. */
  unplanned: { visitId: string; skill: string }[]
  cost: number
  travelMinutes: number
  lateMinutes: number
  worstLateMinutes: number
  /** Tasks done by another helper than last time. */
  changes: number
  outline: PlanOutline
}

/** Visits in the order in which they were laid out, when each begins, and who does each task: what planning again needs. */
export interface PlanOutline {
  visits: readonly { id: string; start: Minute; isLate?: true }[]
  helperOf: Readonly<Record<string, string>>
}
