import { toShanghaiDay } from '@linli/shared/time'
import { PayNoticeError, WechatPayError } from '../integrations/wechatPay/wechatPay.error'
import type {
  PayNotice,
  Refund,
  RefundRequest,
  RefundStatus,
  Transaction,
  TradeBill,
  WechatPayPort,
} from '../integrations/wechatPay/wechatPay.port'

interface Order {
  told: Transaction
  isClosed: boolean
}

/**
 * WeChat Pay as features see it, in memory: what is true at its side, whatever of it arrives here. Its notices are
 * `JSON.stringify(PayNotice)`; what is no JSON is refused as unsigned.
 */
export interface FakeWechatPay extends WechatPayPort {
  merchants: Set<string>
  orders: Map<string, Order>
  refunds: Map<string, Refund>
  /** The person pays, even what was closed. @returns the notice that is sent of it */
  pay(outTradeNo: string, at: Date): PayNotice
  /** What becomes of a refund at the bank. @returns the notice that is sent of it */
  settleRefund(outRefundNo: string, status: Exclude<RefundStatus, 'processing'>, at: Date): PayNotice
  /** Each call of these names fails once for each entry: before it had an effect, or after it. */
  failures: ('before' | 'after')[]
  /** `mchid:day` → what the bill says; else it names what was paid on the day. */
  bills: Map<string, TradeBill>
}

export const testMchid = '1900000001'

export function createFakeWechatPay(): FakeWechatPay {
  const orders = new Map<string, Order>()
  const refunds = new Map<string, Refund>()
  const failures: ('before' | 'after')[] = []
  let nextId = 1

  const refuse = (path: string, status: number, code: string) =>
    new WechatPayError('api', path, code, status, code)
  const run = <T>(path: string, act: () => T): Promise<T> => {
    const failure = failures.shift()
    const lost = new WechatPayError('network', path, 'connection failed')
    if (failure === 'before') return Promise.reject(lost)
    const answer = Promise.resolve().then(act)
    return failure === 'after' ? answer.then(() => Promise.reject(lost)) : answer
  }
  const listPaid = (mchid: string, day: string): TradeBill | 'empty' => {
    const rows = [...orders.values()].flatMap(({ told }) => {
      const { paidAt: at, transactionId, outTradeNo, totalFen } = told
      if (!at || transactionId === undefined || told.mchid !== mchid || toShanghaiDay(at) !== day) return []
      return [{ kind: 'payment' as const, at, transactionId, outTradeNo, totalFen, refundFen: 0 }]
    })
    const paidFen = rows.reduce((sum, { totalFen }) => sum + totalFen, 0)
    return rows.length === 0 ? 'empty' : { rows, totals: { count: rows.length, paidFen, refundedFen: 0 } }
  }
  const makeId = (prefix: string) => {
    nextId += 1
    return `${prefix}${nextId}`
  }

  const refund = (request: RefundRequest): Refund => {
    const known = refunds.get(request.outRefundNo)
    if (known) return { ...known }
    const order = orders.get(request.outTradeNo)
    if (!order?.told.transactionId) throw refuse('/refunds', 404, 'RESOURCE_NOT_EXISTS')
    const kept = [...refunds.values()].filter(
      ({ outTradeNo, status }) => outTradeNo === request.outTradeNo && status !== 'closed',
    )
    const left = order.told.totalFen - kept.reduce((sum, { refundFen }) => sum + refundFen, 0)
    if (request.refundFen > left) throw refuse('/refunds', 403, 'NOT_ENOUGH')
    const { mchid, outTradeNo, outRefundNo, refundFen, totalFen } = request
    const made: Refund = {
      ...{ mchid, outTradeNo, outRefundNo, refundFen, totalFen },
      refundId: makeId('refund-'),
      status: 'processing',
    }
    refunds.set(outRefundNo, made)
    order.told.state = 'refund'
    return { ...made }
  }

  return {
    merchants: new Set([testMchid]),
    orders,
    refunds,
    failures,
    bills: new Map(),
    hasMerchant(mchid) {
      return this.merchants.has(mchid)
    },
    listMerchants() {
      return [...this.merchants]
    },
    prepay: (request) =>
      run('/jsapi', () => {
        const known = orders.get(request.outTradeNo)
        if (known && (known.isClosed || known.told.transactionId))
          throw refuse('/jsapi', 403, 'OUT_TRADE_NO_USED')
        const { mchid, appid, openid, outTradeNo, totalFen } = request
        const told = {
          mchid,
          appid,
          openid,
          outTradeNo,
          totalFen,
          currency: 'CNY',
          state: 'notPaid' as const,
        }
        orders.set(outTradeNo, { told: known?.told ?? told, isClosed: false })
        return { prepayId: `prepay-${outTradeNo}` }
      }),
    signPayParameters: ({ appid, prepayId }) => ({
      appId: appid,
      timeStamp: '1764000000',
      nonceStr: 'nonce',
      package: `prepay_id=${prepayId}`,
      signType: 'RSA',
      paySign: 'signature',
    }),
    query: ({ outTradeNo }) =>
      run('/query', () => {
        const order = orders.get(outTradeNo)
        return order && { ...order.told }
      }),
    close: ({ outTradeNo }) =>
      run('/close', () => {
        const order = orders.get(outTradeNo)
        if (!order) throw refuse('/close', 404, 'ORDER_NOT_EXIST')
        if (order.told.transactionId) throw refuse('/close', 403, 'TRADE_ERROR')
        order.isClosed = true
        order.told.state = 'closed'
      }),
    refund: (request) => run('/refunds', () => refund(request)),
    queryRefund: ({ outRefundNo }) =>
      run('/refunds', () => {
        const known = refunds.get(outRefundNo)
        return known && { ...known }
      }),
    downloadTradeBill({ mchid, day }) {
      return run('/tradebill', () => this.bills.get(`${mchid}:${day}`) ?? listPaid(mchid, day))
    },
    readNotice: (_, __, rawBody) => {
      try {
        const notice = JSON.parse(rawBody, (key, value: unknown) =>
          (key === 'paidAt' || key === 'successAt') && typeof value === 'string' ? new Date(value) : value,
        ) as PayNotice
        return Promise.resolve(notice)
      } catch {
        return Promise.reject(new PayNoticeError('unsigned'))
      }
    },
    pay(outTradeNo, at) {
      const order = orders.get(outTradeNo)
      if (!order) throw new Error(`no order ${outTradeNo}`)
      const { told } = order
      told.transactionId ??= makeId('transaction-')
      told.paidAt ??= at
      if (told.state !== 'refund') told.state = 'success'
      const transaction = { ...told, state: 'success' as const }
      return { kind: 'transaction', id: makeId('notice-'), transaction }
    },
    settleRefund(outRefundNo, status, at) {
      const known = refunds.get(outRefundNo)
      if (!known) throw new Error(`no refund ${outRefundNo}`)
      known.status = status
      if (status === 'success') known.successAt = at
      return { kind: 'refund', id: makeId('notice-'), refund: { ...known } }
    },
  }
}
