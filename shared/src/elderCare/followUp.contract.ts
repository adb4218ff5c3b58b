import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { id, idParams, instant, text } from '../schemas'
import { callResults, followUpKinds, type CallResult } from './followUp'

const desks = ['secretary', 'communityWorker', 'unitStaff', 'streetOfficer', 'districtOfficer'] as const

const followUpView = z.object({
  id,
  kind: z.enum(followUpKinds),
  /** 「午餐送上门：饭还没送到」. */
  title: z.string(),
  todo: z.string(),
  day: z.string(),
  /** Whom to call: name, phone and home from the register. */
  person: z
    .object({ name: z.string(), phone: z.string().optional(), home: z.string().optional() })
    .optional(),
  /** Whom to call instead of somebody who has died or moved away. */
  relative: z.object({ name: z.string(), phone: z.string().optional() }).optional(),
  /** Who was to do it, and where it matters whoever was at the door: to be rung up as well, while it is to be done. */
  others: z.array(z.object({ name: z.string(), phone: z.string().optional() })),
  orderId: id.optional(),
  /** The call for help that runs for her now: there stand the numbers of all her people. */
  sosId: id.optional(),
  planId: id.optional(),
  dueAt: instant,
  isOpen: z.boolean(),
  isOverdue: z.boolean(),
  done: z.object({ at: instant, by: z.string(), note: z.string() }).optional(),
  /** Nobody answered the last time. */
  tried: z.object({ at: instant, by: z.string(), note: z.string() }).optional(),
  /** Ended only with what she said of it. */
  asksResult: z.boolean(),
})
export type FollowUpView = z.output<typeof followUpView>

export const followUpContracts = {
  listFollowUps: defineContract({
    method: 'get',
    path: '/api/elder-care/follow-ups',
    summary: '要打电话、要上门看的事，急的在前',
    access: desks,
    query: z.strictObject({
      post: z.string().regex(/^triage:\d{6,12}$/),
      isOpen: z.stringbool().default(true),
    }),
    response: z.object({ items: z.array(followUpView) }),
    success: 200,
  }),
  endFollowUp: defineContract({
    method: 'post',
    path: '/api/elder-care/follow-ups/:id/done',
    summary: '写明结果，处理完',
    access: desks,
    params: idParams,
    /** What she said is enough; anything else is told in words. */
    body: z.strictObject({
      note: text(limits.reasonText, 2).optional(),
      result: z.enum(Object.keys(callResults) as [CallResult, ...CallResult[]]).optional(),
    }),
    response: followUpView,
    success: 200,
    errors: [
      ...(['record.not_found', 'care.task_done', 'care.result_missing', 'care.invalid_transition'] as const),
      ...(['care.not_confirmable', 'care.result_elsewhere', 'request.conflict'] as const),
    ],
  }),
}
