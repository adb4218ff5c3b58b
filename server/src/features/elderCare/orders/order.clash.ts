import { mayOverlap, type ItemKind } from '@linli/shared/elderCare/itemKinds'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { addDays, fromShanghaiDay } from '@linli/shared/time'
import type { ClientSession } from 'mongoose'
import { AppError, assertThat } from '../../../lib/appError'
import { isDuplicate } from '../../../lib/isDuplicate'
import { ClientDay } from '../clients/clientDay.model'
import { listTouched } from './order.clock'
import { Order, type OrderRecord } from './order.model'

/** A time at which she is to be somewhere, or somebody is with her. */
type Held = Pick<OrderRecord, 'startsAt' | 'endsAt'> & {
  item: ItemKind & Pick<OrderRecord['item'], 'lead'>
}

/** She must be there for it; what is urgent comes whenever it is called, and is never refused. */
export const holdsHer = ({ item }: Pick<Held, 'item'>): boolean =>
  !mayOverlap(item) && item.lead.kind !== 'instant'

const isStanding = ({ state }: Pick<OrderRecord, 'state'>): boolean =>
  isOrderAhead(state) || state === 'started'

type Own = Held & Pick<OrderRecord, 'state'>

/** What she has at that time already, where she cannot be at both; a portion or a call comes beside anything. */
export const findClash = <T extends Own>(wanted: Held, own: readonly T[]): T | undefined =>
  holdsHer(wanted)
    ? own.find(
        (order) =>
          holdsHer(order) &&
          isStanding(order) &&
          order.startsAt < wanted.endsAt &&
          wanted.startsAt < order.endsAt,
      )
    : undefined

const keptDays = 62
const mostTries = 3
const longestMilliseconds = 24 * 60 * 60_000

const idsFor = (order: OrderRecord): string[] =>
  listTouched(order).map((day) => `${order.personId.toString()}:${day}`)

async function ensureDay(_id: string): Promise<void> {
  const expiresAt = fromShanghaiDay(addDays(_id.split(':')[1] ?? '', keptDays))
  try {
    await ClientDay.updateOne({ _id }, { $setOnInsert: { version: 1, expiresAt } }, { upsert: true })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

const readOwn = ({ personId, startsAt, endsAt }: OrderRecord, session: ClientSession) =>
  Order.find(
    {
      personId,
      open: true,
      startsAt: { $gte: new Date(startsAt.getTime() - longestMilliseconds), $lt: endsAt },
    },
    { item: 1, unitName: 1, startsAt: 1, endsAt: 1, state: 1 },
    { session },
  )
    .sort({ startsAt: 1 })
    .lean<(Own & Pick<OrderRecord, 'unitName' | 'item'>)[]>()

/** @throws AppError `care.time_taken`; `request.retry` where somebody booked for her at this moment. */
async function holdDays(order: OrderRecord, isKnown: boolean, session: ClientSession): Promise<void> {
  for (const _id of idsFor(order)) {
    const day = await ClientDay.findOne({ _id }, null, { session }).lean()
    const { modifiedCount } = await ClientDay.updateOne(
      { _id, version: day?.version ?? 0 },
      { $inc: { version: 1 } },
      { session },
    )
    assertThat(modifiedCount === 1, 'request.retry')
  }
  const clash = isKnown ? undefined : findClash(order, await readOwn(order, session))
  if (!clash) return
  const { item, unitName, startsAt, endsAt } = clash
  const times = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
  throw new AppError('care.time_taken', { itemName: item.name, unitName, ...times })
}

/**
 * Writes an order for which she must be there, unless she has something else at that time. Two who book at once change
 * her day one after the other, at whatever units.
 * @param isKnown whoever books has seen what it falls upon, and wants it all the same.
 * @param write runs `inner` and the write of the order in a transaction, its own where it needs one.
 * @throws AppError `care.time_taken`.
 */
export async function whileFree(
  order: OrderRecord,
  isKnown: boolean,
  write: (inner: (session: ClientSession) => Promise<void>) => Promise<void>,
): Promise<void> {
  for (const _id of idsFor(order)) await ensureDay(_id)
  for (let tries = 1; ; tries += 1) {
    try {
      await write((session) => holdDays(order, isKnown, session))
      return
    } catch (error) {
      const isBeaten = error instanceof AppError && error.code === 'request.retry'
      if (!isBeaten || tries === mostTries) throw error
    }
  }
}
