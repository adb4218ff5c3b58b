import type { OutputOf } from '@linli/shared/contract'
import type { PlanActionBody, planContracts } from '@linli/shared/elderCare/plan.contract'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { Types, type ClientSession } from 'mongoose'
import { randomUUID } from 'node:crypto'
import type { Deps } from '../../../deps'
import { AppError, assertThat } from '../../../lib/appError'
import { fingerprint } from '../../../lib/fingerprint'
import { dropUndefined } from '../../../lib/dropUndefined'
import { inTransaction } from '../../../lib/inTransaction'
import { isDuplicate } from '../../../lib/isDuplicate'
import { toPlace } from '../../../lib/placeFields'
import { whileActing } from '../../families/bond.access'
import { insertMissing } from '../../messages/insertMissing'
import { levelsOf } from '../../routing/routing.reader'
import type { Actor } from '../../users/actor'
import { findClient, type Client } from '../clients/client.access'
import { Offering, type OfferingRecord } from '../catalogue/offering.model'
import { Order, orderListFields, type OrderRecord } from '../orders/order.model'
import { authorOf } from '../orders/order.intake'
import { Plan, PlanSeat, type PlanRecord, type PlanSeatRecord } from './plan.model'
import { listOrdersAhead } from '../orders/order.stop'
import { findFirstDay } from './plan.days'
import { readPlanPrice } from './plan.price'
import { isBeforeCutoff, layOutPlan } from './plan.sweep'
import { readCatalogue } from '../catalogue/serviceItem.service'

type CreateBody = OutputOf<typeof planContracts.createPlan.body>

const readPlan = (id: string | Types.ObjectId): Promise<PlanRecord | null> =>
  Plan.findOne({ _id: id }).lean<PlanRecord | null>()

/**
 * Begins a plan and lays out its first week.
 * @throws AppError `care.not_offered`, `care.not_recurring`, `care.plan_exists`.
 */
