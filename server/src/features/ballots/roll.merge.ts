import { toShanghaiDay } from '@linli/shared/time'
import type { ClientSession, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { inTransaction } from '../../lib/inTransaction'
import type { PersonMove } from '../register/person.hooks'
import { Person } from '../register/person.model'
import { Ballot, type BallotRecord } from './ballot.model'
import { BallotPaper } from './paper.model'
import { BallotVote, RollLine, VoterNaming, type RollLineRecord } from './roll.model'
import { passGate } from './vote.write'

const twiceSecret = (title: string): string =>
  `「${title}」是不记名的，两条登记都投过票，收不回来，请在公布结果时说明。`

/** Nobody of it is left who votes: it counts for nobody any more. */
async function strike(
  line: RollLineRecord,
  by: { heads: number; area: number },
  session: ClientSession,
): Promise<void> {
  await RollLine.updateOne(
    { _id: line._id },
    { $set: { isStruck: true, personIds: [], hasVoted: false }, $unset: { receipt: 1 } },
    { session },
  )
  const change = { 'struck.heads': by.heads, 'struck.area': by.area }
  const ballot = { _id: line.ballotId, state: 'open' as const, rollId: line.rollId }
  await Ballot.updateOne(ballot, { $inc: change }, { session })
}

/** The second vote of one person on an open ballot is taken out, as long as its gate stands. */
async function takeOut(
  ballot: BallotRecord,
  line: RollLineRecord,
  now: Date,
  session: ClientSession,
): Promise<void> {
  const vote = await BallotVote.findOne({ _id: line._id.toString() }, null, { session }).lean()
  await BallotVote.deleteOne({ _id: line._id.toString() }, { session })
  const area = -(vote?.area ?? 0)
  await passGate(ballot, { heads: -1, area, [`days.${toShanghaiDay(now)}`]: -1 }, session)
}

const othersOn = ({ personIds }: RollLineRecord, { from, into }: PersonMove): Types.ObjectId[] =>
  personIds.filter((id) => !id.equals(from) && !id.equals(into))

/** The name on a line is hers now, or she is no longer of it. */
async function renameOn(line: RollLineRecord, move: PersonMove, how: 'stays' | 'goes'): Promise<void> {
  const others = othersOn(line, move)
  const personIds = how === 'stays' ? [...others, move.into] : others
  await RollLine.updateOne({ _id: line._id }, { $set: { personIds } })
}

/**
 * She stands on two lines of one roll: one vote stays, the one that was cast, and of two that were the one of the record
 * that stays. What is owned together with others is another head, and hers too; of two households she is of one.
 */
async function keepOne(
  ballot: BallotRecord,
  { own, gone }: { own: RollLineRecord; gone: RollLineRecord },
  move: PersonMove,
  now: Date,
): Promise<void> {
  const isOwned = ballot.electorate === 'owners'
  const [stays, goes] = gone.hasVoted && !own.hasVoted ? [gone, own] : [own, gone]
  const isOneGroup = othersOn(own, move).sort().join() === othersOn(gone, move).sort().join()
  if (!isOneGroup && (isOwned || othersOn(goes, move).length > 0)) {
    await renameOn(stays, move, 'stays')
    await renameOn(goes, move, isOwned ? 'stays' : 'goes')
    return
  }
  if (goes.hasVoted && ballot.isSecret) {
    await move.note(twiceSecret(ballot.title))
    await renameOn(gone, move, 'stays')
    return
  }
  const isAdded = isOwned && !stays.hasVoted
  await inTransaction(async (session) => {
    if (goes.hasVoted) await takeOut(ballot, goes, now, session)
    await strike(goes, { heads: 1, area: isAdded ? 0 : goes.area }, session)
    await RollLine.updateOne(
      { _id: stays._id },
      {
        $set: { personIds: [...othersOn(stays, move), move.into] },
        ...(isAdded ? { $inc: { area: goes.area } } : {}),
      },
      { session },
    )
  })
}

async function moveLine(line: RollLineRecord, move: PersonMove, now: Date): Promise<void> {
  const ballot = await Ballot.findOne({ _id: line.ballotId }).lean<BallotRecord | null>()
  const isOpen = ballot?.state === 'open' && ballot.rollId?.equals(line.rollId) === true
  const lines = await RollLine.find({ personIds: move.into, rollId: line.rollId }).lean<RollLineRecord[]>()
  const own = lines.find(({ _id, isStruck }) => !_id.equals(line._id) && !isStruck)
  if (isOpen && own && !line.isStruck) await keepOne(ballot, { own, gone: line }, move, now)
  else await renameOn(line, move, 'stays')
}

/** Who was named to cast a vote, and by whom, before the roll is written too; and whose paper waits for a second person. */
async function moveNamings(move: PersonMove, lines: readonly RollLineRecord[]): Promise<void> {
  const person = await Person.findOne({ _id: move.into }, { community: 1 }).lean()
  const coming = await Ballot.find(
    { community: person?.community ?? '', state: 'announced' },
    { _id: 1 },
  ).lean()
  const ids = [...lines.map(({ ballotId }) => ballotId), ...coming.map(({ _id }) => _id)]
  for (const key of ['voterId', 'byPersonId', 'contest.byPersonId'] as const)
    await VoterNaming.updateMany({ ballotId: { $in: ids }, [key]: move.from }, { $set: { [key]: move.into } })
  const [from, personId] = [move.from.toString(), move.into.toString()]
  await BallotPaper.updateMany({ ballotId: { $in: ids }, personId: from }, { $set: { personId } })
}

/** Never two votes of one person: on a roll that is open she keeps one line; what was voted on stays to be read. */
export async function mergeRolls(move: PersonMove, { clock }: Pick<Deps, 'clock'>): Promise<void> {
  const { from, into } = move
  const lines = await RollLine.find({ personIds: from }).lean<RollLineRecord[]>()
  // First the names: they are found by the lines that still stand under the old id.
  await moveNamings(move, lines)
  for (const line of lines) await moveLine(line, move, clock.now())
  for (const { _id } of await RollLine.find({ goneIds: from }, { _id: 1 }).lean()) {
    await RollLine.updateOne({ _id }, { $addToSet: { goneIds: into } })
    await RollLine.updateOne({ _id }, { $pull: { goneIds: from } })
  }
}
