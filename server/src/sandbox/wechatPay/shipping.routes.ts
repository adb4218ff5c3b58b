import type { Router } from '@koa/router'
import { z } from 'zod'
import { mountMiniApi } from '../wechat/api.route'
import { ApiRefusal } from '../wechat/answer'
import type { World } from '../world'

const shippingBody = z.looseObject({
  order_key: z.looseObject({
    order_number_type: z.union([z.literal(1), z.literal(2)]),
    transaction_id: z.string().optional(),
    mchid: z.string().optional(),
    out_trade_no: z.string().optional(),
  }),
  logistics_type: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  delivery_mode: z.union([z.literal(1), z.literal(2)]),
  shipping_list: z.array(z.looseObject({ item_desc: z.string().min(1).max(120) })).min(1),
  upload_time: z.iso.datetime({ offset: true }),
  payer: z.looseObject({ openid: z.string() }),
})

/** Where the merchant says that what was paid for has been handed over; until then the money is frozen. */
export function mountShipping(router: Router, world: World): void {
  mountMiniApi(router, world, '/wxa/sec/order/upload_shipping_info', shippingBody, (body) => {
    const { order_key: key } = body
    const order = world.pay.orders
      .list()
      .find(({ transactionId, mchid, outTradeNo }) =>
        key.order_number_type === 2
          ? transactionId !== undefined && transactionId === key.transaction_id
          : mchid === key.mchid && outTradeNo === key.out_trade_no,
      )
    if (order?.transactionId === undefined) throw new ApiRefusal(10060001)
    if (order.openid !== body.payer.openid) throw new ApiRefusal(10060014)
    if (order.shippedAt !== undefined) throw new ApiRefusal(10060002)
    order.shippedAt = world.clock.now().toISOString()
    world.store.touch()
    return {}
  })
}
