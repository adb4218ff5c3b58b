import type { Place } from '@linli/shared/areas/areas'
import { computeSubsidy, monthOf, type Spending, type Subsidy } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import type { ClientSession, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import type { OrderRecord } from '../elderCare/orders/order.model'
import type { SubsidyQuestion } from '../elderCare/orders/order.subsidy'
import { dropOld, emptyCard, grantMonths, listHoldings } from './card.balance'
import { Card, type CardRecord, type Reservation } from './card.model'
import { readOwnProgrammes, type OwnProgramme } from './card.programmes'
import { makeCard, mostTries, readCard, writeCard } from './card.write'
import { readProgrammes } from './programme.service'

/** An order that does not stand so long after its reservation never will. */
const orphanMilliseconds = 30 * 60 * 1000

/** For whom and for what. */
export interface Asked extends Spending {
  personId: Types.ObjectId
  place: Place
  day: string
}

/** The order that something is kept for, and which version of it will have it. */
interface Keeper {
  orderId: Types.ObjectId
  version: number
}

/** What a person would pay herself, said before she orders. Nothing is kept for her by asking. */
export async function prepareSubsidy({
  personId,
  place,
}: Pick<Asked, 'personId' | 'place'>): Promise<(asked: SubsidyQuestion) => Subsidy> {
  const programmes = await readOwnProgrammes(personId, place)
  const card = (programmes.length === 0 ? null : await readCard(personId)) ?? emptyCard
  return (asked) => computeFor(asked, card, programmes)
}

function computeFor(
  asked: Spending & Pick<Asked, 'day'> & Pick<SubsidyQuestion, 'isAlone'>,
  card: Pick<CardRecord, 'grants' | 'reservations'>,
  programmes: readonly OwnProgramme[],
): Subsidy {
  const holdings = listHoldings(grantAll(card, asked, programmes), programmes, asked.day)
  const alone = asked.isAlone === true ? { isUsedToday: false } : {}
  return computeSubsidy(
    asked,
    holdings.map((holding) => ({ ...holding, ...alone })),
  )
}

function grantAll<C extends Pick<CardRecord, 'grants' | 'reservations'>>(
  card: C,
  { day }: Pick<Asked, 'day'>,
  programmes: readonly OwnProgramme[],
): C {
  return grantMonths(card, programmes, monthOf(day))
}

/**
 * Keeps for an order what the programmes pay of it; asked again for the same order it is the same, and a later version
 * takes over what an earlier one left.
 * @throws AppError `programme.busy` when so many orders of this person are placed at once that none gets through.
 */
export async function reserveSubsidy(asked: Asked & Keeper, deps: Pick<Deps, 'clock'>): Promise<Subsidy> {
  const programmes = await readOwnProgrammes(asked.personId, asked.place)
  if (programmes.length === 0) return computeFor(asked, emptyCard, [])
  for (let tries = 0; tries < mostTries; tries += 1) {
    const card = (await readCard(asked.personId)) ?? (await makeCard(asked.personId))
    const earlier = card.reservations.find(({ orderId }) => orderId.equals(asked.orderId))
    if (earlier) {
      if (await takeOver(card, earlier, asked.version, deps)) return describeKept(asked, earlier, programmes)
      continue
    }
    const subsidy = computeFor(asked, card, programmes)
    if (subsidy.parts.length === 0) return subsidy
    if (await writeReservation(card, asked, subsidy, programmes, deps)) return subsidy
  }
  throw new AppError('programme.busy')
}

const findExpiry = ({ clock }: Pick<Deps, 'clock'>): Date =>
  new Date(clock.now().getTime() + orphanMilliseconds)

/** Its order is looked for anew: it may be off still. @returns false when the card was changed meanwhile. */
async function takeOver(
  card: CardRecord,
  earlier: Reservation,
  asked: number,
  deps: Pick<Deps, 'clock'>,
): Promise<boolean> {
  if (earlier.isSettled) return true
  const version = Math.max(earlier.version ?? 0, asked)
  const kept = { ...earlier, version, expiresAt: findExpiry(deps) }
  const reservations = card.reservations.map((each) => (each === earlier ? kept : each))
  return writeCard(card, { grants: card.grants, reservations })
}

async function writeReservation(
  card: CardRecord,
  asked: Asked & Keeper,
  { parts }: Subsidy,
  programmes: readonly OwnProgramme[],
  deps: Pick<Deps, 'clock'>,
): Promise<boolean> {
  const kept: Reservation = {
    orderId: asked.orderId,
    version: asked.version,
    day: asked.day,
    parts: parts.map(({ code, fen }) => ({ code, fen })),
    isSettled: false,
    expiresAt: findExpiry(deps),
  }
  const granted = grantAll(dropOld(card, toShanghaiDay(deps.clock.now())), asked, programmes)
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
