import type { PlanHelper, PlanProblem, PlanTask, PlanVisit } from './plan.problem'

/** A start that was promised is missed only when there is no way around it. */
const promiseFactor = 50
const none = -1

/** The problem as numbers: visits, tasks and helpers are indices, times are minutes. */
export interface CompiledProblem {
  problem: PlanProblem
  /** Those that somebody can do. */
  visits: readonly PlanVisit[]
  tasks: readonly PlanTask[]
  unplanned: { visitId: string; skill: string }[]
  place: Int32Array
  earliest: Float64Array
  latest: Float64Array
  lateFactor: Float64Array
  firstTask: Int32Array
  /** -1 where a visit has one task. */
  secondTask: Int32Array
  /** The visit that must be over before, and the one that waits for this; -1 where there is none. */
  waitsFor: Int32Array
  awaitedBy: Int32Array
  gapMin: Float64Array
  gapMax: Float64Array
  visitOf: Int32Array
  minutes: Float64Array
  usualHelper: Int32Array
  /** Helpers who may do a task. */
  able: readonly Int32Array[]
  isAble: readonly Uint8Array[]
  home: Int32Array
  shiftStart: Float64Array
  shiftEnd: Float64Array
}

const listTasks = (visit: PlanVisit): readonly PlanTask[] => visit.tasks

function listAble(task: PlanTask, helpers: readonly PlanHelper[], promised: string | undefined): number[] {
  const named = promised === undefined ? task.helpers : [promised]
  const allowed = named && new Set(named)
  return helpers.flatMap((helper, index) => {
    const isAllowed = allowed === undefined || allowed.has(helper.id)
    // Who was promised comes, even when a certificate has run out since: that is for people to decide.
    return isAllowed && (promised !== undefined || helper.skills.includes(task.skill)) ? [index] : []
  })
}

/** The same, with each list looked up once: tasks of a kind name the same one, or none. */
function createAbleReader(helpers: readonly PlanHelper[]) {
  const known = new Map<PlanTask['helpers'], Map<string, number[]>>()
  return (task: PlanTask, promised: string | undefined): number[] => {
    if (promised !== undefined) return listAble(task, helpers, promised)
    const bySkill = known.get(task.helpers) ?? new Map<string, number[]>()
    known.set(task.helpers, bySkill)
    const list = bySkill.get(task.skill) ?? listAble(task, helpers, undefined)
    bySkill.set(task.skill, list)
    return list
  }
}

/** @returns the skill that is missing, or undefined when all tasks can be done by different helpers. */
function findMissing(visit: PlanVisit, able: readonly number[][]): string | undefined {
  const index = able.findIndex((each) => each.length === 0)
  if (index !== -1) return visit.tasks[index]?.skill
  const [first = [], second] = able
  const mayBeOne = (visit.gap?.max ?? 0) >= visit.tasks[0].minutes
  const isOneForBoth = second && first.length === 1 && second.length === 1 && first[0] === second[0]
  return isOneForBoth && !mayBeOne ? visit.tasks[1]?.skill : undefined
}

/** Of several that wait for one visit the first is kept; what waits in a circle waits for nothing. */
function chainVisits(visits: readonly PlanVisit[]) {
  const visitIndex = new Map(visits.map(({ id }, index) => [id, index]))
  const waitsFor = new Int32Array(visits.length).fill(none)
  const awaitedBy = new Int32Array(visits.length).fill(none)
  const isBefore = (visit: number, other: number): boolean => {
    for (let at = other; at !== none; at = waitsFor[at] ?? none) if (at === visit) return true
    return false
  }
  visits.forEach(({ after }, visit) => {
    const other = visitIndex.get(after ?? '') ?? none
    if (other === none || awaitedBy[other] !== none || isBefore(visit, other)) return
    waitsFor[visit] = other
    awaitedBy[other] = visit
  })
  return { waitsFor, awaitedBy }
}

/** Turns the problem into arrays of numbers and sets aside the visits that nobody can do. */
export function compileProblem(problem: PlanProblem): CompiledProblem {
  const { helpers } = problem
  const unplanned: CompiledProblem['unplanned'] = []
  const visits: PlanVisit[] = []
  const able: Int32Array[] = []
  const readAble = createAbleReader(helpers)
  for (const visit of problem.visits) {
    const lists = listTasks(visit).map((task, i) => readAble(task, visit.promised?.helpers[i]))
    const skill = findMissing(visit, lists)
    if (skill === undefined) {
      visits.push(visit)
      able.push(...lists.map((list) => Int32Array.from(list)))
    } else unplanned.push({ visitId: visit.id, skill })
  }
  const tasks = visits.flatMap(listTasks)
  const indexOf = new Map(helpers.map(({ id }, index) => [id, index]))
  const { waitsFor, awaitedBy } = chainVisits(visits)
  let next = 0
  const firstTask = Int32Array.from(visits, (visit) => {
    const first = next
    next += visit.tasks.length
    return first
  })
  return {
    problem,
    visits,
    tasks,
    unplanned,
    able,
    isAble: able.map((list) => {
      const flags = new Uint8Array(helpers.length)
      for (const helper of list) flags[helper] = 1
      return flags
    }),
    place: Int32Array.from(visits, ({ place }) => place),
    earliest: Float64Array.from(visits, ({ earliest, promised }) => promised?.start ?? earliest),
    latest: Float64Array.from(visits, ({ latest, promised }) => promised?.start ?? latest),
    lateFactor: Float64Array.from(visits, ({ promised }) => (promised ? promiseFactor : 1)),
    firstTask,
    secondTask: Int32Array.from(visits, ({ tasks: own }, v) =>
      own.length === 2 ? (firstTask[v] ?? 0) + 1 : none,
    ),
    waitsFor,
    awaitedBy,
    gapMin: Float64Array.from(visits, ({ gap }) => gap?.min ?? 0),
    gapMax: Float64Array.from(visits, ({ gap }) => gap?.max ?? 0),
    visitOf: Int32Array.from(visits.flatMap((visit, v) => visit.tasks.map(() => v))),
    minutes: Float64Array.from(tasks, ({ minutes }) => minutes),
    usualHelper: Int32Array.from(tasks, ({ usualHelper }) => indexOf.get(usualHelper ?? '') ?? none),
    home: Int32Array.from(helpers, ({ home }) => home),
    shiftStart: Float64Array.from(helpers, ({ shift }) => shift.start),
    shiftEnd: Float64Array.from(helpers, ({ shift }) => shift.end),
  }
}
