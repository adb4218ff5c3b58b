import { findOrderTransition } from '@linli/shared/elderCare/order.state'
import { endOfMonth, monthOf } from '@linli/shared/programmes/programme'
import { fromShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { Order, type OrderRecord } from './order.model'
import { findOrderParties } from './order.policy'
import { actOnOrder, findVisibleOrder, type SeenOrder } from './order.service'
import { findPayable } from './order.words'

const mostOrders = 400

/** What one elder owes one unit for a month: of all that came to an end and is not paid. */
async function listMonthDue({ personId, unitId, day }: OrderRecord): Promise<OrderRecord[]> {
  const month = monthOf(day)
  const startsAt = { $gte: fromShanghaiDay(`${month}-01`), $lt: endOfMonth(month) }
  const rows = await Order.find({ personId, open: { $in: [true, false] }, startsAt }, { outbox: 0 })
    .sort({ startsAt: 1 })
    .limit(mostOrders)
    .lean<OrderRecord[]>()
  const isDue = ({ state, payment }: OrderRecord) =>
    payment.state === 'due' && findOrderTransition(state, 'receive') !== undefined
  return rows.filter((order) => order.unitId.equals(unitId) && isDue(order))
}

const sumOf = (orders: readonly OrderRecord[]): number =>
  orders.reduce((sum, order) => sum + findPayable(order), 0)

/** The month's bill beside one of its orders; undefined where that one is all. */
export async function readMonthDue(
  order: OrderRecord,
): Promise<{ month: string; orders: number; fen: number } | undefined> {
  const due = await listMonthDue(order)
  return due.length > 1 ? { month: monthOf(order.day), orders: due.length, fen: sumOf(due) } : undefined
}

/**
 * Takes in what is due for the month of an order, each order by its own step, so that a crash in between leaves the
 * rest due and the next press takes it.
 * @throws AppError `access.denied`, `request.conflict` with the present sum where another one was shown.
 */
export async function receiveMonth(
  actor: Actor,
  id: string,
  fen: number,
  requestKey: string | undefined,
  deps: Deps,
): Promise<SeenOrder> {
  const { order, viewer } = await findVisibleOrder(actor, id, deps)
  const mayReceive = findOrderParties(viewer, order).some((each) => each === 'provider' || each === 'station')
  assertThat(mayReceive, 'access.denied')
  const due = await listMonthDue(order)
  assertThat(sumOf(due) === fen, 'request.conflict', { fen: sumOf(due) })
  for (const { _id } of due) {
    const key = requestKey === undefined ? undefined : `${requestKey}:${_id.toString()}`
    await actOnOrder(actor, _id.toString(), { action: 'receive' }, key, deps)
  }
  return findVisibleOrder(actor, id, deps)
}
