import type { Place } from '@linli/shared/areas/areas'
import { isGone } from '@linli/shared/register/register'
import { holdsPlace } from '@linli/shared/elderCare/order.state'
import { findOrderBy } from '@linli/shared/elderCare/serviceItem'
import { toMinutes } from '@linli/shared/schedule'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import type { JobDefinition } from '../../../jobs/job'
import { AppError } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { toPlace } from '../../../lib/placeFields'
import { Person, type PersonDocument } from '../../register/person.model'
import { FollowUp } from '../followUps/followUp.model'
import { openFollowUp } from '../followUps/followUp.service'
import { systemOrderAuthor } from '../orders/order.change'
import { Order, type OrderRecord } from '../orders/order.model'
import { placeFor } from '../orders/order.place'
import type { Wanted } from '../orders/order.wanted'
import { listOtherPlaces } from '../orders/order.relocate'
import { listOrdersAhead, stopOrder } from '../orders/order.stop'
import { findHorizon, findOmission } from './plan.days'
import { followPrice } from './plan.price'
import { Plan, type PlanRecord } from './plan.model'
import { readCatalogue } from '../catalogue/serviceItem.service'

/** Until when the day can still be changed. */
export const isBeforeCutoff = ({ item, startsAt }: OrderRecord, now: Date): boolean =>
  now <= findOrderBy(item.lead, startsAt)

/** An order of that day that still counts, of whichever plan or placed by hand: a second one is never made. */
async function findLiving({ personId, itemCode }: PlanRecord, day: string): Promise<boolean> {
  const rows = await Order.find(
    { personId, startsAt: { $gte: fromShanghaiDay(day), $lt: fromShanghaiDay(addDays(day, 1)) } },
    { state: 1, item: 1 },
  ).lean<Pick<OrderRecord, 'state' | 'item'>[]>()
  const counts = (state: OrderRecord['state']) => holdsPlace(state) || state === 'noShow'
  return rows.some(({ state, item }) => item.code === itemCode && counts(state))
}

const refusals: readonly string[] = ['care.not_offered', 'care.slot_full', 'care.too_late']

/** @param insteadOf the unit she planned with, where another one is asked. */
async function tryToPlace(
  plan: PlanRecord,
  person: PersonDocument,
  wanted: Pick<Wanted, 'offeringId' | 'startsAt'>,
  { day, insteadOf }: { day: string; insteadOf?: string },
  deps: Deps,
): Promise<boolean> {
  const { _id: id, round, version, createdBy, placedBy, itemCode, settlement } = plan
  const origin = {
    ...{ createdBy, source: 'plan' as const, author: systemOrderAuthor, placedBy, undoSeconds: 0 },
    requestKey: `plan-${id.toString()}-${day}-${round}`,
    plan: dropUndefined({ id, key: `${id.toString()}:${day}:${round}`, version, insteadOf }),
  }
  try {
    await placeFor({ person, place: toPlace(person) }, { ...wanted, itemCode, settlement }, origin, deps)
    return true
  } catch (error) {
    if (error instanceof AppError && refusals.includes(error.code)) return false
    throw error
  }
}

/** The next day that is to be ordered. */
async function findNextWanted(plan: PlanRecord, first: string, end: string): Promise<string | undefined> {
  for (let day = first; day < end; day = addDays(day, 1))
    if (findOmission(plan, day) === undefined && !(await findLiving(plan, day))) return day
  return undefined
}

/** The plan's own unit, else another one at about that time, of which her family is told; else somebody has to call. */
async function layOutDay(plan: PlanRecord, person: PersonDocument, day: string, deps: Deps): Promise<void> {
  if (findOmission(plan, day) !== undefined || (await findLiving(plan, day))) return
  const { itemCode, unitId, unitName } = plan
  const startsAt = fromShanghaiDay(day, toMinutes(plan.from))
  if (await tryToPlace(plan, person, { offeringId: plan.offeringId.toString(), startsAt }, { day }, deps))
    return
  const place = toPlace(person)
  const item = (await readCatalogue(place)).get(itemCode)
  const now = deps.clock.now()
  const others = item ? await listOtherPlaces({ item, day, startsAt, unitId, ...place }, now) : []
  for (const { offering, startsAt: at } of others) {
    const other = { offeringId: offering._id.toString(), startsAt: at }
    if (await tryToPlace(plan, person, other, { day, insteadOf: unitName }, deps)) return
  }
  await askToCall(plan, place, day, deps)
}

/** A day nobody can do: one call at a time, and another one when the day is wanted anew after the first was made. */
async function askToCall(plan: PlanRecord, place: Place, day: string, deps: Deps): Promise<void> {
  const { _id: planId, personId, itemName, round } = plan
  const kind = 'unplaced'
  if (await FollowUp.exists({ personId, planId, day, kind, isOpen: true })) return
  const key = `plan:${planId.toString()}:${day}:${round}`
  await openFollowUp({ key, kind, personId, place, itemName, day, planId }, deps)
}

