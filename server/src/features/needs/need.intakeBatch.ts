import type { mongo } from 'mongoose'
import { groupCalls } from '../../lib/groupCalls'
import { listRefused } from '../../lib/refusedWrites'
import { Need, type NeedRecord } from './need.model'

const duplicateKey = 11000

/** What became of each record: undefined when it is in. */
async function insertBatch(
  records: readonly NeedRecord[],
): Promise<readonly (mongo.WriteError | undefined)[]> {
  try {
    await Need.collection.insertMany(records, { ordered: false })
    return []
  } catch (error) {
    const failures = new Map(listRefused(error).map((failure) => [failure.index, failure]))
    return records.map((_, index) => failures.get(index))
  }
}

/** Measured (docs/performance.md): two `insertMany` of up to 64 at a time carry more than single inserts do. */
const insertInGroup = groupCalls(insertBatch, { size: 64, atOnce: 2 })

/**
 * Group commit: needs that arrive while a write is in flight share the next `insertMany`, and each caller gets the
 * result of its own. Resolves only after the engine acknowledged the write.
 * @returns false when the same person already sent this idempotency key: nothing was inserted.
 */
export async function insertNeed(record: NeedRecord): Promise<boolean> {
  const failure = await insertInGroup(record)
  if (failure === undefined) return true
  if (failure.code === duplicateKey) return false
  throw new Error(failure.errmsg)
}
