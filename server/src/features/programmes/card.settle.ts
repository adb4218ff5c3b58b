import { followUpTexts } from '@linli/shared/elderCare/followUp'
import { formatYuan } from '@linli/shared/money'
import { monthOf } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { isDuplicate } from '../../lib/isDuplicate'
import { toPlace } from '../../lib/placeFields'
import { openFollowUp } from '../elderCare/followUps/followUp.service'
import { isFree } from '../elderCare/orders/order.kept'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { SubsidyEntry, type Reservation } from './card.model'
import { reserveSubsidy } from './card.service'
import { mostTries, readCard, writeCard } from './card.write'
import { readProgrammes } from './programme.service'

/** Changes the reservation of one order until it is written; nothing to change is no change. */
async function changeReservation(
  { personId, orderId }: { personId: Types.ObjectId; orderId: Types.ObjectId },
  change: (reservation: Reservation) => Reservation | undefined,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const card = await readCard(personId)
    const kept = card?.reservations.find((each) => each.orderId.equals(orderId))
    const next = kept && change(kept)
    if (!card || next === kept) return
    const reservations = card.reservations.flatMap((each) => (each === kept ? (next ?? []) : [each]))
    if (await writeCard(card, { grants: card.grants, reservations })) return
  }
  throw new AppError('programme.busy')
}

/**
 * Gives back what was kept for an order that will not be, as it was read: what was taken for a later version of it, because
 * late money took it up again, stays. Safe to repeat.
 */
export async function releaseSubsidy({
  _id,
  personId,
  version,
}: Pick<OrderRecord, '_id' | 'personId' | 'version'>): Promise<void> {
  if (await SubsidyEntry.exists({ _id: _id.toString() })) return
  await changeReservation({ personId, orderId: _id }, (kept) =>
    (kept.version ?? 0) > version ? kept : undefined,
  )
}

/**
 * An order that was confirmed and has nothing kept, though a part of it is a programme's: kept anew, so that neither the
 * unit nor the settlement lacks it. Where programmes pay another part by now the desk of the community has it, once: what
 * else follows of the order does not wait for that.
 */
async function keepAnew(
  read: Pick<OrderRecord, '_id'>,
  deps: Pick<Deps, 'clock'>,
): Promise<Reservation['parts'] | undefined> {
  if (await SubsidyEntry.exists({ _id: read._id.toString() })) return undefined
  const order = await Order.findOne({ _id: read._id }).lean<OrderRecord | null>()
  const isOwed = order && (order.state === 'confirmed' || order.state === 'settled') && !isFree(order)
  if (!isOwed) return undefined
  const { _id: orderId, version, personId, priceFen, item, source: channel, day } = order
  const asked = { orderId, version, personId, priceFen, careClass: item.careClass, channel, day }
  const { parts, subsidyFen } = await reserveSubsidy({ ...asked, place: toPlace(order) }, deps)
  if (subsidyFen === order.subsidyFen) return parts
  await releaseSubsidy(order)
  await tellLost(order, deps)
  return undefined
}

async function tellLost(order: OrderRecord, deps: Pick<Deps, 'clock'>): Promise<void> {
  const { _id: orderId, personId, item, day, unitName, subsidyFen } = order
  const about = { orderId, personId, place: order, itemName: item.name, day }
  const text = `${unitName}这一单该由补贴付 ${formatYuan(subsidyFen)}，没有记上。${followUpTexts.subsidyLost.todo}`
  await openFollowUp({ ...about, key: `${orderId.toString()}:subsidyLost`, kind: 'subsidyLost', text }, deps)
}

/** Writes what was kept into the settlement of this month, once, and marks it as spent. Safe to repeat. */
export async function settleSubsidy(order: OrderRecord, deps: Pick<Deps, 'clock'>): Promise<void> {
  if (order.subsidyFen === 0) return
  const card = await readCard(order.personId)
  const kept = card?.reservations.find(({ orderId }) => orderId.equals(order._id))
  if (kept?.isSettled) return
  const parts = kept?.parts ?? (await keepAnew(order, deps))
  if (!parts) return
  await insertEntry(order, parts, 1, deps)
  await changeReservation({ personId: order.personId, orderId: order._id }, (kept) =>
    dropUndefined({ ...kept, expiresAt: undefined, isSettled: true }),
  )
}

/** Money that went back to the elder goes back to the programmes too: a line of its own, and the allowance again. */
export async function reverseSubsidy(order: OrderRecord, deps: Pick<Deps, 'clock'>): Promise<void> {
  const entry = await SubsidyEntry.findOne({ _id: order._id.toString() }).lean()
  if (!entry) {
    await releaseSubsidy(order)
    return
  }
  const parts = entry.parts.map(({ code, fen }) => ({ code, fen }))
  await insertEntry(order, parts, -1, deps)
  await changeReservation({ personId: order.personId, orderId: order._id }, () => undefined)
}

async function insertEntry(
  order: OrderRecord,
  parts: Reservation['parts'],
  sign: 1 | -1,
  { clock }: Pick<Deps, 'clock'>,
): Promise<void> {
  const defined = await readProgrammes(order)
  const now = clock.now()
  const id = order._id.toString()
  try {
    await SubsidyEntry.create({
      ...{ _id: sign === 1 ? id : `${id}:reversal`, orderId: order._id, personId: order.personId },
      ...{ unitId: order.unitId, unitName: order.unitName, itemName: order.item.name },
      ...{ day: order.day, month: monthOf(toShanghaiDay(now)), at: now },
      parts: parts.map(({ code, fen }) => ({
        code,
        fen: sign * fen,
        name: defined.get(code)?.name ?? code,
        payer: defined.get(code)?.payer ?? '',
      })),
      priceFen: sign * order.priceFen,
      subsidyFen: sign * order.subsidyFen,
      selfPaidFen: sign * order.selfPaidFen,
      ...(order.street === undefined ? {} : { street: order.street }),
      district: order.district,
    })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}
