import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SingleBar } from 'cli-progress'
import { makePlan } from '../../server/src/features/dispatch/plan'
import { mendMilliseconds, planMilliseconds } from '../../server/src/features/dispatch/plan.budget'
import { makeSampleDay } from '../../server/src/features/dispatch/plan.sample'
import type { Plan, PlanProblem } from '../../server/src/features/dispatch/plan.problem'
import { createWorkerPlanner } from '../../server/src/features/dispatch/workerPlanner'
import { say } from './measure'
import { compileServer } from './processes'

/** One day of the public benchmark: Mankowska, Meisel and Bierwirth (2014), JSON form of the University of Udine. */
interface Instance {
  patients: {
    id: string
    time_window: [number, number]
    required_caregivers: { service: string; duration?: number }[]
    synchronization?: { type: 'simultaneous' | 'sequential'; distance?: [number, number] }
  }[]
  services: { id: string; default_duration: number }[]
  caregivers: { id: string; abilities: string[] }[]
  distances: number[][]
}

const third = 1 / 3
/** The benchmark's cost, and nothing else of ours. */
const weights = { travel: third, lateness: third, worstLateness: third, change: 0, overtime: 0, load: 0 }
const wholeDay = { start: 0, end: Number.MAX_SAFE_INTEGER }
const limits = [
  { patients: 100, ratio: 1.05 },
  { patients: 200, ratio: 1.1 },
]

function toProblem({ patients, services, caregivers, distances }: Instance): PlanProblem {
  const usual = new Map(services.map(({ id, default_duration }) => [id, default_duration]))
  const visits = patients.map((patient, index) => {
    const { id, time_window: window, required_caregivers: required, synchronization } = patient
    const [first, second] = required.map(({ service, duration }) => ({
      id: `${id}/${service}`,
      skill: service,
      minutes: duration ?? usual.get(service) ?? 0,
    }))
    if (!first) throw new Error(`${id} asks for nothing`)
    const [min = 0, max = 0] = synchronization?.distance ?? []
    const visit = { id, place: index + 1, earliest: window[0], latest: window[1] }
    return second
      ? { ...visit, tasks: [first, second] as const, gap: { min, max } }
      : { ...visit, tasks: [first] as const }
  })
  return {
    places: distances.length,
    travel: Float64Array.from(distances.flat()),
    helpers: caregivers.map(({ id, abilities }) => ({ id, skills: abilities, home: 0, shift: wholeDay })),
    visits,
    weights,
  }
}

function toSolution({ routes }: Plan): unknown {
  return {
    routes: routes.map(({ helperId, tasks }) => ({
      caregiver_id: helperId,
      locations: tasks.map(({ visitId, taskId, start, end }) => ({
        patient: visitId,
        service: taskId.slice(visitId.length + 1),
        arrival_time: start,
        departure_time: end,
      })),
    })),
  }
}

/** The best published costs, from the table in the folder's README. */
async function readBest(directory: string): Promise<Map<string, number>> {
  const text = await readFile(path.join(directory, 'README.md'), 'utf8').catch(() => '')
  const rows = text.matchAll(/^\| (\w+) \| \d+ \| \d+ \| ([\d.]+) \|$/gm)
  return new Map([...rows].map(([, name = '', cost]) => [name, Number(cost)]))
}

export interface DispatchOptions {
  /** The folder of the public benchmark; without it only the street's day is planned. */
  instances: string | undefined
  out: string | undefined
  /** For each day of the benchmark. */
  seconds: number
  seed: number
}

/** Plans each day of the public benchmark, if its folder is named, and a street's day of our own making. */
export async function benchDispatch({ instances, out, seconds, seed }: DispatchOptions): Promise<void> {
  if (instances !== undefined) await planInstances(instances, out ?? 'dispatch-solutions', seconds, seed)
  await planStreet(seed)
}

const street = { helpers: 500, visits: 2000, planLimitMs: 60_000, mendLimitMs: 1000 }

