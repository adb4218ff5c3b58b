import { findSampleEnd, mealAt, mealNames, meals, type Meal } from '@linli/shared/elderCare/foodRecord'
import type { FoodDay } from '@linli/shared/elderCare/foodRecord.contract'
import { formatClock, formatDay, formatMoment, fromShanghaiDay } from '@linli/shared/time'
import { isSafeEntry, listMissing } from './foodMeal.change'
import type { FoodMealRecord, FoodSample, FoodTemperature } from './foodMeal.model'
import { findLeaveBy } from './kitchen.service'
import type { OrderRecord } from '../orders/order.model'

type MealView = FoodDay['meals'][number]
const mostDishes = 12

interface Known {
  unitName: string
  day: string
  mayWrite: boolean
  /** The records of this day and of the days before it. */
  recent: readonly FoodMealRecord[]
  orders: readonly OrderRecord[]
}

const viewSigned = ({ at, by }: { at: Date; by: string }) => ({ at: at.toISOString(), by })

const viewHead = (each: FoodSample | FoodTemperature) => ({
  ...{ id: each.id, dish: each.dish, ...viewSigned(each) },
  struck: each.struck ? { ...viewSigned(each.struck), reason: each.struck.reason } : undefined,
})

const mayDispose = ({ at, disposed, struck }: FoodSample, now: Date): boolean =>
  !disposed && !struck && findSampleEnd(at) <= now

function viewSample(sample: FoodSample, now: Date): MealView['samples'][number] {
  const keepUntil = findSampleEnd(sample.at)
  return {
    ...viewHead(sample),
    grams: sample.grams,
    keepUntil: keepUntil.toISOString(),
    keepText: `要放到 ${formatMoment(keepUntil, now)}`,
    canDispose: mayDispose(sample, now),
    disposed: sample.disposed ? viewSigned(sample.disposed) : undefined,
  }
}

function viewTemperature(each: FoodTemperature): MealView['temperatures'][number] {
  const { stage, keeping, celsius, measure } = each
  return { ...viewHead(each), stage, keeping, celsius, isSafe: isSafeEntry(each), measure }
}

function viewMeal(
  meal: Meal,
  record: FoodMealRecord | undefined,
  orders: readonly OrderRecord[],
  now: Date,
): MealView {
  const times = orders.map((order) => findLeaveBy(order).getTime())
  const leaveBy = times.length > 0 ? new Date(Math.min(...times)) : undefined
  const { samples = [], temperatures = [] } = record ?? {}
  return {
    ...{ meal, name: mealNames[meal], portions: orders.length },
    leaveBy: leaveBy?.toISOString(),
    leaveByText: leaveBy && `${formatClock(leaveBy)} 前出发`,
    missing: orders.length > 0 ? listMissing({ samples, temperatures }) : [],
    isAlarmed: record?.alarmedAt !== undefined,
    samples: samples.map((sample) => viewSample(sample, now)),
    temperatures: temperatures.map(viewTemperature),
  }
}

/** Samples that have been kept long enough, of every day that was read. */
const listOverdue = (recent: readonly FoodMealRecord[], now: Date): FoodDay['overdue'] =>
  recent.flatMap(({ day, meal, samples }) =>
    samples
      .filter((sample) => mayDispose(sample, now))
      .map(({ id, dish }) => ({
        ...{ day, meal, entryId: id, dish },
        text: `${formatDay(fromShanghaiDay(day), now)}${mealNames[meal]} ${dish}`,
      })),
  )

/** A kitchen's day: what was written down, and what is missing. */
export function viewFoodDay({ unitName, day, mayWrite, recent, orders }: Known, now: Date): FoodDay {
  const records = new Map(recent.filter((each) => each.day === day).map((each) => [each.meal, each]))
  const eatenAt = (meal: Meal) => orders.filter(({ startsAt }) => mealAt(startsAt) === meal)
  const dishes = recent.flatMap(({ samples, temperatures }) => [...samples, ...temperatures])
  return {
    ...{ unitName, day, mayWrite, dayText: formatDay(fromShanghaiDay(day), now) },
    meals: meals
      .map((meal) => viewMeal(meal, records.get(meal), eatenAt(meal), now))
      .filter(({ meal, portions }) => portions > 0 || records.has(meal) || meal === 'lunch'),
    overdue: listOverdue(recent, now),
    dishes: [...new Set(dishes.map(({ dish }) => dish))].slice(0, mostDishes),
  }
}
