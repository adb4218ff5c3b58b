import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf } from '../pagination'
import { areaCode, id, idParams, instant, month, text } from '../schemas'
import { payoutActions, payoutLineStates } from './payout.state'

const officers = ['streetOfficer', 'districtOfficer'] as const

const fen = z.number().int()
const count = z.number().int()
const code = z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{1,39}$/)

const payoutView = z.object({
  id,
  version: z.number().int(),
  /** 「2026-11 高龄津贴 第1张」: a month, a programme and which file of it. */
  number: z.string(),
  madeAt: instant,
  byName: z.string(),
  people: count,
  totalFen: fen,
  paid: count,
  failed: count,
  /** Not yet known to have arrived. */
  open: count,
  /** The same file each time. */
  downloads: count,
  lastDownload: z.object({ at: instant, byName: z.string() }).optional(),
})
export type PayoutView = z.output<typeof payoutView>

const payoutLineView = z.object({
  id,
  personName: z.string(),
  communityName: z.string(),
  fen,
  state: z.enum(payoutLineStates),
  stateText: z.string(),
  /** What the bank said. */
  reason: z.string().optional(),
  actions: z.array(z.enum(payoutActions)),
})
export type PayoutLineView = z.output<typeof payoutLineView>

export const payoutContracts = {
  listPayouts: defineContract({
    method: 'get',
    path: '/api/payouts',
    summary: '一个月的现金发放：已经出的发放表，和还没有进表的人',
    access: officers,
    query: z.strictObject({ area: areaCode, month }),
    response: z.object({
      items: z.array(payoutView),
      /** What the next file of each programme would hold. */
      due: z.array(z.object({ code: z.string(), programmeName: z.string(), people: count, totalFen: fen })),
    }),
    success: 200,
  }),
  makePayout: defineContract({
    method: 'post',
    path: '/api/payouts',
    summary: '出一张发放表：只有还没有进过表的人，和要重新发的人',
    access: officers,
    body: z.strictObject({ area: areaCode, month, code }),
    response: payoutView,
    success: 201,
    errors: ['request.conflict', 'payout.nothing_due', 'payout.too_early', 'payout.street_only'],
  }),
  listPayoutLines: defineContract({
    method: 'get',
    path: '/api/payouts/:id/lines',
    summary: '一张发放表里的人，和各人发到没有',
    access: officers,
    params: idParams,
    query: z.strictObject({
      state: z.enum(payoutLineStates).optional(),
      cursor: id.optional(),
      limit: z.coerce.number().int().min(1).max(50).default(50),
    }),
    response: pageOf(payoutLineView),
    success: 200,
    errors: ['record.not_found'],
  }),
  markPayout: defineContract({
    method: 'post',
    path: '/api/payouts/:id/actions',
    summary: '登记已发放、没有发成，或者重新发；不写谁，就是整张表',
    access: officers,
    params: idParams,
    body: z
      .strictObject({
        action: z.enum(payoutActions),
        version: z.number().int(),
        /** Absent: all lines not yet known to have arrived; for `pay` only. */
        lineIds: z.array(id).min(1).max(200).optional(),
        reason: text(limits.reasonText, 2).optional(),
      })
      .refine(({ action, lineIds }) => action === 'pay' || lineIds !== undefined, {
        path: ['lineIds'],
        message: '请选是谁',
      }),
    response: payoutView,
    success: 200,
    errors: [
      'record.not_found',
      'payout.own',
      'payout.changed',
      'payout.invalid_transition',
      'payout.reason_missing',
    ],
  }),
  exportPayout: defineContract({
    method: 'get',
    path: '/api/payouts/:id/export',
    summary: '下载发放表（xlsx）：每次都是同一份',
    access: officers,
    params: idParams,
    produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    success: 200,
    errors: ['record.not_found'],
  }),
}
