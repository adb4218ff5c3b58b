import type { OutputOf } from '@linli/shared/contract'
import type { BillLine, monthBillContracts } from '@linli/shared/elderCare/monthBill.contract'
import { endOfMonth } from '@linli/shared/programmes/programme'
import { fromShanghaiDay } from '@linli/shared/time'
import { postKindOf, postTargetOf, type Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { maskPhone } from '../../../lib/masks'
import { toPlace } from '../../../lib/placeFields'
import { openPerson } from '../../register/person.crypto'
import { Person, type PersonDocument } from '../../register/person.model'
import { postsOf, type Actor } from '../../users/actor'
import { findCareStaff } from '../clients/client.access'
import { billKeyOf, listDueLines, listPersonDue, sumDue, type BillOwner, type DueLine } from './monthBill.due'
import { joinOrders, listMonthOrders, viewBillRows } from './monthBill.service'
import { MonthReceipt, type MonthReceiptRecord } from './monthReceipt.model'
import { Order, type OrderRecord } from '../orders/order.model'
import type { OrderReader } from '../orders/order.reader'
import { isStaffOf } from '../providers/provider.policy'

/** Whose bills a post shows: the unit's, or those of the elders of the community. @throws AppError `access.denied`. */
export function findBillOwner(actor: Actor, post: string): BillOwner {
  const target = postTargetOf(post)
  if (postKindOf(post) === 'unit') {
    assertThat(
      postsOf(actor).some((own) => own === post),
      'access.denied',
    )
    return { unitId: new Types.ObjectId(target) }
  }
  assertThat(postKindOf(post) === 'triage' && findCareStaff(actor, { community: target }), 'access.denied')
  return { desk: post as Post }
}

export const toReceivedLine = (receipt: MonthReceiptRecord): DueLine & Pick<BillLine, 'received'> => {
  const { unitId, unitName, personId, orders, fen, at, byName } = receipt
  return {
    ...{ unitId, unitName, personId, orders: orders.length, fen },
    received: { at: at.toISOString(), byName },
  }
}

/** One for each elder and unit: of a month that was taken in under two records of one person, the sum of both. */
export async function listReceipts(
  filter: BillOwner | Pick<MonthReceiptRecord, 'unitId' | 'personId'>,
  month: string,
): Promise<MonthReceiptRecord[]> {
  const rows = await MonthReceipt.find({ ...filter, month }, { outbox: 0 })
    .sort({ _id: 1 })
    .lean<MonthReceiptRecord[]>()
  const joined = new Map<string, MonthReceiptRecord>()
  for (const row of rows) {
    const { fen = 0, orders = [] } = joined.get(billKeyOf(row)) ?? {}
    joined.set(billKeyOf(row), { ...row, fen: fen + row.fen, orders: [...orders, ...row.orders] })
  }
  return [...joined.values()]
}

const receivedStates = ['finished', 'confirmed', 'settled', 'cancelled', 'noShow'] as const

/** What was taken in order by order of a month, and not in WeChat. */
export async function listSingles(owner: BillOwner, month: string): Promise<OrderRecord[]> {
  const startsAt = { $gte: fromShanghaiDay(`${month}-01`), $lt: endOfMonth(month) }
  const rows = await Order.find(
    { ...owner, 'payment.state': 'received', state: { $in: receivedStates }, startsAt },
    { outbox: 0 },
  ).lean<OrderRecord[]>()
  return rows.filter(({ payment }) => payment.paymentId === undefined && payment.billMonth === undefined)
}

/** Names and masked phones of all these people, in one query. */
export async function readBillPeople(
  ids: readonly Types.ObjectId[],
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<Map<string, { personName: string; phoneText?: string }>> {
  const people = await Person.find({ _id: { $in: ids } }, { name: 1, phone: 1 }).lean<PersonDocument[]>()
  return new Map(
    people.map((person) => {
      const { name, phone } = openPerson(person, crypto)
      return [
        person._id.toString(),
        dropUndefined({ personName: name, phoneText: phone === undefined ? undefined : maskPhone(phone) }),
      ]
    }),
  )
}

type AnyLine = DueLine & Pick<BillLine, 'received'>

/** Lines with their names, in the order of these. */
export async function nameLines(
  lines: readonly AnyLine[],
  month: string,
  deps: Pick<Deps, 'crypto'>,
): Promise<BillLine[]> {
  const people = await readBillPeople(
    lines.map(({ personId }) => personId),
    deps,
  )
  return lines
    .map((line) => ({
      ...line,
      ...{ id: billKeyOf(line), unitId: line.unitId.toString(), personId: line.personId.toString(), month },
      ...(people.get(line.personId.toString()) ?? { personName: '已经不在登记册' }),
    }))
    .sort((a, b) => a.personName.localeCompare(b.personName, 'zh') || a.id.localeCompare(b.id))
}

/** A kitchen has some hundreds of diners. */
const mostLines = 600

type ListQuery = OutputOf<typeof monthBillContracts.listMonthBills.query>

/** One line for each elder and unit of a month, by name. @throws AppError `access.denied`. */
export async function listMonthBills(
  actor: Actor,
  { post, month, isReceived }: ListQuery,
  deps: Deps,
): Promise<OutputOf<typeof monthBillContracts.listMonthBills.response>> {
  const owner = findBillOwner(actor, post)
  const found: AnyLine[] = isReceived
    ? (await listReceipts(owner, month)).map(toReceivedLine)
    : await listDueLines(owner, month)
  const singles = isReceived ? await listSingles(owner, month) : []
  const lines = await nameLines(found, month, deps)
  const sum = (of: 'orders' | 'fen') => lines.reduce((total, line) => total + line[of], 0)
  const people = new Set(lines.map(({ personId }) => personId)).size
  return {
    items: lines.slice(0, mostLines),
    isCut: lines.length > mostLines,
    sums: { people, orders: sum('orders'), fen: sum('fen') },
    single: { orders: singles.length, fen: sumDue(singles) },
  }
}

/** One elder's month at one unit. */
export interface BillKey {
  unitId: string
  personId: string
  month: string
}

export const receiptIdOf = ({ unitId, personId, month }: BillKey): string => `${unitId}:${personId}:${month}`

export interface UnitBill {
  key: BillKey
  reader: OrderReader
  unitName: string
  /** What stands open; nothing once it was taken in. */
  due: OrderRecord[]
  receipt?: MonthReceiptRecord
  rows: OrderRecord[]
}

/** @throws AppError `record.not_found` for whoever takes no money in there, and where there is nothing. */
export async function readUnitBill(actor: Actor, key: BillKey): Promise<UnitBill> {
  const person = await Person.findOne({ _id: key.personId }).lean<PersonDocument>()
  const isDesk = findCareStaff(actor, person ? toPlace(person) : {}) !== undefined
  assertThat(person && (isDesk || isStaffOf(actor, key.unitId)), 'record.not_found')
  const unitId = new Types.ObjectId(key.unitId)
  // By what it is about: one that was taken in under a record that has become part of hers keeps its key.
  const [receipt] = await listReceipts({ personId: person._id, unitId }, key.month)
  const due = receipt ? [] : await listPersonDue(person._id, key.month, unitId)
  const own = (await listMonthOrders(person._id, key.month)).filter((order) => order.unitId.equals(unitId))
  const taken = receipt
    ? await Order.find({ _id: { $in: receipt.orders.map(({ orderId }) => orderId) } }, { outbox: 0 }).lean<
        OrderRecord[]
      >()
    : due
  const rows = joinOrders(own, taken)
  const unitName = receipt?.unitName ?? rows.at(-1)?.unitName
  assertThat(unitName !== undefined, 'record.not_found')
  const reader = isDesk ? 'desk' : 'unit'
  return { key, reader, unitName, due, rows, ...(receipt ? { receipt } : {}) }
}

export async function viewUnitBill(
  { key, reader, unitName, due, receipt, rows }: UnitBill,
  deps: Pick<Deps, 'crypto'>,
): Promise<OutputOf<typeof monthBillContracts.getUnitMonthBill.response>> {
  const [unitId, personId] = [new Types.ObjectId(key.unitId), new Types.ObjectId(key.personId)]
  const line: AnyLine = receipt
    ? toReceivedLine(receipt)
    : { unitId, unitName, personId, orders: due.length, fen: sumDue(due) }
  const [view] = await nameLines([line], key.month, deps)
  assertThat(view, 'record.not_found')
  return { ...view, rows: viewBillRows(rows, key.month, due, reader) }
}
