import type { Place } from '@linli/shared/areas/areas'
import type { PayableKind } from '@linli/shared/payments/payment.state'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'

/** What is due for something, as its feature says at this moment. */
export interface PayableDescription {
  /** What the payer and WeChat show: 「老年食堂午餐，11月26日」. No names, nothing about health. */
  title: string
  amountFen: number
  /** Who it is for; they, or a proxy with the scope `payments`, may pay. */
  personId: string
  /** Whose merchant number takes the money. */
  payeeUnitId: string
  payeeName: string
  place: Place
  /** Until then it is kept for whoever pays; what stands can be begun anew after it. */
  payBy: Date
  /** It is booked whether or not it is paid now: what is not paid here is paid elsewhere. */
  isStanding: boolean
  /** Where it is shown: a page with its query, without a leading slash. */
  page: string
}

/** Money that came for something. */
export interface PaidFor {
  paymentId: string
  amountFen: number
  paidAt: Date
  /** The account that paid, and for whom it acted, in words; absent where it paid for itself. */
  payer: { userId: Types.ObjectId; proxyText?: string }
}

/** A kind of thing that can be paid for. Every hook may run again after a crash, with the same payment. */
export interface Payable {
  kind: PayableKind
  /** Undefined: there is nothing to pay now. */
  describe(id: string, deps: Deps): Promise<PayableDescription | undefined>
  /**
   * The money is there. @returns whether it is taken: true again for the same payment, false once the thing was paid
   * otherwise, called off, or its time ran out
   */
  onPaid(id: string, paid: PaidFor, deps: Deps): Promise<boolean>
  /** The money came after the time: takes the place again if there still is one. @returns whether it did */
  retake(id: string, paid: PaidFor, deps: Deps): Promise<boolean>
  /** Whether it stands without this money: it was paid in another way, or is to be. */
  isStanding(id: string): Promise<boolean>
  /** Nobody paid in time: frees the place, unless it was paid otherwise. */
  onUnpaidExpired(id: string, deps: Deps): Promise<void>
  /** Money went back; `leftFen` is what was kept. */
  onRefunded(
    id: string,
    refund: { paymentId: string; refundedFen: number; leftFen: number },
    deps: Deps,
  ): Promise<void>
}

const payables = new Map<PayableKind, Payable>()

/** Called once when the feature is loaded. */
export function registerPayable(payable: Payable): void {
  payables.set(payable.kind, payable)
}

/** The feature that knows this kind. @throws Error when none has registered */
export function findPayable(kind: PayableKind): Payable {
  const payable = payables.get(kind)
  if (!payable) throw new Error(`nothing of kind ${kind} can be paid for`)
  return payable
}
