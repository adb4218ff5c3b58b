import { isFree } from './order.kept'
import type { OrderRecord } from './order.model'

const served: readonly OrderRecord['state'][] = ['finished', 'disputed', 'confirmed', 'settled']

/** What one order costs, and who pays what of it: price = programmes + self-paid. */
export interface OrderCost {
  itemName: string
  priceFen: number
  subsidyFen: number
  selfPaidFen: number
}

/** What she pays without any programme. */
const paidAlone = ({ item }: OrderRecord, why: string, fen: number): OrderCost => ({
  itemName: `${item.name}（${why}）`,
  ...{ priceFen: fen, subsidyFen: 0, selfPaidFen: fen },
})

/** Of an order that was served, or called off at a fee; undefined for any other. */
export function findCost(order: OrderRecord): OrderCost | undefined {
  const { state, feeFen, record, item, priceFen, subsidyFen, selfPaidFen } = order
  const isServed = served.includes(state)
  const isRefunded = state === 'refunded' && record !== undefined
  // Nobody pays for it: it is named, for she saw somebody come, and counts in no sum.
  if (isRefunded || (isServed && isFree(order))) return paidAlone(order, '不收费', 0)
  if (isServed) return { itemName: item.name, priceFen, subsidyFen, selfPaidFen }
  return (state === 'cancelled' || state === 'noShow') && feeFen > 0
    ? paidAlone(order, '取消费', feeFen)
    : undefined
}

/** What is to be paid now: the fee of an order that was called off, else the self-paid part. */
export const findPayable = ({
  state,
  feeFen,
  selfPaidFen,
  payment,
}: Pick<OrderRecord, 'state' | 'feeFen' | 'selfPaidFen' | 'payment'>): number => {
  if (payment.state === 'waived' || payment.state === 'none') return 0
  return state === 'cancelled' || state === 'noShow' ? feeFen : selfPaidFen
}
