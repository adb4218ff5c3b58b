import { isSystem } from '../../users/actor'
import type { OrderRecord } from './order.model'
import { findOrderParties, type OrderViewer } from './order.policy'

/**
 * Who reads: the elder and hers, the desk that answers for them and for the money, the unit that does it, and whoever
 * only comes, as volunteers do. The same fact is not the same sentence for each.
 */
export type OrderReader = 'elder' | 'desk' | 'unit' | 'helper'

/** In what capacity someone reads an order; of several the one that may read most. */
export function findOrderReader(viewer: OrderViewer, order: OrderRecord): OrderReader {
  if (viewer.acting !== undefined) return 'elder'
  const parties = findOrderParties(viewer, order)
  const isDesk = parties.includes('station') || parties.includes('above')
  if (isDesk || viewer.hasReason === true || isSystem(viewer.actor)) return 'desk'
  return parties.includes('provider') ? 'unit' : 'helper'
}

/** Price, subsidy and her own part tell what she is entitled to, and so her income: for hers and for the desk. */
export const mayReadMoney = (reader: OrderReader): boolean => reader === 'elder' || reader === 'desk'

/** What is taken in by hand, or was and goes back: not in WeChat, and not to be paid there first. */
const isByHand = ({ payment, payBy }: Pick<OrderRecord, 'payment' | 'payBy'>): boolean =>
  payment.paymentId === undefined &&
  payBy === undefined &&
  (payment.state === 'due' || (payment.state === 'waived' && payment.receivedAt !== undefined))

/** The unit reads the sum that it has to take in or to give back, and no other. */
export const mayReadSum = (reader: OrderReader, order: Pick<OrderRecord, 'payment' | 'payBy'>): boolean =>
  mayReadMoney(reader) || (reader === 'unit' && isByHand(order))
