import fc from 'fast-check'
import { seededRandom } from '../../lib/random'
import { compileProblem } from './plan.compile'
import { constructOutline } from './plan.construct'
import { createMoves } from './plan.moves'
import { makePlan } from './plan'
import type { Plan, PlannedTask, PlanProblem, PlanVisit } from './plan.problem'
import { makeSampleProblem } from './plan.sample'
import { createSchedule } from './plan.schedule'

/** What a person with a watch and a map would object to. */
function findFaults(problem: PlanProblem, plan: Plan): string[] {
  const { travel, places, helpers } = problem
  const visits = new Map(problem.visits.map((visit) => [visit.id, visit]))
  const faults: string[] = []
  const starts = new Map<string, number>()
  for (const { helperId, tasks } of plan.routes) {
    const helper = helpers.find(({ id }) => id === helperId)
    if (!helper) throw new Error(`no helper ${helperId}`)
    let at = helper.home
    let free = helper.shift.start
    for (const task of tasks) {
      const visit = findVisit(visits, task)
      const wanted = visit.tasks.find(({ id }) => id === task.taskId)
      if (!wanted || !helper.skills.includes(wanted.skill))
        faults.push(`${helperId} cannot do ${task.taskId}`)
      if (starts.has(task.taskId)) faults.push(`${task.taskId} twice`)
      if (task.start < free + (travel[at * places + visit.place] ?? 0))
        faults.push(`${task.taskId} too early`)
      if (task.start < visit.earliest) faults.push(`${task.taskId} before its window`)
      if (task.end - task.start !== wanted?.minutes) faults.push(`${task.taskId} has the wrong length`)
      starts.set(task.taskId, task.start)
      at = visit.place
      free = task.end
    }
  }
  const left = new Set(plan.unplanned.map(({ visitId }) => visitId))
  for (const visit of problem.visits) if (!left.has(visit.id)) faults.push(...findGaps(visit, starts))
  return faults
}

/** What begins before the visit that it waits for is over. */
function findHaste({ visits }: PlanProblem, { routes }: Plan): string[] {
  const done = routes.flatMap(({ tasks }) => tasks)
  const startOf = (id: string) => Math.min(...done.filter((t) => t.visitId === id).map((t) => t.start))
  const endOf = (id: string) => Math.max(...done.filter((t) => t.visitId === id).map((t) => t.end))
  return visits
    .filter(({ id, after }) => after !== undefined && startOf(id) < endOf(after))
    .map(({ id, after = '' }) => `${id} before the end of ${after}`)
}

/** The same day, where every third visit waits for another one; some of them in a row. */
function chain(problem: PlanProblem): PlanProblem {
  const { visits } = problem
  return {
    ...problem,
    visits: visits.map((visit, i) => {
      const other = i % 3 === 1 ? visits[i - 1] : i % 6 === 2 ? visits[i - 1] : undefined
      return other ? { ...visit, after: other.id } : visit
    }),
  }
}

function findVisit(visits: Map<string, PlanVisit>, { visitId }: PlannedTask): PlanVisit {
  const visit = visits.get(visitId)
  if (!visit) throw new Error(`no visit ${visitId}`)
  return visit
}

function findGaps({ id, tasks, gap }: PlanVisit, starts: Map<string, number>): string[] {
  const [first, second] = tasks.map((task) => starts.get(task.id))
  if (first === undefined || (tasks.length === 2 && second === undefined)) return [`${id} not done`]
  if (second === undefined) return []
  const isRight = second - first >= (gap?.min ?? 0) && second - first <= (gap?.max ?? 0)
  return isRight ? [] : [`${id}: the second ${second - first} minutes after the first`]
}

/** Counted again from the routes, without anything of the planner. */
function countCost(problem: PlanProblem, { routes }: Plan): number {
  const { travel, places, helpers, weights } = problem
  const visits = new Map(problem.visits.map((visit) => [visit.id, visit]))
  const way = (from: number, to: number) => travel[from * places + to] ?? 0
  let [minutes, late, worst, changes, over, squares, work] = [0, 0, 0, 0, 0, 0, 0]
  for (const { helperId, tasks } of routes) {
    const helper = helpers.find(({ id }) => id === helperId)
    if (!helper || tasks.length === 0) continue
    let at = helper.home
    let own = 0
    for (const task of tasks) {
      const visit = findVisit(visits, task)
      const usual = visit.tasks.find(({ id }) => id === task.taskId)?.usualHelper
      const lateBy = Math.max(0, task.start - visit.latest)
      minutes += way(at, visit.place)
      late += lateBy
      worst = Math.max(worst, lateBy)
      changes += usual !== undefined && usual !== helperId ? 1 : 0
      own += task.end - task.start
      at = visit.place
    }
    minutes += way(at, helper.home)
    over += Math.max(0, (tasks.at(-1)?.end ?? 0) + way(at, helper.home) - helper.shift.end)
    squares += own ** 2
    work += own
  }
  const { travel: t, lateness, worstLateness, change, overtime, load } = weights
  return (
    t * minutes +
    lateness * late +
    worstLateness * worst +
    change * changes +
    overtime * over +
    (load * squares) / work
  )
}

const sample = fc.record({
  helpers: fc.integer({ min: 5, max: 9 }),
  visits: fc.integer({ min: 2, max: 40 }),
  seed: fc.integer(),
})

