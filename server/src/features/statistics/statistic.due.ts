import type { Model, Types } from 'mongoose'
import { giveWay } from '../../lib/giveWay'
import { groupCalls } from '../../lib/groupCalls'
import { isDuplicate } from '../../lib/isDuplicate'

/** How many are counted in one transaction. */
export const countBatchSize = 100

interface Markable {
  _id: Types.ObjectId
  isDirty?: boolean
}

/**
 * Notes that something changed; a job counts it. For the outbox, which calls at least once per change and in any order.
 * @param records of what each counts as.
 */
export function makeMarker<R extends Markable>(
  records: Model<R>,
): (id: Types.ObjectId) => Promise<undefined> {
  const model = records as unknown as Model<Markable>
  const markAll = async (ids: readonly Types.ObjectId[]): Promise<readonly undefined[]> => {
    const distinct = [...new Map(ids.map((id) => [id.toString(), id])).values()]
    const mark = () =>
      model.bulkWrite(
        distinct.map((_id) => ({
          updateOne: { filter: { _id }, update: { $set: { isDirty: true } }, upsert: true },
        })),
        { ordered: false },
      )
    try {
      await mark()
    } catch (error) {
      // Another server made a record at the same time.
      if (!isDuplicate(error)) throw error
      await mark()
    }
    return []
  }
  return groupCalls(markAll, { size: countBatchSize, atOnce: 1 })
}

/** Counts until nothing is due. @param countBatch answers how many it counted. */
export async function countAllDue(countBatch: () => Promise<number>, signal?: AbortSignal): Promise<void> {
  let counted: number
  do {
    counted = await countBatch()
    if (counted === countBatchSize) await giveWay()
  } while (counted === countBatchSize && !signal?.aborted)
}
