import type { CarrierRoute, CarrierStop } from '@linli/shared/dispatch/carrierRoute.contract'
import { isCarried } from '@linli/shared/elderCare/itemKinds'
import { formatDay, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { busyStates } from '../elderCare/providers/helperDay.service'
import { describeMeals, findLeaveBy, limitMeal, readMeals } from '../elderCare/kitchen/kitchen.service'
import { Order, orderListFields, type OrderRecord } from '../elderCare/orders/order.model'
import { findOrderSight, listOrderActions } from '../elderCare/orders/order.policy'
import { describeOrder } from '../elderCare/orders/order.words'
import type { Actor } from '../users/actor'
import { DayPlan, dayPlanId, type DayPlanRecord } from './dayPlan.model'

const mostStops = 200
const shown: readonly OrderRecord['state'][] = [...busyStates, 'finished', 'confirmed', 'settled']

/** The meals that were given to this carrier, of whatever kitchen. */
async function readOwn(userId: string, day: string): Promise<OrderRecord[]> {
  return Order.find({ 'helpers.userId': new Types.ObjectId(userId), day }, orderListFields)
    .limit(mostStops)
    .lean<OrderRecord[]>()
}

/** What a kitchen whose staff carry whatever there is has given to nobody by name. */
async function readShared(actor: Actor, day: string): Promise<OrderRecord[]> {
  const unitIds = actor.memberships.flatMap(({ role, unitId }) =>
    role === 'unitStaff' && unitId !== undefined ? [unitId] : [],
  )
  const meals = await Promise.all([...new Set(unitIds)].map((unitId) => readMeals(unitId, day)))
  return meals.flat().filter(({ helpers, state }) => helpers.length === 0 && state === 'accepted')
}

/** When the planner has the carrier at each door. */
async function readPlanned(
  userId: string,
  day: string,
  orders: readonly OrderRecord[],
): Promise<Map<string, Date>> {
  const ids = [...new Set(orders.map(({ unitId }) => dayPlanId(unitId.toString(), day)))]
  const plans = await DayPlan.find({ _id: { $in: ids }, state: 'ready' }, { tasks: 1 }).lean<
    Pick<DayPlanRecord, 'tasks'>[]
  >()
  const own = plans.flatMap(({ tasks }) => tasks).filter(({ helperId }) => helperId.toString() === userId)
  return new Map(own.map(({ orderId, startsAt }) => [orderId.toString(), startsAt]))
}

type Row = Awaited<ReturnType<typeof describeMeals>>[number]

function viewStop(order: OrderRecord, meal: Row, actor: Actor, now: Date): CarrierStop {
  const viewer = { actor }
  const row = limitMeal(meal, order, actor, now)
  const { state, item, noAnswer } = order
  return {
    ...{ orderId: row.id, version: order.version, state, stateText: describeOrder(order, now, 'helper') },
    ...{ itemName: row.itemName, unitName: order.unitName, name: row.name },
    ...{ address: row.address, phone: row.phone, diet: row.diet },
    startsAt: order.startsAt.toISOString(),
    ...{ timeText: row.timeText, leaveByText: row.leaveByText, eatByText: row.eatByText, eatBy: row.eatBy },
    isMine: order.helpers.some(({ userId }) => userId.toString() === actor.userId),
    isLate: order.isLate,
    isSafetyOpen: noAnswer !== undefined && noAnswer.safeAt === undefined,
    isDone: !busyStates.includes(state),
    proofs: item.proofs,
    actions: listOrderActions(viewer, order, now),
  }
}

/** As one walks: doors of one house floor by floor, for 「2 单元 302」 comes before 「2 单元 1101」. */
const byDoor = new Intl.Collator('zh', { numeric: true })

/** The meals of a carrier's round on a day, brought ones among them, in no order. */
async function readCarried(actor: Actor, day: string): Promise<OrderRecord[]> {
  const all = [...(await readOwn(actor.userId, day)), ...(await readShared(actor, day))]
  return all.filter(
    (order) =>
      isCarried(order.item) && shown.includes(order.state) && findOrderSight({ actor }, order) === 'all',
  )
}

/** What this carrier has still to bring on a day, as the round shows it. */
export async function listToCarry(actor: Actor, day: string): Promise<OrderRecord[]> {
  const orders = await readCarried(actor, day)
  return orders.filter(({ state }) => busyStates.includes(state))
}

/** What a carrier has to bring on a day, in the order of the round. */
export async function readCarrierRoute(
  actor: Actor,
  asked: { day?: string | undefined },
  deps: Deps,
): Promise<CarrierRoute> {
  const now = deps.clock.now()
  const { day = toShanghaiDay(now) } = asked
  const orders = await readCarried(actor, day)
  const rows = await describeMeals(orders, deps)
  const planned = await readPlanned(actor.userId, day, orders)
  const places = orders.flatMap((order, index) => {
    const row = rows[index]
    if (!row) return []
    const at = planned.get(row.id) ?? findLeaveBy(order)
    return [
      { at, door: `${order.building ?? ''} ${row.address ?? ''}`, stop: viewStop(order, row, actor, now) },
    ]
  })
  places.sort((a, b) => a.at.getTime() - b.at.getTime() || byDoor.compare(a.door, b.door))
  return {
    day,
    dayText: formatDay(fromShanghaiDay(day), now),
    stops: places.map(({ stop }) => stop),
    isPlanned: planned.size > 0,
  }
}
