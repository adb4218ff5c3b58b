import { isSitting } from '@linli/shared/elderCare/itemKinds'
import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { UnitDay } from '../elderCare/providers/dayChange.hooks'
import { busyStates } from '../elderCare/providers/helperDay.service'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import type { BondRecord } from '../families/bond.model'
import { DayPlan, dayPlanId, readDayPlan, type DayChange, type DayPlanRecord } from './dayPlan.model'

/** Changes come in bunches: it is laid out anew when none came for so long, and at the latest after so long. */
const quietMilliseconds = 2000
const longestMilliseconds = 10_000
const keptChanges = 20
const mostTries = 5
const mostDays = 62

type Plannable = Pick<OrderRecord, 'unitId' | 'day' | 'post' | 'item' | 'open' | 'state'>

/**
 * Of an order that is this unit's to do on this day: nothing offered to volunteers, nothing by telephone, and not one of
 * many who come to one place at once.
 */
export const isPlannable = (order: Plannable, { unitId, day }: { unitId: string; day: string }): boolean =>
  order.unitId.toString() === unitId &&
  order.day === day &&
  order.open &&
  busyStates.includes(order.state) &&
  order.post === `unit:${unitId}` &&
  order.item.place !== 'remote' &&
  !isSitting(order.item)

const endedAsPlanned: readonly OrderRecord['state'][] = [
  'finished',
  'disputed',
  'confirmed',
  'settled',
  'noShow',
]

const areSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id))

/** What a plan does not know of an order that changed by `event`; nothing where it stands in it as it is. Pure. */
function findDayChange(
  plan: Pick<DayPlanRecord, 'unitId' | 'day' | 'tasks' | 'left'>,
  order: OrderRecord,
  event: string,
): DayChange['kind'] | undefined {
  const tasks = plan.tasks.filter(({ orderId }) => orderId.equals(order._id))
  const isKnown = tasks.length > 0 || plan.left.some(({ orderId }) => orderId.equals(order._id))
  if (!isPlannable(order, { unitId: plan.unitId.toString(), day: plan.day }))
    return isKnown && !endedAsPlanned.includes(order.state) ? 'gone' : undefined
  if (!isKnown) return 'added'
  if (event === 'return') return 'returned'
  const helpers = order.helpers.map(({ userId }) => userId.toString())
  const planned = tasks.map(({ helperId }) => helperId.toString())
  if (helpers.length > 0 && !areSame(helpers, planned)) return 'given'
  return tasks.some(({ startsAt }) => startsAt < order.startsAt || startsAt >= order.endsAt)
    ? 'moved'
    : undefined
}

/** When to lay it out anew, after one more change. */
function findReplanAt({ staleSince = new Date(0) }: Pick<DayPlanRecord, 'staleSince'>, now: Date): Date {
  const quiet = now.getTime() + quietMilliseconds
  const latest = staleSince.getTime() === 0 ? quiet : staleSince.getTime() + longestMilliseconds
  return new Date(Math.max(now.getTime(), Math.min(quiet, latest)))
}

/** A plan that an older program laid out has no count yet: the first change makes it. */
const countedAs = ({ changeCount }: DayPlanRecord) => (changeCount === 0 ? {} : { changeCount })

/** Marks a plan as out of date, so that the job lays it out anew; nothing where the day was not laid out or is over. */
export async function noteDayChange(
  { unitId, day }: UnitDay,
  find: (plan: DayPlanRecord) => Pick<DayChange, 'kind' | 'orderId'> | undefined,
  deps: Pick<Deps, 'clock' | 'publish'>,
): Promise<void> {
  const now = deps.clock.now()
  if (day < toShanghaiDay(now)) return
  for (let tries = 0; tries < mostTries; tries += 1) {
    const plan = await readDayPlan(dayPlanId(unitId, day))
    const change = plan && find(plan)
    if (!change) return
    const number = plan.changeCount + 1
    const { modifiedCount } = await DayPlan.updateOne(
      { _id: plan._id, version: plan.version, state: plan.state, ...countedAs(plan) },
      {
        $set: {
          changeCount: number,
          changes: [...plan.changes, { ...change, number, at: now }].slice(-keptChanges),
          staleSince: plan.staleSince ?? now,
          // While it is being laid out, the end of that sets the time anew.
          ...(plan.state === 'planning' ? {} : { replanAt: findReplanAt(plan, now) }),
        },
      },
    )
    if (modifiedCount === 0) continue
    announceDay(plan, deps)
    return
  }
  throw new Error(`the plan of ${day} kept changing`) // the outbox brings it again
}

