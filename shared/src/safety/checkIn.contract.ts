import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, day, id, idParams, instant, pressedAt, text } from '../schemas'
import { checkInOutcomes, checkInRules } from './checkIn'
import { checkInActions, checkInParties, checkInStates } from './checkIn.state'

const staff = ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader'] as const

const row = z.object({
  personId: id,
  name: z.string(),
  isOn: z.boolean(),
  state: z.enum(checkInStates),
  /** 「今天 10:00 前报平安」. */
  stateText: z.string(),
  dueMinutes: z.number().int(),
  /** The need of the visit, while somebody goes and looks. */
  visitId: id.optional(),
})
export type CheckInRow = z.output<typeof row>

export const checkInView = z.object({
  ...row.shape,
  relation: z.enum(checkInParties),
  /** Whoever may turn it on and off. */
  canChange: z.boolean(),
  actions: z.array(z.enum(checkInActions)),
  /** What they wrote who reached her today. */
  note: z.string().optional(),
  /** Who agreed that family and community learn of it, and when. */
  consent: z.object({ at: instant, byName: z.string() }).optional(),
  /** The last days, the oldest first; for herself, her family and those who keep the register. */
  days: z.array(z.object({ day, outcome: z.enum(checkInOutcomes), at: instant.optional() })),
  /** Who was called today, and when. */
  calls: z.array(z.object({ at: instant, rungName: z.string(), people: z.array(z.string()) })),
  /** Whom to ring up, herself first: for those who were called and the community's desk, while she is looked for. */
  phones: z.array(z.object({ name: z.string(), phone: z.string() })),
})
export type CheckInView = z.output<typeof checkInView>

export const checkInContracts = {
  listMissedCheckIns: defineContract({
    method: 'get',
    path: '/api/safety/check-ins',
    summary: '报平安：还没有报的在前',
    access: staff,
    query: z.strictObject({
      ...pageQuery,
      /** State and person of the last row. */
      cursor: z
        .string()
        .regex(new RegExp(`^(${checkInStates.join('|')})\\.[0-9a-f]{24}$`))
        .optional(),
      community: areaCode,
      isMissed: z.stringbool().default(true),
    }),
    response: pageOf(row),
    success: 200,
  }),
  listMyCheckIns: defineContract({
    method: 'get',
    path: '/api/safety/check-ins/mine',
    summary: '我自己和我替着办事的长者，今天报平安了没有',
    access: 'user',
    response: z.object({ items: z.array(checkInView) }),
    success: 200,
  }),
  getCheckIn: defineContract({
    method: 'get',
    path: '/api/safety/check-ins/:id',
    summary: '一位长者的报平安：今天和最近三十天',
    access: 'user',
    params: idParams,
    response: checkInView,
    success: 200,
    errors: ['record.not_found'],
  }),
  setCheckIn: defineContract({
    method: 'put',
    path: '/api/safety/check-ins/:id',
    summary: '开通、改时间、停用报平安',
    access: 'user',
    params: idParams,
    body: z.strictObject({
      isOn: z.boolean(),
      dueMinutes: z.number().int().min(checkInRules.earliest).max(checkInRules.latest),
      /** Family and community learn from it whether she is well: agreed to by her, or by who may for her. */
      isConsented: z.boolean().default(false),
    }),
    response: checkInView,
    success: 200,
    errors: ['record.not_found', 'request.conflict', 'checkIn.consent_missing', 'bond.ended'],
  }),
  actOnCheckIn: defineContract({
    method: 'post',
    path: '/api/safety/check-ins/:id/actions',
    summary: '报平安，或写下联系上了',
    access: 'user',
    params: idParams,
    body: z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('tap'), at: pressedAt }),
      z.strictObject({ action: z.literal('reached'), text: text(limits.reasonText, 2), at: pressedAt }),
    ]),
    response: checkInView,
    success: 200,
    errors: [
      'record.not_found',
      'request.conflict',
      'checkIn.not_enrolled',
      'checkIn.invalid_transition',
      'checkIn.too_old',
      'checkIn.paused',
    ],
    repeats: 'record',
    perMinute: 1000,
  }),
}
