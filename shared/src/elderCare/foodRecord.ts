import { readShanghaiParts } from '../time'

/** The meals of a day that a kitchen keeps records of. */
export const meals = ['breakfast', 'lunch', 'dinner'] as const
export type Meal = (typeof meals)[number]
export const mealNames: Record<Meal, string> = { breakfast: '早餐', lunch: '午餐', dinner: '晚餐' }

/** Which meal is eaten then: before ten, before three, later. */
export function mealAt(instant: Date): Meal {
  const { hour } = readShanghaiParts(instant)
  if (hour < 10) return 'breakfast'
  return hour < 15 ? 'lunch' : 'dinner'
}

/** Where a temperature is taken: as the box leaves the kitchen, and as it is handed over at the door. */
export const temperatureStages = ['out', 'handover'] as const
export type TemperatureStage = (typeof temperatureStages)[number]
export const temperatureStageNames: Record<TemperatureStage, string> = {
  out: '出厨房',
  handover: '交到手上',
}

/** Whether a dish is carried hot or cold. */
export const keepings = ['hot', 'cold'] as const
export type Keeping = (typeof keepings)[number]
export const keepingNames: Record<Keeping, string> = { hot: '热食', cold: '冷食' }

/**
 * Samples and temperatures. Sources: GB 31654-2021 《食品安全国家标准 餐饮服务通用卫生规范》 (in force since 2022-02-22,
 * https://www.nhc.gov.cn/sps/c100087/202109/621ad0d6bc2f4b96a8627014c8e8713a.shtml): of each dish at least 125 g, by
 * itself in a cleaned closed box, in a fridge of its own for at least 48 hours; written down are dish, amount, time and
 * person. 《餐饮服务食品安全操作规范》 (市场监管总局, in force since 2018-10-01): food is cooked to at least 70 °C inside,
 * carried hot at 60 °C or more, cold at 8 °C or less.
 */
export const foodRules = {
  sampleGrams: 125,
  sampleHours: 48,
  hotFromCelsius: 60,
  coldToCelsius: 8,
} as const

/** Whether food may be handed out at this temperature; a dish between warm and cold may not. */
export function isFoodTemperatureSafe(keeping: Keeping, celsius: number): boolean {
  return keeping === 'hot' ? celsius >= foodRules.hotFromCelsius : celsius <= foodRules.coldToCelsius
}

/** The limit in words: 「要在 60℃ 以上」. */
export const describeFoodLimit = (keeping: Keeping): string =>
  keeping === 'hot' ? `要在 ${foodRules.hotFromCelsius}℃ 以上` : `要在 ${foodRules.coldToCelsius}℃ 以下`

/** When a sample may be thrown away. */
export const findSampleEnd = (takenAt: Date): Date =>
  new Date(takenAt.getTime() + foodRules.sampleHours * 60 * 60 * 1000)
