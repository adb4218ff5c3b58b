import type { OutputOf } from '@linli/shared/contract'
import type { listRoll as ListRoll } from '@linli/shared/ballots/vote.contract'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { Person } from '../register/person.model'
import type { Actor } from '../users/actor'
import type { BallotRecord } from './ballot.model'
import { canAnswerFor, findBallotParties } from './ballot.policy'
import { findReadableBallot } from './ballot.service'
import { readReturns } from './paper.return'
import { lineKeyOf } from './roll.lines'
import { ReceiptList, RollLine, VoterNaming, type ReceiptListRecord, type RollLineRecord } from './roll.model'

type Query = OutputOf<typeof ListRoll.body>

/** The names of people of the register, for those who may read the roll or share a home with them. */
export async function readPersonNames(
  ids: readonly Types.ObjectId[],
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await Person.find({ _id: { $in: ids } }, { name: 1 }).lean<
    { _id: Types.ObjectId; name: string }[]
  >()
  return new Map(
    rows.map(({ _id, name }) => [_id.toString(), crypto.decrypt(name, fieldAad('people', _id, 'name'))]),
  )
}

/** A name exactly, or a room: what is asked for at the counter. */
async function findAsked(
  community: string,
  rollId: Types.ObjectId,
  q: string,
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<RollLineRecord[]> {
  const people = await Person.find({ community, nameIndex: crypto.blindIndex(q, 'name') }, { _id: 1 }).lean()
  const byName = await Promise.all(
    people.map(({ _id }) => RollLine.find({ personIds: _id, rollId }).lean<RollLineRecord[]>()),
  )
  const byRoom = await RollLine.find({ rollId, rooms: q.replace(/室$/, '') }).lean<RollLineRecord[]>()
  return [...new Map([...byName.flat(), ...byRoom].map((line) => [line._id.toString(), line])).values()]
}

const mostContests = 200

async function listContested({ _id }: BallotRecord): Promise<string[]> {
  const rows = await VoterNaming.find({ ballotId: _id, hasContest: true }, { voterKey: 1 })
    .limit(mostContests)
    .lean()
  return rows.map(({ voterKey }) => voterKey)
}

/** Those with something to decide. */
async function findOpen(
  ballot: BallotRecord,
  rollId: Types.ObjectId,
  only: 'contested' | 'returning',
): Promise<RollLineRecord[]> {
  const isContested = only === 'contested'
  const keys = isContested ? await listContested(ballot) : [...(await readReturns(ballot._id)).keys()]
  return RollLine.find({ key: { $in: keys.map((key) => lineKeyOf(rollId, key)) } }).lean<RollLineRecord[]>()
}

/**
 * A page of the roll for the desk: who may vote, and whether the vote is cast.
 * @returns one line more than asked when there is more.
 */
export async function listRoll(
  actor: Actor,
  id: string,
  { q, only, cursor, limit }: Query,
  deps: Deps,
): Promise<{ ballot: BallotRecord; lines: RollLineRecord[] }> {
  const { ballot, standing } = await findReadableBallot(actor, id, deps)
  const parties = findBallotParties(actor, ballot, standing)
  assertThat(parties.includes('desk') || parties.includes('street'), 'access.denied')
  const { rollId, community } = ballot
  // A neighbour who types papers finds who stands before her, and does not leaf through everybody.
  const isLeafing = q === undefined && !canAnswerFor(actor, ballot)
  if (!rollId || isLeafing) return { ballot, lines: [] }
  if (q !== undefined) return { ballot, lines: (await findAsked(community, rollId, q, deps)).slice(0, limit) }
  if (only === 'contested' || only === 'returning')
    return { ballot, lines: (await findOpen(ballot, rollId, only)).slice(0, limit) }
  const lines = await RollLine.find({
    rollId,
    ...(only === 'missing' ? { hasVoted: false } : {}),
    ...(cursor === undefined ? {} : { _id: { $gt: cursor } }),
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<RollLineRecord[]>()
  return { ballot, lines }
}

/** The published receipts. @throws AppError `ballot.not_now` before the closing. */
export async function listReceipts(
  actor: Actor,
  id: string,
  start: string | undefined,
  deps: Deps,
): Promise<{ total: number; receipts: string[] }> {
  const { ballot } = await findReadableBallot(actor, id, deps)
  assertThat(ballot.result, 'ballot.not_now', { state: ballot.state })
  const list = await ReceiptList.findOne({ _id: ballot._id }).lean<ReceiptListRecord>()
  const receipts = list?.receipts ?? []
  const shown = start === undefined ? receipts : receipts.filter((receipt) => receipt.startsWith(start))
  return { total: receipts.length, receipts: shown }
}
