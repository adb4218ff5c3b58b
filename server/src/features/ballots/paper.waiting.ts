import type { Actor } from '../users/actor'
import { Ballot, type BallotRecord } from './ballot.model'
import { BallotPaper, type PaperRecord } from './paper.model'

/** More ballots than a community has open at once. */
const mostRecent = 30
const mostPapers = 100

/** Papers of open ballots that wait for a second pair of hands, or for both to agree. What she typed herself waits for another. */
export async function countPapersToType(
  { userId }: Pick<Actor, 'userId'>,
  community: string,
): Promise<{ count: number; late: number }> {
  const recent = await Ballot.find({ community }, { state: 1 })
    .sort({ _id: -1 })
    .limit(mostRecent)
    .lean<Pick<BallotRecord, '_id' | 'state'>[]>()
  const open = recent.filter(({ state }) => state === 'open').map(({ _id }) => _id)
  if (open.length === 0) return { count: 0, late: 0 }
  const rows = await BallotPaper.find(
    { ballotId: { $in: open }, state: { $in: ['first', 'differs'] } },
    { state: 1, entries: 1 },
  )
    .limit(mostPapers)
    .lean<Pick<PaperRecord, 'state' | 'entries'>[]>()
  const isHers = ({ state, entries }: (typeof rows)[number]): boolean =>
    state === 'first' && entries.some(({ byUserId }) => byUserId.toString() === userId)
  return { count: rows.filter((row) => !isHers(row)).length, late: 0 }
}