/** As the product does it: in the worker, with its budgets, from the doors of the day to the plan that came back. */
async function planStreet(seed: number): Promise<void> {
  const { helpers, visits } = street
  compileServer()
  const planner = createWorkerPlanner(new URL('../../server/dist/plan.worker.js', import.meta.url))
  const day = makeSampleDay(helpers, visits, seed)
  const bar = new SingleBar({ format: `a street's day [{bar}] {percentage} %`, noTTYOutput: true })
  bar.start(100, 0)
  const onProgress = (share: number) => {
    bar.update(Math.floor(share * 100))
  }
  const [plan, took] = await measure(() =>
    planner.plan(day, { milliseconds: planMilliseconds(visits), seed, onProgress }),
  )
  bar.stop()
  const [first, ...others] = day.visits
  if (!first) return
  const changed = [{ ...first, earliest: first.earliest + 90, latest: first.latest + 90 }, ...others]
  const [next, tookAgain] = await measure(() =>
    planner.plan({ ...day, visits: changed }, { milliseconds: mendMilliseconds, seed, last: plan.outline }),
  )
  const describe = ({ travelMinutes, lateMinutes, worstLateMinutes, changes, unplanned }: Plan) =>
    `${Math.round(travelMinutes)} min on the way, ${Math.round(lateMinutes)} min late in all, ` +
    `${Math.round(worstLateMinutes)} at most, ${changes} other helpers than last time, ${unplanned.length} left out`
  say(`${helpers} helpers, ${visits} orders: ${describe(plan)}`)
  say(`${took < street.planLimitMs ? 'pass' : 'fail'}: planned in ${(took / 1000).toFixed(1)} s`)
  say(`one order changed: ${describe(next)}`)
  say(`${tookAgain < street.mendLimitMs ? 'pass' : 'fail'}: planned again in ${Math.round(tookAgain)} ms`)
}

async function measure<T>(run: () => Promise<T>): Promise<[T, number]> {
  const begun = performance.now()
  const result = await run()
  return [result, performance.now() - begun]
}

async function planInstances(instances: string, out: string, seconds: number, seed: number): Promise<void> {
  const best = await readBest(instances)
  await mkdir(out, { recursive: true })
  const names = (await readdir(instances))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -5))
  const sizes = (name: string) => Number.parseInt(name, 10)
  const ratios: { patients: number; ratio: number }[] = []
  for (const name of names.sort((a, b) => sizes(a) - sizes(b) || a.localeCompare(b))) {
    const instance = JSON.parse(await readFile(path.join(instances, `${name}.json`), 'utf8')) as Instance
    const plan = makePlan(toProblem(instance), { milliseconds: seconds * 1000, seed })
    await writeFile(path.join(out, `${name}.json`), JSON.stringify(toSolution(plan)))
    const published = best.get(name)
    const ratio = published === undefined ? undefined : plan.cost / published
    if (ratio !== undefined) ratios.push({ patients: instance.patients.length, ratio })
    say(
      `${name.padEnd(8)} cost ${plan.cost.toFixed(2).padStart(8)}  travel ${plan.travelMinutes.toFixed(1)}` +
        `  late ${plan.lateMinutes.toFixed(1)}  worst ${plan.worstLateMinutes.toFixed(1)}` +
        (published === undefined
          ? ''
          : `  best published ${published}  ratio ${(plan.cost / published).toFixed(3)}`),
    )
  }
  for (const [i, { patients, ratio }] of limits.entries()) {
    const above = limits[i - 1]?.patients ?? 0
    const own = ratios.filter((each) => each.patients > above && each.patients <= patients)
    if (own.length === 0) continue
    const mean = own.reduce((sum, each) => sum + each.ratio, 0) / own.length
    say(
      `${mean <= ratio ? 'pass' : 'fail'}: ${above + 1} to ${patients} patients, mean ratio ${mean.toFixed(4)} (≤ ${ratio})`,
    )
  }
}
