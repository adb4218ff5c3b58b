import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { day, id, idParams, instant } from '../schemas'

const managers = ['streetOfficer', 'districtOfficer', 'administrator'] as const

/** What our books and WeChat Pay's bill of a day say differently. */
export const billDifferenceKinds = [
  'unknownPayment',
  'notPaidHere',
  'missingPayment',
  'paymentAmount',
  'unknownRefund',
  'missingRefund',
  'refundAmount',
  'refundState',
  'otherDay',
  'totals',
] as const
export type BillDifferenceKind = (typeof billDifferenceKinds)[number]

/** As the staff read it: what it is, and what to do. */
export const billDifferenceTexts: Record<BillDifferenceKind, string> = {
  unknownPayment: '微信有这笔收款，邻里没有：可能不是在邻里付的，请和收款单位核对',
  notPaidHere: '微信说已经付了，邻里还没有记上：已经再问一次微信，明天请看是否记上',
  missingPayment: '邻里记了收款，微信账单里没有：请和微信支付商户平台核对',
  paymentAmount: '收款的钱数对不上',
  unknownRefund: '微信有这笔退款，邻里没有：可能是在商户平台上退的',
  missingRefund: '邻里记了退款，微信账单里没有',
  refundAmount: '退款的钱数对不上',
  refundState: '退款的结果不一样',
  otherDay: '钱数对得上，邻里记在了另一天',
  totals: '账单的合计和明细加起来不一样：账单可能不完整，请重新对账',
}

export const billStates = ['due', 'empty', 'done', 'failed'] as const
export type BillState = (typeof billStates)[number]

const sums = z.object({ count: z.number().int(), paidFen: z.number().int(), refundedFen: z.number().int() })
export type BillSums = z.output<typeof sums>

const bill = {
  id,
  mchid: z.string(),
  payeeNames: z.array(z.string()),
  day,
  state: z.enum(billStates),
  checkedAt: instant.optional(),
  ours: sums,
  theirs: sums,
  differenceCount: z.number().int(),
}

export const payBillView = z.object(bill)
export type PayBillView = z.output<typeof payBillView>

const difference = z.object({
  kind: z.enum(billDifferenceKinds),
  text: z.string(),
  /** Numbers by which both sides find it. */
  outTradeNo: z.string().optional(),
  outRefundNo: z.string().optional(),
  oursFen: z.number().int().optional(),
  theirsFen: z.number().int().optional(),
})
export type BillDifferenceView = z.output<typeof difference>

/** A unit that can take payments, with the merchant number it takes them under. */
export const payeeView = z.object({
  unitId: id,
  unitName: z.string(),
  communityName: z.string().optional(),
  mchid: z.string().optional(),
  isActive: z.boolean(),
})
export type PayeeView = z.output<typeof payeeView>

export const payBillContracts = {
  listPayBills: defineContract({
    method: 'get',
    path: '/api/pay-bills',
    summary: '每天的对账：收了多少、退了多少、几处对不上',
    access: managers,
    query: z.strictObject({ ...pageQuery, onlyDifferent: z.stringbool().default(false) }),
    response: pageOf(payBillView),
    success: 200,
  }),
  getPayBill: defineContract({
    method: 'get',
    path: '/api/pay-bills/:id',
    summary: '一天的对账，每一处对不上的',
    access: managers,
    params: idParams,
    response: z.object({ ...bill, differences: z.array(difference) }),
    success: 200,
    errors: ['record.not_found'],
  }),
  repeatPayBill: defineContract({
    method: 'post',
    path: '/api/pay-bills/:id/repeat',
    summary: '重新下载账单、重新对账',
    access: managers,
    params: idParams,
    response: payBillView,
    success: 200,
    errors: ['record.not_found'],
    perMinute: 10,
  }),
  listPayees: defineContract({
    method: 'get',
    path: '/api/payees',
    summary: '收款单位和它们的微信商户号',
    access: managers,
    query: z.strictObject({ ...pageQuery }),
    response: pageOf(payeeView).extend({ merchants: z.array(z.string()) }),
    success: 200,
  }),
  setPayee: defineContract({
    method: 'put',
    path: '/api/payees/:id',
    summary: '给一个单位设商户号；留空就不再在微信里收款',
    access: managers,
    params: idParams,
    body: z.strictObject({
      mchid: z
        .string()
        .regex(/^\d{8,12}$/)
        .nullable(),
    }),
    response: payeeView,
    success: 200,
    errors: ['record.not_found', 'payment.merchant_unknown'],
  }),
}
