import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import type { ProjectionType } from 'mongoose'
import type { Deps } from '../../../deps'
import type { SeenTo } from '../../safety/sos.hooks'
import { Order, type OrderRecord } from './order.model'
import { stopOrder } from './order.stop'
import { takeOrderStep } from './order.sweep'

const mostDoors = 50
const mostTries = 3

/**
 * A door that stayed shut before somebody saw her. One that stayed shut since says something new: she was seen before.
 * Where she was taken to hospital, that is why it stayed shut.
 */
const isShut = ({ noAnswer, state }: OrderRecord, { outcome, at, seenAt }: SeenTo): boolean =>
  noAnswer !== undefined &&
  noAnswer.safeAt === undefined &&
  noAnswer.at <= (outcome === 'hospital' ? at : seenAt) &&
  isOrderAhead(state)

/**
 * Her open orders at whose door nobody answered, the newest first. Asked for as such: many others of hers may be open,
 * ahead or waiting to be confirmed, and none of them may stand before these.
 */
const findDoors = (personId: OrderRecord['personId'], fields: ProjectionType<OrderRecord> = {}) =>
  Order.find({ personId, open: true, noAnswer: { $exists: true } }, fields)
    .sort({ startsAt: -1 })
    .limit(mostDoors)
    .lean<OrderRecord[]>()

/** Since when a door of hers has stayed shut, where nobody saw her after it. */
export async function findShutDoor(personId: OrderRecord['personId']): Promise<Date | undefined> {
  const orders = await findDoors(personId, { noAnswer: 1, startsAt: 1 })
  const times = orders.flatMap(({ noAnswer }) => (noAnswer && !noAnswer.safeAt ? noAnswer.at.getTime() : []))
  return times.length === 0 ? undefined : new Date(Math.max(...times))
}

/** Whoever was taken to hospital is charged nothing; whoever is well may be asked why the door stayed shut. */
async function settleDoor(order: OrderRecord, { outcome, at }: SeenTo, deps: Deps): Promise<boolean> {
  if (outcome === 'hospital') return stopOrder(order, '长者送医院了', deps)
  const noAnswer = { at: order.noAnswer?.at ?? at, safeAt: at }
  return (await takeOrderStep(order, 'safe', deps, { set: { noAnswer } })) !== undefined
}

/** Somebody saw the person for whom a ladder ran: doors of hers that had stayed shut are no danger any more. Repeatable. */
export async function settleDoors(seen: SeenTo, deps: Deps): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const shut = (await findDoors(seen.personId)).filter((order) => isShut(order, seen))
    if (shut.length === 0) return
    for (const order of shut) await settleDoor(order, seen, deps)
  }
}
