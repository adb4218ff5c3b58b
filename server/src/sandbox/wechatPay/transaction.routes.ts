import type { Router } from '@koa/router'
import { z } from 'zod'
import { sandboxApps } from '../credentials'
import { queryValue } from '../kernel/body'
import type { World } from '../world'
import { PayRefusal, refusePayUnless } from './payAnswer'
import { describeOrder } from './payOrder'
import { mountPay, readPayBody } from './payRoute'

const notifyUrl = z.url({ protocol: /^https?$/ }).max(256)

const createBody = z.looseObject({
  appid: z.string().min(1).max(32),
  mchid: z.string().min(1).max(32),
  description: z.string().min(1).max(127),
  out_trade_no: z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/),
  time_expire: z.iso.datetime({ offset: true }).optional(),
  attach: z.string().max(128).optional(),
  notify_url: notifyUrl.refine((url) => !url.includes('?'), 'no query allowed'),
  amount: z.looseObject({ total: z.number().int().min(1), currency: z.literal('CNY').optional() }),
  payer: z.looseObject({ openid: z.string().min(1).max(128) }),
})

const closeBody = z.looseObject({ mchid: z.string() })

/** Create, query and close: `/v3/pay/transactions/…` of a direct merchant, JSAPI. */
export function mountTransactions(router: Router, world: World): void {
  const { orders } = world.pay
  mountPay(router, world, 'POST', '/v3/pay/transactions/jsapi', ({ merchant, ctx }) => {
    const body = readPayBody(ctx, createBody)
    refusePayUnless(body.mchid === merchant.mchid, 400, 'PARAM_ERROR', '请求体与签名的商户号不一致')
    const isApp = sandboxApps.some(({ appid }) => appid === body.appid)
    refusePayUnless(isApp, 400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配，请检查后再试')
    if (!world.identities.findByOpenid(body.appid, body.payer.openid))
      throw new PayRefusal(400, 'PARAM_ERROR', '无效的openid', {
        field: '/payer/openid',
        value: body.payer.openid,
        issue: 'openid与appid不匹配',
        location: 'body',
      })
    const order = orders.create({
      mchid: body.mchid,
      appid: body.appid,
      outTradeNo: body.out_trade_no,
      description: body.description,
      totalFen: body.amount.total,
      openid: body.payer.openid,
      notifyUrl: body.notify_url,
      ...(body.attach !== undefined && { attach: body.attach }),
      ...(body.time_expire !== undefined && { timeExpire: body.time_expire }),
    })
    return { prepay_id: order.prepayId }
  })

  mountPay(router, world, 'GET', '/v3/pay/transactions/out-trade-no/:number', ({ merchant, ctx }) => {
    refusePayUnless(queryValue(ctx, 'mchid') === merchant.mchid, 400, 'PARAM_ERROR', '商户号有误')
    const order = orders.find(merchant.mchid, ctx.params.number ?? '')
    refusePayUnless(order, 404, 'ORDER_NOT_EXIST', '订单不存在')
    return describeOrder(order)
  })
  mountPay(router, world, 'GET', '/v3/pay/transactions/id/:number', ({ merchant, ctx }) => {
    refusePayUnless(queryValue(ctx, 'mchid') === merchant.mchid, 400, 'PARAM_ERROR', '商户号有误')
    const order = orders
      .list()
      .find(({ mchid, transactionId }) => mchid === merchant.mchid && transactionId === ctx.params.number)
    refusePayUnless(order, 404, 'ORDER_NOT_EXIST', '订单不存在')
    return describeOrder(order)
  })

  mountPay(router, world, 'POST', '/v3/pay/transactions/out-trade-no/:number/close', ({ merchant, ctx }) => {
    const { mchid } = readPayBody(ctx, closeBody)
    refusePayUnless(mchid === merchant.mchid, 400, 'PARAM_ERROR', '商户号有误')
    orders.close(merchant.mchid, ctx.params.number ?? '')
    return undefined
  })
}
