import type { Types } from 'mongoose'
import { isDuplicate } from '../../../lib/isDuplicate'
import type { OrderRecord } from './order.model'
import { Usual, type UsualRecord } from './usual.model'

type Cared = Pick<OrderRecord, 'personId'> & { item: Pick<OrderRecord['item'], 'careClass'> }

const keyOf = ({ personId, item }: Cared): string => `${personId.toString()}:${item.careClass}`

/** Remembers who came, unless somebody came since. Repeatable, in any order. */
export async function noteUsual(order: Cared & Pick<OrderRecord, 'helpers' | 'finishedAt'>): Promise<void> {
  const { helpers, finishedAt: at } = order
  const [helper] = helpers
  if (!helper || !at) return
  try {
    const set = { $set: { userId: helper.userId, at } }
    await Usual.updateOne({ _id: keyOf(order), at: { $lt: at } }, set, { upsert: true })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

/** Who came last to each of these people for the same class of care. */
export async function readUsual(orders: readonly Cared[]): Promise<(order: Cared) => string | undefined> {
  const ids = [...new Set(orders.map(keyOf))]
  const rows = await Usual.find({ _id: { $in: ids } }).lean<UsualRecord[]>()
  const known = new Map(rows.map(({ _id, userId }) => [_id, userId.toString()]))
  return (order) => known.get(keyOf(order))
}

/** Two accounts became one. */
export async function mergeUsual(from: Types.ObjectId, into: Types.ObjectId): Promise<void> {
  await Usual.updateMany({ userId: from }, { $set: { userId: into } })
}
