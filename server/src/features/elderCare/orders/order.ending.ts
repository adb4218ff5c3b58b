import type { OrderEnding } from '@linli/shared/elderCare/order.state'
import { isUnbegun } from './order.clock'
import type { OrderRecord } from './order.model'

/**
 * How an order ended, whatever became of the money since; undefined while it is ahead or somebody is there. What was
 * paid back after it was called off was not done.
 */
export function findEnding(order: OrderRecord): OrderEnding | undefined {
  const { state, record, history } = order
  if (isUnbegun(order)) return 'unknown'
  if (record) return record.outcome
  if (state === 'cancelled' || state === 'noShow') return state
  if (state !== 'refunded') return undefined
  return history.some(({ action }) => action === 'noShow') ? 'noShow' : 'cancelled'
}

/** Nothing was done: there is nothing to rate and nothing to pay. */
export const isNotDone = ({ record }: Pick<OrderRecord, 'record'>): boolean => record?.outcome === 'notDone'

/** Her own part, as it was reckoned, is what she pays: not where it was called off, given back or is not asked for. */
export const isPriceOwed = ({ state, payment }: Pick<OrderRecord, 'state' | 'payment'>): boolean =>
  state !== 'cancelled' && state !== 'noShow' && state !== 'refunded' && payment.state !== 'waived'