const nextLook = (now: Date): Date => fromShanghaiDay(addDays(toShanghaiDay(now), 1), 5)
const hour = 60 * 60 * 1000

/** The person is in hospital, away or gone: what was ordered stops, and somebody tells the family. */
async function waitForPerson(plan: PlanRecord, person: PersonDocument | null, deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const day = toShanghaiDay(now)
  const isOver = !person || isGone(person.state)
  for (const order of await listOrdersAhead({ personId: plan.personId }))
    await stopOrder(order, '长者不在家', deps)
  // What the family is told of somebody who is gone, `personGone.service` says.
  if (plan.awaySince === undefined && !(isOver && person)) await askToTell(plan, person, day, deps)
  await Plan.updateOne(
    { _id: plan._id, version: plan.version },
    {
      $set: {
        awaySince: plan.awaySince ?? day,
        ...(isOver ? { state: 'ended' as const } : { checkAt: new Date(now.getTime() + hour) }),
      },
      ...(isOver ? { $unset: { checkAt: 1 }, $inc: { version: 1 } } : {}),
    },
  )
}

/** Once for each time she is away, also twice on one day. */
async function askToTell(
  plan: PlanRecord,
  person: PersonDocument | null,
  day: string,
  deps: Deps,
): Promise<void> {
  const { _id: planId, personId, itemName } = plan
  const key = `plan:${planId.toString()}:gone:${person?.states?.at(-1)?.id.toString() ?? day}`
  await openFollowUp({ key, kind: 'personGone', personId, place: plan, itemName, day, planId }, deps)
}

/** Calls off what was made for days that the plan does not want any more. After the cut-off the kitchen has begun. */
async function callOff(plan: PlanRecord, deps: Deps): Promise<void> {
  const now = deps.clock.now()
  for (const order of await listOrdersAhead({ planId: plan._id })) {
    const isWanted = plan.state !== 'ended' && findOmission(plan, order.day) === undefined
    if (!isWanted && isBeforeCutoff(order, now)) await stopOrder(order, '长期预约里这一天不要了', deps)
  }
}

/**
 * Lays out the days of one plan up to the horizon, and calls off what it does not want. Several servers may do it at once:
 * the keys make each order once. One that was changed since it was read is left to whoever changed it, or to the clock.
 */
export async function layOutPlan(plan: PlanRecord, deps: Deps): Promise<void> {
  try {
    await layOut(plan, deps)
  } catch (error) {
    if (await Plan.exists({ _id: plan._id, version: plan.version })) throw error
  }
}

async function layOut(plan: PlanRecord, deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const today = toShanghaiDay(now)
  await callOff(plan, deps)
  if (plan.state === 'ended') {
    await Plan.updateOne({ _id: plan._id, version: plan.version }, { $unset: { checkAt: 1 } })
    return
  }
  const person = await Person.findOne({ _id: plan.personId }).lean<PersonDocument | null>()
  if (person?.state !== 'present') {
    await waitForPerson(plan, person, deps)
    return
  }
  const item = (await readCatalogue(toPlace(person))).get(plan.itemCode)
  const end = addDays(today, findHorizon(item))
  // Days called off while the person was away are laid out anew, under new keys.
  const isBack = plan.awaySince !== undefined
  const current = isBack ? { ...plan, round: plan.round + 1 } : plan
  const first = isBack || plan.nextDay < today ? today : plan.nextDay
  const next = item && (await findNextWanted(current, first, end))
  if (item && next !== undefined) await followPrice(current, item, next, deps)
  for (let day = first; day < end; day = addDays(day, 1)) await layOutDay(current, person, day, deps)
  const { version, nextDay } = plan
  await Plan.updateOne(
    { _id: plan._id, version, nextDay },
    {
      $set: { nextDay: end, checkAt: nextLook(now), round: current.round },
      ...(isBack ? { $unset: { awaySince: 1 } } : {}),
    },
  )
}

/** Every plan whose time has come; none lapses silently. */
export async function sweepPlans(deps: Deps, signal?: AbortSignal): Promise<void> {
  const due = await Plan.find({ checkAt: { $lte: deps.clock.now() } })
    .sort({ checkAt: 1 })
    .limit(500)
    .lean<PlanRecord[]>()
  for (const plan of due) {
    if (signal?.aborted) return
    try {
      // Read anew: those before it may have taken minutes.
      const present = await Plan.findOne({
        _id: plan._id,
        checkAt: { $lte: deps.clock.now() },
      }).lean<PlanRecord>()
      if (present) await layOutPlan(present, deps)
    } catch (error) {
      deps.logger.error({ err: error, plan: plan._id.toString() }, 'a plan could not be laid out')
    }
  }
}

export const planSweepJob: JobDefinition = { name: 'layOutCarePlans', everySeconds: 5, run: sweepPlans }
