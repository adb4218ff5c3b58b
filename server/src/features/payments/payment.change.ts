import { findPaymentState, paymentRules, type PaymentStep } from '@linli/shared/payments/payment.state'
import type { Deps } from '../../deps'
import { createSignal } from '../../lib/signal'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { findPaymentWork, findWait } from './payment.clock'
import { Payment, type PaymentRecord } from './payment.model'

/** A payment has work that is due, in this process. */
export const paymentTouched = createSignal()

/** What a step does besides moving the state. */
export interface PaymentChange {
  set?: Partial<PaymentRecord>
  details?: Record<string, unknown>
}

const readPayment = (id: PaymentRecord['_id']): Promise<PaymentRecord | null> =>
  Payment.findOne({ _id: id }).lean<PaymentRecord | null>()

/** Tells the payer's open pages; the state of the record decides, so losing it is harmless. */
function announcePayment(payment: PaymentRecord, deps: Pick<Deps, 'publish'>): void {
  const id = payment._id.toString()
  deps.publish({
    name: 'payment.changed',
    rooms: [`user:${payment.payer.userId.toString()}`],
    data: { id, version: payment.version, state: payment.state },
  })
}

/**
 * Moves a payment by one step, with its history and outbox entry, in one conditional update.
 * @returns the new record; undefined when the table has no such step (it came twice) or somebody was quicker
 */
export async function movePayment(
  payment: PaymentRecord,
  step: PaymentStep,
  change: PaymentChange,
  deps: Deps,
): Promise<PaymentRecord | undefined> {
  const to = findPaymentState(payment.state, step)
  if (!to) return undefined
  const now = deps.clock.now()
  const next: PaymentRecord = { ...payment, ...change.set, state: to, version: payment.version + 1, tries: 0 }
  delete next.retryAt
  const checkAt = findPaymentWork(next, now)?.at
  const entry = { at: now, step, from: payment.state, to, ...(change.details && { details: change.details }) }
  const { modifiedCount } = await Payment.updateOne(
    { _id: payment._id, state: payment.state, version: payment.version },
    {
      $set: {
        ...change.set,
        state: to,
        version: next.version,
        tries: 0,
        hasOutbox: true,
        ...(checkAt && { checkAt }),
      },
      $unset: { retryAt: 1, ...(checkAt ? {} : { checkAt: 1 }) },
      $push: { history: entry, outbox: makeOutboxEntry(`payment.${step}`, { ...change.details }, deps) },
    },
  )
  if (modifiedCount === 0) return undefined
  kickOutbox(Payment)
  paymentTouched.send()
  const moved = await readPayment(payment._id)
  if (moved) announcePayment(moved, deps)
  return moved ?? undefined
}

/**
 * Changes something without moving the state, if nobody moved it meanwhile; the work at hand counts an attempt.
 * @returns whether it was written
 */
export async function notePayment(
  payment: PaymentRecord,
  change: { set?: Partial<PaymentRecord>; waitSeconds?: number | undefined },
  deps: Pick<Deps, 'clock'>,
): Promise<boolean> {
  const now = deps.clock.now()
  const usual =
    payment.state === 'open'
      ? findWait(paymentRules.askSeconds, payment.tries + 1)
      : findWait(paymentRules.retrySeconds, payment.tries)
  const wait = change.waitSeconds ?? usual
  const retryAt = new Date(now.getTime() + wait * 1000)
  const next = { ...payment, ...change.set, tries: payment.tries + 1, retryAt }
  const checkAt = findPaymentWork(next, now)?.at
  const { modifiedCount } = await Payment.updateOne(
    { _id: payment._id, state: payment.state, version: payment.version },
    {
      $set: { ...change.set, retryAt, version: payment.version + 1, ...(checkAt && { checkAt }) },
      $inc: { tries: 1 },
      ...(checkAt ? {} : { $unset: { checkAt: 1 } }),
    },
  )
  return modifiedCount === 1
}

/** Has the work looked at now, whoever says so. */
export async function hurryPayment(payment: Pick<PaymentRecord, '_id' | 'state'>, deps: Pick<Deps, 'clock'>) {
  const now = deps.clock.now()
  await Payment.updateOne(
    { _id: payment._id, state: payment.state },
    { $set: { checkAt: now, retryAt: now } },
  )
  paymentTouched.send()
}

/** Keeps what was not believed, and has WeChat Pay asked. */
export async function noteAnomaly(
  payment: PaymentRecord,
  what: PaymentRecord['anomalies'][number]['what'],
  details: Record<string, unknown>,
  deps: Deps,
): Promise<void> {
  deps.logger.warn(
    { payment: payment._id.toString(), what, ...details },
    'something of a payment does not fit',
  )
  const entry = { at: deps.clock.now(), what, details }
  await Payment.updateOne({ _id: payment._id }, { $push: { anomalies: { $each: [entry], $slice: -20 } } })
}
