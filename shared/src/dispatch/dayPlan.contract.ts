import { z } from 'zod'
import { defineContract } from '../contract'
import { day, id, instant } from '../schemas'

/** `planning`: being worked out; `failed`: it broke off, and may be asked for again. */
export const dayPlanStates = ['planning', 'ready', 'failed'] as const

/**
 * What a plan does not know yet. `added`: to be done by this unit then; `gone`: called off, moved or given away;
 * `returned`: its helper gave it back; `given`: given to others than planned; `moved`: at another time; `people`: who
 * can be sent changed; `elsewhere`: somebody of the plan was given something besides, by another unit or as a class;
 * `rules`: what a day is laid out by.
 */
export const dayChangeKinds = [
  ...(['added', 'gone', 'returned', 'given', 'moved', 'family', 'people', 'elsewhere', 'rules'] as const),
] as const

const plannedVisit = z.object({
  orderId: id,
  itemName: z.string(),
  personName: z.string(),
  placeText: z.string(),
  startsAt: instant,
  endsAt: instant,
  travelMinutes: z.number().int(),
  /** After the time that was agreed; 0 where she is there in time. */
  lateMinutes: z.number().int(),
  /** Why this helper: 「常来这一家」「换成李师傅要多走 9 分钟」. */
  why: z.string(),
  /** Given to her already, so not moved. */
  isSettled: z.boolean(),
})

const dayPlanView = z.object({
  day,
  version: z.number().int(),
  state: z.enum(dayPlanStates),
  /** While planning: how far it is, 0 to 100. */
  percent: z.number().int(),
  plannedAt: instant.optional(),
  /** What happened since, as sentences: with one of them it is out of date, and laid out anew by itself. */
  changes: z.array(z.string()),
  /** By when that begins. */
  replanAt: instant.optional(),
  /** What this plan took in: 「新约的：周桂珍 上门助浴」; and what became different: 「吴根娣 上门助浴：改由李师傅去」. */
  taken: z.array(z.string()),
  differences: z.array(z.string()),
  routes: z.array(
    z.object({
      helperId: id,
      helperName: z.string(),
      travelMinutes: z.number().int(),
      visits: z.array(plannedVisit),
    }),
  ),
  /** What nobody of the unit can do, and what to do about it. */
  left: z.array(z.object({ orderId: id, itemName: z.string(), personName: z.string(), why: z.string() })),
  /** Orders in it that have nobody yet: what applying it gives out. */
  openOrders: z.number().int(),
  /** How far this plan was given out, once somebody asked for it. */
  applied: z
    .object({
      isOver: z.boolean(),
      /** Of `total` so many were looked at; `assigned` of these have their helper by it. */
      done: z.number().int(),
      total: z.number().int(),
      assigned: z.number().int(),
      refused: z.array(
        z.object({ orderId: id, itemName: z.string(), personName: z.string(), why: z.string() }),
      ),
    })
    .optional(),
})
export type DayPlanView = z.output<typeof dayPlanView>

const params = z.strictObject({ unitId: id, day })

export const dayPlanContracts = {
  getDayPlan: defineContract({
    method: 'get',
    path: '/api/elder-care/units/:unitId/day-plans/:day',
    summary: '一天的排班：谁几点到哪一家，为什么是他',
    access: ['unitStaff'],
    params,
    response: z.object({ plan: dayPlanView.optional() }),
    success: 200,
  }),
  makeDayPlan: defineContract({
    method: 'post',
    path: '/api/elder-care/units/:unitId/day-plans/:day',
    summary: '排一天的班；已经定下的不动。排的时候可以离开，排好了再回来看',
    access: ['unitStaff'],
    params,
    response: z.object({ plan: dayPlanView.optional() }),
    success: 200,
    errors: ['dispatch.nothing_to_plan'],
  }),
  applyDayPlan: defineContract({
    method: 'post',
    path: '/api/elder-care/units/:unitId/day-plans/:day/apply',
    summary: '按排班把还没有人接的服务派出去，一边派一边看得到进度；派不了的说明为什么',
    access: ['unitStaff'],
    params,
    body: z.strictObject({ version: z.number().int() }),
    response: z.object({ plan: dayPlanView.optional() }),
    success: 200,
    errors: ['dispatch.plan_changed', 'dispatch.still_applying'],
  }),
}
