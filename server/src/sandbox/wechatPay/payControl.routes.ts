import path from 'node:path'
import type { Router } from '@koa/router'
import { z } from 'zod'
import { ControlError, readControlBody } from '../control/control.route'
import type { World } from '../world'
import { payDirectory } from './payKeys'
import type { PayOrder } from './payOrder'

const settingsBody = z.strictObject({ noticeScale: z.number().min(0).max(10) })
const modeBody = z.strictObject({ mode: z.enum(['publicKey', 'certificate', 'both']) })
const payBody = z.strictObject({ isForced: z.boolean().default(false) })
const probeBody = z.strictObject({ url: z.url({ protocol: /^https?$/ }) })

function describePay(world: World): object {
  const { dataDir } = world.options
  const { merchants, platform } = world.pay.keys()
  return {
    merchants: merchants.map(({ mchid, name, serial, apiV3Key, v2Key }) => ({
      mchid,
      name,
      mode: world.pay.merchant(mchid)?.mode,
      serial,
      apiV3Key,
      v2Key,
      ...(dataDir !== undefined && { files: path.join(payDirectory(dataDir), mchid) }),
    })),
    platform: { serial: platform.serial, publicKeyId: platform.publicKeyId },
    noticeScale: world.store.state.payNoticeScale ?? world.options.payNoticeScale ?? 1,
  }
}

/** The switches of the emulated WeChat Pay. */
export function mountPayControl(router: Router, world: World): void {
  const { orders, refunds, notices } = world.pay
  const findOrder = (number: string | undefined): PayOrder => {
    const order = orders.list().find(({ outTradeNo }) => outTradeNo === number)
    if (!order) throw new ControlError(404, 'no such order; see GET /sandbox/pay/orders')
    return order
  }

  router.get('/sandbox/pay', (ctx) => {
    ctx.body = describePay(world)
  })
  router.put('/sandbox/pay', (ctx) => {
    world.store.state.payNoticeScale = readControlBody(ctx, settingsBody).noticeScale
    world.store.touch()
    ctx.body = describePay(world)
  })
  router.put('/sandbox/pay/merchants/:mchid', (ctx) => {
    const merchant = world.pay.merchant(ctx.params.mchid ?? '')
    if (!merchant) throw new ControlError(404, 'no such merchant; see GET /sandbox/pay')
    world.store.state.payModes[merchant.mchid] = readControlBody(ctx, modeBody).mode
    world.store.touch()
    ctx.body = describePay(world)
  })

  router.get('/sandbox/pay/orders', (ctx) => {
    ctx.body = { orders: orders.list(), refunds: refunds.list() }
  })
  router.post('/sandbox/pay/orders/:number/pay', async (ctx) => {
    const order = findOrder(ctx.params.number)
    const problem = await orders.pay(order, readControlBody(ctx, payBody).isForced)
    if (problem !== undefined) throw new ControlError(409, problem)
    ctx.body = order
  })

  router.get('/sandbox/pay/notices', (ctx) => {
    ctx.body = { notices: notices.list() }
  })
  router.post('/sandbox/pay/notices/:id/again', (ctx) => {
    if (!notices.repeat(ctx.params.id ?? '')) throw new ControlError(404, 'no such notice')
    ctx.status = 204
  })
  router.post('/sandbox/pay/merchants/:mchid/probe', async (ctx) => {
    const { url } = readControlBody(ctx, probeBody)
    const mchid = ctx.params.mchid ?? ''
    await notices.probe({ mchid, url, eventType: 'TRANSACTION.SUCCESS', content: '{}' })
    ctx.body = notices.list().at(-1)
  })
}
