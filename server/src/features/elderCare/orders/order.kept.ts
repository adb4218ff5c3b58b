import type { OrderRecord } from './order.model'

/** Decided above the unit: she pays nothing, also where she had paid before. */
export const isWaivedAbove = ({ history }: Pick<OrderRecord, 'history'>): boolean =>
  history.some(({ action, details }) => action === 'decide' && details?.isWaived === true)

/**
 * Nothing was done, or those above decided that it is not to be paid for. That holds for the programmes as for her:
 * the unit gets nothing from anybody, and what was kept of her card is hers again.
 */
export const isFree = (order: Pick<OrderRecord, 'history' | 'record'>): boolean =>
  order.record?.outcome === 'notDone' || isWaivedAbove(order)

/** How much of what she paid before stays, once that is certain; undefined as long as it is not. */
export function findKept(order: OrderRecord): number | undefined {
  const { state, selfPaidFen, feeFen } = order
  if (state === 'cancelled' || state === 'noShow') return feeFen
  if (state === 'refunded') return 0
  if (state !== 'confirmed' && state !== 'settled') return undefined
  return isFree(order) ? 0 : selfPaidFen
}
