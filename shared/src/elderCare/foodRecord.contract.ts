import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { day, id, idParams, instant, text } from '../schemas'
import { daysBetween } from '../time'
import { foodRules, keepings, meals, temperatureStages } from './foodRecord'

const readers = ['unitStaff', 'secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const

const dish = text(20)
/** When it was done, where it is written down later; at most some hours back. */
const at = instant.optional()

const entry = { id, at: instant, by: z.string() }
/** Written down by mistake: it stays to be read and counts no more. */
const struck = z.object({ at: instant, by: z.string(), reason: z.string() }).optional()

const foodMeal = z.object({
  meal: z.enum(meals),
  name: z.string(),
  /** How many portions are ordered, and by when the first of them leaves. */
  portions: z.number().int(),
  leaveBy: instant.optional(),
  leaveByText: z.string().optional(),
  /** What is still to be written down before the boxes leave, in words. */
  missing: z.array(z.string()),
  /** The station was told that it was missing. */
  isAlarmed: z.boolean(),
  samples: z.array(
    z.object({
      ...entry,
      dish: z.string(),
      grams: z.number().int(),
      keepUntil: instant,
      keepText: z.string(),
      canDispose: z.boolean(),
      disposed: z.object({ at: instant, by: z.string() }).optional(),
      struck,
    }),
  ),
  temperatures: z.array(
    z.object({
      ...entry,
      stage: z.enum(temperatureStages),
      dish: z.string(),
      keeping: z.enum(keepings),
      celsius: z.number(),
      isSafe: z.boolean(),
      measure: z.string().optional(),
      struck,
    }),
  ),
})

const foodDay = z.object({
  unitName: z.string(),
  day,
  dayText: z.string(),
  /** Whether the reader works in the kitchen; others only read. */
  mayWrite: z.boolean(),
  meals: z.array(foodMeal),
  /** Samples of the days before that have been kept long enough and are still there. */
  overdue: z.array(z.object({ day, meal: z.enum(meals), entryId: id, dish: z.string(), text: z.string() })),
  /** Dishes written down lately, to be chosen instead of typed. */
  dishes: z.array(z.string()),
})
export type FoodDay = z.output<typeof foodDay>

const mealParams = z.strictObject({ id, day, meal: z.enum(meals) })

export const foodRecordBody = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('sample'),
    dish,
    grams: z.int().min(1).max(5000),
    at,
  }),
  z.strictObject({
    action: z.literal('temperature'),
    stage: z.enum(temperatureStages),
    dish,
    keeping: z.enum(keepings),
    celsius: z.number().min(-30).max(120),
    /** What was done with food that is too cold or too warm; needed then. */
    measure: text(limits.reasonText).optional(),
    at,
  }),
  z.strictObject({ action: z.literal('dispose'), entryId: id, at }),
  z.strictObject({ action: z.literal('strike'), entryId: id, reason: text(limits.reasonText) }),
])
export type FoodRecordBody = z.output<typeof foodRecordBody>
export type FoodRecordInput = z.input<typeof foodRecordBody>

export const foodRecordContracts = {
  getFoodRecords: defineContract({
    method: 'get',
    path: '/api/elder-care/kitchens/:id/food-records',
    summary: '厨房某一天的留样和温度，还缺什么',
    access: readers,
    params: idParams,
    query: z.strictObject({ day }),
    response: foodDay,
    success: 200,
    errors: ['record.not_found'],
  }),
  writeFoodRecord: defineContract({
    method: 'post',
    path: '/api/elder-care/kitchens/:id/food-records/:day/:meal',
    summary: `记一次留样（每样不少于 ${foodRules.sampleGrams} 克）、温度、处理或作废`,
    access: ['unitStaff'],
    params: mealParams,
    body: foodRecordBody,
    response: foodDay,
    success: 200,
    errors: [
      'record.not_found',
      'care.sample_too_small',
      'care.sample_too_young',
      'care.food_measure_missing',
      'care.entry_closed',
      'request.conflict',
    ],
  }),
  getFoodSheet: defineContract({
    method: 'get',
    path: '/api/elder-care/kitchens/:id/food-records/sheet',
    summary: '留样和温度记录，表格文件，一次最多 31 天',
    access: readers,
    params: idParams,
    query: z
      .strictObject({ from: day, to: day })
      .refine(({ from, to }) => from <= to && daysBetween(from, to) < 31, { message: '一次最多 31 天' }),
    produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    success: 200,
    errors: ['record.not_found'],
  }),
}
