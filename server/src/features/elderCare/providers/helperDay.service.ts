import { isSitting, mayOverlap } from '@linli/shared/elderCare/itemKinds'
import type { OrderState } from '@linli/shared/elderCare/order.state'
import { addDays, fromShanghaiDay } from '@linli/shared/time'
import { Types, type ClientSession } from 'mongoose'
import { assertThat } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { inTransaction } from '../../../lib/inTransaction'
import { isDuplicate } from '../../../lib/isDuplicate'
import { HelperDay, type HelperDayRecord, type TakenTime } from './helperDay.model'
import { listTouched } from '../orders/order.clock'
import type { OrderHelper, OrderRecord } from '../orders/order.model'

type Timed = Pick<OrderRecord, '_id' | 'item' | 'startsAt' | 'endsAt'>

/** The same name for all orders of what many come to at one unit at one time; none for what one person has alone. */
export const sittingOf = ({
  unitId,
  item,
  startsAt,
}: Pick<OrderRecord, 'unitId' | 'item' | 'startsAt'>): string | undefined =>
  isSitting(item) ? `${unitId.toString()}:${item.code}:${startsAt.toISOString()}` : undefined

/** The time that an order takes of whoever does it. */
export const timeOf = (
  order: Pick<OrderRecord, 'unitId' | 'item' | 'startsAt' | 'endsAt'>,
): Pick<TakenTime, 'startsAt' | 'endsAt' | 'sitting'> => {
  const { startsAt, endsAt } = order
  return dropUndefined({ startsAt, endsAt, sitting: sittingOf(order) })
}

type Time = ReturnType<typeof timeOf>

/** Whether one person can: not at one hour, or in one sitting. */
export const canDoBoth = (a: Time, b: Time): boolean =>
  a.startsAt >= b.endsAt || b.startsAt >= a.endsAt || (a.sitting !== undefined && a.sitting === b.sitting)

/** While it is to be done; who has finished is free, also before the end of the window. */
export const busyStates: readonly OrderState[] = ['assigned', 'accepted', 'started']

const keptDays = 62

const idsFor = (helpers: readonly Pick<OrderHelper, 'userId'>[], order: Timed): string[] =>
  helpers.flatMap(({ userId }) => listTouched(order).map((day) => `${userId.toString()}:${day}`))

/** The documents in which an order takes time, by its state. */
export const listHeldDays = (order: OrderRecord): string[] =>
  busyStates.includes(order.state) && !mayOverlap(order.item) ? idsFor(order.helpers, order) : []

async function ensureDay(_id: string): Promise<void> {
  const [userId = '', day = ''] = _id.split(':')
  try {
    await HelperDay.updateOne(
      { _id },
      {
        $setOnInsert: {
          ...{ userId: new Types.ObjectId(userId), day, taken: [], version: 1 },
          expiresAt: fromShanghaiDay(addDays(day, keptDays)),
        },
      },
      { upsert: true },
    )
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

/** @throws AppError `care.helper_busy` when another order has taken some of the time. */
async function takeDay(
  _id: string,
  time: TakenTime,
  name: string | undefined,
  session: ClientSession,
): Promise<void> {
  const found = await HelperDay.findOne({ _id }, null, { session }).lean<HelperDayRecord | null>()
  const others = (found?.taken ?? []).filter(({ orderId }) => !orderId.equals(time.orderId))
  const isFree = others.every((other) => canDoBoth(other, time))
  assertThat(isFree, 'care.helper_busy', { name })
  const { modifiedCount } = await HelperDay.updateOne(
    { _id, version: found?.version ?? 0 },
    { $set: { taken: [...others, time] }, $inc: { version: 1 } },
    { session },
  )
  assertThat(modifiedCount === 1, 'request.retry')
}

/**
 * Writes a change of an order together with the time it takes of its helpers: both, or neither. Of two who give one
 * person two orders at the same time, one is refused, wherever and however closely together they press.
 * @param write the order itself; `undefined` when somebody else moved it first: then no time is taken either.
 * @throws AppError `care.helper_busy`.
 */
export async function whileHolding<T>(
  order: OrderRecord,
  helpers: readonly OrderHelper[],
  write: (session: ClientSession) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { _id: orderId, version } = order
  const time = { orderId, version: version + 1, ...timeOf(order) }
  const wanted = helpers.flatMap((helper) => idsFor([helper], order).map((id) => [id, helper.name] as const))
  for (const [id] of wanted) await ensureDay(id)
  return inTransaction(async (session) => {
    const written = await write(session)
    if (written === undefined) return undefined
    for (const [id, name] of wanted) await takeDay(id, time, name, session)
    return written
  })
}

/** Frees what an order took before its version `before`; once, however often it is called. */
export async function freeHelpers(
  orderId: Types.ObjectId,
  ids: readonly string[],
  before: number,
  session?: ClientSession,
): Promise<void> {
  if (ids.length === 0) return
  await HelperDay.updateMany(
    { _id: { $in: ids }, taken: { $elemMatch: { orderId, version: { $lt: before } } } },
    { $pull: { taken: { orderId, version: { $lt: before } } }, $inc: { version: 1 } },
    session ? { session } : {},
  )
}

/** What an account had to do is done by the one it was merged into. */
export async function mergeHelperDays(from: string, into: string): Promise<void> {
  const rows = await HelperDay.find({ userId: from }).lean<HelperDayRecord[]>()
  for (const { _id, day, taken } of rows) {
    const target = `${into}:${day}`
    await ensureDay(target)
    for (const time of taken)
      await HelperDay.updateOne(
        { _id: target, 'taken.orderId': { $ne: time.orderId } },
        { $push: { taken: time }, $inc: { version: 1 } },
      )
    await HelperDay.deleteOne({ _id })
  }
}
