import { settlementNames } from '@linli/shared/elderCare/order.state'
import { describeCancelRule, formatFen } from '@linli/shared/elderCare/serviceItem'
import { findPayable } from './order.cost'
import { findCancelFee, findFreeReason, type FreeReason } from './order.fee'
import type { OrderRecord } from './order.model'
import { isWaitingForMoney } from './order.payBy'
import { mayReadSum, type OrderReader } from './order.reader'

/** The fee of an order that came to nothing: asked for, paid since, or kept of what was paid before. */
export function describeFee(order: OrderRecord, reader: OrderReader): string {
  const { feeFen, selfPaidFen, payment } = order
  if (feeFen === 0) return '不收费'
  if (!mayReadSum(reader, order)) return '按约定收取消费'
  const sum = formatFen(feeFen)
  if (payment.paymentId !== undefined)
    return feeFen < selfPaidFen ? `付过的钱里留 ${sum}，其余原路退回` : `付过的 ${sum}不退`
  return payment.state === 'received' ? `${sum}已收到` : `要付 ${sum}`
}

/** To the unit: what it has to take in or to give back, and nothing of what else pays for it. */
function describeTaking(order: OrderRecord): string {
  const { payment } = order
  if (isWaitingForMoney(order)) return '等长者在微信里付'
  return payment.state === 'received' && payment.paymentId === undefined ? '已收到' : '不用收钱'
}

/** Whoever paid before it was known that nothing is owed has it back: from WeChat by itself, cash at the station. */
function describeWaived({ payment, selfPaidFen }: OrderRecord, reader: OrderReader): string {
  const isElder = reader === 'elder'
  const said = isElder ? '这一单不收您的钱' : '这一单不收费'
  if (!payment.receivedAt) return said
  const sum = formatFen(selfPaidFen)
  if (payment.paymentId !== undefined) return `${said}，${sum}原路退回微信`
  return isElder ? `${said}，付过的 ${sum}请到服务站拿回` : `${said}，收了的 ${sum}要退给长者`
}

/** How it is paid; nothing for whoever has to do with no money. */
export function describePayment(order: OrderRecord, reader: OrderReader = 'elder'): string {
  const { payment } = order
  if (reader === 'helper') return ''
  if (!mayReadSum(reader, order)) return describeTaking(order)
  if (order.state === 'refunded') return `${formatFen(order.selfPaidFen)}，已退回微信`
  if (payment.state === 'none') return '不用付钱'
  if (payment.state === 'waived') return describeWaived(order, reader)
  const sum = formatFen(findPayable(order))
  if (payment.state === 'received')
    return `${sum}，${payment.paymentId === undefined ? '已收到' : '已在微信里付'}`
  if (isWaitingForMoney(order))
    return reader === 'elder' ? `${sum}，等您在微信里付` : `${sum}，等长者在微信里付`
  return `${sum}，${settlementNames[payment.method]}`
}

/** Of what was paid in WeChat for an order that was called off since: what goes back, or has. */
export function describeReturned(order: OrderRecord): string | undefined {
  const { state, feeFen, selfPaidFen, payment } = order
  if (payment.paymentId === undefined) return undefined
  if (state === 'refunded') return `${formatFen(selfPaidFen)}已退回微信`
  return feeFen === 0 ? `付过的 ${formatFen(selfPaidFen)}原路退回微信` : describeFee(order, 'elder')
}

/** What she pays herself: 「自己付 30 元」. */
export const describeSelfPaid = ({ selfPaidFen }: Pick<OrderRecord, 'selfPaidFen'>): string =>
  selfPaidFen === 0 ? '不用付钱' : `自己付 ${formatFen(selfPaidFen)}`

const whyFree: Record<FreeReason, string> = {
  door: '还没有联系上',
  unit: '服务单位没有按约好的来',
  change: '换过服务单位',
}

/** What cancelling costs now and until when it is free; where that is not for the elder to watch, why it is free. */
export function describeCancel(order: OrderRecord, now: Date): { feeFen: number; text: string } {
  const feeFen = findCancelFee(order, 'changed', now)
  const isPaid = order.payment.paymentId !== undefined
  const cost =
    feeFen === 0 && isPaid ? '不收费，付过的钱原路退回' : describeFee({ ...order, feeFen }, 'elder')
  const why = findFreeReason(order)
  const rule = order.selfPaidFen === 0 ? '这一单不用付钱，随时可以取消' : describeCancelRule(order.item)
  const text = why ? `${whyFree[why]}，现在取消${cost}` : `现在取消${cost}。${rule}`
  return { feeFen, text: `${text}。` }
}
