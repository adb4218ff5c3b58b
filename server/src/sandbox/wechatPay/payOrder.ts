/** What happens to an order at the emulated WeChat Pay. */
export interface PayOrder {
  mchid: string
  appid: string
  outTradeNo: string
  description: string
  attach?: string
  totalFen: number
  openid: string
  notifyUrl: string
  createdAt: string
  /** After this nobody can pay. */
  timeExpire?: string
  prepayId: string
  prepaidAt: string
  /** Of everything asked for: the same number with other parameters is refused. */
  parameters: string
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED'
  transactionId?: string
  paidAt?: string
  /** When the merchant said that the goods or the service were handed over. */
  shippedAt?: string
}

export interface PayRefund {
  mchid: string
  refundId: string
  outRefundNo: string
  outTradeNo: string
  transactionId: string
  refundFen: number
  totalFen: number
  reason?: string
  notifyUrl?: string
  status: 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'
  /** What it becomes once the bank has answered. */
  outcome: 'SUCCESS' | 'CLOSED' | 'ABNORMAL'
  createdAt: string
  successAt?: string
  dueAt: number
}

/** The time as WeChat Pay writes it: `2026-11-26T15:04:05+08:00`. */
export function formatPayTime(instant: Date): string {
  return `${new Date(instant.getTime() + 8 * 3600_000).toISOString().slice(0, 19)}+08:00`
}

const stateWords: Record<PayOrder['state'], string> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
}

/** An order as query and notice describe it; one nobody paid has no transaction. */
export function describeOrder(order: PayOrder, paidFen = order.totalFen): object {
  const isPaid = order.transactionId !== undefined
  return {
    amount: {
      ...(isPaid && { currency: 'CNY', payer_currency: 'CNY', payer_total: paidFen }),
      total: paidFen,
    },
    appid: order.appid,
    ...(order.attach !== undefined && { attach: order.attach }),
    ...(isPaid && { bank_type: 'OTHERS' }),
    mchid: order.mchid,
    out_trade_no: order.outTradeNo,
    payer: { openid: order.openid },
    promotion_detail: [],
    ...(order.paidAt !== undefined && { success_time: order.paidAt }),
    trade_state: order.state,
    trade_state_desc: stateWords[order.state],
    ...(isPaid && { trade_type: 'JSAPI', transaction_id: order.transactionId }),
  }
}

/** A refund as its request and query answer it. */
export function describeRefund(refund: PayRefund): object {
  return {
    amount: {
      currency: 'CNY',
      discount_refund: 0,
      from: [],
      payer_refund: refund.refundFen,
      payer_total: refund.totalFen,
      refund: refund.refundFen,
      refund_fee: 0,
      settlement_refund: refund.refundFen,
      settlement_total: refund.totalFen,
      total: refund.totalFen,
    },
    channel: 'ORIGINAL',
    create_time: refund.createdAt,
    funds_account: 'AVAILABLE',
    out_refund_no: refund.outRefundNo,
    out_trade_no: refund.outTradeNo,
    promotion_detail: [],
    refund_id: refund.refundId,
    status: refund.status,
    ...(refund.successAt !== undefined && { success_time: refund.successAt }),
    transaction_id: refund.transactionId,
    user_received_account: '支付用户零钱',
  }
}

/** A refund as its notice describes it: fewer fields, and the status under another name. */
export function describeRefundNotice(refund: PayRefund): object {
  return {
    mchid: refund.mchid,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    ...(refund.successAt !== undefined && { success_time: refund.successAt }),
    user_received_account: '支付用户零钱',
    amount: {
      total: refund.totalFen,
      refund: refund.refundFen,
      payer_total: refund.totalFen,
      payer_refund: refund.refundFen,
    },
  }
}
