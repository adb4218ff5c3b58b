import { z } from 'zod'
import { defineContract } from '../contract'
import { careClasses } from '../elderCare/serviceItem'
import { orderSources } from '../elderCare/order.state'
import { abilityGrades, entitlements, incomeClasses } from '../elders/elder'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, day, id, idParams, instant, month, text } from '../schemas'
import { entitlementActions, entitlementStates } from './entitlement.state'

const officers = ['streetOfficer', 'districtOfficer'] as const
const readers = ['streetOfficer', 'districtOfficer', 'secretary', 'communityWorker'] as const

const fen = z.number().int().min(0).max(10_000_000)

const pays = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('share'), percent: z.number().int().min(1).max(100) }),
  z.strictObject({ kind: z.literal('daily'), fen: fen.min(1), minSpendFen: fen }),
  z.strictObject({ kind: z.literal('cash'), fen: fen.min(1) }),
])

export const programmeContent = z.strictObject({
  name: text(20),
  payer: text(20),
  rank: z.number().int().min(0).max(99),
  who: z.strictObject({
    minAge: z.number().int().min(60).max(120).optional(),
    grades: z.array(z.enum(abilityGrades)).min(1).optional(),
    incomes: z.array(z.enum(incomeClasses)).min(1).optional(),
    entitlements: z.array(z.enum(entitlements)).min(1).optional(),
    livesAlone: z.boolean().optional(),
    needsHukou: z.boolean().optional(),
  }),
  classes: z.array(z.enum(careClasses)).default([]),
  channels: z.array(z.enum(orderSources)).default([]),
  pays,
  monthlyFen: fen.optional(),
  rollsOver: z.boolean().default(false),
  isClosed: z.boolean().default(false),
})
export type ProgrammeContent = z.output<typeof programmeContent>

const programmeView = z.object({
  ...programmeContent.shape,
  who: z.object(programmeContent.shape.who.shape),
  pays: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('share'), percent: z.number().int() }),
    z.object({ kind: z.literal('daily'), fen: z.number().int(), minSpendFen: z.number().int() }),
    z.object({ kind: z.literal('cash'), fen: z.number().int() }),
  ]),
  code: z.string(),
  areaCode: z.string(),
  version: z.number().int(),
  /** The rule in a sentence. */
  text: z.string(),
})
export type ProgrammeView = z.output<typeof programmeView>

const cardEntry = z.object({
  id: z.string(),
  day,
  itemName: z.string(),
  unitName: z.string(),
  priceFen: z.number().int(),
  selfPaidFen: z.number().int(),
  parts: z.array(z.object({ name: z.string(), fen: z.number().int() })),
  /** `reserved`: kept for an order that is not confirmed yet; `reversed`: paid back. */
  state: z.enum(['reserved', 'settled', 'reversed']),
})

const cardView = z.object({
  personName: z.string(),
  month,
  programmes: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      text: z.string(),
      /** Absent without a monthly limit. */
      leftFen: z.number().int().optional(),
      usedFen: z.number().int(),
      since: day,
    }),
  ),
  entries: z.array(cardEntry),
  /** What the programmes paid, month by month, the oldest first: the last six. */
  months: z.array(z.object({ month, paidFen: z.number().int() })),
})
export type CardView = z.output<typeof cardView>

const entitlementView = z.object({
  id,
  version: z.number().int(),
  state: z.enum(entitlementStates),
  programme: z.object({ code: z.string(), name: z.string() }),
  /** It is paid by transfer, to an account that has to be known. */
  isCash: z.boolean(),
  personId: id,
  personName: z.string(),
  home: z.string().optional(),
  communityName: z.string(),
  /** Why the register says so: 「82 岁，中度失能，低保家庭」. */
  why: z.string(),
  /** Approved, yet what it asks for no longer holds. */
  isLapsed: z.boolean(),
  since: instant,
  decided: z.object({ at: instant, by: z.string(), reason: z.string().optional() }).optional(),
  actions: z.array(z.enum(entitlementActions)),
})
export type EntitlementView = z.output<typeof entitlementView>

const settlementRow = z.object({
  unitName: z.string(),
  programmeName: z.string(),
  payer: z.string(),
  orders: z.number().int(),
  fen: z.number().int(),
})

