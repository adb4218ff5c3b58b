import { paymentRules } from '@linli/shared/payments/payment.state'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { isPayCode } from '../../integrations/wechatPay/wechatPay.error'
import {
  acceptRefund,
  acceptTransaction,
  changeRefund,
  failRefund,
  fitsPayment,
  hasMoneyMoved,
  nextRefundNo,
} from './payment.accept'
import { movePayment, notePayment } from './payment.change'
import { findRefund, type PaymentWork } from './payment.clock'
import type { PaymentRecord, PaymentRefund } from './payment.model'
import { findPayable } from './payable'
import { turnedAway } from './payment.refund'
import { isTaskOpen, openPaymentTask } from './paymentTask.service'
import { uploadShipping } from './payment.shipping'

type Work = (payment: PaymentRecord, deps: Deps) => Promise<unknown>

/** Where WeChat Pay sends what became of a payment. It must be reachable from outside, and have no query. */
export const notifyUrlOf = (
  { mchid }: Pick<PaymentRecord, 'mchid'>,
  { config }: Pick<Deps, 'config'>,
): string => `${config.publicUrl}/api/payments/notify/${mchid}`

/** @returns whether the money came, and was believed */
async function askWechat(payment: PaymentRecord, deps: Deps): Promise<'paid' | 'unpaid' | 'wrong'> {
  const told = await deps.ports.wechatPay.query(payment)
  if (!told || !hasMoneyMoved(told)) return 'unpaid'
  await acceptTransaction(payment, told, deps)
  if (fitsPayment(payment, told)) return 'paid'
  await openPaymentTask(payment, 'mismatch', payment.outTradeNo, deps)
  return 'wrong'
}

const ask: Work = async (payment, deps) => {
  if ((await askWechat(payment, deps)) !== 'paid') await notePayment(payment, {}, deps)
}

/** First what was to be paid for is freed, then WeChat Pay is told; money that came in between is late money. */
const free: Work = async (payment, deps) => {
  await findPayable(payment.payable.kind).onUnpaidExpired(payment.payable.id, deps)
  await notePayment(payment, { set: { isToFree: false }, waitSeconds: 0 }, deps)
}

const expire: Work = async (payment, deps) => {
  // A notice may have been lost at the very end.
  if (payment.prepaidAt && (await askWechat(payment, deps)) === 'paid') return
  await movePayment(payment, 'expire', { set: { isToFree: true } }, deps)
}

const closeAtWechat = (payment: PaymentRecord, deps: Deps): Promise<void> =>
  deps.ports.wechatPay.close(payment).catch((error: unknown) => {
    if (!isPayCode(error, 'ORDER_NOT_EXIST')) throw error
  })

const close: Work = async (payment, deps) => {
  if (payment.prepaidAt) {
    const money = await askWechat(payment, deps)
    if (money === 'paid') return
    // Money that does not fit is in somebody's hands; it ends here once they have written what came of it.
    if (money === 'wrong' && (await isTaskOpen(payment, 'mismatch'))) {
      await notePayment(payment, {}, deps)
      return
    }
    if (money === 'unpaid') await closeAtWechat(payment, deps)
  }
  await movePayment(payment, 'close', {}, deps)
}

const handOver: Work = async (payment, deps) => {
  const { payable, amountFen, paidAt } = payment
  const feature = findPayable(payable.kind)
  const { payer } = payment
  const paid = { paymentId: payment._id.toString(), amountFen, paidAt: paidAt ?? deps.clock.now(), payer }
  const isTaken =
    (await feature.onPaid(payable.id, paid, deps)) || (await feature.retake(payable.id, paid, deps))
  if (isTaken) {
    await movePayment(payment, 'take', {}, deps)
    return
  }
  const isStanding = await feature.isStanding(payable.id)
  const refund: PaymentRefund = {
    outRefundNo: nextRefundNo(payment),
    cause: turnedAway,
    fen: amountFen,
    reason: isStanding ? '这次预约已经付过了，多付的全额退回' : '这次预约已经不在了，全额退回',
    state: 'asked',
    askedAt: deps.clock.now(),
  }
  await openPaymentTask(payment, isStanding ? 'paidTwice' : 'lateRefund', payment.outTradeNo, deps)
  const refunds = [...payment.refunds, refund]
  await movePayment(payment, 'turnAway', { set: { refunds, isStanding } }, deps)
}

/** It will be refused however often it is asked for. */
const finalRefusals = ['USER_ACCOUNT_ABNORMAL', 'INVALID_REQUEST', 'PARAM_ERROR', 'RULE_LIMIT']

/** Undefined: WeChat Pay will never do it. */
async function requestRefund(payment: PaymentRecord, refund: PaymentRefund, deps: Deps) {
  const { mchid, outTradeNo, amountFen } = payment
  const { outRefundNo, fen, reason } = refund
  const notifyUrl = notifyUrlOf(payment, deps)
  try {
    return await deps.ports.wechatPay.refund({
      ...{ mchid, outTradeNo, outRefundNo, reason, notifyUrl },
      ...{ refundFen: fen, totalFen: amountFen },
    })
  } catch (error) {
    if (isPayCode(error, ...finalRefusals)) return undefined
    throw error
  }
}

const sendRefund: Work = async (payment, deps) => {
  const refund = findRefund(payment)
  if (!refund) return
  const { mchid } = payment
  const { outRefundNo } = refund
  // Whether an attempt that got no answer arrived is asked before it is made again; the number stays.
  const earlier =
    payment.tries > 0 ? await deps.ports.wechatPay.queryRefund({ mchid, outRefundNo }) : undefined
  if (!earlier && payment.tries >= paymentRules.refundTries) {
    await failRefund(payment, refund, 'closed', deps)
    return
  }
  const told = earlier ?? (await requestRefund(payment, refund, deps))
  if (!told) {
    await failRefund(payment, refund, 'abnormal', deps)
    return
  }
  if (told.status !== 'processing') {
    await acceptRefund(payment, told, deps)
    return
  }
  const day = toShanghaiDay(told.createdAt ?? deps.clock.now())
  const refunds = changeRefund(payment, outRefundNo, { state: 'processing', day })
  await notePayment(payment, { set: { refunds }, waitSeconds: paymentRules.retrySeconds[0] }, deps)
}

const askRefund: Work = async (payment, deps) => {
  const refund = findRefund(payment)
  if (!refund) return
  const { outRefundNo } = refund
  const told = await deps.ports.wechatPay.queryRefund({ mchid: payment.mchid, outRefundNo })
  if (told && told.status !== 'processing') {
    await acceptRefund(payment, told, deps)
    return
  }
  // It does not know the number after all: it is asked for again under the same one.
  const refunds = told ? payment.refunds : changeRefund(payment, outRefundNo, { state: 'asked' })
  await notePayment(payment, { set: { refunds } }, deps)
}

const ship: Work = async (payment, deps) => {
  const shipping = await uploadShipping(payment, deps)
  if (shipping === 'failed') await openPaymentTask(payment, 'shippingFailed', String(payment.version), deps)
  await notePayment(payment, { set: { shipping } }, deps)
}

const works: Record<PaymentWork, Work> = {
  ask,
  expire,
  free,
  close,
  handOver,
  sendRefund,
  askRefund,
  ship,
}

/** Does one piece of work. It may be done again after a crash anywhere: every part of it is repeatable. */
export async function doPaymentWork(payment: PaymentRecord, work: PaymentWork, deps: Deps): Promise<void> {
  await works[work](payment, deps)
}
