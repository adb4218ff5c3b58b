import { assertThat } from '../../lib/appError'
import type { BallotRecord } from './ballot.model'
import { findLine } from './roll.lines'
import type { NamingRecord, RollLineRecord } from './roll.model'
import { findNaming, isMember } from './voter.naming'

/** Whose paper it is: of those who share a vote, of the one who stands there with it. */
export interface Whose {
  voterKey: string
  personId?: string | undefined
}

interface FreeLine extends Pick<Whose, 'personId'> {
  line: RollLineRecord
  naming: NamingRecord | undefined
}

/**
 * The line of a paper’s voter, while nobody else has cast the vote; `personId` only where several share it. Of those who share one the home says beforehand who
 * casts it, on paper as on the telephone: nobody else’s paper counts for her.
 */
export async function findFreeLine(
  ballot: BallotRecord,
  { voterKey, personId }: Whose,
  now: Date,
): Promise<FreeLine> {
  const line = await findLine(ballot, voterKey)
  assertThat(line && !line.isStruck, 'ballot.not_on_roll')
  assertThat(!line.hasVoted, 'ballot.already_voted')
  const naming = await findNaming(ballot._id, voterKey)
  assertThat(personId === undefined || isMember(line, personId), 'ballot.not_on_roll')
  if (line.personIds.length === 1) return { line, naming }
  assertItsVoter(line, naming, personId, now)
  return { line, naming, personId }
}

function assertItsVoter(
  line: RollLineRecord,
  naming: NamingRecord | undefined,
  personId: string | undefined,
  now: Date,
): void {
  assertThat(!naming?.hasContest, 'ballot.contested')
  assertThat(naming && isMember(line, naming.voterId), 'ballot.paper_voter_not_named')
  assertThat(personId !== undefined, 'ballot.whose_paper')
  assertThat(naming.voterId.toString() === personId, 'ballot.paper_of_another')
  const { votableFrom: from } = naming
  assertThat(from === undefined || from <= now, 'ballot.named_too_late', { from: from?.toISOString() })
}
