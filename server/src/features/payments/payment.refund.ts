import type { PayableKind } from '@linli/shared/payments/payment.state'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { changeRefund, nextRefundNo } from './payment.accept'
import { movePayment } from './payment.change'
import { Payment, type PaymentRecord, type PaymentRefund } from './payment.model'

/** Why money goes back that came for something which was gone, or paid already. */
export const turnedAway = 'turnedAway'

const makeRefund = (
  payment: PaymentRecord,
  { cause, fen, reason }: Pick<PaymentRefund, 'cause' | 'fen' | 'reason'>,
  deps: Pick<Deps, 'clock'>,
): PaymentRefund => ({
  outRefundNo: nextRefundNo(payment),
  ...{ cause, fen, reason },
  state: 'asked',
  askedAt: deps.clock.now(),
})

const startRefund = (payment: PaymentRecord, refund: PaymentRefund, deps: Deps) =>
  movePayment(
    payment,
    'refund',
    { set: { refunds: [...payment.refunds, refund] }, details: { fen: refund.fen } },
    deps,
  )

/**
 * Gives money back for something that was paid here. Called by the feature whose thing it is, from its own outbox, so
 * that it may come again: the same `cause` makes one refund.
 * @param refund `fen` at most what is left; `reason` is what the person reads in WeChat
 * @throws AppError `request.conflict` while another refund is under way, or the money is not yet handed over
 */
export async function refundPayable(
  payable: { kind: PayableKind; id: string },
  refund: Pick<PaymentRefund, 'cause' | 'fen' | 'reason'>,
  deps: Deps,
): Promise<void> {
  const rows = await Payment.find({ 'payable.id': payable.id, 'payable.kind': payable.kind })
    .sort({ round: -1 })
    .limit(20)
    .lean<PaymentRecord[]>()
  if (rows.some(({ refunds }) => refunds.some(({ cause }) => cause === refund.cause))) return
  const payment = rows.find(({ state }) => state === 'paid' || state === 'partlyRefunded')
  const isUnderWay = rows.some(({ state }) => state === 'received' || state === 'refunding')
  if (!payment && isUnderWay) throw new AppError('request.conflict')
  if (!payment) return
  const fen = Math.min(refund.fen, payment.amountFen - payment.refundedFen)
  if (fen <= 0) return
  const moved = await startRefund(payment, makeRefund(payment, { ...refund, fen }, deps), deps)
  if (!moved) throw new AppError('request.conflict')
}

/**
 * Nobody is to pay any more for something that was called off or is settled otherwise: WeChat Pay is told, and money that came in between goes
 * back. Called by the feature whose thing it is, as often as it likes.
 * @param isStanding the thing stands, and is paid for in another way
 */
export async function withdrawPayable(
  payable: { kind: PayableKind; id: string },
  isStanding: boolean,
  deps: Deps,
): Promise<void> {
  const [last] = await Payment.find({ 'payable.id': payable.id, 'payable.kind': payable.kind })
    .sort({ round: -1 })
    .limit(1)
    .lean<PaymentRecord[]>()
  if (last?.state === 'open') await movePayment(last, 'withdraw', { set: { isStanding } }, deps)
}

/**
 * After a failure that somebody looked at: what the bank could not do keeps its number, for WeChat Pay still holds the
 * money for it; what was closed gets a new one.
 * @returns whether it was asked for; not when somebody else moved the payment first
 */
export async function askRefundAgain(payment: PaymentRecord, deps: Deps): Promise<boolean> {
  const failed = payment.refunds.at(-1)
  if (!failed) return false
  const { cause, fen, reason, outRefundNo } = failed
  const refunds =
    failed.state === 'abnormal'
      ? changeRefund(payment, outRefundNo, { state: 'processing' })
      : [...payment.refunds, makeRefund(payment, { cause, fen, reason }, deps)]
  return (await movePayment(payment, 'refund', { set: { refunds }, details: { fen } }, deps)) !== undefined
}
