import { holdsPlace } from '@linli/shared/elderCare/order.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { Card, type CardRecord } from './card.model'
import { writeCard } from './card.write'

const batchSize = 200

/**
 * Whoever placed an order keeps the reservation. One without an order is given back, and one of an order that is off: a
 * server died before the order was written, or before late money had taken it up again.
 */
async function settleExpiry(card: CardRecord, now: Date): Promise<void> {
  const due = card.reservations.filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now)
  const ids = due.map(({ orderId }) => orderId)
  const found = await Order.find({ _id: { $in: ids } }, { state: 1 }).lean<OrderRecord[]>()
  const known = new Set(found.filter(({ state }) => holdsPlace(state)).map(({ _id }) => _id.toString()))
  const isDue = (orderId: Types.ObjectId) => due.some((each) => each.orderId.equals(orderId))
  const reservations = card.reservations.flatMap(({ expiresAt, ...each }) => {
    if (!isDue(each.orderId)) return [expiresAt ? { ...each, expiresAt } : each]
    return known.has(each.orderId.toString()) ? [each] : []
  })
  // Changed meanwhile: it is due still, and comes again.
  await writeCard(card, { grants: card.grants, reservations })
}

/** @returns how many cards were looked at. */
export async function sweepCards(deps: Pick<Deps, 'clock'>, signal?: AbortSignal): Promise<number> {
  const now = deps.clock.now()
  const cards = await Card.find({ nextExpiry: { $lte: now } })
    .sort({ nextExpiry: 1 })
    .limit(batchSize)
    .lean<CardRecord[]>()
  for (const card of cards) {
    if (signal?.aborted) break
    await settleExpiry(card, now)
  }
  return cards.length
}

export const cardSweepJob: JobDefinition = {
  name: 'sweepCards',
  everySeconds: 60,
  run: async (deps, signal) => {
    await sweepCards(deps, signal)
  },
}
