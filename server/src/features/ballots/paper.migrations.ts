import type { Migration } from '../../database/migrations'
import type { Deps } from '../../deps'
import { eachDocument } from '../../lib/eachBatch'
import { inTransaction } from '../../lib/inTransaction'
import { Ballot } from './ballot.model'
import { BallotPaper, PaperStock, makePaperId, type PaperRecord } from './paper.model'
import { sealEntries, toTypists, type PaperEntry } from './paper.typed'

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

/** As it lay until 2026-11: with its choices in the open, also when it was counted. */
type OldPaper = Omit<PaperRecord, 'entries'> & {
  entries: (Omit<PaperEntry, 'choices'> & { choices?: string[] })[]
}

const isOld = (paper: OldPaper): paper is OldPaper & { entries: PaperEntry[] } =>
  paper.entries.some(({ choices }) => choices !== undefined)

/**
 * Of papers that are counted, or whose ballot is over, what was typed goes; of one that still waits it is sealed. Each
 * under a new id, for the old one told when it was typed.
 */
async function forgetChoices(deps: Deps): Promise<number> {
  let changed = 0
  for await (const old of eachDocument<OldPaper>(BallotPaper as never, {})) {
    if (!isOld(old)) continue
    const _id = makePaperId()
    const isOpen = await Ballot.exists({ _id: old.ballotId, state: 'open' })
    const isWaiting = old.state !== 'counted' && isOpen !== null
    const kept = isWaiting ? sealEntries(_id, old.entries, deps) : { entries: toTypists(old.entries) }
    await inTransaction(async (session) => {
      await BallotPaper.deleteOne({ _id: old._id }, { session })
      await BallotPaper.create([{ ...old, ...kept, _id }], { session })
    })
    changed += 1
  }
  return changed
}

export const paperMigrations: readonly Migration[] = [
  { name: 'countUntypedPapers', run: countUntyped },
  { name: 'forgetPaperChoices', run: forgetChoices },
]
