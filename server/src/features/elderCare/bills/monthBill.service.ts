import type { BillRow, OwnBill } from '@linli/shared/elderCare/monthBill.contract'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { sayYuan } from '@linli/shared/money'
import { endOfMonth, monthAfter, monthOf, nameMonth } from '@linli/shared/programmes/programme'
import { fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { Unit } from '../../areas/unit.model'
import { openPerson } from '../../register/person.crypto'
import type { Actor } from '../../users/actor'
import { findClient } from '../clients/client.access'
import { listPersonDue, sumDue } from './monthBill.due'
import { findCost, findPayable } from '../orders/order.cost'
import { Order, type OrderRecord } from '../orders/order.model'
import { describePayment } from '../orders/order.moneyWords'
import { mayReadMoney, type OrderReader } from '../orders/order.reader'

const mostOrders = 500

/** Everything of one person that is of a month, whatever became of it. */
export async function listMonthOrders(personId: Types.ObjectId, month: string): Promise<OrderRecord[]> {
  const startsAt = { $gte: fromShanghaiDay(`${month}-01`), $lt: endOfMonth(month) }
  return Order.find({ personId, open: { $in: [true, false] }, startsAt }, { outbox: 0 })
    .sort({ startsAt: 1 })
    .limit(mostOrders)
    .lean<OrderRecord[]>()
}

/** Owed, and moved on because its own month was taken in before it was certain. */
const isMovedOn = (order: OrderRecord, month: string, due: readonly OrderRecord[]): boolean =>
  order.payment.state === 'due' &&
  !order.open &&
  monthOf(order.day) === month &&
  !due.some(({ _id }) => _id.equals(order._id))

function sayBill(
  order: OrderRecord,
  month: string,
  due: readonly OrderRecord[],
  reader: OrderReader,
): string {
  const said = describePayment(order, reader === 'elder' ? 'elder' : 'desk')
  if (isMovedOn(order, month, due)) return `${said}，算在后面的账单里`
  const own = monthOf(order.day)
  return own === month ? said : `${said}，${nameMonth(own)}的，算在这个月`
}

/** What a unit takes in itself: neither what was paid in WeChat nor what costs her nothing. */
const isTakenByHand = ({ payment }: OrderRecord): boolean =>
  payment.paymentId === undefined && (payment.state === 'due' || payment.state === 'received')

/** The lines of a bill: what was served or called off at a fee, in the order of its days; to a unit only what it takes in. */
export function viewBillRows(
  orders: readonly OrderRecord[],
  month: string,
  due: readonly OrderRecord[],
  reader: OrderReader,
): BillRow[] {
  return orders.flatMap((order) => {
    const cost = findCost(order)
    if (!cost || (reader === 'unit' && !isTakenByHand(order))) return []
    const { _id, day, unitName } = order
    const { itemName, selfPaidFen } = cost
    const shown = mayReadMoney(reader) ? cost : { itemName, selfPaidFen }
    return [{ id: _id.toString(), day, unitName, ...shown, paymentText: sayBill(order, month, due, reader) }]
  })
}

/** The orders of a month and those that were carried into it, each once. */
export function joinOrders(own: readonly OrderRecord[], due: readonly OrderRecord[]): OrderRecord[] {
  const all = new Map([...due, ...own].map((order) => [order._id.toString(), order]))
  return [...all.values()].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

const sum = (orders: readonly OrderRecord[]) => ({ orders: orders.length, fen: sumDue(orders) })

/** Where a month is paid: at those who served, or for all of them at a station: 「临江食堂或社区服务站」. */
export function sayWhere(unitNames: readonly string[]): string {
  const isStation = (name: string): boolean => name.endsWith('服务站')
  const stations = unitNames.filter(isStation)
  const places = [
    ...unitNames.filter((name) => !isStation(name)),
    ...(stations.length === 0 ? ['社区服务站'] : stations),
  ]
  const last = places.pop() ?? ''
  return places.length === 0 ? last : `${places.join('、')}或${last}`
}

function sayWhen(month: string, today: string, fen: number, unitName: string): string {
  const where = `到${sayWhere([unitName])}一次付清，家里人去付也行`
  return month < monthOf(today)
    ? `${nameMonth(month)}的 ${sayYuan(fen)}现在可以付了：${where}。`
    : `${nameMonth(monthAfter(month))}1日起，${where}；想早点付，现在去也可以。`
}

async function viewToPay(
  due: readonly OrderRecord[],
  month: string,
  today: string,
): Promise<OwnBill['toPay']> {
  const units = new Map(due.map((order) => [order.unitId.toString(), order]))
  const known = await Unit.find({ _id: { $in: [...units.keys()] } }, { phone: 1 }).lean()
  const phones = new Map(known.map(({ _id, phone }) => [_id.toString(), phone]))
  return [...units].map(([unitId, { unitName }]) => {
    const { orders, fen } = sum(due.filter((order) => order.unitId.toString() === unitId))
    const text = sayWhen(month, today, fen, unitName)
    return dropUndefined({ unitId, unitName, phone: phones.get(unitId) ?? undefined, orders, fen, text })
  })
}

function sayCost(month: string, today: string, sums: OwnBill['sums'], paidFen: number): string {
  const { priceFen, subsidyFen, selfPaidFen } = sums
  const until = month === monthOf(today) ? '到今天' : ''
  if (priceFen === 0) return `${nameMonth(month)}${until}没有要算钱的服务。`
  const paid = paidFen > 0 ? `，其中 ${sayYuan(paidFen)}已经付了` : ''
  const who =
    subsidyFen === 0 ? '，都是自己付' : `：补贴付 ${sayYuan(subsidyFen)}，自己付 ${sayYuan(selfPaidFen)}`
  return `${nameMonth(month)}${until}一共 ${sayYuan(priceFen)}${who}${paid}。`
}

const isUnpaid = ({ payment }: OrderRecord): boolean => payment.state === 'due'

/**
 * What a month costs and how it is settled: one's own, or an elder's by a bond with the scope `orders`; the present
 * month unless one is named.
 * @throws AppError as `findClient`.
 */
export async function readOwnBill(
  actor: Actor,
  asked: { person?: string | undefined; month?: string | undefined },
  deps: Deps,
): Promise<OwnBill> {
  const { person, acting } = await findClient(actor, asked.person, deps)
  assertThat(acting, 'record.not_found')
  const today = toShanghaiDay(deps.clock.now())
  const month = asked.month ?? monthOf(today)
  const own = await listMonthOrders(person._id, month)
  const due = await listPersonDue(person._id, month)
  const costs = own.flatMap((order) => findCost(order) ?? [])
  const total = (of: 'priceFen' | 'subsidyFen' | 'selfPaidFen') =>
    costs.reduce((all, cost) => all + cost[of], 0)
  const sums = {
    priceFen: total('priceFen'),
    subsidyFen: total('subsidyFen'),
    selfPaidFen: total('selfPaidFen'),
  }
  const paid = own.filter((order) => order.payment.state === 'received' && findCost(order) !== undefined)
  const coming = own.filter((order) => order.open && (isOrderAhead(order.state) || order.state === 'started'))
  const isWaiting = ({ state }: OrderRecord) => state === 'finished' || state === 'disputed'
  return {
    personName: openPerson(person, deps.crypto).name,
    month,
    text: sayCost(
      month,
      today,
      sums,
      paid.reduce((all, order) => all + findPayable(order), 0),
    ),
    sums,
    toPay: await viewToPay(due, month, today),
    waiting: sum(own.filter((order) => isWaiting(order) && isUnpaid(order))),
    ahead: { orders: coming.length, fen: sum(coming.filter(isUnpaid)).fen },
    rows: viewBillRows(joinOrders(own, due), month, due, 'elder'),
  }
}
