import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { giveWay } from '../../lib/giveWay'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { actOnOrder } from '../elderCare/orders/order.service'
import type { Actor } from '../users/actor'
import { readActor } from '../users/actor.service'
import { announceDay } from './dayPlan.change'
import { DayPlan, type DayApply, type DayPlanRecord, type DayPlanTask } from './dayPlan.model'
import { findDayPlan } from './dayPlan.service'

const leaseMilliseconds = 60_000
const batchSize = 20

type Applying = DayPlanRecord & { apply: DayApply; applyAt: Date }

/**
 * Begins to give each order that nobody has yet to the helpers of the plan; whoever asks meanwhile watches the same.
 * @returns what is done in the background, for tests and for a clean stop.
 * @throws AppError `access.denied`, `dispatch.plan_changed` when a newer plan stands, `dispatch.still_applying` while an
 *   older one is given out.
 */
export async function startApply(
  actor: Actor,
  { unitId, day, version }: { unitId: string; day: string; version: number },
  deps: Deps,
): Promise<{ background: Promise<void> }> {
  const plan = await findDayPlan(actor, { unitId, day }, deps)
  assertThat(plan?.state === 'ready' && plan.version === version, 'dispatch.plan_changed')
  const { _id } = plan
  const total = (await listOpenOrders(plan)).length
  const applyAt = new Date(deps.clock.now().getTime() + leaseMilliseconds)
  const apply = {
    ...{ version, byUserId: new Types.ObjectId(actor.userId), total },
    ...{ done: 0, assigned: 0, refused: [] },
  }
  const { modifiedCount } = await DayPlan.updateOne(
    { _id, version, state: 'ready', applyAt: { $exists: false } },
    { $set: { apply, applyAt } },
  )
  if (modifiedCount === 0) {
    await assertSameIsGivenOut(plan)
    return { background: Promise.resolve() }
  }
  return { background: giveOut({ ...plan, apply, applyAt }, actor, deps) }
}

/** Of an older plan something may still go out: whoever believes that the new one does would look at the wrong people. */
async function assertSameIsGivenOut({ _id, version }: DayPlanRecord): Promise<void> {
  const present = await DayPlan.findOne({ _id }, { version: 1, apply: 1 }).lean<
    Pick<DayPlanRecord, 'version' | 'apply'>
  >()
  assertThat(present?.version === version, 'dispatch.plan_changed')
  const { apply } = present
  assertThat(apply?.version === version, 'dispatch.still_applying', {
    ...{ version, givenOut: apply?.version, done: apply?.done, total: apply?.total },
  })
}

/** One by one and by the order's own rules; what cannot be given is left as it was and named. Never throws. */
async function giveOut(plan: Applying, actor: Actor, deps: Deps): Promise<void> {
  try {
    const helpersOf = groupHelpers(plan.tasks)
    for (const { _id } of await listOpenOrders(plan)) {
      const outcome = await giveOne(actor, plan, _id, helpersOf.get(_id.toString()) ?? [], deps)
      await noteGiven(plan, outcome, deps)
      await giveWay()
    }
    await DayPlan.updateOne({ _id: plan._id }, { $unset: { applyAt: 1 } })
  } catch (error) {
    // The job goes on when its time is up.
    deps.logger.error({ err: error, dayPlan: plan._id }, 'a plan could not be given out')
  }
  announceDay(plan, deps)
}

type Outcome = 'given' | 'taken' | DayApply['refused'][number]

async function giveOne(
  actor: Actor,
  { _id, apply }: Applying,
  orderId: Types.ObjectId,
  helperIds: string[],
  deps: Deps,
): Promise<Outcome> {
  const id = orderId.toString()
  const body = { action: 'assign' as const, helperIds, instead: [] }
  try {
    await actOnOrder(actor, id, body, `${_id}:${apply.version}:${id}`, deps)
    return 'given'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A colleague was faster with this one: it has somebody.
    return error.code === 'request.conflict' ? 'taken' : { orderId, why: error.code }
  }
}

async function noteGiven(
  { _id, apply: { version } }: Applying,
  outcome: Outcome,
  { clock }: Deps,
): Promise<void> {
  await DayPlan.updateOne(
    { _id, 'apply.version': version },
    {
      $inc: { 'apply.done': 1, ...(outcome === 'given' ? { 'apply.assigned': 1 } : {}) },
      $set: { applyAt: new Date(clock.now().getTime() + leaseMilliseconds) },
      ...(typeof outcome === 'string' ? {} : { $push: { 'apply.refused': outcome } }),
    },
  )
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

/** Goes on with what a server that died had begun; where the day was laid out anew since, somebody looks first. */
export async function resumeApply(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const due = await DayPlan.find({ applyAt: { $lte: now } })
    .limit(batchSize)
    .lean<Applying[]>()
  for (const plan of due) {
    const { _id, applyAt, version, apply } = plan
    const actor = await readActor(apply.byUserId.toString(), 'job', now)
    const lease = new Date(now.getTime() + leaseMilliseconds)
    const isOver = version !== apply.version || !actor
    const { modifiedCount } = await DayPlan.updateOne(
      { _id, applyAt },
      isOver ? { $unset: { applyAt: 1 } } : { $set: { applyAt: lease } },
    )
    if (modifiedCount === 1 && !isOver) await giveOut(plan, actor, deps)
  }
}
