import type { OutputOf } from '@linli/shared/contract'
import type { castVote as CastVote } from '@linli/shared/ballots/vote.contract'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { tellBallotChanged } from './ballot.announce'
import { areWordsHidden } from './ballot.check'
import { Ballot, type BallotRecord } from './ballot.model'
import { assertChoices } from './ballot.rules'
import { findReadableBallot, readBallot } from './ballot.service'
import { RollLine, type NamingRecord, type RollLineRecord } from './roll.model'
import { findNaming } from './voter.naming'
import { changeVote, putVote } from './vote.write'

type VoteBody = OutputOf<typeof CastVote.body>

/**
 * Residents vote where they are verified; owners also where they lived before, and own all the same.
 * @throws AppError `access.denied`.
 */
export function assertMayVote(
  { level }: Pick<Actor, 'level'>,
  { electorate }: Pick<BallotRecord, 'electorate'>,
): void {
  assertThat(level === 'verified' || electorate === 'owners', 'access.denied', { neededLevel: 'verified' })
}

/** @throws AppError with the present state when votes are not taken at this moment. */
export function assertTakesVotes(ballot: BallotRecord, now: Date): void {
  const { state, closesAt } = ballot
  assertThat(state !== 'announced' && state !== 'draft', 'ballot.not_open_yet', { state })
  assertThat(state !== 'void', 'ballot.not_now', { state })
  assertThat(!areWordsHidden(ballot), 'ballot.being_checked', { state })
  assertThat(state === 'open' && now < closesAt, 'ballot.closed', { state })
}

/**
 * Whether this person casts the vote now. One who alone could cast it needs no name; of several the one they named, a
 * while after a late naming, and nobody while it is contested.
 * @returns the naming, to be held in the vote's transaction.
 */
export function assertCaster(
  line: RollLineRecord,
  naming: NamingRecord | undefined,
  personId: string,
  now: Date,
): NamingRecord | undefined {
  assertThat(!line.isStruck, 'ballot.not_on_roll')
  if (line.personIds.length === 1) return undefined
  assertThat(!naming?.hasContest, 'ballot.contested')
  const isThere = naming && line.personIds.some((id) => id.equals(naming.voterId))
  assertThat(isThere, 'ballot.voter_not_named')
  assertThat(naming.voterId.toString() === personId, 'ballot.voter_is_another')
  assertThat(naming.votableFrom === undefined || naming.votableFrom <= now, 'ballot.named_too_late', {
    from: naming.votableFrom?.toISOString(),
  })
  return naming
}

/**
 * Freezes what is asked before the first vote or paper is written; see `editBallot`, whose write is refused from here on.
 * @throws AppError `ballot.changed` for whoever has read other words.
 */
export async function freezeAsked({ _id, version, isFrozen }: BallotRecord): Promise<void> {
  if (isFrozen) return
  const { modifiedCount } = await Ballot.updateOne(
    { _id, state: 'open', version, isFrozen: false },
    { $set: { isFrozen: true } },
  )
  if (modifiedCount === 1) return
  const now = await readBallot(_id.toString())
  assertThat(now?.state === 'open', 'ballot.closed', { state: now?.state })
  assertThat(now.isFrozen && now.version === version, 'ballot.changed', { version: now.version })
}

const isTaken = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'ballot.already_voted'

/** A vote is there already: the same press again, another choice on an open ballot, or one too many. */
async function repeat(
  ballot: BallotRecord,
  line: RollLineRecord,
  choices: readonly string[],
  requestKey: string | undefined,
) {
  const { receipt, requestKeys, by } = line
  const isSamePress = requestKey !== undefined && requestKeys.includes(requestKey)
  if (isSamePress && receipt !== undefined) return { receipt, isChanged: false }
  assertThat(!ballot.isSecret && by === 'app', 'ballot.already_voted')
  return { receipt: await changeVote(ballot, line, choices, requestKey), isChanged: true }
}

/**
 * Casts a vote. The moment it comes in decides, by this server's clock, whether it is in time; from then on it is
 * either written whole before the count begins, or refused. A mute or a missing name in the forum does not matter here.
 */
export async function castVote(
  actor: Actor,
  id: string,
  { voterKey, version, choices }: VoteBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<{ receipt: string; isChanged: boolean }> {
  const now = deps.clock.now()
  const { ballot, lines } = await findReadableBallot(actor, id, deps)
  assertMayVote(actor, ballot)
  const line = lines.find((each) => each.voterKey === voterKey)
  assertThat(line && actor.personId !== undefined, 'ballot.not_on_roll')
  if (line.hasVoted && ballot.isSecret) return repeat(ballot, line, choices, requestKey)
  assertTakesVotes(ballot, now)
  assertThat(ballot.version === version, 'ballot.changed', { version: ballot.version })
  assertChoices(ballot, choices)
  const naming = assertCaster(line, await findNaming(ballot._id, voterKey), actor.personId, now)
  if (line.hasVoted) return repeat(ballot, line, choices, requestKey)
  await freezeAsked(ballot)
  try {
    const receipt = await putVote({ ballot, choices, now, line, by: 'app', naming, requestKey })
    await tellBallotChanged(ballot._id, deps)
    return { receipt, isChanged: false }
  } catch (error) {
    if (!isTaken(error)) throw error
    // Pressed twice at once: the one that was slower is taken as if it had come afterwards.
    const taken = await RollLine.findById(line._id).lean<RollLineRecord | null>()
    assertThat(taken, 'ballot.not_on_roll')
    // Another may be named by now, and have cast it: that vote is not hers to change.
    assertCaster(taken, await findNaming(ballot._id, voterKey), actor.personId, now)
    return repeat(ballot, taken, choices, requestKey)
  }
}