export const programmeContracts = {
  listProgrammes: defineContract({
    method: 'get',
    path: '/api/programmes',
    summary: '本区域的补贴项目',
    access: readers,
    query: z.strictObject({ area: areaCode }),
    response: z.object({ items: z.array(programmeView), canEdit: z.boolean() }),
    success: 200,
  }),
  putProgramme: defineContract({
    method: 'put',
    path: '/api/programmes/:area/:code',
    summary: '写补贴的规则：给谁、付哪些服务、付多少；已经约好的不变',
    access: officers,
    params: z.strictObject({ area: areaCode, code: z.string().regex(/^[a-z][a-zA-Z]{1,29}$/) }),
    body: z.strictObject({ content: programmeContent, version: z.number().int().optional() }),
    response: programmeView,
    success: 200,
    errors: ['record.not_found', 'request.conflict'],
  }),
  getCard: defineContract({
    method: 'get',
    path: '/api/me/card',
    summary: '一张卡：有哪些补贴、这个月还剩多少、每一笔怎么付的',
    access: 'user',
    query: z.strictObject({ person: id.optional() }),
    response: cardView,
    success: 200,
    errors: ['record.not_found', 'care.person_missing'],
  }),
  getCardStatement: defineContract({
    method: 'get',
    path: '/api/me/card/statement',
    summary: '一个月的对账单，A4 打印：用了哪些服务、谁付了多少',
    access: 'user',
    query: z.strictObject({ person: id.optional(), month: month.optional() }),
    produces: 'text/html',
    success: 200,
    errors: ['record.not_found', 'access.reason_required', 'care.person_missing'],
  }),
  exportCardStatement: defineContract({
    method: 'get',
    path: '/api/me/card/statement/export',
    summary: '同一张对账单，表格文件',
    access: 'user',
    query: z.strictObject({ person: id.optional(), month: month.optional() }),
    produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    success: 200,
    errors: ['record.not_found', 'access.reason_required', 'care.person_missing'],
  }),
  listEntitlements: defineContract({
    method: 'get',
    path: '/api/entitlements',
    summary: '应享未享和在享的名单，新的在前',
    access: officers,
    query: z.strictObject({
      area: areaCode,
      state: z.enum(entitlementStates).default('found'),
      /** Of one programme. */
      code: z.string().max(40).optional(),
      /** Only those of which the register says that they hold no longer. */
      isLapsed: z.stringbool().optional(),
      ...pageQuery,
    }),
    response: pageOf(entitlementView),
    success: 200,
  }),
  countEntitlements: defineContract({
    method: 'get',
    path: '/api/entitlements/counts',
    summary: '各项补贴应享未享的人数',
    access: officers,
    query: z.strictObject({ area: areaCode }),
    response: z.object({
      items: z.array(z.object({ code: z.string(), name: z.string(), found: z.number().int() })),
    }),
    success: 200,
  }),
  approveEntitlements: defineContract({
    method: 'post',
    path: '/api/entitlements/approvals',
    summary: '一次同意一批：每个人单独办，办不了的说是谁、为什么',
    access: officers,
    body: z.strictObject({
      items: z
        .array(z.strictObject({ id, version: z.number().int() }))
        .min(1)
        .max(50),
    }),
    response: z.object({
      done: z.number().int(),
      left: z.array(z.object({ id, personName: z.string(), why: z.string() })),
    }),
    success: 200,
  }),
  decideEntitlement: defineContract({
    method: 'post',
    path: '/api/entitlements/:id/actions',
    summary: '同意、不同意或停止，老人不用填表',
    access: officers,
    params: idParams,
    body: z.strictObject({
      action: z.enum(entitlementActions),
      version: z.number().int(),
      reason: text(limits.reasonText, 2).optional(),
    }),
    response: entitlementView,
    success: 200,
    errors: [
      'record.not_found',
      'entitlement.own',
      'entitlement.invalid_transition',
      'entitlement.reason_missing',
    ],
  }),
  getSettlement: defineContract({
    method: 'get',
    path: '/api/programmes/settlement',
    summary: '一个月的结算：哪家单位、哪项补贴、多少单、多少钱，逐笔相加',
    access: officers,
    query: z.strictObject({ area: areaCode, month }),
    response: z.object({
      /** What was written later is not in it: the sheet, asked for a moment after, may say more. */
      countedAt: instant,
      rows: z.array(settlementRow),
      /** Paid to one unit in WeChat and done by another: the first owes it to the second. */
      clearings: z.array(
        z.object({
          fromUnitName: z.string(),
          toUnitName: z.string(),
          orders: z.number().int(),
          fen: z.number().int(),
        }),
      ),
      orders: z.number().int(),
      totalFen: z.number().int(),
      selfPaidFen: z.number().int(),
      priceFen: z.number().int(),
    }),
    success: 200,
  }),
  exportSettlement: defineContract({
    method: 'get',
    path: '/api/programmes/settlement/export',
    summary: '结算表（xlsx）：汇总和逐笔明细；全区只有汇总，明细按街道下载',
    access: officers,
    query: z.strictObject({ area: areaCode, month }),
    produces: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    success: 200,
  }),
}
