import type { SlotOption } from '@linli/shared/elderCare/order.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import type { Client } from '../clients/client.access'
import { Order, type OrderRecord } from './order.model'
import { isKept } from './order.newest'
import { isNextOf } from './order.next'

export type OwnOrder = Pick<OrderRecord, 'item' | 'day' | 'startsAt' | 'endsAt' | 'state' | 'unitName'>

const longestMilliseconds = 24 * 60 * 60_000

/** What she has and is not over by the clock, also where it was begun or done before its time. */
export async function readOwn({ person }: Client, now: Date): Promise<OwnOrder[]> {
  const fields = { item: 1, unitName: 1, day: 1, startsAt: 1, endsAt: 1, state: 1 }
  const since = new Date(now.getTime() - longestMilliseconds)
  const rows = await Order.find(
    { personId: person._id, open: { $in: [true, false] }, startsAt: { $gte: since } },
    fields,
  )
    .sort({ startsAt: 1 })
    .limit(400)
    .lean<OwnOrder[]>()
  return rows.filter((order) => isKept(order) && order.endsAt > now)
}

/** It is ordered for that day: one more would be a second. */
export const isOrdered = (startsAt: Date, { code }: ServiceItemRecord, own: readonly OwnOrder[]): boolean =>
  own.some(({ item, day }) => item.code === code && day === toShanghaiDay(startsAt))

/** A second one, or something while she has something else; she may want it, but is not proposed it. */
export const clashes = ({ isOrdered: isSecond, clashText }: SlotOption): boolean =>
  isSecond || clashText !== undefined

/** The catalogue says that it comes after something she has: the nurse after the bath, when that is over. */
export const isRightAfter = (first: OwnOrder, { startsAt }: SlotOption, item: ServiceItemRecord): boolean =>
  isNextOf(first, { item, startsAt: new Date(startsAt) }) && new Date(startsAt) >= first.endsAt
