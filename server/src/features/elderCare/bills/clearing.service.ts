import { monthOf } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { dropUndefined } from '../../../lib/dropUndefined'
import { isDuplicate } from '../../../lib/isDuplicate'
import { Payment, type PaymentRecord } from '../../payments/payment.model'
import { Clearing } from './clearing.model'
import { findKept } from '../orders/order.kept'
import type { OrderRecord } from '../orders/order.model'

/**
 * An order that was paid for in WeChat and then done by another unit: the elder pays nothing twice and waits for
 * nothing, and the units settle it between themselves, to the fen. Repeatable.
 */
export async function followClearing(order: OrderRecord, { clock }: Pick<Deps, 'clock'>): Promise<void> {
  const { payment, unitId, unitName, item, day, street, district } = order
  const fen = findKept(order)
  if (payment.paymentId === undefined || fen === undefined || fen <= 0) return
  const paid = await Payment.findOne({ _id: payment.paymentId }, { payeeUnitId: 1, payeeName: 1 }).lean<
    Pick<PaymentRecord, 'payeeUnitId' | 'payeeName'>
  >()
  if (!paid || paid.payeeUnitId.equals(unitId)) return
  const now = clock.now()
  try {
    await Clearing.create(
      dropUndefined({
        ...{ _id: order._id, fromUnitId: paid.payeeUnitId, fromUnitName: paid.payeeName },
        ...{ toUnitId: unitId, toUnitName: unitName, itemName: item.name, day },
        ...{ month: monthOf(toShanghaiDay(now)), fen, street, district, at: now },
      }),
    )
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}
