import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Router, RouterContext } from '@koa/router'
import { queryValue } from '../kernel/body'
import type { World } from '../world'
import { buildTradeBill, tradeBillTypes } from './bill'
import { buildFundFlowBill } from './fundFlowBill'
import { refusePayUnless } from './payAnswer'
import { formatPayTime } from './payOrder'
import type { SandboxMerchant } from './payKeys'
import { mountPay, type PayCall } from './payRoute'

const linkLifeMs = 300_000
const accounts: readonly string[] = ['BASIC', 'OPERATION', 'FEES']
/** Whoever reached us by a name of WeChat Pay's, through a proxy, is sent on by it: libraries sign what is behind it. */
const payHosts: readonly string[] = ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com']

/** Of a day the bill is made until ten the next morning. */
const readyHour = 10

interface Download {
  mchid: string
  bytes: Buffer
  until: number
}

/** The day asked for; its bill is made by now. */
function readBillDay(ctx: RouterContext, world: World): string {
  const day = queryValue(ctx, 'bill_date') ?? ''
  refusePayUnless(/^\d{4}-\d{2}-\d{2}$/.test(day), 400, 'PARAM_ERROR', '账单日期有误')
  const readyAt = Date.parse(`${day}T00:00:00+08:00`) + (24 + readyHour) * 3600_000
  const today = formatPayTime(world.clock.now()).slice(0, 10)
  refusePayUnless(day < today, 400, 'PARAM_ERROR', '账单日期只能是今天以前')
  refusePayUnless(world.clock.nowMs() >= readyAt, 400, 'STATEMENT_CREATING', '账单生成中，请稍后再试')
  return day
}

function listOf(world: World, { mchid }: SandboxMerchant) {
  const isOwn = (record: { mchid: string }) => record.mchid === mchid
  return { orders: world.pay.orders.list().filter(isOwn), refunds: world.pay.refunds.list().filter(isOwn) }
}

/** The bills of a day and their download, which is the only answer without a signature: its hash is checked instead. */
export function mountBills(router: Router, world: World): void {
  const downloads = new Map<string, Download>()

  function offer({ merchant, ctx }: PayCall, text: string | undefined): object {
    refusePayUnless(text, 400, 'NO_STATEMENT_EXIST', '账单文件不存在')
    const token = randomBytes(24).toString('base64url')
    const isZipped = queryValue(ctx, 'tar_type') === 'GZIP'
    const bytes = isZipped ? gzipSync(text) : Buffer.from(text)
    downloads.set(token, { mchid: merchant.mchid, bytes, until: world.clock.nowMs() + linkLifeMs })
    const origin = payHosts.includes(ctx.host) ? `https://${ctx.host}` : world.publicUrl
    const isSpoiled = world.faults.take(ctx.path, ['badHash']) !== undefined
    return {
      hash_type: 'SHA1',
      hash_value: createHash('sha1')
        .update(isSpoiled ? `${text} ` : text)
        .digest('hex'),
      download_url: `${origin}/v3/billdownload/file?token=${token}`,
    }
  }

  mountPay(router, world, 'GET', '/v3/bill/tradebill', (call) => {
    const day = readBillDay(call.ctx, world)
    const type = tradeBillTypes.find((one) => one === (queryValue(call.ctx, 'bill_type') ?? 'ALL'))
    refusePayUnless(type, 400, 'PARAM_ERROR', '账单类型有误')
    const { orders, refunds } = listOf(world, call.merchant)
    return offer(call, buildTradeBill(day, orders, refunds, type))
  })

  mountPay(router, world, 'GET', '/v3/bill/fundflowbill', (call) => {
    const day = readBillDay(call.ctx, world)
    const account = queryValue(call.ctx, 'account_type') ?? 'BASIC'
    refusePayUnless(accounts.includes(account), 400, 'PARAM_ERROR', '资金账户类型有误')
    const { orders, refunds } = listOf(world, call.merchant)
    // Nothing ever moves in the two others.
    return offer(call, account === 'BASIC' ? buildFundFlowBill(day, orders, refunds) : undefined)
  })

  mountPay(router, world, 'GET', '/v3/billdownload/file', ({ merchant, ctx }) => {
    const download = downloads.get(queryValue(ctx, 'token') ?? '')
    const isOpen = download?.mchid === merchant.mchid && download.until > world.clock.nowMs()
    refusePayUnless(download && isOpen, 400, 'PARAM_ERROR', '下载地址已失效')
    return { file: download.bytes, type: 'text/plain; charset=utf-8' }
  })
}
