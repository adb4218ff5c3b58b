import type { Place } from '@linli/shared/areas/areas'
import { computeSubsidy, monthOf, type Spending, type Subsidy } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import type { ClientSession, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { isDuplicate } from '../../lib/isDuplicate'
import { toPlace } from '../../lib/placeFields'
import type { OrderRecord } from '../elderCare/order.model'
import { findPresentId } from '../register/person.alias'
import { dropOld, emptyCard, grantMonths, listHoldings } from './card.balance'
import { Card, SubsidyEntry, type CardRecord, type Reservation } from './card.model'
import { readOwnProgrammes, type OwnProgramme } from './card.programmes'
import { makeCard, writeCard } from './card.write'
import { readProgrammes } from './programme.service'

/** An order that is not there so long after its reservation never will be. */
const orphanMilliseconds = 30 * 60 * 1000
/** How often a change is tried when another order was quicker. */
const mostTries = 12

/** For whom and for what. */
export interface Asked extends Spending {
  personId: Types.ObjectId
  place: Place
  day: string
}

/** Also for an order that was read in the moment in which her record became part of another. */
async function readCard(personId: Types.ObjectId): Promise<CardRecord | null> {
  const card = await Card.findOne({ _id: personId }).lean<CardRecord | null>()
  if (card) return card
  const present = await findPresentId(personId)
  return personId.equals(present) ? null : Card.findOne({ _id: present }).lean<CardRecord | null>()
}

/** What a person would pay herself, said before she orders. Nothing is kept for her by asking. */
export async function prepareSubsidy({
  personId,
  place,
}: Pick<Asked, 'personId' | 'place'>): Promise<(asked: Omit<Asked, 'personId' | 'place'>) => Subsidy> {
  const programmes = await readOwnProgrammes(personId, place)
  const card = (programmes.length === 0 ? null : await readCard(personId)) ?? emptyCard
  return (asked) => computeFor(asked, card, programmes)
}

function computeFor(
  asked: Spending & Pick<Asked, 'day'>,
  card: Pick<CardRecord, 'grants' | 'reservations'>,
  programmes: readonly OwnProgramme[],
): Subsidy {
  return computeSubsidy(asked, listHoldings(grantAll(card, asked, programmes), programmes, asked.day))
}

function grantAll<C extends Pick<CardRecord, 'grants' | 'reservations'>>(
  card: C,
  { day }: Pick<Asked, 'day'>,
  programmes: readonly OwnProgramme[],
): C {
  return grantMonths(card, programmes, monthOf(day))
}

/**
 * Keeps for an order what the programmes pay of it; asked again for the same order it is the same.
 * @throws AppError `programme.busy` when so many orders of this person are placed at once that none gets through.
 */
export async function reserveSubsidy(
  asked: Asked & { orderId: Types.ObjectId },
  deps: Pick<Deps, 'clock'>,
): Promise<Subsidy> {
  const programmes = await readOwnProgrammes(asked.personId, asked.place)
  if (programmes.length === 0) return computeFor(asked, emptyCard, [])
  for (let tries = 0; tries < mostTries; tries += 1) {
    const card = (await readCard(asked.personId)) ?? (await makeCard(asked.personId))
    const earlier = card.reservations.find(({ orderId }) => orderId.equals(asked.orderId))
    if (earlier) return describeKept(asked, earlier, programmes)
    const subsidy = computeFor(asked, card, programmes)
    if (subsidy.parts.length === 0) return subsidy
    if (await writeReservation(card, asked, subsidy, programmes, deps)) return subsidy
  }
  throw new AppError('programme.busy')
}

async function writeReservation(
  card: CardRecord,
  asked: Asked & { orderId: Types.ObjectId },
  { parts }: Subsidy,
  programmes: readonly OwnProgramme[],
  { clock }: Pick<Deps, 'clock'>,
): Promise<boolean> {
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + orphanMilliseconds)
  const kept: Reservation = {
    orderId: asked.orderId,
    day: asked.day,
    parts: parts.map(({ code, fen }) => ({ code, fen })),
    isSettled: false,
    expiresAt,
  }
  const granted = grantAll(dropOld(card, toShanghaiDay(now)), asked, programmes)
  return writeCard(card, { ...granted, reservations: [...granted.reservations, kept] })
}

