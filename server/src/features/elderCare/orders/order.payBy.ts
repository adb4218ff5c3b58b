import type { OrderState } from '@linli/shared/elderCare/order.state'
import { paymentRules } from '@linli/shared/payments/payment.state'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { findMchid } from '../../payments/payee.service'
import { isUnbegun } from './order.clock'
import type { OrderRecord } from './order.model'

const payable: readonly OrderState[] = ['placed', 'assigned', 'accepted', 'started', 'finished', 'confirmed']

/** She chose the station instead of WeChat, and what was begun to be paid there has ended. No plan is paid first. */
const isLeftToStation = ({ source, history }: Pick<OrderRecord, 'source' | 'history'>): boolean =>
  source !== 'plan' && history.some(({ action }) => action === 'payLater')

/**
 * Booked to be paid at the station or by the month, and still owed: whoever likes pays it in WeChat all the same. It
 * stands whether they do or not.
 */
export const isOpenToWechat = (
  order: Pick<OrderRecord, 'state' | 'payment' | 'isUnfinished' | 'selfPaidFen' | 'history' | 'source'>,
): boolean =>
  order.payment.state === 'due' &&
  order.payment.method !== 'wechat' &&
  order.selfPaidFen > 0 &&
  payable.includes(order.state) &&
  !isUnbegun(order) &&
  !isLeftToStation(order)

/** Kept for whoever pays in WeChat: until they have, and not once it has lapsed. */
export const isWaitingForMoney = ({ state, payBy }: Pick<OrderRecord, 'state' | 'payBy'>): boolean =>
  state === 'placed' && payBy !== undefined

/** By when an attempt that begins now is paid, or counts no more. */
export const findAttemptEnd = ({ clock }: Pick<Deps, 'clock'>): Date =>
  new Date(clock.now().getTime() + paymentRules.payMinutes * 60_000)

/** Until when an order that is paid in WeChat is kept for whoever pays. @throws AppError `payment.not_offered` */
export async function findPayBy(unitId: Types.ObjectId, deps: Deps): Promise<Date> {
  assertThat(await findMchid(unitId.toString(), deps), 'payment.not_offered')
  return findAttemptEnd(deps)
}