describe('a plan of the day', () => {
  it('is one that people can walk, and costs what it says', () => {
    fc.assert(
      fc.property(sample, ({ helpers, visits, seed }) => {
        const problem = makeSampleProblem(helpers, visits, seed)
        const plan = makePlan(problem, { rounds: 6, seed })
        expect(findFaults(problem, plan)).toEqual([])
        expect(plan.unplanned).toEqual([])
        expect(plan.cost).toBeCloseTo(countCost(problem, plan), 6)
      }),
      { numRuns: 60 },
    )
  })

  it('gets better with time, and is the same for the same seed', () => {
    const problem = makeSampleProblem(10, 60)
    const [short, long, again] = [1, 60, 60].map((rounds) => makePlan(problem, { rounds }))
    expect(long?.cost).toBeLessThan((short?.cost ?? 0) * 0.95)
    expect(again).toEqual(long)
  })

  it('is changed and taken back a little at a time with the same result as counting anew', () => {
    fc.assert(
      fc.property(sample, ({ helpers, visits, seed }) => {
        const problem = makeSampleProblem(helpers, visits, seed)
        const compiled = compileProblem(seed % 2 === 0 ? problem : chain(problem))
        const { order, helperOf } = constructOutline(compiled)
        const schedule = createSchedule(compiled, order, helperOf)
        const random = seededRandom(seed)
        const change = createMoves(compiled, schedule, random)
        for (let i = 0; i < 200; i += 1) {
          change()
          schedule.settle()
          if (random() < 0.5) schedule.undo()
          else schedule.keep()
          const anew = createSchedule(compiled, Int32Array.from(order), Int32Array.from(helperOf))
          expect([...schedule.start]).toEqual([...anew.start])
          expect(schedule.cost()).toBeCloseTo(anew.cost(), 6)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('lets one visit wait for another, whoever does them, and is laid out anew so too', () => {
    fc.assert(
      fc.property(sample, ({ helpers, visits, seed }) => {
        const problem = chain(makeSampleProblem(helpers, visits, seed))
        const plan = makePlan(problem, { rounds: 6, seed })
        expect([...findFaults(problem, plan), ...findHaste(problem, plan)]).toEqual([])
        expect(plan.cost).toBeCloseTo(countCost(problem, plan), 6)
        const again = makePlan(problem, { rounds: 2, seed, last: plan.outline })
        expect([...findFaults(problem, again), ...findHaste(problem, again)]).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('leaves out what nobody can do, and names what is missing', () => {
    const problem = makeSampleProblem(5, 10)
    const [first, ...others] = problem.visits
    if (!first) throw new Error('no visit')
    const dialysis: PlanVisit = { ...first, tasks: [{ id: 'd', skill: 'dialysis', minutes: 30 }] }
    const plan = makePlan({ ...problem, visits: [dialysis, ...others] }, { rounds: 2 })
    expect(plan.unplanned).toEqual([{ visitId: first.id, skill: 'dialysis' }])
    expect(findFaults({ ...problem, visits: [dialysis, ...others] }, plan)).toEqual([])
  })

  it('leaves out a visit by two where only one is able', () => {
    const problem = makeSampleProblem(5, 1)
    const helpers = problem.helpers.map((helper, i) => ({ ...helper, skills: i === 0 ? ['bathing'] : [] }))
    const [visit] = problem.visits
    if (!visit) throw new Error('no visit')
    const bath = (part: number) => ({ id: `bath${part}`, skill: 'bathing', minutes: 40 })
    const together: PlanVisit = {
      id: 'two',
      place: visit.place,
      earliest: 480,
      latest: 540,
      tasks: [bath(0), bath(1)],
    }
    const plan = makePlan({ ...problem, helpers, visits: [together] }, { rounds: 1 })
    expect(plan.unplanned).toEqual([{ visitId: 'two', skill: 'bathing' }])
  })
})

describe('planning again', () => {
  const problem = makeSampleProblem(10, 60)
  const plan = makePlan(problem, { rounds: 40 })
  const tasksOf = (each: Plan) =>
    new Map(each.routes.flatMap(({ tasks }) => tasks.map((task) => [task.taskId, task])))

  it('moves nothing that was promised or begun', () => {
    const planned = tasksOf(plan)
    const visits = problem.visits.map((visit, i): PlanVisit => {
      const tasks = visit.tasks.map(({ id }) => planned.get(id))
      const start = tasks[0]?.start ?? 0
      return i % 2 === 0
        ? { ...visit, promised: { start, helpers: tasks.map((task) => task?.helperId ?? '') } }
        : visit
    })
    const changed = visits.map((visit, i) => (i === 1 ? { ...visit, earliest: 600, latest: 620 } : visit))
    const next = makePlan({ ...problem, visits: changed }, { rounds: 20, last: plan.outline })
    const after = tasksOf(next)
    for (const visit of changed.filter(({ promised }) => promised)) {
      const [task] = visit.tasks
      expect(after.get(task.id)).toMatchObject({
        helperId: visit.promised?.helpers[0],
        start: visit.promised?.start,
      })
    }
    expect(findFaults({ ...problem, visits: changed }, next)).toEqual([])
  })

  it('takes in a new visit and goes on without a helper who fell ill', () => {
    const [, ...helpers] = problem.helpers
    const fresh = makeSampleProblem(10, 61).visits.at(-1)
    if (!fresh) throw new Error('no visit')
    const visits = [...problem.visits, { ...fresh, place: 12 }]
    const next = makePlan({ ...problem, helpers, visits }, { rounds: 20, last: plan.outline })
    expect(findFaults({ ...problem, helpers, visits }, next)).toEqual([])
    expect(next.routes.map(({ helperId }) => helperId)).not.toContain('helper0')
  })
})
