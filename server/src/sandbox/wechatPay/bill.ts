import type { PayOrder, PayRefund } from './payOrder'

/** Source: WeChat Pay, 申请交易账单 and 申请资金账单. Each kind of bill has columns of its own, so readers go by names. */
const head = [
  '交易时间', '公众账号ID', '商户号', '特约商户号', '设备号', '微信订单号', '商户订单号', '用户标识', '交易类型',
  '交易状态', '付款银行', '货币种类', '应结订单金额', '代金券金额',
] // prettier-ignore
const refund = ['微信退款单号', '商户退款单号', '退款金额', '充值券退款金额', '退款类型', '退款状态']
const goods = ['商品名称', '商户数据包', '手续费', '费率', '订单金额']
const columns = {
  ALL: [...head, ...refund, ...goods, '申请退款金额', '费率备注'],
  SUCCESS: [...head, ...goods, '费率备注'],
  REFUND: [...head, '退款申请时间', '退款成功时间', ...refund, ...goods, '申请退款金额', '费率备注'],
}
export type TradeBillType = keyof typeof columns
export const tradeBillTypes = Object.keys(columns) as TradeBillType[]

const totals = [
  '总交易单数', '应结订单总金额', '退款总金额', '充值券退款总金额', '手续费总金额', '订单总金额', '申请退款总金额',
] // prettier-ignore

export const toYuan = (fen: number): string => (fen / 100).toFixed(2)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
/** Every value begins with a backtick, so that spreadsheets leave it as it is. */
const toLine = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',')
export const toClock = (time: string): string => time.slice(0, 19).replace('T', ' ')

type BillLine = Record<string, string>

/** A bill as a file: byte order mark, lines by the names of their columns, one line of sums at the end. */
export function writeBill(
  names: readonly string[],
  lines: readonly BillLine[],
  totalNames: readonly string[],
  totalLine: BillLine,
): string {
  const write = (order: readonly string[], line: BillLine) => toLine(order.map((name) => line[name] ?? ''))
  const rows = lines.map((line) => write(names, line))
  return `\uFEFF${[names.join(','), ...rows, totalNames.join(','), write(totalNames, totalLine)].join('\r\n')}\r\n`
}

/** The words of a bill are others than those of the interface. */
const refundStatusWords: Record<PayRefund['status'], string> = {
  PROCESSING: 'PROCESSING',
  SUCCESS: 'SUCCESS',
  CLOSED: 'FAIL',
  ABNORMAL: 'CHANGE',
}

function describeCommon(order: PayOrder): BillLine {
  return {
    公众账号ID: order.appid,
    商户号: order.mchid,
    特约商户号: '0',
    微信订单号: order.transactionId ?? '',
    商户订单号: order.outTradeNo,
    用户标识: order.openid,
    交易类型: 'JSAPI',
    付款银行: 'OTHERS',
    货币种类: 'CNY',
    代金券金额: '0.00',
    充值券退款金额: '0.00',
    商品名称: order.description.replace(/[,`\n]/g, ' '),
    商户数据包: order.attach ?? '',
    手续费: '0.00000',
    费率: '0.60%',
  }
}

const describePaid = (order: PayOrder): BillLine => ({
  ...describeCommon(order),
  交易时间: toClock(order.paidAt ?? ''),
  交易状态: 'SUCCESS',
  应结订单金额: toYuan(order.totalFen),
  微信退款单号: '0',
  商户退款单号: '0',
  退款金额: '0.00',
  订单金额: toYuan(order.totalFen),
  申请退款金额: '0.00',
})

const describeReturned = (order: PayOrder, returned: PayRefund): BillLine => ({
  ...describeCommon(order),
  交易时间: toClock(returned.createdAt),
  交易状态: 'REFUND',
  应结订单金额: '0.00',
  退款申请时间: toClock(returned.createdAt),
  退款成功时间: toClock(returned.successAt ?? ''),
  微信退款单号: returned.refundId,
  商户退款单号: returned.outRefundNo,
  退款金额: toYuan(returned.refundFen),
  退款类型: 'ORIGINAL',
  退款状态: refundStatusWords[returned.status],
  订单金额: '0.00',
  申请退款金额: toYuan(returned.refundFen),
})

/** The trade bill of one day as CSV; undefined when nothing happened. */
export function buildTradeBill(
  day: string,
  orders: readonly PayOrder[],
  refunds: readonly PayRefund[],
  type: TradeBillType,
): string | undefined {
  const paid = type === 'REFUND' ? [] : orders.filter(({ paidAt }) => paidAt?.startsWith(day))
  const returned = type === 'SUCCESS' ? [] : refunds.filter(({ createdAt }) => createdAt.startsWith(day))
  if (paid.length + returned.length === 0) return undefined
  const byTransaction = new Map(orders.map((order) => [order.transactionId, order]))
  const rows = [
    ...paid.map((order) => describePaid(order)),
    ...returned.flatMap((one) => {
      const order = byTransaction.get(one.transactionId)
      return order ? [describeReturned(order, one)] : []
    }),
  ]
  const paidYuan = toYuan(sum(paid.map(({ totalFen }) => totalFen)))
  const returnedYuan = toYuan(sum(returned.map(({ refundFen }) => refundFen)))
  return writeBill(columns[type], rows, totals, {
    总交易单数: String(rows.length),
    应结订单总金额: paidYuan,
    退款总金额: returnedYuan,
    充值券退款总金额: '0.00',
    手续费总金额: '0.00000',
    订单总金额: paidYuan,
    申请退款总金额: returnedYuan,
  })
}
