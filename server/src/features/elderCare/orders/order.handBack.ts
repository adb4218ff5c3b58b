import type { Deps } from '../../../deps'
import { applyOrderChange, makeOrderEntry, systemOrderAuthor, type OrderChange } from './order.change'
import { findAcceptBy } from './order.clock'
import type { OrderRecord } from './order.model'

/** Back to the unit, or from the unit to the desk of the community, with an entry in its history. */
export async function handBackOrder(
  order: OrderRecord,
  isToDesk: boolean,
  reasonText: string,
  deps: Deps,
): Promise<void> {
  const now = deps.clock.now()
  const post = isToDesk ? order.desk : (`unit:${order.unitId.toString()}` as const)
  const change: OrderChange = {
    to: 'assigned',
    set: { post, helpers: [], isUnaccepted: false, acceptBy: findAcceptBy(order.startsAt, now) },
    unset: ['departedAt'],
    details: { reasonText, isToDesk },
    isInternal: true,
  }
  const entry = makeOrderEntry(order, 'return', change, systemOrderAuthor, { now })
  await applyOrderChange(order, change, entry, deps)
}
