import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Router } from '@koa/router'
import { queryValue } from '../kernel/body'
import type { World } from '../world'
import { buildTradeBill } from './bill'
import { refusePayUnless } from './payAnswer'
import { formatPayTime } from './payOrder'
import { mountPay } from './payRoute'

const linkLifeMs = 300_000
const types = ['ALL', 'SUCCESS', 'REFUND'] as const
/** Whoever reached us by a name of WeChat Pay's, through a proxy, is sent on by it: libraries sign what is behind it. */
const payHosts: readonly string[] = ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com']

/** Of a day the bill is made until ten the next morning. */
const readyHour = 10

interface Download {
  mchid: string
  bytes: Buffer
  until: number
}

/** The bill of a day and its download, which is the only answer without a signature: its hash is checked instead. */
export function mountBills(router: Router, world: World): void {
  const downloads = new Map<string, Download>()

  mountPay(router, world, 'GET', '/v3/bill/tradebill', ({ merchant, ctx }) => {
    const day = queryValue(ctx, 'bill_date') ?? ''
    const type = types.find((candidate) => candidate === (queryValue(ctx, 'bill_type') ?? 'ALL'))
    refusePayUnless(/^\d{4}-\d{2}-\d{2}$/.test(day) && type, 400, 'PARAM_ERROR', '账单日期或类型有误')
    const readyAt = Date.parse(`${day}T00:00:00+08:00`) + (24 + readyHour) * 3600_000
    const today = formatPayTime(world.clock.now()).slice(0, 10)
    refusePayUnless(day < today, 400, 'PARAM_ERROR', '账单日期只能是今天以前')
    refusePayUnless(world.clock.nowMs() >= readyAt, 400, 'STATEMENT_CREATING', '账单生成中，请稍后再试')
    const { orders, refunds } = world.pay
    const isOwn = ({ mchid }: { mchid: string }) => mchid === merchant.mchid
    const text = buildTradeBill(day, orders.list().filter(isOwn), refunds.list().filter(isOwn), type)
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
  })

  mountPay(router, world, 'GET', '/v3/billdownload/file', ({ merchant, ctx }) => {
    const download = downloads.get(queryValue(ctx, 'token') ?? '')
    const isOpen = download?.mchid === merchant.mchid && download.until > world.clock.nowMs()
    refusePayUnless(download && isOpen, 400, 'PARAM_ERROR', '下载地址已失效')
    return { file: download.bytes, type: 'text/plain; charset=utf-8' }
  })
}
