import { orderRules, isOrderAhead } from '@linli/shared/elderCare/order.state'
import { toMinutes } from '@linli/shared/schedule'
import { fromShanghaiDay, toShanghaiDay, weekdayOf } from '@linli/shared/time'
import type { ClientSession, Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { toPlace } from '../../lib/placeFields'
import { levelsOf } from '../routing/routing.reader'
import { openOrderFollowUp } from './followUp.service'
import { findClosure, findUnitProblem, readAbilityOf } from './offering.ability'
import { Offering, type OfferingRecord } from './offering.model'
import { eachOrder } from './order.batches'
import { handBackOrder } from './order.handBack'
import type { OrderRecord } from './order.model'
import { relocateOrder } from './order.relocate'
import { Provider, type ProviderRecord } from './provider.model'
import { readCatalogue } from './serviceItem.service'

const batchSize = 200
/** When whatever was booked in the very moment is looked for, and what a crash left over. */
const secondLookMilliseconds = 2 * 60_000
/** What begins within so long is cooked or on its way: it is not taken away, but somebody asks whether it comes. */
const soonMilliseconds = orderRules.acceptBeforeMinutes * 60_000

const closed = '当天不开'
const stopped = '暂停服务'
type Why = typeof closed | typeof stopped

/** What became of the orders that a unit cannot do. */
interface Followed {
  moved: number
  calls: number
  /** Not out yet, and with nobody else to do it: to be looked at again when it is. */
  waiting: number
}

/** The window an order was made for, or one that took its place. */
const hasWindow = ({ windows }: OfferingRecord, { day, startsAt }: OrderRecord): boolean =>
  windows.some(
    ({ weekdays, from, to }) =>
      weekdays.includes(weekdayOf(day)) &&
      fromShanghaiDay(day, toMinutes(from)) <= startsAt &&
      startsAt < fromShanghaiDay(day, toMinutes(to)),
  )

/** Says of any order of a unit why the unit cannot do it, whoever works there; undefined when it can. */
async function makeJudge(
  unitId: Types.ObjectId,
  now: Date,
): Promise<(order: OrderRecord) => Promise<Why | undefined>> {
  const offerings = await Offering.find({ unitId }).lean<OfferingRecord[]>()
  const ability = await readAbilityOf(offerings, undefined, now)
  const provider = ability.providers.get(unitId.toString())
  const catalogues = new Map<string, ReturnType<typeof readCatalogue>>()
  return async (order) => {
    if (findClosure(provider, order.day)) return closed
    const place = toPlace(order)
    const key = levelsOf(place).join()
    const catalogue = catalogues.get(key) ?? readCatalogue(place)
    catalogues.set(key, catalogue)
    const item = (await catalogue).get(order.item.code)
    const offering = offerings.find(({ _id }) => _id.equals(order.offeringId))
    // That an area gives an item up is for what is ordered from then on.
    if (!item || !offering) return undefined
    const problem = findUnitProblem(offering, { ...item, isClosed: false }, ability, order.day)
    return problem !== undefined || !hasWindow(offering, order) ? stopped : undefined
  }
}

/** To another unit; where there is none, somebody calls: the desk has it then, or the task to call. Repeatable. */
async function followOrder(order: OrderRecord, why: Why, sum: Followed, deps: Deps): Promise<void> {
  const isSoon = order.startsAt.getTime() - deps.clock.now().getTime() < soonMilliseconds
  if (why === stopped && (isSoon || order.departedAt)) {
    if (await openOrderFollowUp(order, 'unitStopped', order.unitId.toString(), deps)) sum.calls += 1
    return
  }
  if (await relocateOrder(order, why, deps)) {
    sum.moved += 1
    return
  }
  if (order.state !== 'placed') {
    sum.calls += 1
    await handBackOrder(order, true, why, deps)
    return
  }
  sum.waiting += 1
  if (await openOrderFollowUp(order, 'returned', order.unitId.toString(), deps)) sum.calls += 1
}

/**
 * What a unit is to do from today on and cannot any more: it is closed that day, shut, gave the item or the hour up, or
 * lost its licence. Every diner is moved or a call is due.
 */
export async function followUnable(unitId: Types.ObjectId, deps: Deps): Promise<Followed> {
  const now = deps.clock.now()
  const findWhy = await makeJudge(unitId, now)
  const sum: Followed = { moved: 0, calls: 0, waiting: 0 }
  for await (const order of eachOrder({ unitId, day: { $gte: toShanghaiDay(now) } })) {
    if (!isOrderAhead(order.state) || order.post === order.desk) continue
    const why = await findWhy(order)
    if (why) await followOrder(order, why, sum, deps)
  }
  return sum
}

/** When a unit is looked at again, after its orders were followed in the same call. */
export const findSecondLook = (now: Date): Date => new Date(now.getTime() + secondLookMilliseconds)

/** Has a unit's orders followed by the job, in one transaction with what it gives up: a crash in between loses nothing. */
export async function askToFollow(unitId: Types.ObjectId, now: Date, session: ClientSession): Promise<void> {
  await Provider.updateOne({ unitId }, { $set: { lookAt: now } }, { session })
}

async function lookThrough(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const due = await Provider.find({ lookAt: { $lte: now } })
    .limit(batchSize)
    .lean<(ProviderRecord & { lookAt: Date })[]>()
  // One of several servers looks: two would hand an order back whose last other place the one has just taken. Should it
  // die, somebody looks again when its time is up.
  const lease = findSecondLook(now)
  for (const { unitId, lookAt } of due) {
    const { modifiedCount } = await Provider.updateOne({ unitId, lookAt }, { $set: { lookAt: lease } })
    if (modifiedCount === 0) continue
    const { waiting } = await followUnable(unitId, deps)
    // What was given up meanwhile has set it anew.
    if (waiting === 0) await Provider.updateOne({ unitId, lookAt: lease }, { $unset: { lookAt: 1 } })
  }
}

export const unableJob: JobDefinition = { name: 'followUnableUnits', everySeconds: 15, run: lookThrough }
