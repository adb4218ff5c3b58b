import { holdsPlace } from '@linli/shared/elderCare/order.state'
import type { Deps } from '../../../deps'
import { Order, type OrderRecord } from '../orders/order.model'
import { Slot, type SlotRecord } from './slot.model'
import { giveBackPlace } from './slot.service'

const batchSize = 50

type Due = SlotRecord & { checkAt: Date }
type Owner = Pick<OrderRecord, '_id' | 'slotId' | 'state'>

/** Gives back the places of one slot that no order owns: a server died between taking one and writing the order. */
async function clearOrphans({ _id, reservations, checkAt }: Due): Promise<void> {
  const orders = await Order.find(
    { _id: { $in: reservations.map(({ orderId }) => orderId) } },
    { slotId: 1, state: 1 },
  ).lean<Owner[]>()
  const owners = new Map(orders.map((order) => [order._id.toString(), order]))
  for (const { orderId, version } of reservations) {
    const owner = owners.get(orderId.toString())
    const isOwned = owner?.slotId.equals(_id) === true && holdsPlace(owner.state)
    if (!isOwned) await giveBackPlace(_id, orderId, version + 1, { checkAt })
  }
}

/** Looks at slots some minutes after a place was taken. */
export async function sweepSlots(deps: Pick<Deps, 'clock'>): Promise<void> {
  const now = deps.clock.now()
  const due = await Slot.find({ checkAt: { $lte: now } })
    .limit(batchSize)
    .lean<Due[]>()
  for (const slot of due) {
    await clearOrphans(slot)
    // A place taken meanwhile has set it anew.
    await Slot.updateOne({ _id: slot._id, checkAt: slot.checkAt }, { $unset: { checkAt: 1 } })
  }
}
