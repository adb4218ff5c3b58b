import type { BallotState } from '@linli/shared/ballots/ballot.state'
import type { ClientSession } from 'mongoose'
import { inTransaction } from '../../lib/inTransaction'
import { inTurn } from '../../lib/inTurn'
import { findVoteRefusal } from './ballot.events'
import { Ballot, type BallotRecord } from './ballot.model'

/** More are written about no single thing. */
const mostAboutOne = 50

async function isAskedElsewhere(
  { _id, subject }: BallotRecord,
  states: readonly BallotState[],
  session: ClientSession,
): Promise<boolean> {
  if (!subject.id) return false
  const about = await Ballot.find({ 'subject.id': subject.id }, { state: 1 }, { session })
    .sort({ _id: -1 })
    .limit(mostAboutOne)
    .lean<Pick<BallotRecord, '_id' | 'state'>[]>()
  return about.some((other) => !other._id.equals(_id) && states.includes(other.state))
}

/**
 * Writes a step of a ballot when what it is about can still be voted on and no other ballot in one of these states asks
 * the same: people are not called to vote on what was answered, withdrawn or hidden meanwhile, nor twice on one thing,
 * also when two ballots about it are announced or opened in the same moment.
 * @returns undefined when it must not be asked; nothing is written then.
 */
export async function whileAskable<T>(
  ballot: BallotRecord,
  states: readonly BallotState[],
  write: (session: ClientSession) => Promise<T>,
): Promise<T | undefined> {
  const { subject } = ballot
  if ((await findVoteRefusal(ballot)) !== undefined) return undefined
  // Only about the same thing does one exclude another.
  if (!subject.id) return inTransaction(write)
  return inTurn(`ballots:${subject.id.toString()}`, async (session) =>
    (await isAskedElsewhere(ballot, states, session)) ? undefined : write(session),
  )
}
