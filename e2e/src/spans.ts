import { withDatabase } from './database'
import type { Product } from './server'

/**
 * The least time that ballots of the demo's street leave people, in minutes: data beside its rule (`BallotSpans`), which
 * nobody sets by a press. A journey lives through a ballot that is shorter than the demo's own.
 */
export const setBallotSpans = (
  product: Product,
  spans: { naming: number; lateNaming: number; open: number },
): Promise<void> =>
  withDatabase(product, async (db) => {
    await db.collection('ballotpresets').updateMany({}, { $set: { spans } })
  })
