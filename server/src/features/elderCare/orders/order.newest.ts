import type { ProjectionType, Types } from 'mongoose'
import { Order, type OrderRecord } from './order.model'

/**
 * A person's orders, the newest first. What is open and what is over are asked apart: the index has them in the order of
 * their times only so, and sorted by hand all of her years would be read.
 */
export async function readNewest(
  personId: Types.ObjectId | string,
  limit: number,
  fields: ProjectionType<OrderRecord> = {},
): Promise<OrderRecord[]> {
  const read = (open: boolean) =>
    Order.find({ personId, open }, fields).sort({ startsAt: -1 }).limit(limit).lean<OrderRecord[]>()
  const rows = [...(await read(true)), ...(await read(false))]
  return rows.sort((a, b) => b.startsAt.getTime() - a.startsAt.getTime()).slice(0, limit)
}

const mostOfOne = 40
const cameToNothing: readonly OrderRecord['state'][] = ['cancelled', 'noShow', 'refunded']

/** Whether it was done, or is to be done. */
export const isKept = ({ state }: Pick<OrderRecord, 'state'>): boolean => !cameToNothing.includes(state)

/** What a person had and has of one item, the newest first, however much of anything else lies between. */
export async function readNewestOf(
  personId: Types.ObjectId,
  code: string,
): Promise<Pick<OrderRecord, 'unitId' | 'state' | 'open' | 'helpers'>[]> {
  const rows = await Order.find(
    { personId, 'item.code': code },
    { unitId: 1, state: 1, open: 1, helpers: 1, startsAt: 1 },
  )
    .sort({ startsAt: -1 })
    .limit(mostOfOne)
    .lean<OrderRecord[]>()
  return rows.filter(isKept)
}
