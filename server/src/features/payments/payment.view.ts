import type { PaymentView } from '@linli/shared/payments/payment.contract'
import type { PaymentTaskView } from '@linli/shared/payments/payment.contract'
import { paymentStateTexts, paymentTaskTexts } from '@linli/shared/payments/payment.state'
import { dropUndefined } from '../../lib/dropUndefined'
import { Payment, type PaymentRecord } from './payment.model'
import type { PaymentTaskRecord } from './paymentTask.model'
import { turnedAway } from './payment.refund'
import { canRetryTask } from './paymentTask.service'

const isGoingBack = ({ state }: Pick<PaymentRecord, 'state'>): boolean =>
  state === 'refunding' || state === 'refunded'

const isTurnedAway = (payment: PaymentRecord): boolean =>
  isGoingBack(payment) && payment.refunds.some(({ cause }) => cause === turnedAway)

const notPaidHere = { title: '没有在微信里付', next: '预约照常，没有扣您的钱，不用重新约。' }

/** Of what stands whether or not it is paid here nobody is to think that it was called off, or book it once more. */
function findStandingTexts(payment: PaymentRecord): { title: string; next: string } {
  const { state } = payment
  const texts = paymentStateTexts[state]
  if (state === 'closing' || state === 'closed') return notPaidHere
  if (state === 'received') return { ...texts, next: '正在记到这一单上。' }
  if (state === 'paid') return { ...texts, next: '记到这一单上了，不用再到服务站付。' }
  if (!isTurnedAway(payment)) return texts
  return { ...texts, next: `预约已经付过了，照常，不用重新约。这是多付的。${texts.next}` }
}

/** A late payment that went back says so; everything else is said by its state. */
function findTexts(payment: PaymentRecord): { title: string; next: string } {
  const { state, isLate, isStanding } = payment
  if (isStanding === true) return findStandingTexts(payment)
  const texts = paymentStateTexts[state]
  return isLate && isGoingBack(payment)
    ? { ...texts, next: `您付款时，这次预约已经取消或给了别人。${texts.next}社区会打电话给您。` }
    : texts
}

/** What whoever pays sees; an allow-list. */
export function viewPayment(payment: PaymentRecord): PaymentView {
  const { title, next } = findTexts(payment)
  return dropUndefined({
    id: payment._id.toString(),
    version: payment.version,
    state: payment.state,
    stateText: title,
    nextText: next,
    title: payment.title,
    personId: payment.personId.toString(),
    payeeName: payment.payeeName,
    amountFen: payment.amountFen,
    refundedFen: payment.refundedFen,
    proxyText: payment.payer.proxyText,
    expiresAt: payment.expiresAt.toISOString(),
    paidAt: payment.paidAt?.toISOString(),
    page: payment.page,
  })
}

/** Rows for the desk; the payments are read once for all of them. */
export async function viewPaymentTasks(tasks: readonly PaymentTaskRecord[]): Promise<PaymentTaskView[]> {
  const payments = await Payment.find(
    { _id: { $in: tasks.flatMap(({ paymentId }) => paymentId ?? []) } },
    { state: 1, shipping: 1 },
  )
    .limit(tasks.length)
    .lean<Pick<PaymentRecord, '_id' | 'state' | 'shipping'>[]>()
  const found = new Map(payments.map((payment) => [payment._id.toString(), payment]))
  return tasks.map((task) => {
    const payment = task.paymentId && (found.get(task.paymentId.toString()) ?? { state: 'closed' as const })
    return dropUndefined({
      id: task._id.toString(),
      kind: task.kind,
      ...paymentTaskTexts[task.kind],
      what: task.title,
      amountFen: task.amountFen,
      paymentState: payment?.state,
      isOpen: task.isOpen,
      createdAt: task.createdAt.toISOString(),
      personId: task.personId?.toString(),
      doneByName: task.doneByName,
      doneAt: task.doneAt?.toISOString(),
      note: task.note,
      canRetry: payment !== undefined && canRetryTask(task, payment),
    })
  })
}
