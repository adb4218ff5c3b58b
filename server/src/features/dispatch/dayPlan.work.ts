import { fromShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { isDuplicate } from '../../lib/isDuplicate'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { announceDay } from './dayPlan.change'
import { listDifferences, listTroubles } from './dayPlan.difference'
import {
  DayPlan,
  dayPlanId,
  emptyChanges,
  readDayPlan,
  type DayPlanRecord,
  type DayPlanTask,
} from './dayPlan.model'
import { readHelperNames } from './dayPlan.names'
import { isElsewhere } from './dayPlan.people'
import type { DayProblem } from './dayPlan.problem'
import { explainChoice } from './dayPlan.words'
import { mendMilliseconds, planMilliseconds } from './plan.budget'
import type { Plan } from './plan.problem'

const leaseMilliseconds = 2 * 60 * 1000
/** After a planning that broke off, while there are changes that it should have taken in. */
const retryMilliseconds = 2 * 60 * 1000
const soonMilliseconds = 2000

export const isBeingPlanned = ({ state, leaseUntil }: DayPlanRecord, now: Date): boolean =>
  state === 'planning' && leaseUntil !== undefined && leaseUntil >= now

/** @returns the plan so far, now being planned by this call alone; undefined when another plans. */
export async function claimPlanning(
  unitId: string,
  day: string,
  now: Date,
): Promise<DayPlanRecord | undefined> {
  const _id = dayPlanId(unitId, day)
  const leaseUntil = new Date(now.getTime() + leaseMilliseconds)
  // Where this process dies, the job goes on from here.
  const begun = { state: 'planning', percent: 0, leaseUntil, replanAt: leaseUntil } as const
  const plan = await readDayPlan(_id)
  if (!plan) {
    const fresh = {
      ...{ _id, unitId: new Types.ObjectId(unitId), day, version: 1 },
      ...{ ...begun, ...emptyChanges, tasks: [], left: [] },
    }
    try {
      await DayPlan.create(fresh)
      return fresh
    } catch (error) {
      if (isDuplicate(error)) return undefined
      throw error
    }
  }
  if (isBeingPlanned(plan, now)) return undefined
  const { changeCount } = plan
  const version = plan.version + 1
  const { modifiedCount } = await DayPlan.updateOne(
    { _id, version: plan.version },
    { $set: { ...begun, changeCount, version } },
  )
  return modifiedCount === 1 ? { ...plan, ...begun, version } : undefined
}

/** Runs the planner for a plan that was claimed, and writes what came of it. Never throws. */
export async function layOutDay(
  claimed: DayPlanRecord,
  readProblem: () => Promise<DayProblem>,
  { isAutomatic }: { isAutomatic: boolean },
  deps: Deps,
): Promise<void> {
  announceDay(claimed, deps)
  try {
    const found = await readProblem()
    const plan = await runPlanner(claimed, found, deps)
    const result = await describeResult(plan, claimed, found, deps)
    await writeResult(claimed, { ...result, outline: plan.outline }, isAutomatic, deps)
  } catch (error) {
    deps.logger.error({ err: error, dayPlan: claimed._id }, 'a day could not be planned')
    await writeFailure(claimed, deps)
  }
  announceDay(claimed, deps)
}

function runPlanner(
  { _id, version, outline }: DayPlanRecord,
  { problem }: DayProblem,
  deps: Deps,
): Promise<Plan> {
  const visits = problem.visits.length
  return deps.ports.planner.plan(problem, {
    milliseconds: outline ? mendMilliseconds : planMilliseconds(visits),
    ...(outline ? { last: outline } : {}),
    onProgress: (share) => {
      const percent = Math.floor(share * 100)
      void DayPlan.updateOne({ _id, version }, { $max: { percent } }).catch(() => undefined)
    },
  })
}

/** What the plan has taken in is out of it; what came meanwhile makes it out of date again. */
async function writeResult(
  claimed: DayPlanRecord,
  result: Pick<DayPlanRecord, 'tasks' | 'left'> & Partial<Pick<DayPlanRecord, 'outline'>>,
  isAutomatic: boolean,
  deps: Deps,
): Promise<void> {
  const { _id, version, changeCount, changes } = claimed
  const now = deps.clock.now()
  const troubles = listTroubles(claimed, result)
  const isToldOf = isAutomatic && troubles.left.length + troubles.late.length > 0
  const set = {
    ...{ ...result, state: 'ready', percent: 100, plannedAt: now },
    ...{ taken: changes, differences: claimed.plannedAt ? listDifferences(claimed, result) : [] },
    ...(isToldOf ? { hasOutbox: true } : {}),
  }
  const update = {
    $pull: { changes: { number: { $lt: changeCount + 1 } } },
    ...(isToldOf ? { $push: { outbox: makeOutboxEntry('dayPlan.troubled', troubles, deps) } } : {}),
  }
  const { modifiedCount } = await DayPlan.updateOne(
    { _id, version, changeCount },
    { $set: set, ...update, $unset: { leaseUntil: 1, replanAt: 1, staleSince: 1 } },
  )
  if (modifiedCount === 0) {
    const replanAt = new Date(now.getTime() + soonMilliseconds)
    await DayPlan.updateOne(
      { _id, version },
      { $set: { ...set, replanAt, staleSince: now }, ...update, $unset: { leaseUntil: 1 } },
    )
  }
  if (isToldOf) kickOutbox(DayPlan)
}

/** The plan before stands; with changes to take in it is tried again by itself. */
async function writeFailure({ _id, version }: DayPlanRecord, { clock }: Deps): Promise<void> {
  const failed = { state: 'failed' }
  const again = new Date(clock.now().getTime() + retryMilliseconds)
  await DayPlan.updateOne(
    { _id, version, changes: { $size: 0 } },
    { $set: failed, $unset: { leaseUntil: 1, replanAt: 1 } },
  )
  await DayPlan.updateOne(
    { _id, version, state: 'planning' },
    { $set: { ...failed, replanAt: again }, $unset: { leaseUntil: 1 } },
  )
}

async function describeResult(
  plan: Plan,
  { day, unitId }: Pick<DayPlanRecord, 'day' | 'unitId'>,
  { problem, left }: DayProblem,
  deps: Deps,
): Promise<Pick<DayPlanRecord, 'tasks' | 'left'>> {
  const names = await readHelperNames(
    unitId,
    problem.helpers.map(({ id }) => id),
    deps,
  )
  const visits = new Map(problem.visits.map((visit) => [visit.id, visit]))
  const tasks = plan.routes.flatMap((route) =>
    route.tasks
      .filter(({ visitId }) => !isElsewhere(visitId))
      .map((task): DayPlanTask => ({
        orderId: new Types.ObjectId(task.visitId),
        helperId: new Types.ObjectId(task.helperId),
        startsAt: fromShanghaiDay(day, task.start),
        endsAt: fromShanghaiDay(day, task.end),
        travelMinutes: Math.round(task.travelMinutes),
        lateMinutes: Math.round(task.lateMinutes),
        why: explainChoice(task, visits.get(task.visitId), names),
      })),
  )
  const unplanned = plan.unplanned
    .filter(({ visitId }) => !isElsewhere(visitId))
    .map(({ visitId }) => ({
      orderId: new Types.ObjectId(visitId),
      why: '本单位没有人能做，请转给别的单位，或联系街道。',
    }))
  return { tasks, left: [...left, ...unplanned] }
}
