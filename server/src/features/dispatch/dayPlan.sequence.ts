import { busyStates } from '../elderCare/providers/helperDay.service'
import { isNextOf } from '../elderCare/orders/order.next'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'

const most = 2000

type Step = Pick<OrderRecord, '_id' | 'personId' | 'item' | 'startsAt' | 'endsAt' | 'state'>

/** What must be over before an order begins: another order of the same plan, or the end of what another unit does. */
export interface Awaited {
  orderId?: string
  endsAt?: Date
}

/**
 * Services one after another for the same person, as the catalogue says: the nurse comes when the bath is over, also
 * where another unit gives the bath. What has begun waits for nothing.
 */
export async function readSequence(
  orders: readonly Step[],
  day: string,
): Promise<ReadonlyMap<string, Awaited>> {
  const people = [...new Set(orders.map(({ personId }) => personId.toString()))]
  const firsts = await Order.find(
    {
      ...{ personId: { $in: people }, open: true, day, state: { $in: busyStates } },
      'item.next.code': { $in: [...new Set(orders.map(({ item }) => item.code))] },
    },
    { personId: 1, item: 1, startsAt: 1, endsAt: 1, state: 1 },
  )
    .limit(most)
    .lean<Step[]>()
  const own = new Set(orders.map(({ _id }) => _id.toString()))
  const awaited = new Map<string, Awaited>()
  for (const order of orders) {
    const first = firsts.find(
      (each) => each.personId.equals(order.personId) && !each._id.equals(order._id) && isNextOf(each, order),
    )
    if (!first || order.state === 'started') continue
    const orderId = first._id.toString()
    awaited.set(order._id.toString(), own.has(orderId) ? { orderId } : { endsAt: first.endsAt })
  }
  return awaited
}
