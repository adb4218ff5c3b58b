import { paymentRules } from '@linli/shared/payments/payment.state'
import type { PaymentRecord } from './payment.model'

/** Work that a payment needs, one piece at a time. */
export type PaymentWork =
  'ask' | 'expire' | 'free' | 'close' | 'handOver' | 'sendRefund' | 'askRefund' | 'ship'

type Clocked = Pick<
  PaymentRecord,
  | 'state'
  | 'createdAt'
  | 'expiresAt'
  | 'prepaidAt'
  | 'isToFree'
  | 'refunds'
  | 'shipping'
  | 'tries'
  | 'retryAt'
>

const after = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000)

/** The wait before the attempt of this number, counted from 0; the last wait repeats. */
export const findWait = (waits: readonly number[], tries: number): number =>
  waits[Math.min(tries, waits.length - 1)] ?? 60

/** The refund that is under way: there is one at a time. */
export const findRefund = ({ refunds }: Pick<PaymentRecord, 'refunds'>) =>
  refunds.find(({ state }) => state === 'asked' || state === 'processing')

function findOpenWork({ expiresAt, prepaidAt, tries, retryAt }: Clocked): { work: PaymentWork; at: Date } {
  if (!prepaidAt) return { work: 'expire', at: expiresAt }
  const askAt = retryAt ?? after(prepaidAt, findWait(paymentRules.askSeconds, tries))
  return askAt < expiresAt ? { work: 'ask', at: askAt } : { work: 'expire', at: expiresAt }
}

/**
 * The next piece of work for a payment, and when it is due. Pure: the same record gives the same answer, so a crash
 * anywhere loses nothing.
 */
export function findPaymentWork(payment: Clocked, now: Date): { work: PaymentWork; at: Date } | undefined {
  const at = payment.retryAt ?? now
  switch (payment.state) {
    case 'open':
      return findOpenWork(payment)
    case 'closing':
      return payment.isToFree ? { work: 'free', at } : { work: 'close', at }
    case 'received':
      return { work: 'handOver', at }
    case 'refunding':
      return { work: findRefund(payment)?.state === 'asked' ? 'sendRefund' : 'askRefund', at }
    // What is left after a part went back is frozen as well until WeChat is told.
    case 'paid':
    case 'partlyRefunded':
      return payment.shipping === 'due' ? { work: 'ship', at } : undefined
    default:
      return undefined
  }
}
