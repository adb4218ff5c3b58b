import { computeCancelFee, type CancelReason } from '@linli/shared/elderCare/serviceItem'
import type { OrderRecord } from './order.model'

/** What was paid before stays with the unit up to the fee; the rest goes back. */
export function settleFee({ payment }: OrderRecord, fen: number): OrderRecord['payment'] {
  if (payment.paymentId !== undefined) return payment
  return { ...payment, state: fen > 0 ? 'due' : 'none' }
}

/** She pays nothing: what was paid already, by `receivedAt`, goes back to her. */
export const waive = ({ payment }: OrderRecord): OrderRecord['payment'] =>
  payment.state === 'none' ? payment : { ...payment, state: 'waived' }

/** What the elder is asked to pay for calling it off; nothing while the undo bar is open. */
export function findCancelFee(order: OrderRecord, reason: CancelReason, now: Date): number {
  if (order.state === 'placed') return 0
  const { lead, cancel } = order.item
  const { startsAt, departedAt, selfPaidFen } = order
  return computeCancelFee({ lead, cancel, startsAt, departedAt, priceFen: selfPaidFen }, reason, now)
}
