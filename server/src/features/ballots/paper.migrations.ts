import type { Migration } from '../../database/migrations'
import { eachDocument } from '../../lib/eachBatch'
import { BallotPaper, PaperStock } from './paper.model'

/** How many of those that are out nobody has typed, where only those that are out were counted. */
async function countUntyped(): Promise<number> {
  let changed = 0
  for await (const { _id, left, untyped } of eachDocument(PaperStock, {})) {
    if (Number.isFinite(untyped)) continue
    const typed = await BallotPaper.countDocuments({ ballotId: _id, state: { $in: ['first', 'differs'] } })
    const { modifiedCount } = await PaperStock.updateOne({ _id }, { $set: { untyped: left - typed } })
    changed += modifiedCount
  }
  return changed
}

export const paperMigrations: readonly Migration[] = [{ name: 'countUntypedPapers', run: countUntyped }]
