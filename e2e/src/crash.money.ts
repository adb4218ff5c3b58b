import { holdsPlace, type OrderState } from '@linli/shared/elderCare/order.state'
import { withDatabase } from './database'
import type { Product } from './server'

/** As WeChat has it. */
interface Till {
  orders: { outTradeNo: string; totalFen: number; transactionId?: string }[]
  refunds: { outTradeNo: string; refundFen: number; status: string }[]
}

async function readTill(product: Product): Promise<Till> {
  const answer = await fetch(`${product.sandboxUrl}/sandbox/pay/orders`)
  return (await answer.json()) as Till
}

/** What is kept of the money for each of our numbers, and how often it went back. */
function sumTill({
  orders,
  refunds,
}: Till): Map<string, { keptFen: number; times: number; refunds: number }> {
  return new Map(
    orders.map(({ outTradeNo, totalFen, transactionId }) => {
      const back = refunds.filter((refund) => refund.outTradeNo === outTradeNo && refund.status === 'SUCCESS')
      const backFen = back.reduce((sum, { refundFen }) => sum + refundFen, 0)
      const isPaid = transactionId !== undefined
      return [
        outTradeNo,
        { keptFen: (isPaid ? totalFen : 0) - backFen, times: isPaid ? 1 : 0, refunds: back.length },
      ]
    }),
  )
}

/** Of a payment that still waits for WeChat Pay's word or for what was paid for. */
const underWay = ['closing', 'received', 'refunding']

/**
 * Where our books and WeChat's differ: an order that was paid twice or paid and not known as paid, one called off whose
 * money is not back, money that went back twice; and payments that are still under way.
 */
export async function findMoneyProblems(product: Product): Promise<string[]> {
  const till = sumTill(await readTill(product))
  return withDatabase(product, async (db) => {
    const payments = await db.collection('payments').find().toArray()
    const orders = await db.collection('careorders').find({ 'payment.method': 'wechat' }).toArray()
    const unfinished = payments
      .filter(({ state }) => underWay.includes(state as string))
      .map(({ outTradeNo, state }) => `payment ${String(outTradeNo)} ${String(state)}`)
    const wrong = orders.flatMap((order) => {
      const id = order._id.toString()
      const own = payments.filter(({ payable }) => (payable as { id: string }).id === id)
      const sums = own.map(({ outTradeNo }) => till.get(outTradeNo as string))
      const total = (pick: (sum: { keptFen: number; times: number; refunds: number }) => number) =>
        sums.reduce((all, sum) => all + (sum ? pick(sum) : 0), 0)
      const keptFen = total((sum) => sum.keptFen)
      const { state, method } = order.payment as { state: string; method: string }
      const dueFen = state === 'received' ? (order.selfPaidFen as number) : 0
      const isOver = keptFen > 0 && !holdsPlace(order.state as OrderState)
      const line = `order ${id} ${String(order.state)}, ${method} ${state}: ${own.map(({ state: s }) => String(s)).join()} kept ${keptFen}`
      return keptFen !== dueFen || isOver || total((sum) => sum.times) > 1 || total((sum) => sum.refunds) > 1
        ? [line]
        : []
    })
    return [...wrong, ...unfinished]
  })
}

interface Slot {
  capacity: number
  left: number
  reservations: { orderId: { toString(): string } }[]
  checkAt?: Date
}

/** Places that were sold twice, lost, or are held by nobody. */
export async function findPlaceProblems(product: Product): Promise<string[]> {
  return withDatabase(product, async (db) => {
    const slots = await db.collection('careslots').find().toArray()
    const orders = await db.collection('careorders').find().toArray()
    const describe = new Map(
      orders.map(({ _id, state, version, slotId }) => [
        _id.toString(),
        {
          holds: holdsPlace(state as OrderState),
          slotId: String(slotId),
          text: `${String(state)} ${String(version)}`,
        },
      ]),
    )
    return slots.flatMap(({ _id, ...rest }) => {
      const { capacity, left, reservations, checkAt } = rest as unknown as Slot
      const held = reservations.map(({ orderId }) => orderId.toString()).sort()
      const living = [...describe]

        .filter(([, { holds, slotId }]) => holds && slotId === _id.toString())
        .map(([id]) => id)
        .sort()
      if (left >= 0 && left + held.length === capacity && held.join() === living.join()) return []
      const owners = held.map((id) => `${id} ${describe.get(id)?.text ?? 'unwritten'}`)
      const due = String(checkAt)
      return [
        `slot ${_id.toString()}: ${left} of ${capacity} left, held by ${owners.join()}, sold to ${living.join()}, looked at ${due}`,
      ]
    })
  })
}
