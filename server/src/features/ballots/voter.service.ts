import type { voteContracts } from '@linli/shared/ballots/vote.contract'
import type { OutputOf } from '@linli/shared/contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { Ballot, type BallotRecord } from './ballot.model'
import { findVotableFrom } from './ballot.rules'
import { findActableBallot, readBallot, type ReadBallot } from './ballot.service'
import { findAnyLine } from './roll.lines'
import { VoterNaming, type NamingRecord, type RollLineRecord } from './roll.model'
import { assertMayVote } from './vote.service'
import { canSettle, findNaming, isHeard, isMember, namingKeyOf, sealWords } from './voter.naming'

type NameBody = OutputOf<typeof voteContracts.nameVoter.body>
type ContestBody = OutputOf<typeof voteContracts.contestVoter.body>
type SettleBody = OutputOf<typeof voteContracts.settleVoter.body>

/** The vote that this person shares with others. */
function findShared(actor: Actor, { ballot, lines }: ReadBallot, voterKey: string): RollLineRecord {
  assertMayVote(actor, ballot)
  const line = lines.find((each) => each.voterKey === voterKey)
  assertThat(line && !line.isStruck && line.personIds.length > 1, 'ballot.not_on_roll')
  assertThat(!line.hasVoted, 'ballot.already_voted')
  return line
}

async function tell(
  ballot: BallotRecord,
  event: string,
  data: Record<string, string>,
  deps: Deps,
): Promise<void> {
  await Ballot.updateOne(
    { _id: ballot._id },
    { $set: { hasOutbox: true }, $push: { outbox: makeOutboxEntry(event, data, deps) } },
  )
  kickOutbox(Ballot)
}

