import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { giveWay } from '../../lib/giveWay'
import { notePayment, paymentTouched } from './payment.change'
import { findPaymentWork } from './payment.clock'
import { Payment, type PaymentRecord } from './payment.model'
import { doPaymentWork } from './payment.work'

const batchSize = 100
const maxBatches = 20
/** Asked, handed over, and no more while somebody waits. */
const maxPieces = 2
/** A server that has it may take so long, waits for WeChat Pay included, before another goes on. */
const leaseMilliseconds = 60_000

/** One server has the work at a time; it dies, and the lease ends. */
async function takeLease(payment: PaymentRecord, now: Date): Promise<boolean> {
  const { modifiedCount } = await Payment.updateOne(
    { _id: payment._id, version: payment.version, ...(payment.checkAt && { checkAt: payment.checkAt }) },
    { $set: { checkAt: new Date(now.getTime() + leaseMilliseconds) } },
  )
  return modifiedCount === 1
}

async function workOn(payment: PaymentRecord, deps: Deps): Promise<boolean> {
  const now = deps.clock.now()
  const due = findPaymentWork(payment, now)
  if (!due || due.at > now) {
    // Nothing to do, or not yet: an old reminder.
    const checkAt = due ? { $set: { checkAt: due.at } } : { $unset: { checkAt: 1 as const } }
    await Payment.updateOne({ _id: payment._id, version: payment.version }, checkAt)
    return false
  }
  if (!(await takeLease(payment, now))) return false
  try {
    await doPaymentWork(payment, due.work, deps)
    return true
  } catch (error) {
    deps.logger.warn({ err: error, payment: payment._id.toString(), work: due.work }, 'payment work failed')
    await notePayment(payment, {}, deps)
    return false
  }
}

/** What is due of one payment, because somebody waits for it. */
export async function sweepPayment(id: PaymentRecord['_id'], deps: Deps): Promise<void> {
  for (let piece = 0; piece < maxPieces; piece += 1) {
    const payment = await Payment.findOne({ _id: id }).lean<PaymentRecord | null>()
    if (!payment || !(await workOn(payment, deps))) return
  }
}

/** Everything that is due; what fails is tried again later and holds up nothing else. @returns how much was done */
export async function sweepPayments(deps: Deps, signal?: AbortSignal): Promise<number> {
  let done = 0
  for (let batch = 0; batch < maxBatches && !signal?.aborted; batch += 1) {
    const due = await Payment.find({ checkAt: { $lte: deps.clock.now() } })
      .sort({ checkAt: 1 })
      .limit(batchSize)
      .lean<PaymentRecord[]>()
    for (const payment of due) {
      if (signal?.aborted) return done
      if (await workOn(payment, deps)) done += 1
      await giveWay()
    }
    if (due.length === 0) break
  }
  return done
}

/** Each second, and at once when something came: a person looks at the page meanwhile. */
export const paymentSweepJob: JobDefinition = {
  name: 'sweepPayments',
  everySeconds: 1,
  wakeOn: paymentTouched.listen,
  run: async (deps, signal) => {
    await sweepPayments(deps, signal)
  },
}
