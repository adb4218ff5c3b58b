import type { KeptRecord } from '@linli/shared/users/ownData.contract'
import { paymentStateTexts } from '@linli/shared/payments/payment.state'
import { formatYuan } from '@linli/shared/money'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { registerOutboxSource, type OutboxEntry } from '../messages/outbox'
import { registerPersonMerge } from '../register/person.hooks'
import { registerAccountDeletion, registerAccountMerge, registerOwnData } from '../users/userHooks'
import { findPayable } from './payable'
import { mergePayments } from './payment.merge'
import { expandPayment } from './payment.messages'
import { Payment, type PaymentRecord } from './payment.model'
import { PaymentTask, type PaymentTaskRecord } from './paymentTask.model'
import { expandPaymentTask } from './paymentTask.service'

const maxOwn = 1000
const listOwn = (userId: string): Promise<PaymentRecord[]> =>
  Payment.find({ 'payer.userId': userId }).sort({ _id: -1 }).limit(maxOwn).lean<PaymentRecord[]>()

/** Money that went back is told to the feature whose thing it was. */
async function applyPayment(payment: PaymentRecord, { event }: OutboxEntry, deps: Deps): Promise<void> {
  const hasGoneBack =
    event === 'payment.refundDone' || event === 'payment.refundPart' || event === 'payment.refundByHand'
  if (!hasGoneBack) return
  const { payable, refundedFen, amountFen } = payment
  const refund = { paymentId: payment._id.toString(), refundedFen, leftFen: amountFen - refundedFen }
  await findPayable(payable.kind).onRefunded(payable.id, refund, deps)
}

/** Source of the years: 会计档案管理办法, 会计凭证三十年. */
const keptYears = 30

async function keepPayments(userId: string, { clock }: Pick<Deps, 'clock'>): Promise<KeptRecord[]> {
  const [any] = await Payment.find({ 'payer.userId': userId }, { _id: 1 }).limit(1).lean()
  if (!any) return []
  const until = new Date(clock.now().getTime() + keptYears * 366 * 24 * 60 * 60 * 1000).toISOString()
  return [{ what: '付款和退款的记录', basis: '会计凭证要求保存', until }]
}

const openStates = ['open', 'closing', 'received', 'refunding', 'refundFailed'] as const

/** What other features ask of payments; called once, where the routes are listed. */
export function registerPaymentHooks(): void {
  registerOutboxSource<PaymentRecord>({
    name: 'payment',
    model: Payment,
    expand: expandPayment,
    apply: applyPayment,
  })
  registerOutboxSource<PaymentTaskRecord>({
    name: 'paymentTask',
    model: PaymentTask,
    expand: expandPaymentTask,
  })
  registerPersonMerge('payment', [Payment, PaymentTask], mergePayments)
  registerAccountMerge({
    name: 'payment',
    async move(from, into) {
      await Payment.updateMany(
        { 'payer.userId': from },
        { $set: { 'payer.userId': new Types.ObjectId(into) } },
      )
    },
  })
  registerOwnData({
    name: 'payments',
    async describe(userId) {
      const own = await listOwn(userId)
      if (own.length === 0) return []
      const items = own.map(({ title, amountFen, state }) => ({
        label: title,
        value: `${formatYuan(amountFen)}，${paymentStateTexts[state].title}`,
      }))
      return [{ title: '我的付款', items }]
    },
    async collect(userId) {
      const own = await listOwn(userId)
      return own.map(
        ({ title, amountFen, refundedFen, payeeName, state, createdAt, paidAt, outTradeNo }) => ({
          ...{ title, amountFen, refundedFen, payeeName, state, createdAt, paidAt, outTradeNo },
        }),
      )
    },
  })
  registerAccountDeletion({
    name: 'payment',
    async hasOpenMatters(userId) {
      const [open] = await Payment.find({ 'payer.userId': userId, state: { $in: openStates } }, { _id: 1 })
        .limit(1)
        .lean()
      return open !== undefined
    },
    erase: keepPayments,
  })
}
