import type { BillRow, TradeBill } from './wechatPay.port'

/** Yuan with two digits to fen, without a detour over floating point. @throws RangeError */
function toFen(yuan: string): number {
  const [, whole = '', rest = ''] = /^(\d{1,10})(?:\.(\d{1,2})0*)?$/.exec(yuan) ?? []
  if (whole === '') throw new RangeError(`not an amount: ${yuan}`)
  return Number(whole) * 100 + Number(rest.padEnd(2, '0'))
}

const splitLine = (line: string): string[] => line.split(',`').map((value) => value.replace(/^`/, ''))

function readColumns(header: readonly string[], line: string): (name: string) => string {
  const values = splitLine(line)
  return (name) => values[header.indexOf(name)] ?? ''
}

function readRow(read: (name: string) => string): BillRow {
  const isRefund = read('交易状态') === 'REFUND' || read('交易状态') === 'REVOKED'
  const refundStatus = read('退款状态')
  return {
    kind: isRefund ? 'refund' : 'payment',
    at: new Date(`${read('交易时间').replace(' ', 'T')}+08:00`),
    transactionId: read('微信订单号'),
    outTradeNo: read('商户订单号'),
    totalFen: isRefund ? 0 : toFen(read('订单金额')),
    refundFen: isRefund ? toFen(read('申请退款金额')) : 0,
    ...(isRefund ? { outRefundNo: read('商户退款单号') } : {}),
    ...(refundStatus === '' ? {} : { refundStatus }),
  }
}

/**
 * Reads a trade bill (ALL): CSV whose values begin with a backtick, in yuan, with one row of sums at the end.
 * @throws RangeError when it is cut off or its columns are others
 */
export function parseTradeBill(text: string): TradeBill {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const header = (lines[0] ?? '').split(',')
  const totalsAt = lines.findIndex((line) => line.startsWith('总交易单数'))
  const totalsLine = lines[totalsAt + 1]
  if (header[0] !== '交易时间' || totalsAt < 1 || totalsLine === undefined)
    throw new RangeError('not a whole trade bill')
  const readTotal = readColumns((lines[totalsAt] ?? '').split(','), totalsLine)
  return {
    rows: lines.slice(1, totalsAt).map((line) => readRow(readColumns(header, line))),
    totals: {
      count: Number(readTotal('总交易单数')),
      paidFen: toFen(readTotal('订单总金额')),
      refundedFen: toFen(readTotal('申请退款总金额')),
    },
  }
}