/** @returns false when another was quicker. */
async function insertNaming(naming: NamingRecord): Promise<boolean> {
  try {
    await VoterNaming.create(naming)
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** Somebody was quicker: says how it stands now. */
async function refuseOvertaken(ballotId: Types.ObjectId): Promise<never> {
  const now = await readBallot(ballotId.toString())
  throw new AppError('ballot.changed', now && { state: now.state, version: now.version })
}

async function changeNaming(naming: NamingRecord, change: { $set: object; $unset?: object }): Promise<void> {
  const { modifiedCount } = await VoterNaming.updateOne(
    { _id: naming._id, version: naming.version, hasVoted: false },
    { ...change, $inc: { version: 1 } },
  )
  if (modifiedCount === 0) await refuseOvertaken(naming.ballotId)
}

/** Who was named may hand it on, and who named may think again; for everybody else there is an objection. */
function assertMayRename(naming: NamingRecord, personId: string): void {
  assertThat(!naming.hasContest, 'ballot.contested')
  assertThat(!naming.settled, 'ballot.settled')
  const isTheirs = [naming.voterId, naming.byPersonId].some((id) => id?.toString() === personId)
  assertThat(isTheirs, 'ballot.voter_is_another')
}

/**
 * Whoever is named has to wait, so that the others, who are told now, can object: also shortly before the opening. Too
 * near the end it would be for nothing.
 */
async function delayVote(ballot: BallotRecord, now: Date): Promise<Date> {
  const votableFrom = await findVotableFrom(ballot, now)
  assertThat(votableFrom < ballot.closesAt, 'ballot.naming_over', { state: ballot.state })
  return votableFrom
}

/**
 * One of those who share a vote says who of them casts it. It takes a while before that one may vote, so that the
 * others, who are told at once, can object.
 */
export async function nameVoter(
  actor: Actor,
  id: string,
  { voterKey, personId }: NameBody,
  deps: Deps,
): Promise<BallotRecord> {
  const found = await findActableBallot(actor, id, 'nameVoter', deps)
  const { ballot } = found
  const line = findShared(actor, found, voterKey)
  assertThat(actor.personId !== undefined && isMember(line, personId), 'ballot.not_on_roll')
  const now = deps.clock.now()
  assertThat(now < ballot.closesAt, 'ballot.not_now', { state: ballot.state })
  const [voterId, byPersonId] = [new Types.ObjectId(personId), new Types.ObjectId(actor.personId)]
  const named = { voterId, byPersonId, votableFrom: await delayVote(ballot, now) }
  const known = await findNaming(ballot._id, voterKey)
  if (known && isMember(line, known.voterId)) {
    if (known.voterId.equals(voterId)) return ballot
    assertMayRename(known, actor.personId)
  }
  if (known) await changeNaming(known, { $set: named })
  else {
    const key = namingKeyOf(ballot._id, voterKey)
    const base = { _id: new Types.ObjectId(), ballotId: ballot._id, key, voterKey, version: 1 }
    const isFirst = await insertNaming({ ...base, ...named, hasContest: false, hasVoted: false })
    if (!isFirst) await refuseOvertaken(ballot._id)
  }
  await tell(ballot, 'ballot.voterNamed', { voterKey, by: actor.personId }, deps)
  return ballot
}

/** Another of them does not agree: nobody casts the vote until the secretary has heard both. */
export async function contestVoter(
  actor: Actor,
  id: string,
  { voterKey, text }: ContestBody,
  deps: Deps,
): Promise<BallotRecord> {
  const found = await findActableBallot(actor, id, 'contest', deps)
  findShared(actor, found, voterKey)
  const naming = await findNaming(found.ballot._id, voterKey)
  assertThat(naming && actor.personId !== undefined, 'ballot.voter_not_named')
  assertThat(!isHeard(naming), 'ballot.settled')
  if (naming.hasContest) return found.ballot
  // Who was named and does not want it hands it on instead.
  assertThat(naming.voterId.toString() !== actor.personId, 'access.denied')
  const contest = { byPersonId: new Types.ObjectId(actor.personId), at: deps.clock.now() }
  const contestText = sealWords(naming._id, 'contestText', text, deps)
  await changeNaming(naming, { $set: { hasContest: true, contest, contestText } })
  await tell(found.ballot, 'ballot.voterContested', { voterKey, by: actor.personId }, deps)
  return found.ballot
}

/**
 * The community says who casts a shared vote, after hearing them; also when they came to the counter and nobody was
 * named. Never about one's own home, and never instead of whom they named and nobody objects to.
 */
export async function settleVoter(
  actor: Actor,
  id: string,
  { voterKey, personId, text }: SettleBody,
  deps: Deps,
): Promise<void> {
  const { ballot } = await findActableBallot(actor, id, 'settle', deps)
  const line = await findAnyLine(ballot, { voterKey, personId }, deps)
  assertThat(line && !line.isStruck && isMember(line, personId), 'ballot.not_on_roll')
  assertThat(!line.hasVoted, 'ballot.already_voted')
  if (actor.personId !== undefined && isMember(line, actor.personId)) throw new AppError('access.denied')
  const known = await findNaming(ballot._id, voterKey)
  assertThat(canSettle(actor, ballot, line, known), 'ballot.voter_named')
  const _id = known?._id ?? new Types.ObjectId()
  const by = { byUserId: new Types.ObjectId(actor.userId), byName: actor.displayName }
  const settled = { at: deps.clock.now(), ...by }
  const settledText = sealWords(_id, 'settledText', text, deps)
  const decided = { voterId: new Types.ObjectId(personId), hasContest: false, settled, settledText }
  if (known) await changeNaming(known, { $set: decided, $unset: { votableFrom: 1 } })
  else {
    const key = namingKeyOf(ballot._id, voterKey)
    const isFirst = await insertNaming({
      _id,
      ballotId: ballot._id,
      key,
      voterKey,
      hasVoted: false,
      version: 1,
      ...decided,
    })
    if (!isFirst) await refuseOvertaken(ballot._id)
  }
  const subject = { kind: 'ballot', id, district: ballot.district }
  await recordAudit(actor, 'ballot.voterSettled', subject, {}, deps)
  await tell(ballot, 'ballot.voterSettled', { voterKey, personId }, deps)
}
