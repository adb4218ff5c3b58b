import { seededRandom } from '../../lib/random'
import { anneal } from './plan.anneal'
import { compileProblem, type CompiledProblem } from './plan.compile'
import { constructOutline, type Outline } from './plan.construct'
import { continueOutline } from './plan.continue'
import { explainTask, needsTwo } from './plan.explain'
import type { Plan, PlannedTask, PlanOutline, PlanProblem } from './plan.problem'
import { createSchedule, type Schedule } from './plan.schedule'

export interface PlanOptions {
  /** How long it may look for a better plan. */
  milliseconds?: number
  /** Instead of a time: a number of rounds, for a result that is the same each time. */
  rounds?: number
  seed?: number
  /** The plan that stands: kept where it can be, and only mended. */
  last?: PlanOutline
  onProgress?: (share: number) => void
}

/** A plan that stands is good already: only what makes it better is changed. */
const mendFrom = 0.95
const none = -1

/** Lays out a day: who goes to whom, in which order, when. Blocks: call it in a worker. */
export function makePlan(problem: PlanProblem, options: PlanOptions = {}): Plan {
  const compiled = compileProblem(problem)
  // One visit alone is placed as well as can be at once.
  const last = compiled.visits.length > 1 ? options.last : undefined
  const start = last ? continueOutline(compiled, last) : constructOutline(compiled)
  const { milliseconds = 5000, rounds, onProgress } = options
  const begun = performance.now()
  const best = anneal(compiled, start, {
    random: seededRandom(options.seed ?? 1),
    readProgress:
      rounds === undefined ? () => (performance.now() - begun) / milliseconds : (done) => done / rounds,
    ...(last ? { from: mendFrom } : {}),
    ...(onProgress ? { onRound: onProgress } : {}),
  })
  return describePlan(compiled, best)
}

/** @returns times, routes and cost of an outline. */
function describePlan(compiled: CompiledProblem, outline: Outline): Plan {
  const schedule = createSchedule(compiled, Int32Array.from(outline.order), Int32Array.from(outline.helperOf))
  const sums = schedule.sums()
  return {
    routes: listRoutes(compiled, schedule),
    unplanned: compiled.unplanned,
    cost: schedule.cost(),
    travelMinutes: sums.travel,
    lateMinutes: sums.late,
    worstLateMinutes: sums.worst,
    changes: sums.changes,
    outline: outlineOf(compiled, schedule),
  }
}

function outlineOf(
  { visits, tasks, problem, firstTask, latest }: CompiledProblem,
  schedule: Schedule,
): PlanOutline {
  const helperIds = [...schedule.helperOf].map((helper) => problem.helpers[helper]?.id ?? '')
  return {
    visits: [...schedule.order].map((visit) => {
      const start = schedule.start[firstTask[visit] ?? 0] ?? 0
      const isLate = start > (latest[visit] ?? start)
      return { id: visits[visit]?.id ?? '', start, ...(isLate ? { isLate } : {}) }
    }),
    helperOf: Object.fromEntries(tasks.map(({ id }, index) => [id, helperIds[index] ?? ''])),
  }
}

function listRoutes(compiled: CompiledProblem, schedule: Schedule): Plan['routes'] {
  const { problem, visits, tasks, firstTask, secondTask, place, latest } = compiled
  const isForTwo = needsTwo(compiled)
  const routes = problem.helpers.map(({ id, home }) => ({
    helperId: id,
    at: home,
    tasks: [] as PlannedTask[],
  }))
  const add = (visit: number, index: number) => {
    const route = routes[schedule.helperOf[index] ?? 0]
    const task = tasks[index]
    const about = visits[visit]
    if (!route || !task || !about) return
    const to = place[visit] ?? 0
    const start = schedule.start[index] ?? 0
    route.tasks.push({
      visitId: about.id,
      taskId: task.id,
      helperId: route.helperId,
      start,
      end: start + task.minutes,
      travelMinutes: problem.travel[route.at * problem.places + to] ?? 0,
      lateMinutes: Math.max(0, start - (latest[visit] ?? start)),
      ...explainTask(compiled, schedule, index, isForTwo),
    })
    route.at = to
  }
  for (const visit of schedule.order) {
    add(visit, firstTask[visit] ?? 0)
    const second = secondTask[visit] ?? none
    if (second !== none) add(visit, second)
  }
  return routes.map(({ helperId, tasks: own }) => ({ helperId, tasks: own }))
}
