import { isCarried } from '@linli/shared/elderCare/itemKinds'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { reserveForDesk, type Reservation } from '../../volunteers/volunteer.jobs'
import { busyStates, sittingOf } from './helperDay.service'
import { Order, type OrderHelper, type OrderRecord } from '../orders/order.model'

const mostOrders = 5000

type Done = Pick<OrderRecord, '_id' | 'item' | 'unitId' | 'day' | 'startsAt'>

/** One job, however many doors a carrier goes to with the meals of one hour, and however many come to one class. */
function jobOf(order: Done): string {
  const { _id, item, unitId, day, startsAt } = order
  if (isCarried(item)) return `round:${unitId.toString()}:${day}:${startsAt.toISOString()}`
  return sittingOf(order) ?? _id.toString()
}

/** The jobs of care that these volunteers were given or took and have not done. */
export async function readCareWork(userIds: readonly string[]): Promise<Map<string, string[]>> {
  const jobs = new Map(userIds.map((id) => [id, [] as string[]]))
  const rows = await Order.find(
    {
      'helpers.userId': { $in: userIds.map((id) => new Types.ObjectId(id)) },
      state: { $in: busyStates },
    },
    { helpers: 1, item: 1, unitId: 1, day: 1, startsAt: 1 },
  )
    .limit(mostOrders)
    .lean<(Done & Pick<OrderRecord, 'helpers'>)[]>()
  for (const row of rows)
    for (const { userId, isVolunteer } of row.helpers)
      if (isVolunteer) jobs.get(userId.toString())?.push(jobOf(row))
  return jobs
}

/** An order as the rules for volunteers' jobs read it. */
export const toJob = (order: OrderRecord) => ({
  ...{ _id: order._id, name: jobOf(order) },
  ...(order.community === undefined ? {} : { community: order.community }),
  ...(order.item.place === 'home' ? { place: { kind: 'home' as const } } : {}),
})

/**
 * Room for one more with each volunteer who is given an order and does not have it yet.
 * @returns to be called once it is known whether it was written.
 * @throws AppError `volunteer.not_assignable`.
 */
export async function reserveForHelpers(
  helpers: readonly OrderHelper[],
  order: OrderRecord,
  deps: Deps,
): Promise<Reservation['end']> {
  const isNew = ({ userId, isVolunteer }: OrderHelper): boolean =>
    isVolunteer && !order.helpers.some((helper) => helper.userId.equals(userId))
  const ends: Reservation['end'][] = []
  const end: Reservation['end'] = async (isWritten) => {
    for (const each of ends) await each(isWritten)
  }
  try {
    for (const { userId } of helpers.filter(isNew))
      ends.push((await reserveForDesk(userId.toString(), toJob(order), deps)).end)
  } catch (error) {
    await end(false)
    throw error
  }
  return end
}
