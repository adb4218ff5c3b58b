import type { BillRow, TradeBill } from '../../integrations/wechatPay/wechatPay.port'
import { dropUndefined } from '../../lib/dropUndefined'
import type { BillDifference } from './payBill.model'
import type { PaymentRecord } from './payment.model'

type Booked = Pick<PaymentRecord, 'outTradeNo' | 'amountFen' | 'paidDay' | 'state' | 'refunds'>

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** States in which the money is known here. */
const isPaidHere = ({ paidDay }: Booked): boolean => paidDay !== undefined

function comparePayment(day: string, row: BillRow, ours: Booked | undefined): BillDifference | undefined {
  const { outTradeNo, totalFen: theirsFen } = row
  if (!ours) return { kind: 'unknownPayment', outTradeNo, theirsFen }
  if (!isPaidHere(ours)) return { kind: 'notPaidHere', outTradeNo, theirsFen, oursFen: 0 }
  const oursFen = ours.amountFen
  if (oursFen !== theirsFen) return { kind: 'paymentAmount', outTradeNo, theirsFen, oursFen }
  return ours.paidDay === day ? undefined : { kind: 'otherDay', outTradeNo, theirsFen, oursFen }
}

const refundStates: Record<string, readonly string[]> = {
  // The bill is of the day it was asked for; what came of it later is not in it.
  success: ['SUCCESS', 'PROCESSING'],
  processing: ['PROCESSING', 'SUCCESS'],
  asked: ['PROCESSING', 'SUCCESS'],
  // A bill says FAIL and CHANGE where the interface says CLOSED and ABNORMAL.
  closed: ['FAIL', 'CLOSED', 'PROCESSING', 'CHANGE'],
  abnormal: ['CHANGE', 'FAIL', 'ABNORMAL', 'PROCESSING'],
}

function compareRefund(day: string, row: BillRow, ours: Booked | undefined): BillDifference | undefined {
  const { outTradeNo, outRefundNo, refundFen: theirsFen, refundStatus } = row
  const known = ours?.refunds.find((refund) => refund.outRefundNo === outRefundNo)
  const numbers = dropUndefined({ outTradeNo, outRefundNo })
  if (!known) return { kind: 'unknownRefund', ...numbers, theirsFen }
  if (known.fen !== theirsFen) return { kind: 'refundAmount', ...numbers, theirsFen, oursFen: known.fen }
  const isSame = refundStatus === undefined || refundStates[known.state]?.includes(refundStatus)
  if (!isSame) return { kind: 'refundState', ...numbers, theirsFen, oursFen: known.fen }
  // Without a day of ours its request is still under way here.
  const isOtherDay = known.day !== undefined && known.day !== day
  return isOtherDay ? { kind: 'otherDay', ...numbers, theirsFen, oursFen: known.fen } : undefined
}

/** What we have booked on the day and the bill does not name. */
function findMissing(day: string, rows: readonly BillRow[], booked: readonly Booked[]): BillDifference[] {
  const paid = new Set(rows.filter(({ kind }) => kind === 'payment').map(({ outTradeNo }) => outTradeNo))
  const returned = new Set(rows.flatMap(({ outRefundNo }) => outRefundNo ?? []))
  const payments = booked
    .filter(({ paidDay, outTradeNo }) => paidDay === day && !paid.has(outTradeNo))
    .map(({ outTradeNo, amountFen }) => ({ kind: 'missingPayment' as const, outTradeNo, oursFen: amountFen }))
  const refunds = booked.flatMap(({ outTradeNo, refunds: own }) =>
    own
      .filter((refund) => refund.day === day && !returned.has(refund.outRefundNo))
      .map(({ outRefundNo, fen }) => ({
        kind: 'missingRefund' as const,
        outTradeNo,
        outRefundNo,
        oursFen: fen,
      })),
  )
  return [...payments, ...refunds]
}

/** Our sums of a day, as the bill counts them. */
export function sumBooked(day: string, booked: readonly Booked[]) {
  const paid = booked.filter(({ paidDay }) => paidDay === day)
  const refunds = booked.flatMap(({ refunds: own }) => own.filter((refund) => refund.day === day))
  return {
    count: paid.length + refunds.length,
    paidFen: sum(paid.map(({ amountFen }) => amountFen)),
    refundedFen: sum(refunds.map(({ fen }) => fen)),
  }
}

/**
 * Every difference between WeChat Pay's bill of a day and our books, in both directions.
 * @param booked the payments that were paid or refunded on the day, and those the bill names
 */
export function compareBill(day: string, bill: TradeBill, booked: readonly Booked[]): BillDifference[] {
  const byNumber = new Map(booked.map((payment) => [payment.outTradeNo, payment]))
  const differences = bill.rows.flatMap((row) => {
    const ours = byNumber.get(row.outTradeNo)
    return (row.kind === 'payment' ? comparePayment(day, row, ours) : compareRefund(day, row, ours)) ?? []
  })
  const rowsPaidFen = sum(bill.rows.map(({ totalFen }) => totalFen))
  const rowsRefundedFen = sum(bill.rows.map(({ refundFen }) => refundFen))
  const { totals } = bill
  const isWhole =
    totals.count === bill.rows.length &&
    totals.paidFen === rowsPaidFen &&
    totals.refundedFen === rowsRefundedFen
  const incomplete: BillDifference[] = isWhole
    ? []
    : [
        {
          kind: 'totals',
          theirsFen: totals.paidFen - totals.refundedFen,
          oursFen: rowsPaidFen - rowsRefundedFen,
        },
      ]
  return [...differences, ...findMissing(day, bill.rows, booked), ...incomplete]
}
