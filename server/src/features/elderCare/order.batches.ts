import type { Types } from 'mongoose'
import { Order, type OrderRecord } from './order.model'

const batchSize = 200

/** All orders of a filter that has an index, however many: a kitchen has hundreds a day. Some may be changed on the way. */
export async function* eachOrder(filter: Record<string, unknown>): AsyncGenerator<OrderRecord> {
  let last: Types.ObjectId | undefined
  for (;;) {
    const rows = await Order.find({ ...filter, ...(last ? { _id: { $gt: last } } : {}) })
      .sort({ _id: 1 })
      .limit(batchSize)
      .lean<OrderRecord[]>()
    yield* rows
    if (rows.length < batchSize) return
    last = rows.at(-1)?._id
  }
}
