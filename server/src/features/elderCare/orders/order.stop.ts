import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import type { PersonState } from '@linli/shared/register/register'
import type { Deps } from '../../../deps'
import { Person } from '../../register/person.model'
import { Order, type OrderRecord } from './order.model'
import { takeOrderStep } from './order.sweep'

/**
 * Orders of a plan, or of a person, that have not begun, the soonest first. All of them, for each is stopped, moved or
 * asked about, and none may be forgotten behind a limit: what one plans and books is as much as one can be given.
 */
export async function listOrdersAhead(filter: Record<string, unknown>): Promise<OrderRecord[]> {
  const rows = await Order.find({ ...filter, open: true }).lean<OrderRecord[]>()
  return rows
    .filter(({ state }) => isOrderAhead(state))
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

/** Calls an order off without a fee; its place comes back and everybody is told. Tried again when it changed meanwhile. */
export async function stopOrder(order: OrderRecord, reason: string, deps: Deps): Promise<boolean> {
  const set = { feeFen: 0, payment: { ...order.payment, state: 'none' as const } }
  if (await takeOrderStep(order, 'stop', deps, { set, details: { reason } })) return true
  const present = await Order.findOne({ _id: order._id }).lean<OrderRecord>()
  return present !== null && isOrderAhead(present.state) && stopOrder(present, reason, deps)
}

const reasons: Partial<Record<PersonState, string>> = {
  hospital: '长者住院',
  away: '长者外出',
  moved: '长者搬走',
  deceased: '长者已离开',
}

/** Somebody in hospital, away or gone is brought nothing. */
export async function stopOrdersOf(personId: string, state: PersonState, deps: Deps): Promise<void> {
  const reason = reasons[state]
  if (reason === undefined) return
  for (const order of await listOrdersAhead({ personId })) await stopOrder(order, reason, deps)
}

/** An order that was written while how she is was set: whoever set it may have looked for her orders just before. */
export async function stopIfAway(order: OrderRecord, deps: Deps): Promise<void> {
  const person = await Person.findOne({ _id: order.personId }, { state: 1 }).lean()
  const reason = person ? reasons[person.state] : undefined
  if (reason !== undefined && isOrderAhead(order.state)) await stopOrder(order, reason, deps)
}
