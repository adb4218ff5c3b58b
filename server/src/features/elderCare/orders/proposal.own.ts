import { mayOverlap } from '@linli/shared/elderCare/itemKinds'
import type { SlotOption } from '@linli/shared/elderCare/order.contract'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { toShanghaiDay } from '@linli/shared/time'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import type { Client } from '../clients/client.access'
import { Order, type OrderRecord } from './order.model'
import { isKept } from './order.newest'
import { isNextOf } from './order.next'

export type OwnOrder = Pick<OrderRecord, 'item' | 'day' | 'startsAt' | 'endsAt' | 'state'>

const longestMilliseconds = 24 * 60 * 60_000

/** What she has and is not over by the clock, also where it was begun or done before its time. */
export async function readOwn({ person }: Client, now: Date): Promise<OwnOrder[]> {
  const fields = { item: 1, day: 1, startsAt: 1, endsAt: 1, state: 1 }
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

const holdsHer = (order: OwnOrder): boolean =>
  !mayOverlap(order.item) && (isOrderAhead(order.state) || order.state === 'started')

/** A second one, or something while somebody else is with her; she may want it, but is not proposed it. */
export function clashes(option: SlotOption, item: ServiceItemRecord, own: readonly OwnOrder[]): boolean {
  const [from, to] = [new Date(option.startsAt), new Date(option.endsAt)]
  const isBusy = own.some((order) => holdsHer(order) && order.startsAt < to && from < order.endsAt)
  return option.isOrdered || (!mayOverlap(item) && isBusy)
}

/** The catalogue says that it comes after something she has: the nurse after the bath, when that is over. */
export const isRightAfter = (first: OwnOrder, { startsAt }: SlotOption, item: ServiceItemRecord): boolean =>
  isNextOf(first, { item, startsAt: new Date(startsAt) }) && new Date(startsAt) >= first.endsAt
