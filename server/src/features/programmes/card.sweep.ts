import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { Order } from '../elderCare/orders/order.model'
import { Card, type CardRecord } from './card.model'
import { writeCard } from './card.write'

const batchSize = 200

/** Whoever placed an order keeps the reservation; one without an order (a crash in between) is given back. */
async function settleExpiry(card: CardRecord, now: Date): Promise<void> {
  const due = card.reservations.filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now)
  const found = await Order.find({ _id: { $in: due.map(({ orderId }) => orderId) } }, { _id: 1 }).lean()
  const known = new Set(found.map(({ _id }) => _id.toString()))
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
