import { holdsPlace, orderStepTransitions } from '@linli/shared/elderCare/order.state'
import { publicNameOf } from '@linli/shared/elderCare/serviceItem'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { AppError, assertThat } from '../../../lib/appError'
import { toPlace } from '../../../lib/placeFields'
import { registerPayable, type PaidFor, type PayableDescription } from '../../payments/payable'
import { refundPayable, withdrawPayable } from '../../payments/payment.refund'
import { Person, type PersonDocument } from '../../register/person.model'
import { dropPlace, nextOf } from './order.change'
import { isWaivedAbove } from './order.kept'
import { isBookedAgain, isLapsed } from './order.lapsed'
import { Order, type OrderRecord } from './order.model'
import { findWanted, takeFor } from './order.wanted'
import { findAttemptEnd, isOpenToWechat, isWaitingForMoney } from './order.payBy'
import { orderSubsidy } from './order.subsidy'
import { takeOrderStep } from './order.sweep'
import { takePlace } from '../providers/slot.service'

const readOrder = (id: string): Promise<OrderRecord | null> =>
  Order.findOne({ _id: id }).lean<OrderRecord | null>()

async function describe(id: string, deps: Deps): Promise<PayableDescription | undefined> {
  const order = await readOrder(id)
  const isStanding = order !== null && isOpenToWechat(order)
  const payBy = isStanding ? findAttemptEnd(deps) : order?.state === 'placed' ? order.payBy : undefined
  if (!order || !payBy) return undefined
  const { item, startsAt, selfPaidFen, personId, unitId, unitName } = order
  const [, month, day] = toShanghaiDay(startsAt).split('-').map(Number)
  return {
    // WeChat shows it to the payer, and staff read it in tasks: an intimate service is not named.
    title: `${publicNameOf(item)}，${month ?? ''}月${day ?? ''}日`,
    amountFen: selfPaidFen,
    personId: personId.toString(),
    payeeUnitId: unitId.toString(),
    payeeName: unitName,
    place: toPlace(order),
    payBy,
    isStanding,
    page: `packages/elderCare/pages/order/index?id=${id}`,
  }
}

const isPaidBy = (order: OrderRecord, { paymentId }: PaidFor): boolean =>
  order.payment.paymentId === paymentId

/** It waits for the money, or was to be paid at the station meanwhile: whichever way it comes, it is taken. */
const isToPay = ({ state, payment }: OrderRecord): boolean =>
  payment.state === 'due' && state !== 'cancelled' && orderStepTransitions[state].pay !== undefined

/** The money is booked, and the unit hears of the order at once. */
async function takeMoney(
  order: OrderRecord,
  { paymentId, paidAt, payer: { userId, proxyText } }: PaidFor,
  change: Partial<OrderRecord>,
  deps: Deps,
): Promise<OrderRecord | undefined> {
  const paid = { method: 'wechat' as const, state: 'received' as const, receivedAt: paidAt, paymentId }
  const isTold = order.state !== 'placed' && order.state !== 'cancelled'
  const set = {
    ...{ ...change, payment: { ...order.payment, ...paid }, feeFen: 0 },
    ...(isTold ? {} : { releaseAt: deps.clock.now() }),
  }
  const by =
    proxyText === undefined
      ? { userId, kind: 'elder' as const, name: '长者' }
      : { userId, kind: 'proxy' as const, name: proxyText }
  return takeOrderStep(order, 'pay', deps, { set, unset: ['payBy'] }, by)
}

async function onPaid(id: string, paid: PaidFor, deps: Deps): Promise<boolean> {
  const order = await readOrder(id)
  if (!order) return false
  if (isPaidBy(order, paid)) return true
  if (!isToPay(order) || order.selfPaidFen !== paid.amountFen) return false
  if (await takeMoney(order, paid, {}, deps)) return true
  const now = await readOrder(id)
  return now !== null && isPaidBy(now, paid)
}

/** The same time once more, with the same part paid by programmes; undefined when either is gone. */
async function takePlaceAgain(order: OrderRecord, deps: Deps): Promise<Types.ObjectId | undefined> {
  const person = await Person.findOne({ _id: order.personId }).lean<PersonDocument>()
  if (!person) return undefined
  const place = toPlace(order)
  const { item, offeringId, startsAt, priceFen, source: channel, day } = order
  const wanted = { itemCode: item.code, offeringId: offeringId.toString(), startsAt }
  const found = await findWanted({ person, place }, wanted, deps.clock.now(), { isAgreed: true })
  // She may be booking the same time once more at this moment: the place goes to one of the two.
  const next = nextOf(order)
  const taker = takeFor(next, person._id, found.item)
  const slotId = await takePlace(found.candidate, taker, deps.clock.now())
  if (!slotId) return undefined
  const asked = { priceFen, careClass: item.careClass, channel, day, personId: person._id, place, ...next }
  const { selfPaidFen } = await orderSubsidy().reserve(asked, deps)
  if (selfPaidFen === order.selfPaidFen) return slotId
  await giveUpPlace(order, slotId)
  return undefined
}

