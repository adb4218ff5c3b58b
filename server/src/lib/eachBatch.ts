import type { Model, Types } from 'mongoose'

interface Row {
  _id: Types.ObjectId
}

/**
 * All documents that a filter finds, in the order of their ids and a batch at a time: for work on more than a page holds.
 * Some may be changed on the way. The filter has an index, or means the whole collection.
 */
export async function* eachBatch<T extends Row>(
  model: Model<T>,
  filter: Record<string, unknown>,
  size = 200,
): AsyncGenerator<T[]> {
  for (let last: Types.ObjectId | undefined; ;) {
    const rows = (await model
      .find({ ...filter, ...(last ? { _id: { $gt: last } } : {}) })
      .sort({ _id: 1 })
      .limit(size)
      .lean()) as unknown as T[]
    if (rows.length > 0) yield rows
    last = rows.at(-1)?._id
    if (!last || rows.length < size) return
  }
}

/** The same, one after the other. */
export async function* eachDocument<T extends Row>(
  ...args: Parameters<typeof eachBatch<T>>
): AsyncGenerator<T> {
  for await (const batch of eachBatch<T>(...args)) yield* batch
}
