import { createHash, randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import type { Clock } from '../../lib/clock'
import { dropUndefined } from '../../lib/dropUndefined'
import type { Merchant } from './merchant'
import { parseTradeBill } from './payBill'
import { createPayClient, type PayClient, type PayReply } from './payClient'
import { readPayNotice, refundStatuses, toTransaction, transactionShape } from './payNotice'
import { isPayCode, PayNoticeError, WechatPayError } from './wechatPay.error'
import type { Refund, WechatPayPort } from './wechatPay.port'

export interface WechatPayOptions {
  /** `https://api.mch.weixin.qq.com`, or the sandbox. */
  base: string
  merchants: readonly Merchant[]
  clock: Clock
  /** Longest wait for one answer, ms; default 8,000. */
  timeoutMs?: number
}

const refundShape = z.looseObject({
  refund_id: z.string(),
  out_refund_no: z.string(),
  out_trade_no: z.string(),
  status: z.enum(['PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL']),
  create_time: z.iso.datetime({ offset: true }).optional(),
  success_time: z.iso.datetime({ offset: true }).optional(),
  amount: z.looseObject({ total: z.number().int(), refund: z.number().int() }),
})
const prepayShape = z.looseObject({ package: z.string().startsWith('prepay_id=') })
const billShape = z.looseObject({
  hash_type: z.literal('SHA1'),
  hash_value: z.string(),
  download_url: z.url(),
})
const errorShape = z.looseObject({ code: z.string().default(''), message: z.string().default('') })

function parseError(text: string | undefined): z.output<typeof errorShape> {
  try {
    return errorShape.parse(JSON.parse(text ?? ''))
  } catch {
    return { code: '', message: '' }
  }
}

/** The answer in its shape. @throws WechatPayError api, format */
function readReply<S extends z.ZodType>(path: string, reply: PayReply, schema: S): z.output<S> {
  if (reply.status >= 300) {
    const { code, message } = parseError(reply.error)
    throw new WechatPayError('api', path, `HTTP ${reply.status} ${code} ${message}`, reply.status, code)
  }
  const parsed = schema.safeParse(reply.data)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new WechatPayError('format', path, `HTTP ${reply.status}, wrong: ${fields}`, reply.status)
}

function toRefund(mchid: string, answer: z.output<typeof refundShape>): Refund {
  return dropUndefined({
    mchid,
    outTradeNo: answer.out_trade_no,
    outRefundNo: answer.out_refund_no,
    refundId: answer.refund_id,
    status: refundStatuses[answer.status],
    refundFen: answer.amount.refund,
    totalFen: answer.amount.total,
    createdAt: answer.create_time === undefined ? undefined : new Date(answer.create_time),
    successAt: answer.success_time === undefined ? undefined : new Date(answer.success_time),
  })
}

/** `undefined` instead of the refusal with one of these codes. */
async function orUndefined<T>(call: Promise<T>, ...codes: string[]): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (isPayCode(error, ...codes)) return undefined
    throw error
  }
}

/** RFC 3339 without fractions, in Beijing's time as all of the documents have it. */
const toSeconds = (instant: Date): string =>
  `${new Date(instant.getTime() + 8 * 3600_000).toISOString().slice(0, 19)}+08:00`

const paths = {
  jsapi: '/v3/pay/transactions/jsapi',
  order: '/v3/pay/transactions/out-trade-no',
  refunds: '/v3/refund/domestic/refunds',
  bill: '/v3/bill/tradebill',
} as const

type FindClient = (mchid: string) => PayClient

