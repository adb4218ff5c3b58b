import { toShanghaiDay } from '@linli/shared/time'
import type { OrderRecord } from '../elderCare/orders/order.model'
import type { CareContribution, CareMetric } from './care.model'
import { present } from './statistic.model'

/** The part of an order that is counted: no person, no words. */
export type CountedOrder = Pick<
  OrderRecord,
  | '_id'
  | 'item'
  | 'state'
  | 'open'
  | 'isLate'
  | 'record'
  | 'releasedAt'
  | 'finishedAt'
  | 'rating'
  | 'history'
  | 'district'
  | 'street'
  | 'community'
>

export const listOrderAreas = ({ district, street, community }: CountedOrder): string[] =>
  [district, street, community].filter((code) => code !== undefined)

const at = (instant: Date, metric: CareMetric, n = 1): CareContribution => ({
  day: toShanghaiDay(instant),
  metric,
  n,
})
const isNow = (metric: CareMetric): CareContribution => ({ day: present, metric, n: 1 })

function listServed({ record, finishedAt, isLate }: CountedOrder): CareContribution[] {
  if (!record || !finishedAt) return []
  if (record.outcome === 'notDone') return [at(finishedAt, 'notDone')]
  return [at(finishedAt, 'served'), ...(isLate ? [] : [at(finishedAt, 'servedOnTime')])]
}

function listEnd({ state, history }: CountedOrder): CareContribution[] {
  const end = history.findLast(({ to }) => to === 'cancelled' || to === 'noShow')
  // Money that goes back later changes nothing of what happened.
  const isEnded = state === 'cancelled' || state === 'noShow' || state === 'refunded'
  return end && isEnded ? [at(end.at, end.to === 'noShow' ? 'noShow' : 'cancelled')] : []
}

const isAhead = ({ state }: CountedOrder): boolean => state === 'assigned' || state === 'accepted'

/**
 * Everything an order counts as now; pure, so that counting it again changes nothing. What was never out (undone, or
 * not paid in time) counts nowhere.
 */
export function listOrderContributions(order: CountedOrder): CareContribution[] {
  const { releasedAt, rating, history, open, isLate } = order
  if (!releasedAt) return []
  return [
    at(releasedAt, 'ordered'),
    ...listServed(order),
    ...listEnd(order),
    ...history.filter(({ action }) => action === 'dispute').map((entry) => at(entry.at, 'disputes')),
    ...(rating ? [at(rating.at, 'ratings'), at(rating.at, 'ratingSum', rating.grade)] : []),
    ...(open ? [isNow('open')] : []),
    ...(isAhead(order) && isLate ? [isNow('lateOpen')] : []),
  ]
}
