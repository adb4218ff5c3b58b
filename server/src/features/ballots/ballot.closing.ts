import { countBallot, type Weight } from '@linli/shared/ballots/ballot.count'
import type { Types } from 'mongoose'
import { inTransaction } from '../../lib/inTransaction'
import type { BallotRecord, BallotResult } from './ballot.model'
import { BallotPaper } from './paper.model'
import { gateIdOf, gateNumbers } from './roll.lines'
import { BallotGate, BallotVote, ReceiptList, RollLine, type GateRecord, type VoteRecord } from './roll.model'

/**
 * Shuts every gate: each vote under way has either passed before, and is counted, or meets a shut gate and is refused.
 * What was typed off papers and never counted goes with it. A gate once shut stays so, so that this may run again and on
 * several servers.
 */
export async function shutGates(ballotId: Types.ObjectId): Promise<void> {
  for (const number of gateNumbers)
    await inTransaction(async (session) => {
      await BallotGate.updateOne(
        { _id: gateIdOf(ballotId, number), isShut: false },
        { $set: { isShut: true } },
        { session },
      )
    })
  await BallotPaper.updateMany({ ballotId }, { $unset: { typed: 1 } })
}

/** How many have voted, and how many each day; the same for everybody who may read the ballot. */
export async function readTurnout(ballotId: Types.ObjectId): Promise<Weight & { days: Map<string, number> }> {
  const gates = await BallotGate.find({ ballotId }).lean<GateRecord[]>()
  const days = new Map<string, number>()
  for (const gate of gates)
    for (const [day, heads] of Object.entries(gate.days)) days.set(day, (days.get(day) ?? 0) + heads)
  return {
    heads: gates.reduce((sum, { heads }) => sum + heads, 0),
    area: gates.reduce((sum, { area }) => sum + area, 0),
    days: new Map([...days].sort(([a], [b]) => a.localeCompare(b))),
  }
}

/** All on the roll, without those who died or moved away before they voted. */
export function electorateOf({ size, struck }: BallotRecord): Weight {
  return { heads: (size?.heads ?? 0) - struck.heads, area: (size?.area ?? 0) - struck.area }
}

/** Counts what has passed the gates, which are shut. */
export async function countVotes(ballot: BallotRecord): Promise<BallotResult> {
  const votes = await BallotVote.find({ ballotId: ballot._id }, { choices: 1, area: 1 }).lean<VoteRecord[]>()
  const electorate = electorateOf(ballot)
  const { form, options, rule, kind } = ballot
  const isByArea = kind === 'owners'
  const papersLeft = {
    differing: await BallotPaper.countDocuments({ ballotId: ballot._id, state: 'differs' }),
    once: await BallotPaper.countDocuments({ ballotId: ballot._id, state: 'first' }),
  }
  return { electorate, papersLeft, ...countBallot({ form, options, rule, isByArea, electorate, votes }) }
}

/** Publishes the receipts in the order of their letters, which tells nothing of the order of the votes. */
export async function publishReceipts({ _id, rollId }: BallotRecord): Promise<void> {
  if (!rollId) return
  const lines = await RollLine.find({ rollId, hasVoted: true }, { receipt: 1 }).lean()
  const papers = await BallotPaper.find({ ballotId: _id, state: 'counted' }, { receipt: 1 }).lean()
  const receipts = [...lines, ...papers].flatMap(({ receipt }) => receipt ?? []).sort()
  await ReceiptList.updateOne({ _id }, { $set: { receipts } }, { upsert: true })
}