function createOrders(client: FindClient, clock: Clock) {
  return {
    async prepay(request) {
      const reply = await client(request.mchid).library.transactions_jsapi({
        appid: request.appid,
        description: request.description,
        out_trade_no: request.outTradeNo,
        time_expire: toSeconds(request.expiresAt),
        notify_url: request.notifyUrl,
        amount: { total: request.totalFen, currency: 'CNY' },
        payer: { openid: request.openid },
      })
      // The library has put the client's parameters in the place of the answer.
      const answer = readReply(paths.jsapi, reply, prepayShape)
      return { prepayId: answer.package.slice('prepay_id='.length) }
    },
    signPayParameters({ mchid, appid, prepayId }) {
      const timeStamp = String(Math.floor(clock.now().getTime() / 1000))
      const nonceStr = randomBytes(16).toString('hex')
      const prepay = `prepay_id=${prepayId}`
      const text = `${appid}\n${timeStamp}\n${nonceStr}\n${prepay}\n`
      const paySign = client(mchid).library.sha256WithRsa(text)
      return { appId: appid, timeStamp, nonceStr, package: prepay, signType: 'RSA', paySign }
    },
    async query({ mchid, outTradeNo }) {
      const call = async () =>
        readReply(
          paths.order,
          await client(mchid).library.query({ out_trade_no: outTradeNo }),
          transactionShape,
        )
      const answer = await orUndefined(call(), 'ORDER_NOT_EXIST')
      return answer && toTransaction(answer)
    },
    async close({ mchid, outTradeNo }) {
      readReply(`${paths.order}/close`, await client(mchid).library.close(outTradeNo), z.unknown())
    },
  } satisfies Partial<WechatPayPort>
}

function createRefunds(client: FindClient) {
  return {
    async refund(request) {
      const reply = await client(request.mchid).library.refunds({
        out_trade_no: request.outTradeNo,
        out_refund_no: request.outRefundNo,
        reason: request.reason,
        notify_url: request.notifyUrl,
        amount: { refund: request.refundFen, total: request.totalFen, currency: 'CNY' },
      })
      return toRefund(request.mchid, readReply(paths.refunds, reply, refundShape))
    },
    async queryRefund({ mchid, outRefundNo }) {
      const call = async () =>
        readReply(paths.refunds, await client(mchid).library.find_refunds(outRefundNo), refundShape)
      const answer = await orUndefined(call(), 'RESOURCE_NOT_EXISTS')
      return answer && toRefund(mchid, answer)
    },
  } satisfies Partial<WechatPayPort>
}

function createBills(client: FindClient) {
  const fetchBill = async (mchid: string, day: string) => {
    const own = client(mchid)
    const reply = await own.library.tradebill({ bill_date: day, bill_type: 'ALL', tar_type: 'GZIP' })
    const link = readReply(paths.bill, reply, billShape)
    const text = gunzipSync(await own.download(link.download_url))
    // The download is not signed; the hash came with an answer that was.
    if (createHash('sha1').update(text).digest('hex') !== link.hash_value.toLowerCase())
      throw new WechatPayError('signature', '/v3/billdownload/file', 'the hash does not fit')
    return parseTradeBill(text.toString('utf8'))
  }
  return {
    async downloadTradeBill({ mchid, day }) {
      try {
        return await fetchBill(mchid, day)
      } catch (error) {
        if (isPayCode(error, 'NO_STATEMENT_EXIST')) return 'empty'
        if (isPayCode(error, 'STATEMENT_CREATING')) return 'notReady'
        throw error
      }
    },
  } satisfies Partial<WechatPayPort>
}

/** The real WeChat Pay, or the sandbox: the code path is the same, only base and credentials differ. */
export function createWechatPay(options: WechatPayOptions): WechatPayPort {
  const { base, clock, timeoutMs = 8000 } = options
  const entries = options.merchants.map(
    (merchant) =>
      [merchant.mchid, { merchant, client: createPayClient(merchant, { base, clock, timeoutMs }) }] as const,
  )
  const merchants = new Map(entries)
  const find = (mchid: string) => {
    const found = merchants.get(mchid)
    if (!found) throw new WechatPayError('merchant', mchid, 'no credentials of this merchant')
    return found
  }
  const client: FindClient = (mchid) => find(mchid).client
  return {
    hasMerchant: (mchid) => merchants.has(mchid),
    listMerchants: () => [...merchants.keys()],
    ...createOrders(client, clock),
    ...createRefunds(client),
    ...createBills(client),
    async readNotice(mchid, headers, rawBody) {
      const entry = merchants.get(mchid)
      if (!entry) throw new PayNoticeError('unknownKey')
      const { merchant, client: own } = entry
      return readPayNotice({ merchant, keys: own.keys, headers, rawBody, now: clock.now() })
    },
  }
}
