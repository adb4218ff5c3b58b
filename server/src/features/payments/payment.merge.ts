import { inParts } from '../../lib/inParts'
import { Order } from '../elderCare/orders/order.model'
import type { PersonMove } from '../register/person.hooks'
import { Payment } from './payment.model'
import { PaymentTask } from './paymentTask.model'

const atOnce = 200

/** Found by what was paid for, whoever's record the order is under by now: payments have no index of people. */
export async function mergePayments({ from, into }: PersonMove): Promise<void> {
  const orders = await Order.find({ personId: { $in: [from, into] } }, { _id: 1 }).lean()
  for (const part of inParts(orders, atOnce)) {
    const ids = part.map(({ _id }) => _id.toString())
    const paid = await Payment.find({ 'payable.id': { $in: ids } }, { _id: 1, personId: 1 }).lean()
    const own = paid.filter(({ personId }) => personId.equals(from)).map(({ _id }) => _id)
    const all = paid.map(({ _id }) => _id)
    await PaymentTask.updateMany({ paymentId: { $in: all }, personId: from }, { $set: { personId: into } })
    await Payment.updateMany({ _id: { $in: own } }, { $set: { personId: into } })
  }
}
