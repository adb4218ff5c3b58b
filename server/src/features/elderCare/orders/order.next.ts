import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import type { OrderView } from '@linli/shared/elderCare/order.contract'
import { toPlace } from '../../../lib/placeFields'
import { Order, type OrderRecord } from './order.model'
import { readCatalogue } from '../catalogue/serviceItem.service'

/** Does the item of `first` say that `second` is done right after it? */
export function isNextOf(
  first: { item: Pick<OrderRecord['item'], 'next'>; startsAt: Date; endsAt: Date },
  second: { item: Pick<OrderRecord['item'], 'code'>; startsAt: Date },
): boolean {
  const { next } = first.item
  return (
    next?.code === second.item.code &&
    second.startsAt >= first.startsAt &&
    second.startsAt.getTime() <= first.endsAt.getTime() + next.withinMinutes * 60_000
  )
}

/** What can be ordered to follow an order, by name; nothing where it is ordered already, or the area has it no more. */
export async function findNext(order: OrderRecord): Promise<OrderView['next']> {
  const { next } = order.item
  if (!next || (!isOrderAhead(order.state) && order.state !== 'started')) return undefined
  const item = (await readCatalogue(toPlace(order))).get(next.code)
  if (!item || item.isClosed) return undefined
  const { personId, day } = order
  const rows = await Order.find({ personId, open: true, day }, { item: 1, startsAt: 1 }).lean<OrderRecord[]>()
  return rows.some((row) => isNextOf(order, row)) ? undefined : { code: item.code, name: item.name }
}