export async function createPlan(
  actor: Actor,
  body: CreateBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<{ plan: PlanRecord; client: Client }> {
  const client = await findClient(actor, body.personId, deps)
  const key = requestKey ?? randomUUID()
  const { place, person, acting, staff } = client
  const findEarlier = async () => {
    const made = await Plan.findOne({ createdBy: actor.userId, requestKey: key }).lean<PlanRecord | null>()
    const isSame = made === null || (made.itemCode === body.itemCode && made.personId.equals(person._id))
    assertThat(isSame, 'request.already_done')
    return made
  }
  const earlier = await findEarlier()
  if (earlier) return { plan: earlier, client }
  const item = (await readCatalogue(place)).get(body.itemCode)
  const { itemCode, offeringId, from, weekdays } = body
  const offering = await Offering.findOne({ _id: offeringId, itemCode }).lean<OfferingRecord>()
  assertThat(item && offering && levelsOf(place).includes(offering.areaCode), 'care.not_offered')
  assertThat(
    offering.windows.some((window) => window.from === from),
    'care.not_offered',
  )
  assertThat(item.canRecur, 'care.not_recurring')
  const other = await Plan.exists({ personId: person._id, itemCode, state: { $in: ['active', 'paused'] } })
  if (other) {
    // The same press, sent again while the first was being written.
    const first = await findEarlier()
    assertThat(first, 'care.plan_exists')
    return { plan: first, client }
  }
  const now = deps.clock.now()
  const by = authorOf(actor, client)
  const record = dropUndefined({
    ...{ _id: new Types.ObjectId(), version: 1, state: 'active' as const, personId: person._id },
    ...{ createdBy: new Types.ObjectId(actor.userId), requestKey: key },
    placedBy: acting?.proxyText ?? (staff ? `${staff.name}代为登记` : undefined),
    ...{ itemCode, itemName: item.name, offeringId: offering._id, unitId: offering.unitId },
    ...{
      unitName: offering.unitName,
      from,
      weekdays: [...weekdays].sort((a, b) => a - b),
      skips: [] as string[],
    },
    ...{ skipsHolidays: body.skipsHolidays, settlement: body.settlement },
    priceFen: await readPlanPrice({ offeringId: offering._id }, item),
    ...{ nextDay: findFirstDay(item, from, now), round: 0, checkAt: now, createdAt: now },
    history: [{ at: now, action: 'create', byUserId: by.userId, byName: by.name }],
    ...dropUndefined(place),
  })
  await insertPlan(record, client, deps)
  const plan = await findEarlier()
  // Not by this press: somebody else began the same at that moment.
  assertThat(plan, 'care.plan_exists')
  return { plan: await finishChange(plan, deps), client }
}

/** The plan and the seat that each person has once for each item: of two that are begun at once one is. */
async function insertPlan(record: object, { acting }: Client, deps: Deps): Promise<void> {
  const { _id, itemName, personId, itemCode } = record as PlanRecord
  const seat = `${personId.toString()}:${itemCode}`
  const insert = async (session: ClientSession) => {
    await takeSeat(seat, _id, session)
    return Plan.create([record], { session })
  }
  const write = (session?: ClientSession) => (session ? insert(session) : inTransaction(insert))
  try {
    await insertMissing(PlanSeat, [{ _id: seat, version: 1 }])
    if (acting)
      await whileActing(
        acting,
        { what: `长期预约了${itemName}`, record: { kind: 'carePlan', id: _id.toString() } },
        write,
        deps,
      )
    else await write()
  } catch (error) {
    const isThere = isDuplicate(error) || (error instanceof AppError && error.code === 'care.plan_exists')
    if (!isThere) throw error
  }
}

async function takeSeat(_id: string, planId: Types.ObjectId, session: ClientSession): Promise<void> {
  const seat = await PlanSeat.findOne({ _id }, null, { session }).lean<PlanSeatRecord>()
  const holder = seat?.planId && (await Plan.findOne({ _id: seat.planId }, { state: 1 }, { session }).lean())
  assertThat(!holder || holder.state === 'ended', 'care.plan_exists')
  const { modifiedCount } = await PlanSeat.updateOne(
    { _id, version: seat?.version ?? 0 },
    { $set: { planId }, $inc: { version: 1 } },
    { session },
  )
  assertThat(modifiedCount === 1, 'request.retry')
}

/** @throws AppError `record.not_found` also for whoever may not act for the elder. */
export async function findPlan(
  actor: Actor,
  id: string,
  deps: Deps,
): Promise<{ plan: PlanRecord; client: Client }> {
  const plan = await readPlan(id)
  assertThat(plan, 'record.not_found')
  return { plan, client: await findClient(actor, plan.personId.toString(), deps) }
}

export async function listPlans(
  actor: Actor,
  personId: string | undefined,
  deps: Deps,
): Promise<{ plans: PlanRecord[]; client: Client }> {
  const client = await findClient(actor, personId, deps)
  const plans = await Plan.find({ personId: client.person._id, state: { $in: ['active', 'paused'] } })
    .limit(50)
    .lean<PlanRecord[]>()
  return { plans, client }
}

interface PlanChange {
  set?: Partial<PlanRecord>
  unset?: { pausedUntil: 1 }
  push?: { skips: string }
  pull?: { skips: string }
}

const earlierOf = (day: string, other: string): string => (day < other ? day : other)
const laterOf = (day: string, other: string): string => (day > other ? day : other)

/**
 * What an action does to a plan. What it calls off, `layOutPlan` finds from the plan alone: at once, and once more by the
 * clock, should this server die in between.
 * @throws AppError `care.cutoff_passed`, `care.plan_exists`.
 */
async function planChange(plan: PlanRecord, body: PlanActionBody, now: Date): Promise<PlanChange> {
  const today = toShanghaiDay(now)
  const again = { round: plan.round + 1, checkAt: now }
  const item = (await readCatalogue(toPlace(plan))).get(plan.itemCode)
  // What is too late by her own choice is on her page: nobody is called about it.
  const soonest = item ? findFirstDay(item, plan.from, now) : today
  switch (body.action) {
    case 'skip': {
      const [order] = await listOrdersAhead({ planId: plan._id, day: body.day })
      assertThat(body.day >= today && (!order || isBeforeCutoff(order, now)), 'care.cutoff_passed')
      return { push: { skips: body.day }, set: { checkAt: now } }
    }
    case 'unskip':
      return {
        pull: { skips: body.day },
        set: { ...again, nextDay: earlierOf(laterOf(body.day, soonest), plan.nextDay) },
      }
    case 'pause': {
      if (body.until === undefined)
        return { set: { state: 'paused', checkAt: now }, unset: { pausedUntil: 1 } }
      // A longer pause may have left days after this one without an order.
      const nextDay = earlierOf(laterOf(addDays(body.until, 1), soonest), plan.nextDay)
      return { set: { ...again, state: 'paused', pausedUntil: body.until, nextDay } }
    }
    case 'resume':
      // Of two that a merge brought together one goes on: never two meals a day.
      await assertOnlyOne(plan)
      return { set: { ...again, state: 'active', nextDay: soonest }, unset: { pausedUntil: 1 } }
    case 'change': {
      const { weekdays, skipsHolidays } = body
      return { set: { ...again, weekdays, skipsHolidays, nextDay: soonest } }
    }
    case 'end':
      return { set: { state: 'ended', checkAt: now } }
  }
}

/** @throws AppError `care.plan_exists` when the person has another in force for the same service. */
async function assertOnlyOne({ _id, personId, itemCode }: PlanRecord): Promise<void> {
  const others = await Plan.find({ personId, itemCode, state: 'active' }, { _id: 1 }).lean()
  assertThat(!others.some((other) => !other._id.equals(_id)), 'care.plan_exists')
}

/** The present state, who brought it there and when: what a 409 tells. */
async function describePresent(id: string) {
  const plan = await readPlan(id)
  const last = plan?.history.at(-1)
  return plan && { state: plan.state, version: plan.version, by: last?.byName, at: last?.at.toISOString() }
}

/** One change of a plan; of two at once one wins. Orders after the cut-off stay: the kitchen has begun. */
export async function actOnPlan(
  actor: Actor,
  id: string,
  body: PlanActionBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<{ plan: PlanRecord; client: Client }> {
  const { plan, client } = await findPlan(actor, id, deps)
  const known = plan.history.find((h) => requestKey !== undefined && h.requestKey === requestKey)
  const isSame = known?.details === undefined || fingerprint(known.details) === fingerprint(body)
  assertThat(isSame, 'request.already_done')
  if (known) return { plan: await finishChange(plan, deps), client }
  assertThat(plan.state !== 'ended', 'care.plan_over', await describePresent(id))
  const now = deps.clock.now()
  const change = await planChange(plan, body, now)
  const by = authorOf(actor, client)
  const entry = {
    ...{ at: now, action: body.action, byUserId: by.userId, byName: by.name, details: { ...body } },
    ...(requestKey === undefined ? {} : { requestKey }),
  }
  const write = async (session?: ClientSession) => {
    const { modifiedCount } = await Plan.updateOne(
      { _id: plan._id, version: plan.version },
      {
        $set: change.set ?? {},
        ...(change.unset ? { $unset: change.unset } : {}),
        $push: { history: entry, ...change.push },
        ...(change.pull ? { $pull: change.pull } : {}),
        $inc: { version: 1 },
      },
      session ? { session } : {},
    )
    return modifiedCount === 1 ? true : undefined
  }
  const act = { what: `改了长期预约：${plan.itemName}`, record: { kind: 'carePlan', id } }
  const isWritten = client.acting ? await whileActing(client.acting, act, write, deps) : await write()
  if (!isWritten) throw new AppError('request.conflict', await describePresent(id))
  return { plan: await finishChange((await readPlan(plan._id)) ?? plan, deps), client }
}

/** What follows a written change, unless it has been done. */
async function finishChange(plan: PlanRecord, deps: Deps): Promise<PlanRecord> {
  if (plan.checkAt === undefined || plan.checkAt > deps.clock.now()) return plan
  await layOutPlan(plan, deps)
  return (await readPlan(plan._id)) ?? plan
}

/** The orders from a day on of what a plan is for, those called off and those placed by hand too. */
export function listPlanOrders(plan: PlanRecord, from: string): Promise<OrderRecord[]> {
  return Order.find({ personId: plan.personId, startsAt: { $gte: fromShanghaiDay(from) } }, orderListFields)
    .sort({ startsAt: 1 })
    .limit(100)
    .lean<OrderRecord[]>()
    .then((rows) => rows.filter(({ item }) => item.code === plan.itemCode))
}
