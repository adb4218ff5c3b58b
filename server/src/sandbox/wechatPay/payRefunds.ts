import { randomBytes } from 'node:crypto'
import { PayRefusal, refusePayUnless } from './payAnswer'
import { describeRefundNotice, formatPayTime, type PayOrder, type PayRefund } from './payOrder'
import { makeNumber, payKey, type DeskParts, type PayOrders } from './payOrders'
import { buildV2RefundNotice } from './paySign'

const refundGapMs = 60_000
const refundLifeMs = 365 * 86_400_000
const maxRefunds = 50

type RefundRequest = Pick<
  PayRefund,
  'mchid' | 'outRefundNo' | 'refundFen' | 'totalFen' | 'reason' | 'notifyUrl'
> & { outTradeNo?: string | undefined; transactionId?: string | undefined }

/** The refunds of all merchants. */
export interface PayRefunds {
  list(): PayRefund[]
  find(mchid: string, outRefundNo: string): PayRefund | undefined
  refund(request: RefundRequest): PayRefund
  stop(): void
}

export function createPayRefunds(parts: DeskParts, orders: PayOrders): PayRefunds {
  const { clock, store, faults, notices, merchant, v2Url } = parts
  const timers = new Set<NodeJS.Timeout>()
  const list = () => Object.values(store.state.payRefunds)

  const announce = (refund: PayRefund): Promise<void> => {
    const isOld = refund.notifyUrl === undefined || faults.take('REFUND.SUCCESS', ['v2Push']) !== undefined
    if (!isOld)
      return notices.plan({
        mchid: refund.mchid,
        url: refund.notifyUrl ?? '',
        eventType: `REFUND.${refund.outcome}`,
        content: JSON.stringify(describeRefundNotice(refund)),
      })
    const content = buildV2RefundNotice(
      { return_code: 'SUCCESS', mch_id: refund.mchid, nonce_str: randomBytes(16).toString('hex') },
      {
        out_refund_no: refund.outRefundNo,
        out_trade_no: refund.outTradeNo,
        refund_fee: refund.refundFen,
        total_fee: refund.totalFen,
        refund_status: refund.outcome === 'SUCCESS' ? 'SUCCESS' : 'CHANGE',
      },
      merchant(refund.mchid)?.v2Key ?? '',
    )
    return notices.plan({ mchid: refund.mchid, url: v2Url(refund.mchid), eventType: 'V2.XML', content })
  }

  const settle = (refund: PayRefund) => {
    if (refund.status !== 'PROCESSING' || refund.dueAt > clock.nowMs()) return
    refund.status = refund.outcome
    if (refund.outcome === 'SUCCESS') refund.successAt = formatPayTime(clock.now())
    store.touch()
    void announce(refund)
  }
  const arm = (refund: PayRefund) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        settle(refund)
      },
      Math.max(refund.dueAt - clock.nowMs(), 0) + 1,
    )
    timer.unref()
    timers.add(timer)
  }
  const find = (mchid: string, outRefundNo: string): PayRefund | undefined =>
    store.state.payRefunds[payKey(mchid, outRefundNo)]
  for (const refund of list()) if (refund.status === 'PROCESSING') arm(refund)
  clock.onShift(() => {
    for (const refund of list()) settle(refund)
  })

  const checkAmounts = (order: PayOrder, request: RefundRequest) => {
    const earlier = list().filter(
      (refund) => refund.transactionId === order.transactionId && refund.status !== 'CLOSED',
    )
    const left = order.totalFen - earlier.reduce((sum, refund) => sum + refund.refundFen, 0)
    refusePayUnless(request.totalFen === order.totalFen, 400, 'INVALID_REQUEST', '订单金额不一致')
    refusePayUnless(request.refundFen <= left, 403, 'NOT_ENOUGH', '申请退款金额超过可退金额')
    refusePayUnless(earlier.length < maxRefunds, 403, 'RULE_LIMIT', '一笔订单最多分50次退款')
    const last = Math.max(0, ...earlier.map((refund) => Date.parse(refund.createdAt)))
    refusePayUnless(clock.nowMs() - last >= refundGapMs, 429, 'FREQUENCY_LIMITED', '多笔退款需间隔1分钟')
    const paidAt = Date.parse(order.paidAt ?? '')
    refusePayUnless(clock.nowMs() - paidAt <= refundLifeMs, 403, 'RULE_LIMIT', '订单超过一年，不能退款')
  }

  return {
    list,
    find,
    refund(request: RefundRequest): PayRefund {
      const known = find(request.mchid, request.outRefundNo)
      if (known) {
        const isSame = known.refundFen === request.refundFen && known.totalFen === request.totalFen
        refusePayUnless(isSame, 400, 'PARAM_ERROR', '请求参数与之前的退款申请不一致')
        return known
      }
      const order = orders
        .list()
        .find(
          (candidate) =>
            candidate.mchid === request.mchid &&
            (request.transactionId === undefined
              ? candidate.outTradeNo === request.outTradeNo
              : candidate.transactionId === request.transactionId),
        )
      if (order?.transactionId === undefined) throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
      checkAmounts(order, request)
      const outcome = faults.take('/v3/refund/domestic/refunds', ['refundOutcome'])?.outcome ?? 'SUCCESS'
      const refund: PayRefund = {
        ...request,
        outTradeNo: order.outTradeNo,
        transactionId: order.transactionId,
        refundId: makeNumber('5030', 29),
        status: 'PROCESSING',
        outcome,
        createdAt: formatPayTime(clock.now()),
        dueAt: clock.nowMs() + parts.refundMs,
      }
      store.state.payRefunds[payKey(request.mchid, request.outRefundNo)] = refund
      order.state = 'REFUND'
      store.touch()
      store.flush()
      arm(refund)
      return refund
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
