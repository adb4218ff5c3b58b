import { mealAt, type Meal } from '@linli/shared/elderCare/foodRecord'
import { isPortion } from '@linli/shared/elderCare/itemKinds'
import type { HandoverTemperature } from '@linli/shared/elderCare/order.actions'
import type { FoodDay, FoodRecordBody } from '@linli/shared/elderCare/foodRecord.contract'
import { addDays, toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { AppError, assertThat, wrongField } from '../../../lib/appError'
import { isDuplicate } from '../../../lib/isDuplicate'
import { phoneOffMilliseconds } from '../../../lib/phoneClock'
import { kickOutbox, makeOutboxEntry } from '../../messages/outbox'
import { readUserContact } from '../../users/contact.service'
import type { Actor } from '../../users/actor'
import { changeFoodEntries, isSafeEntry, type FoodAuthor } from './foodMeal.change'
import { FoodMeal, type FoodMealRecord } from './foodMeal.model'
import { viewFoodDay } from './foodMeal.view'
import { findLeaveBy, readMeals } from './kitchen.service'
import type { OrderRecord } from '../orders/order.model'
import { Provider } from '../providers/provider.model'
import { isStaffOf } from '../providers/provider.policy'
import { findKeptUnit } from '../providers/provider.service'

const hour = 60 * 60 * 1000
/** So far back may something be written down that was done without a network. */
const backMilliseconds = 12 * hour
/** Of so many days the dishes are offered again, and samples still to be thrown away are looked for. */
const recentDays = 14
const mostTries = 5

type MealKey = Pick<FoodMealRecord, 'unitId' | 'day' | 'meal'>

/** What a kitchen wrote down for a day, and what is missing: for its staff, and for those who answer for its area. */
export async function readFoodDay(actor: Actor, unitId: string, day: string, deps: Deps): Promise<FoodDay> {
  const unit = await findKeptUnit(actor, unitId)
  const recent = await FoodMeal.find(
    { unitId, day: { $gte: addDays(day, -recentDays), $lt: addDays(day, 1) } },
    { outbox: 0 },
  )
    .sort({ day: -1 })
    .limit(3 * (recentDays + 1))
    .lean<FoodMealRecord[]>()
  const orders = await readMeals(unitId, day)
  const mayWrite = isStaffOf(actor, unitId)
  return viewFoodDay({ unitName: unit.name, day, mayWrite, recent, orders }, deps.clock.now())
}

/** When it was done: now, or a little earlier where it was written down without a network. */
function findMoment(body: FoodRecordBody, day: string, now: Date): Date {
  const at = 'at' in body && body.at !== undefined ? new Date(body.at) : now
  const isNear =
    at.getTime() <= now.getTime() + phoneOffMilliseconds && now.getTime() - at.getTime() <= backMilliseconds
  assertThat(isNear, 'request.invalid', wrongField('body', ['at'], 'range', '只能记现在或刚才做的'))
  const isOfDay = body.action === 'dispose' || body.action === 'strike' || toShanghaiDay(at) === day
  assertThat(isOfDay, 'request.invalid', wrongField('params', ['day'], 'range', '只能记当天的留样和温度'))
  return at > now ? now : at
}

async function ensureMeal(key: MealKey): Promise<void> {
  try {
    const empty = { version: 1, samples: [], temperatures: [], outbox: [] }
    await FoodMeal.updateOne(key, { $setOnInsert: empty }, { upsert: true })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

const isDone = ({ samples, temperatures }: FoodMealRecord, { requestKey, userId }: FoodAuthor): boolean =>
  requestKey !== undefined &&
  [...samples, ...temperatures].some((each) => each.requestKey === requestKey && each.userId.equals(userId))

/** Food at an unsafe temperature is told at once. */
function makeNotice(body: FoodRecordBody, deps: Deps) {
  if (body.action !== 'temperature' || isSafeEntry(body)) return undefined
  const { dish, celsius } = body
  return makeOutboxEntry('foodMeal.unsafe', { dish, celsius, measure: body.measure }, deps)
}

/** One entry, by one conditional update; the same press sent again writes nothing more. */
async function writeEntry(key: MealKey, body: FoodRecordBody, author: FoodAuthor, deps: Deps): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const found = await FoodMeal.findOne(key).lean<FoodMealRecord>()
    assertThat(found, 'record.not_found')
    if (isDone(found, author)) return
    const { samples, temperatures } = changeFoodEntries(found, body, author)
    const notice = makeNotice(body, deps)
    const { modifiedCount } = await FoodMeal.updateOne(
      { _id: found._id, version: found.version },
      {
        $set: { samples, temperatures, ...(notice ? { hasOutbox: true } : {}) },
        $inc: { version: 1 },
        ...(notice ? { $push: { outbox: notice } } : {}),
      },
    )
    if (modifiedCount === 0) continue
    if (notice) kickOutbox(FoodMeal)
    return
  }
  throw new AppError('request.conflict')
}

/** Writes down a sample, a temperature, that a sample was thrown away, or that an entry was a mistake. */
export async function writeFoodRecord(
  actor: Actor,
  { id: unitId, day, meal }: { id: string; day: string; meal: Meal },
  body: FoodRecordBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<FoodDay> {
  await findKeptUnit(actor, unitId)
  assertThat(isStaffOf(actor, unitId), 'access.denied')
  const now = deps.clock.now()
  const by = (await readUserContact(actor.userId, deps))?.name ?? actor.displayName
  const author = {
    userId: new Types.ObjectId(actor.userId),
    by,
    at: findMoment(body, day, now),
    now,
    requestKey,
  }
  const isNew = body.action === 'sample' || body.action === 'temperature'
  const key = { unitId: new Types.ObjectId(unitId), day, meal }
  if (isNew) await ensureMeal(key)
  await writeEntry(key, body, author, deps)
  const post = `unit:${unitId}` as const
  deps.publish({ name: 'queue.changed', rooms: [`post:${post}`], data: { post } })
  return readFoodDay(actor, unitId, day, deps)
}

/** The kitchen's record that an order belongs to; undefined for what no kitchen cooks. */
async function findMealOf({ unitId, day, startsAt, item }: OrderRecord): Promise<MealKey | undefined> {
  if (!isPortion(item)) return undefined
  if (!(await Provider.exists({ unitId, 'licences.kind': 'kitchen' }))) return undefined
  const key = { unitId, day, meal: mealAt(startsAt) }
  await ensureMeal(key)
  return key
}

/** What a carrier measured at the door, staff of the kitchen or not; once for each press. */
export async function noteHandover(
  order: OrderRecord,
  temperature: HandoverTemperature,
  author: FoodAuthor,
  deps: Deps,
): Promise<void> {
  const key = await findMealOf(order)
  const body = { action: 'temperature', stage: 'handover', dish: order.item.name, ...temperature } as const
  if (key) await writeEntry(key, body, author, deps)
}

/** A kitchen cooks for this order: somebody looks at its records as the first boxes leave. Repeatable. */
export async function noteFoodMeal(order: OrderRecord): Promise<void> {
  const key = await findMealOf(order)
  if (!key) return
  await FoodMeal.updateOne(
    { ...key, alarmedAt: { $exists: false } },
    { $min: { checkAt: findLeaveBy(order) } },
  )
}
