import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isStaffOf } from '../elderCare/provider.policy'
import { Order, type OrderRecord } from '../elderCare/order.model'
import { actOnOrder } from '../elderCare/order.service'
import type { Actor } from '../users/actor'
import { dayPlanId, readDayPlan, type DayPlanRecord, type DayPlanTask } from './dayPlan.model'
import { readDayProblem, readPlannable } from './dayPlan.problem'
import { claimPlanning, isBeingPlanned, layOutDay } from './dayPlan.work'

/** A plan whose process died is one that failed. */
export async function findDayPlan(
  actor: Actor,
  { unitId, day }: { unitId: string; day: string },
  { clock }: Pick<Deps, 'clock'>,
): Promise<DayPlanRecord | undefined> {
  assertThat(isStaffOf(actor, unitId), 'access.denied')
  const plan = await readDayPlan(dayPlanId(unitId, day))
  if (!plan) return undefined
  const isLost = plan.state === 'planning' && !isBeingPlanned(plan, clock.now())
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
  assertThat((await readPlannable(unitId, day)).length > 0, 'dispatch.nothing_to_plan')
  const claimed = await claimPlanning(unitId, day, now)
  if (!claimed) return { background: Promise.resolve() }
  const readProblem = () => readDayProblem(unitId, day, now)
  return { background: layOutDay(claimed, readProblem, { isAutomatic: false }, deps) }
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
    const body = { action: 'assign' as const, helperIds: helpersOf.get(orderId) ?? [], instead: [] }
    try {
      await actOnOrder(actor, orderId, body, `${plan._id}:${version}:${orderId}`, deps)
      applied.assigned += 1
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // A colleague was faster with this one: it has somebody.
      if (error.code === 'request.conflict') continue
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
