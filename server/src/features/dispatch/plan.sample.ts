import { seededRandom } from '../../lib/random'
import type { PlanHelper, PlanProblem, PlanTask, PlanVisit } from './plan.problem'
import type { AskedDay } from './planner.port'

const skills = ['meal', 'bathing', 'nursing', 'cleaning', 'company']
const minuteWeights = { travel: 1, lateness: 1, worstLateness: 1, change: 10, overtime: 2, load: 0.1 }

interface Sample {
  /** Minutes from a corner. */
  points: { x: number; y: number }[]
  helpers: PlanHelper[]
  visits: PlanVisit[]
}

/** An invented day of a street, always the same for the same seed: for tests and for the bench. */
export function makeSampleProblem(helperCount: number, visitCount: number, seed = 1): PlanProblem {
  const { points, helpers, visits } = makeSample(helperCount, visitCount, seed)
  const places = points.length
  const travel = new Float64Array(places * places)
  points.forEach((a, i) => {
    points.forEach((b, j) => {
      travel[i * places + j] = Math.round(Math.hypot(a.x - b.x, a.y - b.y))
    })
  })
  return { places, travel, helpers, visits, weights: minuteWeights }
}

const corner = { longitude: 121.45, latitude: 31.4 }
/** A minute of way, in degrees. */
const step = { longitude: 0.00105, latitude: 0.0009 }

/** The same as the product asks for it: with doors instead of minutes between them. */
export function makeSampleDay(helperCount: number, visitCount: number, seed = 1): AskedDay {
  const { points, helpers, visits } = makeSample(helperCount, visitCount, seed)
  const places = points.map(({ x, y }) => ({
    point: {
      longitude: corner.longitude + x * step.longitude,
      latitude: corner.latitude + y * step.latitude,
    },
  }))
  return { places, helpers, visits, weights: minuteWeights }
}

function makeSample(helperCount: number, visitCount: number, seed: number): Sample {
  const random = seededRandom(seed)
  const between = (min: number, max: number) => min + Math.floor(random() * (max - min + 1))
  const pickSkill = () => skills[between(0, skills.length - 1)] ?? 'meal'
  const places = helperCount + visitCount
  const points = Array.from({ length: places }, () => ({ x: random() * 40, y: random() * 40 }))
  const helpers = Array.from({ length: helperCount }, (_, i): PlanHelper => {
    // Two at least can bathe, for that takes two.
    const own = skills.filter(
      (skill, at) => at === i % skills.length || random() < 0.4 || (i === 0 && skill === 'bathing'),
    )
    return { id: `helper${i}`, skills: own, home: i, shift: { start: 8 * 60, end: 17 * 60 } }
  })
  const makeTask = (visit: number, part: number, skill: string): PlanTask => ({
    id: `visit${visit}/${part}`,
    skill,
    minutes: between(2, 9) * 5,
    ...(random() < 0.4 ? { usualHelper: `helper${between(0, helperCount - 1)}` } : {}),
  })
  const visits = Array.from({ length: visitCount }, (_, i): PlanVisit => {
    const earliest = 8 * 60 + between(0, 84) * 5
    const visit = { id: `visit${i}`, place: helperCount + i, earliest, latest: earliest + 60 }
    const kind = random()
    if (kind < 0.8) return { ...visit, tasks: [makeTask(i, 0, pickSkill())] }
    if (kind < 0.9) return { ...visit, tasks: [makeTask(i, 0, 'bathing'), makeTask(i, 1, 'bathing')] }
    const bath = makeTask(i, 0, 'bathing')
    const gap = { min: bath.minutes, max: bath.minutes + 30 }
    return { ...visit, tasks: [bath, makeTask(i, 1, 'nursing')], gap }
  })
  return { points, helpers, visits }
}