/** Tells the open pages of a unit. */
export function announceDay(
  { unitId }: Pick<DayPlanRecord, 'unitId'>,
  { publish }: Pick<Deps, 'publish'>,
): void {
  const post = `unit:${unitId.toString()}` as const
  publish({ name: 'queue.changed', rooms: [`post:${post}`], data: { post } })
}

/** An order changed: whoever laid out its day, or the day it was on before, lays it out anew. Repeatable. */
export async function followOrder(
  order: OrderRecord,
  event: string,
  before: UnitDay | undefined,
  deps: Deps,
): Promise<void> {
  const find = (plan: DayPlanRecord) => {
    const kind = findDayChange(plan, order, event)
    return kind && { kind, orderId: order._id }
  }
  await noteDayChange({ unitId: order.unitId.toString(), day: order.day }, find, deps)
  if (before) await noteDayChange(before, find, deps)
  if (givesOut.includes(event)) await followHelpers(order, deps)
}

/** Those who have it now are planned for the same hours by nobody else. */
const givesOut: readonly string[] = ['assign', 'accept', 'claim']

async function followHelpers({ day, unitId, item, helpers }: OrderRecord, deps: Deps): Promise<void> {
  for (const { userId } of helpers)
    for (const plan of await listPlansWith(userId, { from: day, to: day }))
      if (plan.unitId !== unitId.toString() || isSitting(item))
        await noteDayChange(plan, () => ({ kind: 'elsewhere' }), deps)
}

/** The days that are laid out with somebody in them, of whichever unit. */
async function listPlansWith(
  helperId: Types.ObjectId,
  { from, to }: { from: string; to?: string },
): Promise<UnitDay[]> {
  const rows = await DayPlan.find({ 'tasks.helperId': helperId, day: { $gte: from } }, { unitId: 1, day: 1 })
    .limit(mostDays)
    .lean<Pick<DayPlanRecord, 'unitId' | 'day'>[]>()
  return rows
    .filter(({ day }) => to === undefined || day <= to)
    .map(({ unitId, day }) => ({ unitId: unitId.toString(), day }))
}

/** A volunteer who went off duty, or is none any more: units that planned with her lay their days out anew. */
export async function followVolunteer(userId: string, deps: Deps): Promise<void> {
  for (const plan of await listPlansWith(new Types.ObjectId(userId), {
    from: toShanghaiDay(deps.clock.now()),
  }))
    await noteDayChange(plan, () => ({ kind: 'people' }), deps)
}

/** Somebody acts for an elder from now on, or from a later day: where she was to be sent to her and nothing is promised yet, another goes. */
export async function followFamily(
  { personId, proxyUserId, from: first = '' }: Pick<BondRecord, 'personId' | 'proxyUserId' | 'from'>,
  deps: Deps,
): Promise<void> {
  if (!personId) return
  const today = toShanghaiDay(deps.clock.now())
  const from = first > today ? first : today
  for (const day of await listPlansWith(proxyUserId, { from })) {
    const orders = await Order.find({ personId, day: day.day, helpers: { $size: 0 } }, { _id: 1 }).lean()
    const find = ({ tasks }: DayPlanRecord) => {
      const own = tasks.filter(({ helperId }) => helperId.equals(proxyUserId))
      const task = own.find(({ orderId }) => orders.some(({ _id }) => _id.equals(orderId)))
      return task && { kind: 'family' as const, orderId: task.orderId }
    }
    await noteDayChange(day, find, deps)
  }
}

/** Who can be sent changed: a certificate, a leave, a role that ended. */
export async function followPeople(
  unitId: string,
  { from, to }: { from: string; to?: string },
  deps: Deps,
): Promise<void> {
  const rows = await DayPlan.find({ unitId, day: { $gte: from } }, { day: 1 })
    .sort({ day: 1 })
    .limit(mostDays)
    .lean<Pick<DayPlanRecord, 'day'>[]>()
  for (const { day } of rows)
    if (to === undefined || day <= to) await noteDayChange({ unitId, day }, () => ({ kind: 'people' }), deps)
}
