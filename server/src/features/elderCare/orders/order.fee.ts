import { computeCancelFee, type CancelReason } from '@linli/shared/elderCare/serviceItem'
import { wasThereInTime } from './order.clock'
import type { OrderRecord } from './order.model'

/** What was paid before stays with the unit up to the fee; the rest goes back. */
export function settleFee({ payment }: OrderRecord, fen: number): OrderRecord['payment'] {
  if (payment.paymentId !== undefined) return payment
  return { ...payment, state: fen > 0 ? 'due' : 'none' }
}

/** She pays nothing: what was paid already, by `receivedAt`, goes back to her. */
export const waive = ({ payment }: OrderRecord): OrderRecord['payment'] =>
  payment.state === 'none' ? payment : { ...payment, state: 'waived' }

/** Why calling it off costs nothing, whatever the rule of the item says. */
export type FreeReason = 'door' | 'unit' | 'change'

/** Nobody has seen her since her door stayed shut: what comes of it is not asked about money. Source: product page. */
export const isDoorOpen = ({ noAnswer }: Pick<OrderRecord, 'noAnswer'>): boolean =>
  noAnswer !== undefined && noAnswer.safeAt === undefined

const takes = ['accept', 'claim', 'acceptAtOnce']

/** Given back by whoever had it, and nobody has said yes since. */
const isGivenBack = (history: OrderRecord['history']): boolean =>
  history.findLast(({ action }) => action === 'return' || takes.includes(action))?.action === 'return'

/** They were late who were to come to her; at her door in time, they were not. */
const isTheirDelay = (order: OrderRecord): boolean =>
  order.item.place !== 'site' && order.isLate && !wasThereInTime(order)

/** Whatever was agreed with her since counts: a change that the desk asked her about starts anew. */
export function findFreeReason(order: OrderRecord): FreeReason | undefined {
  const { history, post, desk } = order
  if (isDoorOpen(order)) return 'door'
  const since = history.slice(history.findLastIndex(({ action }) => action === 'move') + 1)
  if (post === desk || isGivenBack(since) || isTheirDelay(order)) return 'unit'
  return since.some(({ action }) => action === 'relocate') ? 'change' : undefined
}

/** What the elder is asked to pay for calling it off; nothing while the undo bar is open. */
export function findCancelFee(order: OrderRecord, reason: CancelReason, now: Date): number {
  if (order.state === 'placed' || findFreeReason(order) !== undefined) return 0
  const { lead, cancel } = order.item
  const { startsAt, departedAt, selfPaidFen } = order
  return computeCancelFee({ lead, cancel, startsAt, departedAt, priceFen: selfPaidFen }, reason, now)
}
