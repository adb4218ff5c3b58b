import { mealAt, mealNames } from '@linli/shared/elderCare/foodRecord'
import { triageOf } from '@linli/shared/users/posts'
import type { Deps } from '../../../deps'
import type { JobDefinition } from '../../../jobs/job'
import { toPlace } from '../../../lib/placeFields'
import { Unit } from '../../areas/unit.model'
import type { Message } from '../../messages/message'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../../messages/outbox'
import { listPostPeople } from '../../users/postPeople.service'
import { listMissing } from './foodMeal.change'
import { FoodMeal, type FoodMealRecord } from './foodMeal.model'
import { readMeals } from './kitchen.service'

const batchSize = 100

async function isCooked({ unitId, day, meal }: FoodMealRecord): Promise<boolean> {
  const orders = await readMeals(unitId.toString(), day)
  return orders.some(({ startsAt }) => mealAt(startsAt) === meal)
}

/** One look as the first boxes leave; of several servers that look, one tells. */
async function checkMeal(record: FoodMealRecord & { checkAt: Date }, deps: Deps): Promise<void> {
  const { _id, version, checkAt } = record
  const missing = listMissing(record)
  const isAlarm = missing.length > 0 && (await isCooked(record))
  await FoodMeal.updateOne(
    // Whatever was written down meanwhile is looked at once more.
    { _id, version, checkAt },
    {
      $unset: { checkAt: 1 },
      ...(isAlarm
        ? {
            $set: { alarmedAt: deps.clock.now(), hasOutbox: true },
            $push: { outbox: makeOutboxEntry('foodMeal.missing', { missing }, deps) },
          }
        : {}),
    },
  )
}

async function sweepFoodMeals(deps: Deps): Promise<void> {
  const due = await FoodMeal.find({ checkAt: { $lte: deps.clock.now() } })
    .sort({ checkAt: 1 })
    .limit(batchSize)
    .lean<(FoodMealRecord & { checkAt: Date })[]>()
  for (const record of due) await checkMeal(record, deps)
  if (due.length > 0) kickOutbox(FoodMeal)
}

/** Alarms a kitchen that sends out meals of which no sample was kept or no temperature was taken. */
export const foodMealJob: JobDefinition = { name: 'checkFoodMeals', everySeconds: 30, run: sweepFoodMeals }

function describeNotice(
  { meal }: FoodMealRecord,
  { event, data }: OutboxEntry,
): { title: string; body: string } {
  if (event === 'foodMeal.missing') {
    const missing = (data.missing as string[]).join('、')
    return {
      title: `${mealNames[meal]}要出发了，还没有记：${missing}`,
      body: '请先留样、量温度，记好了再送。',
    }
  }
  return {
    title: `${mealNames[meal]} ${String(data.dish)} ${String(data.celsius)}℃，温度不合格`,
    body: `已经这样处理：${String(data.measure)}。请再核对一次。`,
  }
}

/** Told to the kitchen, and to the desk of the area it cooks for. */
export async function expandFoodMeal(
  record: FoodMealRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<Message[]> {
  const unit = await Unit.findOne({ _id: record.unitId }).lean()
  if (!unit) return []
  const posts = [`unit:${record.unitId.toString()}`, triageOf(toPlace(unit))] as const
  const people = await Promise.all(posts.map((post) => listPostPeople(post, deps.clock.now())))
  const { title, body } = describeNotice(record, entry)
  return [...new Set(people.flat())].map((userId) => ({
    ...{ userId, event: entry.event, title: `${unit.name}：${title}`, body },
    page: `packages/elderCare/pages/foodRecords/index?unit=${record.unitId.toString()}&day=${record.day}`,
    ...{ district: unit.district, isUrgent: true, isQueue: true },
  }))
}
