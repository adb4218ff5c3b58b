import { endOfMonth, monthAfter, monthOf } from '@linli/shared/programmes/programme'
import { fromShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import { MonthReceipt, type MonthReceiptRecord } from './monthReceipt.model'
import { Order, type OrderRecord } from '../orders/order.model'
import { findPayable } from '../orders/order.cost'

/** What is certain to be owed: what is only finished she may still dispute, and it comes when she has said yes. */
const owedStates = ['confirmed', 'cancelled', 'noShow'] as const
const owed = { 'payment.state': 'due' as const, state: { $in: owedStates } }

/** So far back nothing is owed any more that is not on a desk's list for other reasons. */
const oldest = (month: string): Date =>
  fromShanghaiDay(`${Number(month.slice(0, 4)) - 1}${month.slice(4)}-01`)

type Owed = Pick<
  OrderRecord,
  '_id' | 'personId' | 'unitId' | 'unitName' | 'day' | 'state' | 'payment' | 'feeFen' | 'selfPaidFen'
>
const owedFields = {
  personId: 1,
  unitId: 1,
  unitName: 1,
  day: 1,
  state: 1,
  payment: 1,
  feeFen: 1,
  selfPaidFen: 1,
}

export const sumDue = (orders: readonly Parameters<typeof findPayable>[0][]): number =>
  orders.reduce((sum, order) => sum + findPayable(order), 0)

/** One elder's bills at one unit. */
export const billKeyOf = ({ unitId, personId }: Pick<Owed, 'unitId' | 'personId'>): string =>
  `${unitId.toString()}:${personId.toString()}`

/**
 * The months of which money was taken in as a whole, by unit and person: by its fields, for a receipt of a record that has
 * become part of another keeps its id.
 */
async function readReceived(
  personIds: readonly Types.ObjectId[],
  from: string,
): Promise<ReadonlySet<string>> {
  const rows = await MonthReceipt.find(
    { personId: { $in: personIds }, month: { $gte: from } },
    { unitId: 1, personId: 1, month: 1 },
  ).lean<Pick<MonthReceiptRecord, 'unitId' | 'personId' | 'month'>[]>()
  return new Set(rows.map((row) => `${billKeyOf(row)}:${row.month}`))
}

/** In which month's bill an order stands that is owed: its own, or the first after it that is still open. */
function findBillMonth(
  order: Pick<Owed, 'unitId' | 'personId' | 'day'>,
  received: ReadonlySet<string>,
): string {
  let month = monthOf(order.day)
  while (received.has(`${billKeyOf(order)}:${month}`)) month = monthAfter(month)
  return month
}

async function keepOfMonth<T extends Pick<Owed, 'unitId' | 'personId' | 'day'>>(
  orders: readonly T[],
  month: string,
): Promise<T[]> {
  const [first] = orders.map(({ day }) => day).sort()
  if (first === undefined) return []
  const people = new Map(orders.map(({ personId }) => [personId.toString(), personId]))
  const received = await readReceived([...people.values()], monthOf(first))
  return orders.filter((order) => findBillMonth(order, received) === month)
}

/** What stands open in one person's bill of a month, at one unit or at all. */
export async function listPersonDue(
  personId: Types.ObjectId,
  month: string,
  unitId?: Types.ObjectId,
): Promise<OrderRecord[]> {
  const startsAt = { $gte: oldest(month), $lt: endOfMonth(month) }
  const orders = await Order.find({ personId, open: false, startsAt, ...owed }, { outbox: 0 })
    .sort({ startsAt: 1 })
    .lean<OrderRecord[]>()
  const own = unitId === undefined ? orders : orders.filter((order) => order.unitId.equals(unitId))
  return keepOfMonth(own, month)
}

/** Whose bills: those of a unit, or of the elders of a desk. */
export type BillOwner = { unitId: Types.ObjectId } | { desk: OrderRecord['desk'] }

/** One elder and one unit, with what stands open in the month. */
export interface DueLine {
  unitId: Types.ObjectId
  unitName: string
  personId: Types.ObjectId
  orders: number
  fen: number
}

/** What stands open in the bills of a month, a line for each elder and unit. */
export async function listDueLines(owner: BillOwner, month: string): Promise<DueLine[]> {
  const startsAt = { $gte: oldest(month), $lt: endOfMonth(month) }
  const orders = await keepOfMonth(
    await Order.find({ ...owner, startsAt, ...owed }, owedFields).lean<Owed[]>(),
    month,
  )
  const lines = new Map<string, DueLine>()
  for (const order of orders) {
    const { unitId, unitName, personId } = order
    const key = billKeyOf(order)
    const line = lines.get(key) ?? { unitId, unitName, personId, orders: 0, fen: 0 }
    lines.set(key, { ...line, orders: line.orders + 1, fen: line.fen + findPayable(order) })
  }
  return [...lines.values()]
}

/** The orders behind these lines. */
export async function listDueOrders(owner: BillOwner, month: string): Promise<OrderRecord[]> {
  const startsAt = { $gte: oldest(month), $lt: endOfMonth(month) }
  return keepOfMonth(
    await Order.find({ ...owner, startsAt, ...owed }, { outbox: 0 }).lean<OrderRecord[]>(),
    month,
  )
}

/** The bill beside one of its orders; undefined where that one is all, or is not certain yet. */
export async function readMonthDue(
  order: OrderRecord,
): Promise<{ unitId: string; month: string; orders: number; fen: number } | undefined> {
  if (!(owedStates as readonly string[]).includes(order.state)) return undefined
  const received = await readReceived([order.personId], monthOf(order.day))
  const month = findBillMonth(order, received)
  const due = await listPersonDue(order.personId, month, order.unitId)
  if (due.length < 2) return undefined
  return { unitId: order.unitId.toString(), month, orders: due.length, fen: sumDue(due) }
}
