import { fromShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { isStaffOf } from '../elderCare/provider.policy'
import { Order, type OrderRecord } from '../elderCare/order.model'
import { actOnOrder } from '../elderCare/order.service'
import { readUnitHelpers } from '../elderCare/offering.ability'
import { Volunteer, type VolunteerRecord } from '../volunteers/volunteer.model'
import { nameVolunteer } from '../volunteers/volunteer.post'
import { readUserContact } from '../users/contact.service'
import type { Actor } from '../users/actor'
import { DayPlan, dayPlanId, type DayPlanRecord, type DayPlanTask } from './dayPlan.model'
import { isElsewhere } from './dayPlan.people'
import { readDayProblem, type DayProblem } from './dayPlan.problem'
import { explainChoice } from './dayPlan.words'
import type { Plan } from './plan.problem'

/** How long the planner looks: a small day is done at once, a street's takes most of a minute. */
const planMilliseconds = (visits: number): number => Math.min(45_000, 500 + visits * 25)
const mendMilliseconds = (visits: number): number => Math.min(5000, 300 + visits * 5)
const leaseMilliseconds = 2 * 60 * 1000

const readPlan = (id: string) => DayPlan.findOne({ _id: id }).lean<DayPlanRecord | null>()

/** A plan whose process died is one that failed. */
export async function findDayPlan(
  actor: Actor,
  { unitId, day }: { unitId: string; day: string },
  { clock }: Pick<Deps, 'clock'>,
): Promise<DayPlanRecord | undefined> {
  assertThat(isStaffOf(actor, unitId), 'access.denied')
  const plan = await readPlan(dayPlanId(unitId, day))
  if (!plan) return undefined
  const isLost = plan.state === 'planning' && (plan.leaseUntil ?? new Date(0)) < clock.now()
  return isLost ? { ...plan, state: 'failed' } : plan
}

/**
 * Begins to lay out a day; whoever asks while it is being planned gets that same planning.
 * @returns what is done in the background, for tests and for a clean stop.
 * @throws AppError `access.denied`, `dispatch.nothing_to_plan`.
 */
export async function startDayPlan(
  actor: Actor,
  { unitId, day }: { unitId: string; day: string },
  deps: Deps,
): Promise<{ background: Promise<void> }> {
  assertThat(isStaffOf(actor, unitId), 'access.denied')
  const now = deps.clock.now()
  const found = await readDayProblem(unitId, day, now)
  assertThat(found.orders.length > 0, 'dispatch.nothing_to_plan')
  const last = await claimPlanning(unitId, day, now)
  if (!last) return { background: Promise.resolve() }
  return { background: work(last, found, deps) }
}

/** @returns the plan so far, now being planned by this call alone; undefined when another plans. */
async function claimPlanning(unitId: string, day: string, now: Date): Promise<DayPlanRecord | undefined> {
  const _id = dayPlanId(unitId, day)
  const begun = {
    state: 'planning',
    percent: 0,
    leaseUntil: new Date(now.getTime() + leaseMilliseconds),
  } as const
  const plan = await readPlan(_id)
  if (!plan) {
    try {
      const fresh = {
        _id,
        unitId: new Types.ObjectId(unitId),
        day,
        version: 1,
        ...begun,
        tasks: [],
        left: [],
      }
      await DayPlan.create(fresh)
      return fresh
    } catch (error) {
      if (isDuplicate(error)) return undefined
      throw error
    }
  }
  if (plan.state === 'planning' && (plan.leaseUntil ?? now) >= now) return undefined
  const version = plan.version + 1
  const { modifiedCount } = await DayPlan.updateOne(
    { _id, version: plan.version },
    { $set: { ...begun, version } },
  )
  return modifiedCount === 1 ? { ...plan, ...begun, version } : undefined
}

async function work(claimed: DayPlanRecord, found: DayProblem, deps: Deps): Promise<void> {
  const { _id, version, unitId, outline } = claimed
  const mine = { _id, version }
  const visits = found.problem.visits.length
  try {
    const plan = await deps.ports.planner.plan(found.problem, {
      milliseconds: outline ? mendMilliseconds(visits) : planMilliseconds(visits),
      ...(outline ? { last: outline } : {}),
      onProgress: (share) => {
        void DayPlan.updateOne(mine, { $max: { percent: Math.floor(share * 100) } }).catch(() => undefined)
      },
    })
    const result = await describeResult(plan, claimed, found, deps)
    await DayPlan.updateOne(mine, {
      $set: { ...result, state: 'ready', percent: 100, plannedAt: deps.clock.now(), outline: plan.outline },
      $unset: { leaseUntil: 1 },
    })
  } catch (error) {
    deps.logger.error({ err: error, dayPlan: _id }, 'a day could not be planned')
    await DayPlan.updateOne(mine, { $set: { state: 'failed' }, $unset: { leaseUntil: 1 } })
  }
  const post = `unit:${unitId.toString()}` as const
  deps.publish({ name: 'queue.changed', rooms: [`post:${post}`], data: { post } })
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

/** What staff are called by each other, and volunteers as neighbours know them, in the plan and its explanations. */
export async function readHelperNames(
  unitId: Types.ObjectId,
  ids: readonly string[],
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<Map<string, string>> {
  const unique = [...new Set(ids)]
  const staff = (await readUnitHelpers([unitId], deps.clock.now())).get(unitId.toString()) ?? []
  const volunteers = await Volunteer.find({ userId: { $in: unique }, state: 'approved' }).lean<
    VolunteerRecord[]
  >()
  const nameOf = async (id: string): Promise<string> => {
    const volunteer = volunteers.find(({ userId }) => userId.toString() === id)
    const isStaff = staff.some(({ userId }) => userId === id)
    if (volunteer && !isStaff) return nameVolunteer(volunteer)
    return (await readUserContact(id, deps))?.name ?? '同事'
  }
  return new Map(await Promise.all(unique.map(async (id) => [id, await nameOf(id)] as const)))
}

export interface Applied {
  assigned: number
  refused: { orderId: string; why: AppError['code'] }[]
}

/**
 * Gives each order that nobody has yet to the helpers of the plan, one by one and by the order's own rules; what
 * cannot be given is left as it was and named.
 * @throws AppError `dispatch.plan_changed` when a newer plan stands.
 */
export async function applyDayPlan(
  actor: Actor,
  { unitId, day, version }: { unitId: string; day: string; version: number },
  deps: Deps,
): Promise<Applied> {
  const plan = await findDayPlan(actor, { unitId, day }, deps)
  assertThat(plan?.state === 'ready' && plan.version === version, 'dispatch.plan_changed')
  const helpersOf = groupHelpers(plan.tasks)
  const open = await listOpenOrders(plan)
  const applied: Applied = { assigned: 0, refused: [] }
  for (const { _id } of open) {
    const orderId = _id.toString()
    const body = { action: 'assign' as const, helperIds: helpersOf.get(orderId) ?? [] }
    try {
      await actOnOrder(actor, orderId, body, `${plan._id}:${version}:${orderId}`, deps)
      applied.assigned += 1
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      applied.refused.push({ orderId, why: error.code })
    }
  }
  return applied
}

function groupHelpers(tasks: readonly DayPlanTask[]): Map<string, string[]> {
  const helpers = new Map<string, string[]>()
  for (const { orderId, helperId } of tasks) {
    const key = orderId.toString()
    helpers.set(key, [...(helpers.get(key) ?? []), helperId.toString()])
  }
  return helpers
}

/** Orders of the plan that nobody has. */
async function listOpenOrders({ tasks }: Pick<DayPlanRecord, 'tasks'>): Promise<Pick<OrderRecord, '_id'>[]> {
  return Order.find(
    { _id: { $in: tasks.map(({ orderId }) => orderId) }, state: 'assigned', helpers: { $size: 0 } },
    { _id: 1 },
  ).lean<Pick<OrderRecord, '_id'>[]>()
}
