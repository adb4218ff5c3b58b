import { toShanghaiDay } from '@linli/shared/time'
import type { ClientSession } from 'mongoose'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { AppError } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import type { BallotRecord } from './ballot.model'
import { gateIdOf, gateNumbers } from './roll.lines'
import {
  BallotGate,
  BallotVote,
  RollLine,
  VoterNaming,
  type NamingRecord,
  type RollLineRecord,
  type VoteRecord,
} from './roll.model'

/**
 * A receipt: hash of a random number that is forgotten at once and the vote. It is kept on the roll line, not with the
 * vote: as the number is gone, nobody, with the whole database and the receipt in hand, finds the vote it belongs to.
 * That it is in the published list shows that the line it was given for was counted; the list is as long as the votes.
 */
const makeReceipt = (vote: VoteRecord): string =>
  createHash('sha256').update(randomBytes(32)).update(JSON.stringify(vote)).digest('hex').slice(0, 32)

interface NewVote {
  ballot: BallotRecord
  choices: readonly string[]
  /** When it came in, which decides whether it was in time. */
  now: Date
  /** Whose; a paper of a secret ballot has no voter here. */
  line?: RollLineRecord
  by: 'app' | 'paper'
  /** Of a shared vote: as it was read; changed meanwhile, the vote does not stand. */
  naming?: NamingRecord | undefined
  requestKey?: string | undefined
  /** What else stands or falls with the vote. */
  also?: (session: ClientSession, receipt: string) => Promise<void>
}

function makeVote({ ballot, choices, line }: NewVote): VoteRecord {
  const isNamed = !ballot.isSecret && line !== undefined
  return {
    _id: isNamed ? line._id.toString() : randomBytes(16).toString('hex'),
    ballotId: ballot._id,
    choices: [...choices],
    area: ballot.kind === 'owners' ? (line?.area ?? 0) : 0,
  }
}

/**
 * Uses a line up, while nobody has voted on it and whoever was named to is still the same.
 * @throws AppError `ballot.already_voted`, `ballot.contested`.
 */
export async function takeLine(
  line: RollLineRecord,
  naming: NamingRecord | undefined,
  how: Partial<Pick<RollLineRecord, 'by' | 'receipt' | 'requestKeys'>>,
  session: ClientSession,
): Promise<void> {
  const taken = await RollLine.updateOne(
    { _id: line._id, hasVoted: false, isStruck: false },
    { $set: { hasVoted: true, ...how } },
    { session },
  )
  if (taken.modifiedCount === 0) throw new AppError('ballot.already_voted')
  if (!naming) return
  const held = await VoterNaming.updateOne(
    { _id: naming._id, version: naming.version, hasContest: false },
    { $set: { hasVoted: true }, $inc: { version: 1 } },
    { session },
  )
  if (held.modifiedCount === 0) throw new AppError('ballot.contested')
}

/** @throws AppError `ballot.closed`. */
export async function passGate(ballot: BallotRecord, change: object, session: ClientSession): Promise<void> {
  const gate = gateIdOf(ballot._id, randomInt(gateNumbers.length))
  const { modifiedCount } = await BallotGate.updateOne(
    { _id: gate, isShut: false },
    { $inc: change },
    { session },
  )
  if (modifiedCount === 0) throw new AppError('ballot.closed', { state: ballot.state })
}

/**
 * Marks the roll and puts the vote in, in one transaction that also passes a gate: all of it stands, or nothing. A
 * process that dies between the writes leaves none of them, for the engine takes them back.
 * @returns the receipt.
 * @throws AppError `ballot.already_voted`, `ballot.contested`, `ballot.closed`.
 */
export async function putVote(input: NewVote): Promise<string> {
  const { ballot, now, line, naming, by, requestKey, also } = input
  const vote = makeVote(input)
  const receipt = makeReceipt(vote)
  const requestKeys = requestKey === undefined ? [] : [requestKey]
  await inTransaction(async (session) => {
    if (line) await takeLine(line, naming, { by, receipt, requestKeys }, session)
    await also?.(session, receipt)
    await BallotVote.create([vote], { session })
    await passGate(ballot, { heads: 1, area: vote.area, [`days.${toShanghaiDay(now)}`]: 1 }, session)
  })
  return receipt
}

/** Another choice on an open ballot, under a new receipt. @throws AppError `ballot.closed`. */
export async function changeVote(
  ballot: BallotRecord,
  line: RollLineRecord,
  choices: readonly string[],
  requestKey: string | undefined,
): Promise<string> {
  const vote = makeVote({ ballot, choices, line, by: 'app', now: new Date(0) })
  const receipt = makeReceipt(vote)
  await inTransaction(async (session) => {
    await BallotVote.updateOne({ _id: vote._id }, { $set: { choices: vote.choices } }, { session })
    await RollLine.updateOne(
      { _id: line._id },
      { $set: { receipt }, ...(requestKey === undefined ? {} : { $push: { requestKeys: requestKey } }) },
      { session },
    )
    await passGate(ballot, { changes: 1 }, session)
  })
  return receipt
}
