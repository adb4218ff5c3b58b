/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops: each index is in range by construction */
import type { CompiledProblem } from './plan.compile'
import { constructOutline, keepAfter, mayBeOne, type Outline } from './plan.construct'
import type { PlanOutline } from './plan.problem'
import { createSchedule, type Schedule } from './plan.schedule'

const none = -1
/** Places tried in the order for each helper, spread over the time in which the visit may begin. */
const triedPlaces = 4

/**
 * The plan that stands, as far as visits and helpers are still there. What is new, or can no longer begin when it was
 * to, goes to whom and when it costs least.
 */
export function continueOutline(compiled: CompiledProblem, last: PlanOutline): Outline {
  const { visits, visitOf, tasks, problem, isAble } = compiled
  const { order, helperOf } = constructOutline(compiled)
  const helperIndex = new Map(problem.helpers.map(({ id }, index) => [id, index]))
  const isLoose = new Uint8Array(visits.length)
  tasks.forEach((task, index) => {
    const visit = visitOf[index]!
    if (visits[visit]!.promised !== undefined) return
    const helper = helperIndex.get(last.helperOf[task.id] ?? '') ?? none
    if (helper !== none && isAble[index]![helper] === 1) helperOf[index] = helper
    else isLoose[visit] = 1
  })
  const rank = new Map(last.visits.map(({ id }, index) => [id, index]))
  const place = Float64Array.from(visits, ({ id, earliest, latest, promised }, visit) => {
    const known = rank.get(id)
    const before = last.visits[known ?? none]
    if (!before || (!promised && isOutOf(before, { earliest, latest }))) isLoose[visit] = 1
    return known ?? visits.length
  })
  order.sort((a, b) => place[a]! - place[b]! || a - b)
  keepAfter(order, compiled)
  const schedule = createSchedule(compiled, order, helperOf)
  isLoose.forEach((loose, visit) => {
    if (loose === 1) insertBest(compiled, schedule, visit)
  })
  return { order, helperOf }
}

/** What was late before is so because of the day, not of a change: to place all of it anew would take long. */
const isOutOf = (
  { start, isLate }: PlanOutline['visits'][number],
  { earliest, latest }: { earliest: number; latest: number },
): boolean => start < earliest || (start > latest && isLate !== true)

function insertBest(compiled: CompiledProblem, schedule: Schedule, visit: number): void {
  const first = compiled.firstTask[visit]!
  const second = compiled.secondTask[visit]!
  insertTask(compiled, schedule, first)
  if (second !== none) insertTask(compiled, schedule, second)
}

function insertTask(compiled: CompiledProblem, schedule: Schedule, task: number): void {
  const visit = compiled.visitOf[task]!
  const first = compiled.firstTask[visit]!
  const other = task === first ? compiled.secondTask[visit]! : first
  const places = listPlaces(compiled, schedule, visit)
  let best = schedule.cost()
  let choice: { at: number; helper: number } | undefined
  for (const helper of compiled.able[task]!) {
    if (other !== none && schedule.helperOf[other] === helper && !mayBeOne(compiled, visit)) continue
    for (const at of places) {
      change(schedule, visit, at, task, helper)
      const cost = schedule.settle()
      schedule.undo()
      if (cost >= best) continue
      best = cost
      choice = { at, helper }
    }
  }
  if (!choice) return
  change(schedule, visit, choice.at, task, choice.helper)
  schedule.settle()
  schedule.keep()
}

function change(schedule: Schedule, visit: number, at: number, task: number, helper: number): void {
  if (schedule.position[visit] !== at) schedule.move(visit, at)
  if (schedule.helperOf[task] !== helper) schedule.assign(task, helper)
}

/** Where in the order a visit may stand so that it begins in its window. */
function listPlaces(
  { earliest, latest, firstTask }: CompiledProblem,
  schedule: Schedule,
  visit: number,
): number[] {
  const { order, start, position } = schedule
  const places = Array.from({ length: triedPlaces }, (_, i) => {
    const time = earliest[visit]! + ((latest[visit]! - earliest[visit]!) * i) / (triedPlaces - 1)
    const at = order.findIndex((other) => start[firstTask[other]!]! > time)
    return at === none ? order.length - 1 : at
  })
  return [...new Set([...places, position[visit]!])]
}
