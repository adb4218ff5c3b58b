import { monthOf } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../../deps'
import { AppError, assertThat } from '../../../lib/appError'
import { inTransaction } from '../../../lib/inTransaction'
import { isDuplicate } from '../../../lib/isDuplicate'
import { recordAudit } from '../../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../../messages/outbox'
import { isOwnMatter, type Actor } from '../../users/actor'
import { findCareStaff } from '../clients/client.access'
import { sumDue } from './monthBill.due'
import { readUnitBill, receiptIdOf, type BillKey, type UnitBill } from './monthBill.desk'
import { MonthReceipt, type MonthReceiptRecord } from './monthReceipt.model'
import { applyOrderChange, makeOrderEntry, type OrderAuthor } from '../orders/order.change'
import { Order, type OrderRecord } from '../orders/order.model'
import { findPayable } from '../orders/order.cost'

/** How often it is tried when the clock moved one of the orders meanwhile. */
const mostTries = 3

const describe = ({ byName, at, fen }: MonthReceiptRecord) => ({ by: byName, at, fen })

function nameReceiver(actor: Actor, order: OrderRecord): OrderAuthor {
  const own = actor.memberships.find(({ unitId }) => unitId === order.unitId.toString())
  const name = (own ?? findCareStaff(actor, order))?.name ?? '工作人员'
  return { userId: new Types.ObjectId(actor.userId), kind: 'staff', name }
}

/** Each order in the transaction of the receipt; one that somebody else changed meanwhile ends all of it. */
async function receiveOrder(
  order: OrderRecord,
  month: string,
  by: OrderAuthor,
  deps: Deps,
  session: ClientSession,
): Promise<void> {
  const now = deps.clock.now()
  const payment = { ...order.payment, state: 'received' as const, receivedAt: now, billMonth: month }
  const change = { to: order.state, set: { payment }, details: { month } }
  const entry = makeOrderEntry(order, 'receive', change, by, { now })
  assertThat(await applyOrderChange(order, change, entry, deps, session), 'request.retry')
}

async function writeReceipt(
  { key, due, unitName }: UnitBill,
  actor: Actor,
  pressId: string,
  deps: Deps,
): Promise<void> {
  const [first] = due
  assertThat(first, 'request.conflict', { fen: 0 })
  const by = nameReceiver(actor, first)
  const { month } = key
  const fen = sumDue(due)
  const subject = { kind: 'person', id: key.personId, district: first.district }
  const receipt = {
    ...{ _id: receiptIdOf(key), unitId: first.unitId, unitName, personId: first.personId, month },
    ...{ desk: first.desk, district: first.district, fen, pressId },
    orders: due.map((order) => ({ orderId: order._id, fen: findPayable(order) })),
    ...{ at: deps.clock.now(), byUserId: by.userId, byName: by.name },
    ...{ outbox: [makeOutboxEntry('careBill.received', {}, deps)], hasOutbox: true },
  }
  await inTransaction(async (session) => {
    await MonthReceipt.create([receipt], { session })
    for (const order of due) await receiveOrder(order, month, by, deps, session)
    await recordAudit(actor, 'careBill.received', subject, { month, fen }, deps, session)
  })
}

/** @returns whether it was written; not where one of the orders has moved since it was read. */
async function tryToReceive(bill: UnitBill, actor: Actor, pressId: string, deps: Deps): Promise<boolean> {
  if (bill.due.length === 0) return false
  try {
    await writeReceipt(bill, actor, pressId, deps)
    return true
  } catch (error) {
    if (isDuplicate(error) || (error instanceof AppError && error.code === 'request.retry')) return false
    throw error
  }
}

/**
 * Takes in all that an elder owes a unit for a month, by one press: the receipt and the payment of each order stand
 * together or not at all. Of two desks one takes it in, the other is told who did; sent once more it is the same.
 * @param pressId the same at each repeat of the request.
 * @throws AppError `care.own_matter`, `record.not_found`, `care.bill_received`, `care.bill_too_early`, `request.conflict` with the present
 *   sum where another one was shown.
 */
export async function receiveMonthBill(
  actor: Actor,
  key: BillKey,
  { fen, pressId }: { fen: number; pressId: string },
  deps: Deps,
): Promise<UnitBill> {
  assertThat(!isOwnMatter(actor, key.personId), 'care.own_matter')
  assertThat(key.month <= monthOf(toShanghaiDay(deps.clock.now())), 'care.bill_too_early')
  for (let tries = 0; tries < mostTries; tries += 1) {
    const bill = await readUnitBill(actor, key)
    if (bill.receipt) {
      assertThat(bill.receipt.pressId === pressId, 'care.bill_received', describe(bill.receipt))
      return bill
    }
    assertThat(sumDue(bill.due) === fen, 'request.conflict', { fen: sumDue(bill.due) })
    if (!(await tryToReceive(bill, actor, pressId, deps))) continue
    kickOutbox(Order)
    kickOutbox(MonthReceipt)
  }
  const last = await readUnitBill(actor, key)
  assertThat(last.receipt?.pressId === pressId, 'request.retry')
  return last
}
