import { paymentTaskTexts, type PaymentTaskKind } from '@linli/shared/payments/payment.state'
import { formatYuan } from '@linli/shared/money'
import { triageOf, type Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { recordAudit } from '../audit/audit.service'
import type { Message } from '../messages/message'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { postsOf, type Actor } from '../users/actor'
import { listPostPeople } from '../users/postPeople.service'
import { movePayment } from './payment.change'
import { Payment, type PaymentRecord } from './payment.model'
import { PaymentTask, type PaymentTaskRecord } from './paymentTask.model'
import { askRefundAgain } from './payment.refund'
import { askShippingAgain } from './payment.shipping'

/** Puts it before the desk of the community, once for each occasion. */
export async function openPaymentTask(
  payment: PaymentRecord,
  kind: PaymentTaskKind,
  occasion: string,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  const { _id: paymentId, personId, title, amountFen, district } = payment
  try {
    await PaymentTask.create({
      ...{ kind, paymentId, personId, title, amountFen, district },
      key: `${paymentId.toString()}:${kind}:${occasion}`,
      post: triageOf(payment),
      isOpen: true,
      createdAt: deps.clock.now(),
      outbox: [makeOutboxEntry('paymentTask.opened', {}, deps)],
      hasOutbox: true,
    })
    kickOutbox(PaymentTask)
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

interface BillTask {
  /** Made once for each, never changed. */
  key: string
  kind: 'billDifferent' | 'billFailed'
  billId: Types.ObjectId
  title: string
  amountFen: number
  district: string
  post: Post
}

/** Puts a bill before the desk of the payee's street, once. */
export async function openBillTask(task: BillTask, deps: Pick<Deps, 'clock'>): Promise<void> {
  try {
    await PaymentTask.create({
      ...{ ...task, isOpen: true, createdAt: deps.clock.now(), hasOutbox: true },
      outbox: [makeOutboxEntry('paymentTask.opened', {}, deps)],
    })
    kickOutbox(PaymentTask)
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

/** What turned out to be right by itself is nobody's task any more. */
export async function closeBillTasks(
  keys: readonly string[],
  note: string,
  { clock }: Pick<Deps, 'clock'>,
): Promise<void> {
  const done = { isOpen: false, doneAt: clock.now(), doneByName: '自动处理', note }
  await PaymentTask.updateMany({ key: { $in: keys }, isOpen: true }, { $set: done })
}

/** Whether somebody still has to see to it. */
export async function isTaskOpen(
  { _id: paymentId }: Pick<PaymentRecord, '_id'>,
  kind: PaymentTaskKind,
): Promise<boolean> {
  return (await PaymentTask.exists({ paymentId, kind, isOpen: true })) !== null
}

const maxShown = 200

/** What lies at the actor's own posts, the oldest first. */
export async function listPaymentTasks(actor: Actor, isOpen: boolean): Promise<PaymentTaskRecord[]> {
  const posts = postsOf(actor).filter((post) => post.startsWith('triage:'))
  const rows = await Promise.all(
    posts.map((post) =>
      PaymentTask.find({ post, isOpen }, { outbox: 0 })
        .sort({ _id: isOpen ? 1 : -1 })
        .limit(maxShown)
        .lean<PaymentTaskRecord[]>(),
    ),
  )
  return rows.flat().slice(0, maxShown)
}

async function readTask(id: string): Promise<PaymentTaskRecord> {
  const task = await PaymentTask.findOne({ _id: id }).lean<PaymentTaskRecord | null>()
  assertThat(task, 'record.not_found')
  return task
}

/** Who was faster, when, and what came of it. */
const describeEnd = ({ doneByName, doneAt, note }: PaymentTaskRecord) => ({
  ...{ state: 'done', by: doneByName, at: doneAt, note },
})

/** @throws AppError `record.not_found`, `payment.task_done`. */
async function readOwnTask(actor: Actor, id: string): Promise<PaymentTaskRecord> {
  const task = await readTask(id)
  assertThat(postsOf(actor).includes(task.post), 'record.not_found')
  if (!task.isOpen) throw new AppError('payment.task_done', describeEnd(task))
  return task
}

async function readPaymentOf({ paymentId }: Pick<PaymentTaskRecord, 'paymentId'>): Promise<PaymentRecord> {
  assertThat(paymentId, 'payment.task_done')
  const payment = await Payment.findOne({ _id: paymentId }).lean<PaymentRecord | null>()
  assertThat(payment, 'record.not_found')
  return payment
}

/**
 * Money moves before its task ends: should this server die in between, the task still stands and can be ended, while
 * the other way round nobody would look after the money again. Of two at once one moves it.
 * @throws AppError `payment.task_done` when a colleague was faster.
 */
async function assertMoved(isMoved: boolean, actor: Actor, id: string): Promise<void> {
  if (isMoved) return
  const { state, shipping } = await readPaymentOf(await readOwnTask(actor, id))
  throw new AppError('payment.task_done', { state: 'open', paymentState: state, shipping })
}

/** @returns the task as it ended, and whether by this actor or by a colleague who was faster */
async function endTask(
  task: PaymentTaskRecord,
  actor: Actor,
  note: string,
  deps: Deps,
): Promise<{ ended: PaymentTaskRecord; isOurs: boolean }> {
  const done = {
    doneAt: deps.clock.now(),
    doneBy: new Types.ObjectId(actor.userId),
    doneByName: actor.displayName,
  }
  const { modifiedCount } = await PaymentTask.updateOne(
    { _id: task._id, isOpen: true },
    { $set: { isOpen: false, note, ...done } },
  )
  return { ended: await readTask(task._id.toString()), isOurs: modifiedCount === 1 }
}

/** Writes what came of it; a failed refund may have gone back in another way, which is then on record. */
export async function endPaymentTask(
  actor: Actor,
  id: string,
  { note, isRefundedByHand }: { note: string; isRefundedByHand: boolean },
  deps: Deps,
): Promise<PaymentTaskRecord> {
  const task = await readOwnTask(actor, id)
  const payment = task.paymentId && (await readPaymentOf(task))
  const isByHand =
    payment !== undefined && isRefundedByHand && task.kind === 'refundFailed' && payment.state !== 'refunded'
  if (isByHand) {
    const change = { set: { refundedFen: payment.amountFen } }
    await assertMoved((await movePayment(payment, 'refundByHand', change, deps)) !== undefined, actor, id)
  }
  const { ended, isOurs } = await endTask(task, actor, note, deps)
  assertThat(isOurs || isByHand, 'payment.task_done', describeEnd(ended))
  const about = payment
    ? { kind: 'payment', id: payment._id.toString() }
    : { kind: 'payBill', id: String(task.billId) }
  const subject = { ...about, district: task.district }
  await recordAudit(actor, 'payment.taskEnded', subject, { kind: task.kind, isRefundedByHand }, deps)
  return ended
}

/** What can be tried once more, while the payment still waits for just that. */
export const canRetryTask = (
  { isOpen, kind }: Pick<PaymentTaskRecord, 'isOpen' | 'kind'>,
  { state, shipping }: Pick<PaymentRecord, 'state' | 'shipping'>,
): boolean =>
  isOpen &&
  ((kind === 'refundFailed' && state === 'refundFailed') ||
    (kind === 'shippingFailed' && shipping === 'failed'))

/**
 * Has the refund asked for again under a new number, or WeChat told again of the service; the task is done, a new
 * failure makes a new one.
 */
export async function retryPaymentTask(actor: Actor, id: string, deps: Deps): Promise<PaymentTaskRecord> {
  const task = await readOwnTask(actor, id)
  const payment = await readPaymentOf(task)
  const { state: paymentState, shipping } = payment
  assertThat(canRetryTask(task, payment), 'payment.task_done', { state: 'open', paymentState, shipping })
  const isRefund = task.kind === 'refundFailed'
  await assertMoved(await (isRefund ? askRefundAgain : askShippingAgain)(payment, deps), actor, id)
  return (await endTask(task, actor, isRefund ? '再退一次' : '再告诉微信一次', deps)).ended
}

/** The desk hears of it; no names, for it may lie on a lock screen. */
export async function expandPaymentTask(
  task: PaymentTaskRecord,
  _: unknown,
  deps: Pick<Deps, 'clock'>,
): Promise<Message[]> {
  if (!task.isOpen) return []
  const people = await listPostPeople(task.post, deps.clock.now())
  const { title, todo } = paymentTaskTexts[task.kind]
  const sum = task.amountFen > 0 ? `${formatYuan(task.amountFen)}。` : ''
  return people.map((userId) => ({
    userId,
    event: 'paymentTask.opened',
    title: `${task.title}：${title}`,
    body: `${sum}${todo}。`,
    page: `packages/payments/pages/${task.kind === 'billDifferent' ? 'bills' : 'tasks'}/index`,
    district: task.district,
    isUrgent: true,
    isQueue: true,
  }))
}
