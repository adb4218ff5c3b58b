import type { Router } from '@koa/router'
import type { Context } from 'koa'
import { z } from 'zod'
import { readControlBody, ControlError } from '../control/control.route'
import { formOf, queryValue } from '../kernel/body'
import { isAllowedTarget, parseUrl } from '../pages/authorise.routes'
import { sendProblem } from '../pages/choice'
import { html, renderPage, type SafeHtml } from '../pages/html'
import type { World } from '../world'
import type { PayOrder } from './payOrder'
import { isPaySigned } from './paySign'

const parametersSchema = z.looseObject({
  appId: z.string(),
  timeStamp: z.string().regex(/^\d{10}$/),
  nonceStr: z.string().min(1).max(32),
  package: z.string().regex(/^prepay_id=/),
  signType: z.literal('RSA'),
  paySign: z.string().min(1),
})

type PayParameters = z.output<typeof parametersSchema>

const confirmBody = z.strictObject({
  parameters: parametersSchema,
  action: z.enum(['pay', 'cancel']).default('pay'),
})

/** The order that these parameters may pay; the real client shows no cashier either when they are not signed. */
function findSignedOrder(world: World, parameters: PayParameters): PayOrder | undefined {
  const order = world.pay.orders.list().find(({ prepayId }) => `prepay_id=${prepayId}` === parameters.package)
  const merchant = order && world.pay.merchant(order.mchid)
  if (!merchant || order.appid !== parameters.appId) return undefined
  return isPaySigned(parameters, merchant) ? order : undefined
}

const toYuan = (fen: number): string => (fen / 100).toFixed(2)

const cashierStyle = html`<style>
  .amount {
    font-size: 56px;
    font-weight: 700;
    margin: 8px 0 24px;
  }
  .pay {
    display: block;
    width: 100%;
    min-height: 72px;
    margin: 16px 0;
    font: inherit;
    font-size: 24px;
    font-weight: 600;
    color: #fff;
    background: #0b6b33;
    border: 0;
    border-radius: 12px;
    cursor: pointer;
  }
  .cancel {
    color: #1a1a1a;
    background: #fff;
    border: 2px solid #6b6b60;
  }
</style>`

function renderCashier(world: World, order: PayOrder, hidden: Record<string, string>): SafeHtml {
  const payer = world.identities.findByOpenid(order.appid, order.openid)
  const fields = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
  return html`${cashierStyle}
    <p>在真的微信里，这一步由微信弹出付款窗口。这里请您自己点一下，不会花真的钱。</p>
    <dl>
      <dt>收款方</dt>
      <dd>${world.pay.merchant(order.mchid)?.name}</dd>
      <dt>付的是</dt>
      <dd>${order.description}</dd>
      <dt>付款人</dt>
      <dd>${payer?.name ?? '没有登记的人'}</dd>
    </dl>
    <p class="amount">¥ ${toYuan(order.totalFen)}</p>
    <form method="post" action="/sandbox/cashier">
      ${fields}
      <button class="pay" name="action" value="pay">付 ${toYuan(order.totalFen)} 元</button>
      <button class="pay cancel" name="action" value="cancel">先不付</button>
    </form>`
}

/** Where the person goes back to: the product, or this machine; `pay` says what the client would be told. */
function readReturn(world: World, ctx: Context, text: string | null | undefined): URL | undefined {
  const target = parseUrl(text ?? '')
  return target && isAllowedTarget(target, world, ctx) ? target : undefined
}

const unknownOrder = '付款的参数不对，可能是签名有误或已经过期，请回到邻里再试一次。'

/** The cashier, as a page for people, and as one call for programs that stand in for a phone. */
export function mountCashier(router: Router, world: World): void {
  router.get('/sandbox/cashier', (ctx) => {
    const parsed = parametersSchema.safeParse({ ...ctx.query })
    const order = parsed.success ? findSignedOrder(world, parsed.data) : undefined
    const target = readReturn(world, ctx, queryValue(ctx, 'return'))
    if (!parsed.success || !order || !target) {
      sendProblem(ctx, '付不了款', unknownOrder)
      return
    }
    const { appId, timeStamp, nonceStr, package: prepay, signType, paySign } = parsed.data
    ctx.type = 'html'
    ctx.body = renderPage(
      '付款',
      renderCashier(world, order, {
        appId,
        timeStamp,
        nonceStr,
        package: prepay,
        signType,
        paySign,
        return: target.href,
      }),
    )
  })

  router.post('/sandbox/cashier', async (ctx) => {
    const form = formOf(ctx)
    const parsed = parametersSchema.safeParse(Object.fromEntries(form))
    const order = parsed.success ? findSignedOrder(world, parsed.data) : undefined
    const target = readReturn(world, ctx, form.get('return'))
    if (!order || !target) {
      sendProblem(ctx, '付不了款', unknownOrder)
      return
    }
    const isPaying = form.get('action') === 'pay'
    const problem = isPaying ? await world.pay.orders.pay(order) : undefined
    if (problem !== undefined) {
      ctx.status = 400
      ctx.type = 'html'
      ctx.body = renderPage(
        '没有付成',
        html`<p role="status">${problem}</p>
          <a class="link" href="${target.href}"><span class="name">回到邻里</span></a>`,
      )
      return
    }
    target.searchParams.set('pay', isPaying ? 'ok' : 'cancel')
    ctx.status = 302
    ctx.set('Location', target.href)
  })

  router.post('/sandbox/pay/confirm', async (ctx) => {
    const { parameters, action } = readControlBody(ctx, confirmBody)
    const order = findSignedOrder(world, parameters)
    if (!order)
      throw new ControlError(400, 'these parameters were not signed by the merchant of the prepay id')
    if (action === 'cancel') {
      ctx.body = { errMsg: 'requestPayment:fail cancel' }
      return
    }
    const problem = await world.pay.orders.pay(order)
    ctx.body = { errMsg: problem === undefined ? 'requestPayment:ok' : `requestPayment:fail ${problem}` }
  })
}
