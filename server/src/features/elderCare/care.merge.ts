import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import { movePerson, type PersonMove } from '../register/person.hooks'
import { CareCard } from './clients/careCard.model'
import { FollowUp } from './followUps/followUp.model'
import { openFollowUp } from './followUps/followUp.service'
import { MonthReceipt } from './bills/monthReceipt.model'
import { Order, type OrderRecord } from './orders/order.model'
import { listOrdersAhead } from './orders/order.stop'
import { Slot } from './providers/slot.model'
import { Usual, type UsualRecord } from './orders/usual.model'

const ahead = (personId: PersonMove['from']) => listOrdersAhead({ personId })

/** The place she has in a slot is hers under the other id, before her order is: a crash in between is made good. */
async function moveSlots({ from, into }: PersonMove): Promise<void> {
  const open = await Order.find({ personId: from, open: true }, { slotId: 1 }).lean()
  for (const { _id, slotId } of open)
    await Slot.updateOne(
      { _id: slotId, 'reservations.orderId': _id },
      { $set: { 'reservations.$.personId': into } },
    )
}

/** The same service twice on one day: nobody calls one off for her, the station asks which. */
async function askAboutDoubles(
  own: readonly OrderRecord[],
  gone: readonly OrderRecord[],
  { mergeId, into, note }: PersonMove,
  deps: Deps,
): Promise<void> {
  for (const order of gone.filter(({ state }) => isOrderAhead(state))) {
    const twin = own.find(({ item, day }) => item.code === order.item.code && day === order.day)
    if (!twin) continue
    const { item, day } = order
    const text = `这一天两条登记都约了${item.name}。打电话问长者要哪一份，另一份取消。`
    const key = `merged:${mergeId.toString()}:${order._id.toString()}`
    const about = { key, kind: 'recordsMerged' as const, personId: into, place: toPlace(order), text }
    await openFollowUp({ ...about, itemName: item.name, day, orderId: order._id }, deps)
    await note(`${day.slice(5)} 的${item.name}约了两次，已请社区打电话问留哪一份。`)
  }
}

/** Who came the last time, by whichever record it was later. */
async function moveUsual({ from, into }: PersonMove): Promise<void> {
  const start = `${from.toString()}:`
  const rows = await Usual.find({ _id: { $gte: start, $lt: `${from.toString()};` } }).lean<UsualRecord[]>()
  for (const { _id, userId, at } of rows) {
    const key = _id.replace(from.toString(), into.toString())
    const own = await Usual.findOne({ _id: key }).lean<UsualRecord | null>()
    if (!own) await Usual.create({ _id: key, userId, at })
    else if (own.at < at) await Usual.updateOne({ _id: key }, { $set: { userId, at } })
    await Usual.deleteOne({ _id })
  }
}

/** Orders, printed cards, calls that are due and who usually comes are hers by the record that stays. */
export async function mergeOrders(move: PersonMove, deps: Deps): Promise<void> {
  const [own, gone] = [await ahead(move.into), await ahead(move.from)]
  await moveSlots(move)
  await askAboutDoubles(own, gone, move, deps)
  await movePerson(Order, move)
  await movePerson(CareCard, move)
  await movePerson(FollowUp, move)
  // What was taken in stays under its key: money is settled order by order, and each once.
  await movePerson(MonthReceipt, move)
  await moveUsual(move)
}
