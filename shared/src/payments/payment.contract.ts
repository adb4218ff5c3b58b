import { z } from 'zod'
import { defineContract } from '../contract'
import { id, idParams, instant, text } from '../schemas'
import { payableKinds, paymentStates, paymentTaskKinds } from './payment.state'

/** How somebody pays: `mini` in the mini program, `web` on H5 that was opened with WeChat authorisation. */
export const payChannels = ['mini', 'web'] as const
export type PayChannel = (typeof payChannels)[number]

const amountFen = z.number().int()

/** One attempt to pay, for whoever pays or may pay. */
export const paymentView = z.object({
  id,
  version: z.number().int(),
  state: z.enum(paymentStates),
  /** 「等您付款」, and what happens next. */
  stateText: z.string(),
  nextText: z.string(),
  /** What is paid for, and for whom. */
  title: z.string(),
  personId: id,
  payeeName: z.string(),
  amountFen,
  refundedFen: amountFen,
  /** Set for a proxy: 「由女儿 王小丽 代办」. */
  proxyText: z.string().optional(),
  /** After this it cannot be paid any more. */
  expiresAt: instant,
  paidAt: instant.optional(),
  /** Where what was paid for is shown: a page with its query, without a leading slash. */
  page: z.string(),
})
export type PaymentView = z.output<typeof paymentView>

/** The parameters of `requestPayment`, as WeChat names them. */
const payParameters = z.object({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.literal('RSA'),
  paySign: z.string(),
})
export type PayParameters = z.output<typeof payParameters>

const payableParams = z.strictObject({ kind: z.enum(payableKinds), id })

export const paymentContracts = {
  getPayable: defineContract({
    method: 'get',
    path: '/api/payables/:kind/:id',
    summary: '要付多少、付给谁、几点前付、能不能在微信里付',
    access: 'user',
    params: payableParams,
    response: z.object({
      title: z.string(),
      /** For whom: who acts for several elders is told which. */
      personId: id,
      amountFen,
      payeeName: z.string(),
      payBy: instant,
      /** Booked whether or not it is paid here: after `payBy` nothing is called off. */
      isStanding: z.boolean(),
      /** Whether this person can pay here; absent words say why not. */
      canPayOnline: z.boolean(),
      whyNot: z.string().optional(),
      /** Above the limit of a bond: who asked whom for the second yes, and what is waited for. */
      consentText: z.string().optional(),
      /** Somebody was asked and has not answered: until then it cannot be paid. */
      isConsentAwaited: z.boolean().optional(),
      /** The attempt that is under way. */
      payment: paymentView.optional(),
    }),
    success: 200,
    errors: ['record.not_found', 'payment.nothing_due'],
  }),
  startPayment: defineContract({
    method: 'post',
    path: '/api/payables/:kind/:id/payment',
    summary: '开始付款；再按一次是同一笔，不会付两次',
    access: 'user',
    params: payableParams,
    body: z.strictObject({ channel: z.enum(payChannels), amountFen: amountFen.min(1) }),
    response: z.object({
      payment: paymentView,
      parameters: payParameters,
      /** Only while the sandbox stands in for WeChat: where a browser pays. */
      cashierUrl: z.string().optional(),
    }),
    success: 201,
    errors: [
      'record.not_found',
      'request.conflict',
      'bond.ended',
      'payment.nothing_due',
      'payment.not_offered',
      'payment.no_openid',
      'payment.too_late',
      'payment.consent_needed',
      'payment.unavailable',
    ],
  }),
  getPayment: defineContract({
    method: 'get',
    path: '/api/payments/:id',
    summary: '一笔付款现在怎样了',
    access: 'user',
    params: idParams,
    response: paymentView,
    success: 200,
    errors: ['record.not_found'],
  }),
  checkPayment: defineContract({
    method: 'post',
    path: '/api/payments/:id/check',
    summary: '手机上说付好了：马上问微信，不只听手机的',
    access: 'user',
    params: idParams,
    response: paymentView,
    success: 200,
    errors: ['record.not_found'],
    perMinute: 30,
  }),
  receivePayNotice: defineContract({
    method: 'post',
    path: '/api/payments/notify/:mchid',
    summary: '微信支付的通知：付款和退款的结果',
    access: 'public',
    params: z.strictObject({ mchid: z.string().regex(/^\d{8,12}$/) }),
    produces: '*/*',
    success: 200,
    errors: ['payment.notice_refused', 'request.too_large'],
    perMinute: 6000,
  }),
}

const staff = ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer', 'administrator'] as const

/** Something about money that somebody must call about. */
export const paymentTaskView = z.object({
  id,
  kind: z.enum(paymentTaskKinds),
  title: z.string(),
  todo: z.string(),
  /** What was paid for. */
  what: z.string(),
  amountFen,
  /** Of a bill there is no payment, and nobody to call. */
  paymentState: z.enum(paymentStates).optional(),
  isOpen: z.boolean(),
  createdAt: instant,
  /** The person to call, masked; the register opens it with a reason. */
  personId: id.optional(),
  doneByName: z.string().optional(),
  doneAt: instant.optional(),
  note: z.string().optional(),
  canRetry: z.boolean(),
})
export type PaymentTaskView = z.output<typeof paymentTaskView>

export const paymentTaskContracts = {
  listPaymentTasks: defineContract({
    method: 'get',
    path: '/api/payment-tasks',
    summary: '付款里要打电话处理的事',
    access: staff,
    query: z.strictObject({ isOpen: z.stringbool().default(true) }),
    response: z.object({ items: z.array(paymentTaskView) }),
    success: 200,
  }),
  endPaymentTask: defineContract({
    method: 'post',
    path: '/api/payment-tasks/:id/end',
    summary: '写明打了电话、怎么处理的；退款失败的，写明已经用别的办法退了',
    access: staff,
    params: idParams,
    body: z.strictObject({ note: text(300), isRefundedByHand: z.boolean().default(false) }),
    response: paymentTaskView,
    success: 200,
    errors: ['record.not_found', 'payment.task_done'],
  }),
  retryPaymentTask: defineContract({
    method: 'post',
    path: '/api/payment-tasks/:id/retry',
    summary: '再退一次，或者再告诉微信一次',
    access: staff,
    params: idParams,
    response: paymentTaskView,
    success: 200,
    errors: ['record.not_found', 'payment.task_done'],
  }),
}
