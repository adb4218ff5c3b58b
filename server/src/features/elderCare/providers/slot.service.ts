import { findOrderBy, type ServiceItem } from '@linli/shared/elderCare/serviceItem'
import { toMinutes } from '@linli/shared/schedule'
import { addDays, fromShanghaiDay, weekdayOf } from '@linli/shared/time'
import type { Types } from 'mongoose'
import { isDuplicate } from '../../../lib/isDuplicate'
import { findClosure } from '../catalogue/offering.ability'
import type { OfferingRecord } from '../catalogue/offering.model'
import type { ProviderRecord } from './provider.model'
import { Slot, type SlotRecord } from './slot.model'

/** A window of an offering on one day, whether or not anybody has booked in it yet. */
export interface Candidate {
  offering: OfferingRecord
  day: string
  from: string
  /** Of the window. */
  opensAt: Date
  /** When the service begins: with the window, or at once for what is urgent. */
  startsAt: Date
  endsAt: Date
  capacity: number
}

/** Urgent things come within their minutes; everything else fills its window. */
function timesOf(
  item: Pick<ServiceItem, 'lead'>,
  window: { opensAt: Date; closesAt: Date },
  now: Date,
): { startsAt: Date; endsAt: Date } | undefined {
  const { opensAt, closesAt } = window
  if (item.lead.kind === 'instant') {
    if (closesAt <= now) return undefined
    const startsAt = opensAt > now ? opensAt : now
    return { startsAt, endsAt: new Date(startsAt.getTime() + item.lead.minutes * 60_000) }
  }
  return opensAt > now && now <= findOrderBy(item.lead, opensAt)
    ? { startsAt: opensAt, endsAt: closesAt }
    : undefined
}

/** What can still be ordered from a unit on one day, as far as its hours say. */
export function listCandidates(
  offering: OfferingRecord,
  item: Pick<ServiceItem, 'lead'>,
  provider: Pick<ProviderRecord, 'closures'> | undefined,
  day: string,
  now: Date,
): Candidate[] {
  if (findClosure(provider, day)) return []
  const weekday = weekdayOf(day)
  return offering.windows
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .flatMap(({ from, to, capacity }) => {
      const opensAt = fromShanghaiDay(day, toMinutes(from))
      const times = timesOf(item, { opensAt, closesAt: fromShanghaiDay(day, toMinutes(to)) }, now)
      return times ? [{ offering, day, from, opensAt, ...times, capacity }] : []
    })
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

/** The days from one on. */
export const listDays = (from: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => addDays(from, i))

export const keyOfSlot = ({ offering, day, from }: Pick<Candidate, 'offering' | 'day' | 'from'>): string =>
  `${offering._id.toString()} ${day} ${from}`

/**
 * How many places are left of those that anybody has booked in; a window that is missing is empty.
 * @param own an order whose place counts as free for itself.
 */
export async function readLeft(
  candidates: readonly Candidate[],
  own?: Types.ObjectId,
): Promise<Map<string, number>> {
  if (candidates.length === 0) return new Map()
  const read = (more: Record<string, unknown>) =>
    Slot.find(
      {
        offeringId: { $in: [...new Set(candidates.map(({ offering }) => offering._id.toString()))] },
        day: { $in: [...new Set(candidates.map(({ day }) => day))] },
        ...more,
      },
      { offeringId: 1, day: 1, from: 1, left: 1 },
    ).lean<Pick<SlotRecord, 'offeringId' | 'day' | 'from' | 'left'>[]>()
  const keyOf = ({ offeringId, day, from }: Pick<SlotRecord, 'offeringId' | 'day' | 'from'>) =>
    `${offeringId.toString()} ${day} ${from}`
  const places = new Map((await read({})).map((slot) => [keyOf(slot), slot.left]))
  for (const slot of own ? await read({ 'reservations.orderId': own }) : [])
    places.set(keyOf(slot), slot.left + 1)
  return places
}

async function ensureSlot({ offering, day, from, opensAt, endsAt, capacity }: Candidate): Promise<void> {
  const { _id, unitId, itemCode } = offering
  try {
    await Slot.updateOne(
      { offeringId: _id, day, from },
      {
        $setOnInsert: {
          ...{ unitId, itemCode, startsAt: opensAt, endsAt, capacity },
          left: capacity,
          reservations: [],
        },
      },
      { upsert: true },
    )
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

/** A reservation without an order is given back after so long: its server died. */
const orphanMilliseconds = 5 * 60_000

/** For which order a place is taken, and which version of it will have it. */
export interface Taker {
  orderId: Types.ObjectId
  version: number
  /** Whoever has a place here already gets no second one. */
  personId?: Types.ObjectId
}

const findKey = ({ offering, day, from }: Candidate) => ({ offeringId: offering._id, day, from })

/** Whether somebody has a place here. */
export async function hasPlace(candidate: Candidate, personId: Types.ObjectId): Promise<boolean> {
  return (await Slot.exists({ ...findKey(candidate), 'reservations.personId': personId })) !== null
}

/**
 * Takes one place for an order. One conditional update: of fifty who want the last place one gets it. The same order
 * has only one, however often it asks: a later version takes over what an earlier one left here.
 * @returns the slot, or undefined when it is full, or the person has another place in it (`hasPlace`).
 */
export async function takePlace(
  candidate: Candidate,
  { orderId, version, personId }: Taker,
  now: Date,
): Promise<Types.ObjectId | undefined> {
  await ensureSlot(candidate)
  const key = findKey(candidate)
  const checkAt = new Date(now.getTime() + orphanMilliseconds)
  const own = { ...key, 'reservations.orderId': orderId }
  const kept = { $max: { 'reservations.$.version': version }, $set: { checkAt } }
  const { modifiedCount } = await Slot.updateOne(
    {
      ...{ ...key, left: { $gt: 0 }, 'reservations.orderId': { $ne: orderId } },
      ...(personId ? { 'reservations.personId': { $ne: personId } } : {}),
    },
    {
      $inc: { left: -1 },
      $push: { reservations: { orderId, ...(personId ? { personId } : {}), version, at: now } },
      $set: { checkAt },
    },
  )
  if (modifiedCount === 0 && (await Slot.updateOne(own, kept)).matchedCount === 0) return undefined
  return (await Slot.findOne(own, { _id: 1 }).lean())?._id
}

/**
 * Gives back the place that an order had before its version `before`; once, however often it is called.
 * @param seen gives it back only where nothing was taken since.
 */
export async function giveBackPlace(
  slotId: Types.ObjectId,
  orderId: Types.ObjectId,
  before: number,
  seen: Pick<SlotRecord, 'checkAt'> = {},
): Promise<void> {
  await Slot.updateOne(
    { _id: slotId, ...seen, reservations: { $elemMatch: { orderId, version: { $lt: before } } } },
    { $inc: { left: 1 }, $pull: { reservations: { orderId, version: { $lt: before } } } },
  )
}
