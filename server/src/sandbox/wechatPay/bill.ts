import type { PayOrder, PayRefund } from './payOrder'

const columns = [
  '交易时间', '公众账号ID', '商户号', '特约商户号', '设备号', '微信订单号', '商户订单号', '用户标识', '交易类型',
  '交易状态', '付款银行', '货币种类', '应结订单金额', '代金券金额', '微信退款单号', '商户退款单号', '退款金额',
  '充值券退款金额', '退款类型', '退款状态', '商品名称', '商户数据包', '手续费', '费率', '订单金额', '申请退款金额', '费率备注',
] // prettier-ignore

const totals = [
  '总交易单数', '应结订单总金额', '退款总金额', '充值券退款总金额', '手续费总金额', '订单总金额', '申请退款总金额',
] // prettier-ignore

const toYuan = (fen: number): string => (fen / 100).toFixed(2)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
/** Every value begins with a backtick, so that spreadsheets leave it as it is. */
const toLine = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',')
const toClock = (time: string): string => time.slice(0, 19).replace('T', ' ')

function toRow(order: PayOrder, refund?: PayRefund): string {
  const isRefund = refund !== undefined
  return toLine([
    toClock((isRefund ? refund.createdAt : order.paidAt) ?? ''),
    order.appid,
    order.mchid,
    '0',
    '',
    order.transactionId ?? '',
    order.outTradeNo,
    order.openid,
    'JSAPI',
    isRefund ? 'REFUND' : 'SUCCESS',
    'OTHERS',
    'CNY',
    isRefund ? '0.00' : toYuan(order.totalFen),
    '0.00',
    refund?.refundId ?? '0',
    refund?.outRefundNo ?? '0',
    isRefund ? toYuan(refund.refundFen) : '0.00',
    '0.00',
    isRefund ? 'ORIGINAL' : '',
    refund?.status ?? '',
    order.description.replace(/[,`\n]/g, ' '),
    order.attach ?? '',
    '0.00000',
    '0.60%',
    isRefund ? '0.00' : toYuan(order.totalFen),
    isRefund ? toYuan(refund.refundFen) : '0.00',
    '',
  ])
}

/** The trade bill of one day as CSV, with the byte order mark; undefined when nothing happened. */
export function buildTradeBill(
  day: string,
  orders: readonly PayOrder[],
  refunds: readonly PayRefund[],
  type: 'ALL' | 'SUCCESS' | 'REFUND',
): string | undefined {
  const paid = type === 'REFUND' ? [] : orders.filter(({ paidAt }) => paidAt?.startsWith(day))
  const returned = type === 'SUCCESS' ? [] : refunds.filter(({ createdAt }) => createdAt.startsWith(day))
  if (paid.length + returned.length === 0) return undefined
  const byTransaction = new Map(orders.map((order) => [order.transactionId, order]))
  const rows = [
    ...paid.map((order) => toRow(order)),
    ...returned.flatMap((refund) => {
      const order = byTransaction.get(refund.transactionId)
      return order ? [toRow(order, refund)] : []
    }),
  ]
  const paidFen = sum(paid.map(({ totalFen }) => totalFen))
  const returnedFen = sum(returned.map(({ refundFen }) => refundFen))
  const last = [
    String(rows.length),
    toYuan(paidFen),
    toYuan(returnedFen),
    '0.00',
    '0.00000',
    toYuan(paidFen),
    toYuan(returnedFen),
  ]
  return `\uFEFF${[columns.join(','), ...rows, totals.join(','), toLine(last)].join('\r\n')}\r\n`
}
