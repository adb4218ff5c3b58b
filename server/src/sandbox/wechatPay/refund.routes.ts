import type { Router } from '@koa/router'
import { z } from 'zod'
import type { World } from '../world'
import { refusePayUnless } from './payAnswer'
import { describeRefund } from './payOrder'
import { mountPay, readPayBody } from './payRoute'

const refundBody = z
  .looseObject({
    transaction_id: z.string().min(1).optional(),
    out_trade_no: z.string().min(1).optional(),
    out_refund_no: z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/),
    reason: z.string().max(80).optional(),
    notify_url: z.url({ protocol: /^https?$/ }).optional(),
    amount: z.looseObject({
      refund: z.number().int().min(1),
      total: z.number().int().min(1),
      currency: z.literal('CNY'),
    }),
  })
  .refine((body) => (body.transaction_id ?? body.out_trade_no) !== undefined, {
    path: ['out_trade_no'],
    message: 'transaction_id or out_trade_no',
  })

/** Refunds and their query: `/v3/refund/domestic/refunds`. */
export function mountRefunds(router: Router, world: World): void {
  mountPay(router, world, 'POST', '/v3/refund/domestic/refunds', ({ merchant, ctx }) => {
    const body = readPayBody(ctx, refundBody)
    const refund = world.pay.refunds.refund({
      mchid: merchant.mchid,
      outRefundNo: body.out_refund_no,
      refundFen: body.amount.refund,
      totalFen: body.amount.total,
      outTradeNo: body.out_trade_no,
      transactionId: body.transaction_id,
      ...(body.reason !== undefined && { reason: body.reason }),
      ...(body.notify_url !== undefined && { notifyUrl: body.notify_url }),
    })
    return describeRefund(refund)
  })
  mountPay(router, world, 'GET', '/v3/refund/domestic/refunds/:number', ({ merchant, ctx }) => {
    const refund = world.pay.refunds.find(merchant.mchid, ctx.params.number ?? '')
    refusePayUnless(refund, 404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
    return describeRefund(refund)
  })
}
