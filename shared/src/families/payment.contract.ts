import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { id, idParams, instant, text } from '../schemas'
import { paymentConsentStates, paymentDeciders } from './bond.state'

/** A payment by proxy above the bond's limit, which somebody else has to agree to. */
export const paymentConsentView = z.object({
  id,
  state: z.enum(paymentConsentStates),
  /** 「等老人同意」. */
  stateText: z.string(),
  amountFen: z.number().int(),
  /** What for, as it is read on lock screens: 「午餐送上门，11月26日」, 「养老服务，11月26日」. */
  purpose: z.string(),
  /** What is paid: whoever may read it sees there what it is. */
  record: z.object({ kind: z.string(), id: z.string() }),
  proxyText: z.string(),
  elderName: z.string(),
  /** Who looks is the elder herself. */
  isForViewer: z.boolean(),
  askedAt: instant,
  expiresAt: instant,
  /** Whose turn it is. */
  waitsFor: z.enum(paymentDeciders).optional(),
  canDecide: z.boolean(),
  decidedByName: z.string().optional(),
  note: z.string().optional(),
})
export type PaymentConsentView = z.output<typeof paymentConsentView>

export const paymentConsentContracts = {
  listPaymentConsents: defineContract({
    method: 'get',
    path: '/api/families/payment-consents',
    summary: '等我同意的付款，和我请人同意的付款',
    access: 'user',
    response: z.object({ items: z.array(paymentConsentView) }),
    success: 200,
  }),
  decidePaymentConsent: defineContract({
    method: 'post',
    path: '/api/families/payment-consents/:id/decision',
    summary: '同意或不同意一笔超过限额的付款',
    access: 'user',
    params: idParams,
    body: z.strictObject({
      isApproved: z.boolean(),
      /** Staff write whom they called and what was said. */
      note: text(limits.reasonText).optional(),
    }),
    response: paymentConsentView,
    success: 200,
    errors: ['record.not_found', 'consent.decided_already', 'consent.capacity_doubtful'],
  }),
}