/** Somebody else moved the order meanwhile: unless it stands again, what was taken for it is free. */
async function giveUpPlace(order: OrderRecord, slotId: Types.ObjectId): Promise<void> {
  await dropPlace(order, slotId)
  const now = await readOrder(order._id.toString())
  const isHeld = now !== null && holdsPlace(now.state)
  if (!isHeld) await orderSubsidy().release({ ...order, version: nextOf(order).version })
}

async function retake(id: string, paid: PaidFor, deps: Deps): Promise<boolean> {
  const order = await readOrder(id)
  // Only what ended because nobody paid in time: what a person called off stays so.
  const isOpen = order && isLapsed(order) && order.startsAt > deps.clock.now()
  if (!isOpen || (await isBookedAgain(order))) return false
  try {
    const slotId = await takePlaceAgain(order, deps)
    if (slotId && (await takeMoney(order, paid, { slotId }, deps))) return true
    if (slotId) await giveUpPlace(order, slotId)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
  // Another server may have handed over the same money meanwhile.
  const now = await readOrder(id)
  return now !== null && isPaidBy(now, paid)
}

async function isStanding(id: string): Promise<boolean> {
  const order = await readOrder(id)
  return order !== null && holdsPlace(order.state) && order.payBy === undefined
}

async function onUnpaidExpired(id: string, deps: Deps): Promise<void> {
  const order = await readOrder(id)
  if (order && isWaitingForMoney(order)) await takeOrderStep(order, 'expire', deps)
}

async function onRefunded(id: string, { leftFen }: { leftFen: number }, deps: Deps): Promise<void> {
  const order = await readOrder(id)
  // What is finished is still hers to confirm or to dispute: it stays so, and says that nothing is owed.
  const isOver = order && orderStepTransitions[order.state].refund !== undefined
  if (!isOver || leftFen > 0) return
  // The clock may settle it at this moment: then once more, on what it made of it.
  assertThat(await takeOrderStep(order, 'refund', deps), 'request.conflict')
}

/** What was paid in WeChat and is not owed: nothing was done, or it was called off; the fee of the rule stays. */
function findBack(order: OrderRecord): { fen: number; reason: string; cause?: string } | undefined {
  const { payment, state, record, selfPaidFen, feeFen } = order
  if (payment.paymentId === undefined) return undefined
  if (state === 'cancelled') return { fen: selfPaidFen - feeFen, reason: '预约已取消' }
  if (state === 'noShow') return { fen: selfPaidFen - feeFen, reason: '服务没有进行' }
  if (isWaivedAbove(order)) return { fen: selfPaidFen, reason: '服务没有做好，不收费', cause: 'waived' }
  // By one name in whatever state it is seen: it may be confirmed before the outbox comes to it.
  return record?.outcome === 'notDone'
    ? { fen: selfPaidFen, reason: '服务没有做成', cause: 'finished' }
    : undefined
}

/**
 * Gives back what is not owed, and ends what was begun to be paid for something called off or paid elsewhere; from the order's outbox,
 * so once more after a crash, and still one refund.
 */
export async function giveBackMoney(order: OrderRecord, deps: Deps): Promise<void> {
  const { payment, state, history } = order
  const isCalledOff = state === 'cancelled' || state === 'noShow' || payment.state === 'waived'
  const isPaidElsewhere = history.some(({ action }) => action === 'payLater' || action === 'receive')
  if ((isCalledOff || isPaidElsewhere) && payment.paymentId === undefined)
    await withdrawPayable({ kind: 'careOrder', id: order._id.toString() }, holdsPlace(state), deps)
  const back = findBack(order)
  if (!back || back.fen <= 0) return
  const { fen, reason, cause = order.state } = back
  const refund = { cause: `${cause}:${order.payment.paymentId ?? ''}`, fen, reason }
  await refundPayable({ kind: 'careOrder', id: order._id.toString() }, refund, deps)
}

/** Orders can be paid for in WeChat; called once, where the routes are listed. */
export function registerOrderPayable(): void {
  registerPayable({ kind: 'careOrder', describe, onPaid, retake, isStanding, onUnpaidExpired, onRefunded })
}
