import { toClock, toYuan, writeBill } from './bill'
import type { PayOrder, PayRefund } from './payOrder'

/** Source: WeChat Pay, 申请资金账单. */
const columns = [
  '记账时间', '微信支付业务单号', '资金流水单号', '业务名称', '业务类型', '收支类型', '收支金额(元)', '账户结余(元)',
  '资金变更提交申请人', '备注', '业务凭证号',
] // prettier-ignore
const totals = ['资金流水总笔数', '收入笔数', '收入金额', '支出笔数', '支出金额']

/** One change of what the account of a merchant holds; fen, negative when money leaves it. */
interface Move {
  at: string
  fen: number
  /** Number of the transaction or refund at WeChat Pay. */
  number: string
  transactionId: string
  voucher: string
  by: string
  note: string
}

const toMoveIn = (order: PayOrder): Move => ({
  at: order.paidAt ?? '',
  fen: order.totalFen,
  number: order.transactionId ?? '',
  transactionId: order.transactionId ?? '',
  voucher: order.outTradeNo,
  by: 'system',
  note: `结算总金额${toYuan(order.totalFen)}元;含手续费0.00元`,
})

const toMoveOut = (refund: PayRefund): Move => ({
  at: refund.createdAt,
  fen: -refund.refundFen,
  number: refund.refundId,
  transactionId: refund.transactionId,
  voucher: refund.outRefundNo,
  by: `${refund.mchid}API`,
  note: `退款总金额${toYuan(refund.refundFen)}元;含手续费0.00元`,
})

const writeMove = (move: Move, balanceFen: number) => ({
  记账时间: toClock(move.at),
  微信支付业务单号: move.number,
  资金流水单号: move.transactionId,
  业务名称: move.fen < 0 ? '退款' : '交易',
  业务类型: move.fen < 0 ? '退款' : '交易',
  收支类型: move.fen < 0 ? '支出' : '收入',
  '收支金额(元)': toYuan(Math.abs(move.fen)),
  '账户结余(元)': toYuan(balanceFen),
  资金变更提交申请人: move.by,
  备注: move.note,
  业务凭证号: move.voucher,
})

/** What one day did to the merchant's basic account, as CSV; undefined when nothing happened. */
export function buildFundFlowBill(
  day: string,
  orders: readonly PayOrder[],
  refunds: readonly PayRefund[],
): string | undefined {
  const moves = [
    ...orders.filter(({ transactionId }) => transactionId !== undefined).map((order) => toMoveIn(order)),
    // What the bank did not take stays in the account.
    ...refunds.filter(({ status }) => status !== 'CLOSED').map((refund) => toMoveOut(refund)),
  ].sort((a, b) => a.at.localeCompare(b.at))
  let balanceFen = 0
  const balanced = moves.map((move) => ({ move, balanceFen: (balanceFen += move.fen) }))
  const rows = balanced.filter(({ move }) => move.at.startsWith(day))
  if (rows.length === 0) return undefined
  const incoming = rows.filter(({ move }) => move.fen > 0)
  const outgoing = rows.filter(({ move }) => move.fen < 0)
  const add = (side: typeof rows) => toYuan(Math.abs(side.reduce((sum, { move }) => sum + move.fen, 0)))
  return writeBill(
    columns,
    rows.map((row) => writeMove(row.move, row.balanceFen)),
    totals,
    {
      资金流水总笔数: String(rows.length),
      收入笔数: String(incoming.length),
      收入金额: add(incoming),
      支出笔数: String(outgoing.length),
      支出金额: add(outgoing),
    },
  )
}
