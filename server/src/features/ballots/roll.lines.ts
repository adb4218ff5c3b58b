import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { insertMissing } from '../messages/insertMissing'
import type { BallotRecord, RollGaps } from './ballot.model'
import { readGroups } from './roll.groups'
import { BallotGate, RollLine, type RollLineRecord } from './roll.model'
import type { Asked, VoterGroup } from './roll.reading'
import type { Weight } from '@linli/shared/ballots/ballot.count'

/** Votes that come at once spread over so many; sixteen let a thousand voters pass in seconds on each engine. */
const gates = 16

export const lineKeyOf = (rollId: Types.ObjectId, voterKey: string): string =>
  `${rollId.toString()}:${voterKey}`

export const gateIdOf = (ballotId: Types.ObjectId, number: number): string =>
  `${ballotId.toString()}:${number}`

export const gateNumbers: readonly number[] = Array.from({ length: gates }, (_, i) => i)

/** Whom a ballot asks by the register as it is now. */
export const askedBy = (
  { community, estate, electorate }: Pick<BallotRecord, 'community' | 'estate' | 'electorate'>,
  now: Date,
): Asked => ({
  community,
  estate,
  electorate,
  day: toShanghaiDay(now),
})

const toLine = (group: VoterGroup, ballotId: Types.ObjectId, rollId: Types.ObjectId): RollLineRecord => ({
  _id: new Types.ObjectId(),
  ballotId,
  rollId,
  key: lineKeyOf(rollId, group.voterKey),
  ...group,
  hasVoted: false,
  requestKeys: [],
  isStruck: false,
})

export interface WrittenRoll {
  rollId: Types.ObjectId
  size: Weight
  gaps: RollGaps
}

const chunk = 1000

/**
 * Writes a roll off the register, as of now. It is one of its own until a ballot takes it: of two servers that write
 * one each, the other’s is thrown away.
 */
export async function writeRoll(
  ballot: BallotRecord,
  now: Date,
  deps: Pick<Deps, 'crypto'>,
): Promise<WrittenRoll> {
  const rollId = new Types.ObjectId()
  const { groups, gaps } = await readGroups(askedBy(ballot, now), undefined, deps)
  const lines = groups.map((group) => toLine(group, ballot._id, rollId))
  for (let start = 0; start < lines.length; start += chunk)
    await insertMissing(RollLine, lines.slice(start, start + chunk))
  return { rollId, size: { heads: lines.length, area: lines.reduce((sum, { area }) => sum + area, 0) }, gaps }
}

/** Rolls that no ballot took. */
export async function removeOtherRolls(ballotId: Types.ObjectId, rollId: Types.ObjectId): Promise<void> {
  const others = await RollLine.find({ ballotId }, { rollId: 1 }).lean<
    Pick<RollLineRecord, '_id' | 'rollId'>[]
  >()
  const stale = others.filter((line) => !line.rollId.equals(rollId)).map(({ _id }) => _id)
  if (stale.length > 0) await RollLine.deleteMany({ _id: { $in: stale } })
}

/** Made before the first vote; there already when another server was quicker. */
export async function makeGates(ballotId: Types.ObjectId): Promise<void> {
  const gate = { ballotId, isShut: false, heads: 0, area: 0, days: {}, changes: 0 }
  await insertMissing(
    BallotGate,
    gateNumbers.map((number) => ({ _id: gateIdOf(ballotId, number), ...gate })),
  )
}

/** The votes a person casts or shares in an open ballot. */
function listOwnLines(ballot: BallotRecord, personId: string): Promise<RollLineRecord[]> {
  if (!ballot.rollId) return Promise.resolve([])
  return RollLine.find({ personIds: personId, rollId: ballot.rollId }).lean<RollLineRecord[]>()
}

export async function findLine(ballot: BallotRecord, voterKey: string): Promise<RollLineRecord | undefined> {
  if (!ballot.rollId) return undefined
  const line = await RollLine.findOne({ key: lineKeyOf(ballot.rollId, voterKey) }).lean<RollLineRecord>()
  return line ?? undefined
}

/** The same before there is a roll, off the register; a line that nobody has voted on. */
async function listComingLines(
  ballot: BallotRecord,
  personId: string,
  deps: Pick<Deps, 'crypto'>,
): Promise<RollLineRecord[]> {
  const { groups } = await readGroups(askedBy(ballot, ballot.opensAt), personId, deps)
  return groups
    .filter(({ personIds }) => personIds.some((id) => id.toString() === personId))
    .map((group) => toLine(group, ballot._id, new Types.ObjectId()))
}

/** What a person may vote on, whether the roll is written or not. */
export async function listLines(
  ballot: BallotRecord,
  personId: string | undefined,
  deps: Pick<Deps, 'crypto'>,
): Promise<RollLineRecord[]> {
  if (personId === undefined || ballot.state === 'draft') return []
  if (ballot.state === 'announced') return listComingLines(ballot, personId, deps)
  return listOwnLines(ballot, personId)
}

/** The line of somebody else’s vote, for the desk, also before there is a roll. */
export async function findAnyLine(
  ballot: BallotRecord,
  { voterKey, personId }: { voterKey: string; personId: string },
  deps: Pick<Deps, 'crypto'>,
): Promise<RollLineRecord | undefined> {
  if (ballot.state !== 'announced') return findLine(ballot, voterKey)
  const lines = await listComingLines(ballot, personId, deps)
  return lines.find((line) => line.voterKey === voterKey)
}
