import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf } from '../pagination'
import { areaCode, id, idParams, instant, month, text } from '../schemas'
import { payoutActions, payoutLineStates } from './payout.state'
import { accountKinds, isAccountNumber } from './payoutAccount'

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
  /** Born when, and the masked phone: what tells two of one name apart. */
  personText: z.string(),
  communityName: z.string(),
  /** Masked. */
  accountText: z.string(),
  /** 「11月2日起停了」: she had a right to it in the month, and has none since. */
  note: z.string().optional(),
  fen,
  state: z.enum(payoutLineStates),
  stateText: z.string(),
  /** What the bank said. */
  reason: z.string().optional(),
  actions: z.array(z.enum(payoutActions)),
})
export type PayoutLineView = z.output<typeof payoutLineView>

/** Where her cash is sent; the number is masked everywhere but in the file. */
const accountView = z.object({
  personId: id,
  personName: z.string(),
  personText: z.string(),
  communityName: z.string(),
  version: z.number().int(),
  accountText: z.string().optional(),
  /** Who wrote it down and when. */
  setText: z.string().optional(),
  /** Why the next file cannot hold her: there is no account, or the last transfer to it failed. */
  problem: z.string().optional(),
})
export type PayoutAccountView = z.output<typeof accountView>

const accountKeepers = ['secretary', 'communityWorker', ...officers] as const

export const payoutAccountContracts = {
  listMissingAccounts: defineContract({
    method: 'get',
    path: '/api/payout-accounts',
    summary: '这个月要发现金、还没有账号或上次没有发成的人，补好才进发放表',
    access: officers,
    query: z.strictObject({ area: areaCode, month, code }),
    response: z.object({ items: z.array(accountView), isCut: z.boolean() }),
    success: 200,
  }),
  getPayoutAccount: defineContract({
    method: 'get',
    path: '/api/payout-accounts/:id',
    summary: '一位老人的现金补贴发到哪里，号码只看得到尾数',
    access: accountKeepers,
    params: idParams,
    response: accountView,
    success: 200,
    errors: ['record.not_found'],
  }),
  setPayoutAccount: defineContract({
    method: 'put',
    path: '/api/payout-accounts/:id',
    summary: '登记现金补贴发到哪个账户；社区在台账里、街道在办补贴时填',
    access: accountKeepers,
    params: idParams,
    body: z
      .strictObject({
        kind: z.enum(accountKinds),
        number: z.string().regex(/^[0-9A-Z]{9,19}$/),
        bankName: text(limits.nameText).optional(),
        version: z.number().int(),
      })
      .refine(({ kind, number }) => isAccountNumber(kind, number), {
        path: ['number'],
        message: '号码不对，请对着卡或存折再看一遍',
      }),
    response: accountView,
    success: 200,
    errors: ['record.not_found', 'request.conflict'],
  }),
}

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
      due: z.array(
        z.object({
          code: z.string(),
          programmeName: z.string(),
          people: count,
          totalFen: fen,
          /** Of these without an account that works. */
          missing: count,
          /** Of these who have no right to it any more, and had one in the month. */
          ended: count,
          /** For a whole district it is counted, not looked through. */
          isRough: z.boolean(),
        }),
      ),
    }),
    success: 200,
  }),
  makePayout: defineContract({
    method: 'post',
    path: '/api/payouts',
    summary: '出一张发放表：只有还没有进过表的人，和要重新发的人',
    access: officers,
    body: z.strictObject({
      area: areaCode,
      month,
      code,
      /** Who has no account yet waits for the next file. */
      leavesMissing: z.boolean().default(false),
    }),
    response: payoutView,
    success: 201,
    errors: [
      'request.conflict',
      'payout.account_missing',
      'payout.nothing_due',
      'payout.too_early',
      'payout.street_only',
    ],
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
