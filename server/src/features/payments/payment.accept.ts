import { paymentRules } from '@linli/shared/payments/payment.state'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import type { Refund, Transaction } from '../../integrations/wechatPay/wechatPay.port'
import { findRefund } from './payment.clock'
import { hurryPayment, movePayment, noteAnomaly } from './payment.change'
import { Payment, type PaymentRecord, type PaymentRefund } from './payment.model'
import { openPaymentTask } from './paymentTask.service'

/** Whether WeChat Pay's words fit what was asked for: merchant, app, sum, currency and who pays. */
export function fitsPayment(payment: PaymentRecord, transaction: Transaction): boolean {
  return (
    transaction.mchid === payment.mchid &&
    transaction.outTradeNo === payment.outTradeNo &&
    transaction.appid === payment.payer.appid &&
    transaction.totalFen === payment.amountFen &&
    transaction.currency === 'CNY' &&
    (transaction.openid ?? payment.payer.openid) === payment.payer.openid
  )
}

export const hasMoneyMoved = ({ state }: Transaction): boolean => state === 'success' || state === 'refund'

/**
 * WeChat Pay says that money came; believed only when everything fits. Coming twice or late changes nothing that is
 * right already.
 */
export async function acceptTransaction(
  payment: PaymentRecord,
  transaction: Transaction,
  deps: Deps,
): Promise<PaymentRecord | undefined> {
  if (!hasMoneyMoved(transaction)) return undefined
  if (!fitsPayment(payment, transaction)) {
    const { totalFen, appid, mchid } = transaction
    await noteAnomaly(payment, 'wrongContent', { totalFen, appid, mchid }, deps)
    return undefined
  }
  const now = deps.clock.now()
  const paidAt = transaction.paidAt ?? now
  const isMini = payment.payer.appid === deps.config.wechat.mini.appid
  return movePayment(
    payment,
    'succeed',
    {
      set: {
        paidAt,
        paidDay: toShanghaiDay(paidAt),
        isLate: payment.state !== 'open',
        ...(transaction.transactionId === undefined ? {} : { transactionId: transaction.transactionId }),
        // Only orders of the mini program are frozen until something was handed over.
        ...(isMini ? { shipping: 'due' as const } : {}),
      },
    },
    deps,
  )
}

/** All refunds, with the one of this number changed. */
export const changeRefund = (
  { refunds }: PaymentRecord,
  outRefundNo: string,
  change: Partial<PaymentRefund>,
): PaymentRefund[] =>
  refunds.map((refund) => (refund.outRefundNo === outRefundNo ? { ...refund, ...change } : refund))

async function finishRefund(payment: PaymentRecord, refund: PaymentRefund, deps: Deps) {
  const refundedFen = payment.refundedFen + refund.fen
  const done = { ...refund, state: 'success' as const, doneAt: deps.clock.now() }
  const refunds = changeRefund(payment, refund.outRefundNo, done)
  const step = refundedFen >= payment.amountFen ? 'refundDone' : 'refundPart'
  return movePayment(payment, step, { set: { refunds, refundedFen }, details: { fen: refund.fen } }, deps)
}

/** Somebody must see to it: the money is still with the merchant. */
export async function failRefund(
  payment: PaymentRecord,
  refund: PaymentRefund,
  state: 'closed' | 'abnormal',
  deps: Deps,
): Promise<PaymentRecord | undefined> {
  const refunds = changeRefund(payment, refund.outRefundNo, { ...refund, state })
  // First the task: whatever dies in between is done again, and the key makes it once.
  await openPaymentTask(payment, 'refundFailed', `${refund.outRefundNo}:${payment.history.length}`, deps)
  return movePayment(payment, 'refundFail', { set: { refunds }, details: { fen: refund.fen } }, deps)
}

/** The number of the next refund of a payment: ours, then the next letter and count. */
export const nextRefundNo = ({ outTradeNo, refunds }: PaymentRecord): string =>
  `${outTradeNo}R${refunds.length + 1}`

/** Closed at WeChat Pay: it is asked for again under a new number, a few times. */
async function repeatRefund(payment: PaymentRecord, refund: PaymentRefund, deps: Deps) {
  const closed = changeRefund(payment, refund.outRefundNo, { ...refund, state: 'closed' })
  const numbers = closed.filter(({ cause, state }) => cause === refund.cause && state === 'closed').length
  if (numbers >= paymentRules.refundNumbers) return failRefund(payment, refund, 'closed', deps)
  const { cause, fen, reason } = refund
  const now = deps.clock.now()
  const again = {
    outRefundNo: nextRefundNo(payment),
    cause,
    fen,
    reason,
    state: 'asked' as const,
    askedAt: now,
  }
  const waitUntil = new Date(now.getTime() + 60_000)
  await Payment.updateOne(
    { _id: payment._id, state: payment.state, version: payment.version },
    {
      $set: {
        refunds: [...closed, again],
        version: payment.version + 1,
        tries: 0,
        // WeChat Pay takes one part a minute.
        retryAt: waitUntil,
        checkAt: waitUntil,
      },
    },
  )
  return undefined
}

/** WeChat Pay says how a refund stands; only the one under way counts, whatever comes again or out of order. */
export async function acceptRefund(
  payment: PaymentRecord,
  told: Omit<Refund, 'mchid'>,
  deps: Deps,
): Promise<PaymentRecord | undefined> {
  const known = payment.refunds.find(({ outRefundNo }) => outRefundNo === told.outRefundNo)
  if (known?.fen !== told.refundFen || told.totalFen !== payment.amountFen) {
    const { outRefundNo, refundFen } = told
    await noteAnomaly(payment, 'foreignRefund', { outRefundNo, refundFen }, deps)
    return undefined
  }
  const isPutRight =
    payment.state === 'refundFailed' && known.state === 'abnormal' && told.status === 'success'
  const isUnderWay = payment.state === 'refunding' && findRefund(payment) === known
  if (!isPutRight && !isUnderWay) return undefined
  // The answer that would have said so may have been lost.
  const refund = { ...known, day: known.day ?? toShanghaiDay(told.createdAt ?? deps.clock.now()) }
  if (told.status === 'success') return finishRefund(payment, refund, deps)
  if (told.status === 'abnormal') return failRefund(payment, refund, 'abnormal', deps)
  if (told.status === 'closed') return repeatRefund(payment, refund, deps)
  return undefined
}

/** What a notice or a bill says is not believed but asked for. */
export async function askAbout(outTradeNo: string, deps: Deps): Promise<void> {
  const payment = await Payment.findOne({ outTradeNo }).lean<PaymentRecord | null>()
  if (!payment) return
  if (payment.state === 'closed') {
    const told = await deps.ports.wechatPay.query(payment)
    if (told) await acceptTransaction(payment, told, deps)
    return
  }
  await hurryPayment(payment, deps)
}
