import type { BallotState } from '@linli/shared/ballots/ballot.state'
import { isSubjectVotable } from './ballot.events'
import { Ballot, type BallotRecord } from './ballot.model'

/** More are written about no single thing. */
const mostAboutOne = 50

async function isAskedElsewhere(
  { _id, subject }: BallotRecord,
  states: readonly BallotState[],
): Promise<boolean> {
  if (!subject.id) return false
  const about = await Ballot.find({ 'subject.id': subject.id }, { state: 1 })
    .sort({ _id: -1 })
    .limit(mostAboutOne)
    .lean<Pick<BallotRecord, '_id' | 'state'>[]>()
  return about.some((other) => !other._id.equals(_id) && states.includes(other.state))
}

/**
 * What a ballot is about can still be voted on, and no other ballot in one of these states asks the same: people are not
 * called to vote on what was answered, withdrawn or hidden meanwhile, nor twice on one thing.
 */
export async function canAsk(ballot: BallotRecord, states: readonly BallotState[]): Promise<boolean> {
  if (!(await isSubjectVotable(ballot.subject, ballot.community))) return false
  return !(await isAskedElsewhere(ballot, states))
}