function describeKept(asked: Asked, { parts }: Reservation, programmes: readonly OwnProgramme[]): Subsidy {
  // What was kept is what holds, so the rules of today only lend their names and their order.
  const kept = parts.flatMap(({ code, fen }, rank) => {
    const programme = programmes.find((each) => each.code === code)
    const pays = { kind: 'daily' as const, fen, minSpendFen: 0 }
    return programme
      ? [
          {
            programme: { ...programme, rank, pays, classes: [], channels: [], isClosed: false },
            leftFen: fen,
            isUsedToday: false,
          },
        ]
      : []
  })
  return computeSubsidy(asked, kept)
}

/** Whether the same parts can be kept on another day: once a day each, and no more than that month has left. */
function fitsOn(
  card: Pick<CardRecord, 'grants' | 'reservations'>,
  { parts }: Reservation,
  programmes: readonly OwnProgramme[],
  day: string,
): boolean {
  return listHoldings(card, programmes, day).every(({ programme, leftFen, isUsedToday }) => {
    const fen = parts.find(({ code }) => code === programme.code)?.fen ?? 0
    return leftFen >= fen && !(isUsedToday && programme.pays.kind === 'daily')
  })
}

/**
 * Moves what is kept for an order to another day, and so to its month, in the transaction that moves the order.
 * @returns false when that day has not as much left: then nothing was changed.
 * @throws AppError `request.retry` when another order of this person was quicker.
 */
export async function moveSubsidy(
  order: Pick<OrderRecord, '_id' | 'personId' | 'district' | 'street' | 'community'>,
  day: string,
  session: ClientSession,
): Promise<boolean> {
  const card = await Card.findOne({ _id: order.personId }, null, { session }).lean<CardRecord | null>()
  const kept = card?.reservations.find(({ orderId }) => orderId.equals(order._id))
  if (!card || !kept || kept.isSettled || kept.day === day) return true
  const defined = await readProgrammes(toPlace(order))
  const programmes = kept.parts.flatMap(({ code }) => defined.get(code) ?? [])
  const others = card.reservations.filter((each) => each !== kept)
  const granted = grantAll({ ...card, reservations: others }, { day }, programmes)
  if (!fitsOn(granted, kept, programmes, day)) return false
  const reservations = [...others, { ...kept, day }]
  assertThat(await writeCard(card, { grants: granted.grants, reservations }, session), 'request.retry')
  return true
}

/** Changes the reservation of one order until it is written; nothing to change is no change. */
async function changeReservation(
  { personId, orderId }: { personId: Types.ObjectId; orderId: Types.ObjectId },
  change: (reservation: Reservation) => Reservation | undefined,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const card = await readCard(personId)
    if (!card?.reservations.some((each) => each.orderId.equals(orderId))) return
    const reservations = card.reservations.flatMap((each) =>
      each.orderId.equals(orderId) ? (change(each) ?? []) : [each],
    )
    if (await writeCard(card, { grants: card.grants, reservations })) return
  }
  throw new AppError('programme.busy')
}

/** Gives back what was kept for an order that will not be. Safe to repeat. */
export async function releaseSubsidy(order: Pick<OrderRecord, '_id' | 'personId'>): Promise<void> {
  const at = { personId: order.personId, orderId: order._id }
  if (await SubsidyEntry.exists({ _id: order._id.toString() })) return
  await changeReservation(at, () => undefined)
}

/** Writes what was kept into the settlement of this month, once, and marks it as spent. Safe to repeat. */
export async function settleSubsidy(order: OrderRecord, deps: Pick<Deps, 'clock'>): Promise<void> {
  if (order.subsidyFen === 0) return
  const card = await readCard(order.personId)
  const kept = card?.reservations.find(({ orderId }) => orderId.equals(order._id))
  if (!kept || kept.isSettled) return
  await insertEntry(order, kept.parts, 1, deps)
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
