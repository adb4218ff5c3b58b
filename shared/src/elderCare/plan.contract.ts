import { z } from 'zod'
import { defineContract } from '../contract'
import { day, id, idParams } from '../schemas'
import { itemCode } from './serviceItem.contract'
import { settlements } from './order.state'
import { clockPattern } from '../schedule'

export const planStates = ['active', 'paused', 'ended'] as const
export type PlanState = (typeof planStates)[number]

const weekdays = z
  .array(z.int().min(0).max(6))
  .min(1)
  .max(7)
  .refine((list) => new Set(list).size === list.length, { message: '同一天不能选两次' })
const clock = z.string().regex(clockPattern)

const planDay = z.object({
  day,
  /** 「11月24日 周二」. */
  text: z.string(),
  state: z.enum(['ordered', 'planned', 'skipped', 'closed', 'problem']),
  /** What is known of it: 「临江食堂，10:30–12:00」, 「这一天不要」. */
  note: z.string(),
  orderId: id.optional(),
  /** What whoever looks may pay of it in WeChat now. */
  payableFen: z.number().int().optional(),
  /** It can still be called off, or wanted after all. */
  mayChange: z.boolean(),
})

const planView = z.object({
  id,
  version: z.number().int(),
  state: z.enum(planStates),
  stateText: z.string(),
  personId: id,
  personName: z.string(),
  item: z.object({ code: z.string(), name: z.string() }),
  unitName: z.string(),
  weekdays: z.array(z.number().int()),
  /** 「每周一、三、五 10:30」. */
  timeText: z.string(),
  skipsHolidays: z.boolean(),
  placedBy: z.string().optional(),
  priceText: z.string(),
  /** What she pays herself of the next one, and how and when it is paid. */
  payText: z.string().optional(),
  days: z.array(planDay),
  actions: z.array(z.enum(['skip', 'unskip', 'pause', 'resume', 'change', 'end'])),
})
export type PlanView = z.output<typeof planView>

const planActionBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('skip'), day }),
  z.strictObject({ action: z.literal('unskip'), day }),
  /** Without a day: until somebody resumes it. */
  z.strictObject({ action: z.literal('pause'), until: day.optional() }),
  z.strictObject({ action: z.literal('resume') }),
  z.strictObject({ action: z.literal('change'), weekdays, skipsHolidays: z.boolean() }),
  z.strictObject({ action: z.literal('end') }),
])
export type PlanActionBody = z.output<typeof planActionBody>

export const planContracts = {
  createPlan: defineContract({
    method: 'post',
    path: '/api/elder-care/plans',
    summary: '长期预约：每周哪几天，每天自动订一份，不会重复',
    access: 'user',
    body: z.strictObject({
      personId: id.optional(),
      itemCode,
      offeringId: id,
      /** Which window of the unit. */
      from: clock,
      weekdays,
      skipsHolidays: z.boolean().default(false),
      settlement: z.enum(settlements).exclude(['wechat']).default('station'),
    }),
    response: planView,
    success: 201,
    errors: [
      'record.not_found',
      'request.already_done',
      'care.person_missing',
      'care.not_offered',
      'care.not_recurring',
      'care.plan_exists',
      'request.retry',
    ],
  }),
  listPlans: defineContract({
    method: 'get',
    path: '/api/elder-care/plans',
    summary: '我的，或我照看的长者的长期预约',
    access: 'user',
    query: z.strictObject({ person: id.optional() }),
    response: z.object({ items: z.array(planView) }),
    success: 200,
    errors: ['record.not_found', 'care.person_missing'],
  }),
  getPlan: defineContract({
    method: 'get',
    path: '/api/elder-care/plans/:id',
    summary: '一个长期预约和接下来的每一天',
    access: 'user',
    params: idParams,
    response: planView,
    success: 200,
    errors: ['record.not_found'],
  }),
  actOnPlan: defineContract({
    method: 'post',
    path: '/api/elder-care/plans/:id/actions',
    summary: '某一天不要、暂停、恢复、改、结束',
    access: 'user',
    params: idParams,
    body: planActionBody,
    response: planView,
    success: 200,
    errors: [
      'record.not_found',
      'request.already_done',
      'care.cutoff_passed',
      'care.plan_over',
      'care.plan_exists',
      'request.conflict',
      'request.retry',
    ],
  }),
}
