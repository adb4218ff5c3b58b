import { paymentRules } from '@linli/shared/payments/payment.state'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { findMchid } from '../../payments/payee.service'

/** Until when an order that is paid in WeChat is kept for whoever pays. @throws AppError `payment.not_offered` */
export async function findPayBy(unitId: Types.ObjectId, deps: Deps): Promise<Date> {
  assertThat(await findMchid(unitId.toString(), deps), 'payment.not_offered')
  return new Date(deps.clock.now().getTime() + paymentRules.payMinutes * 60_000)
}
