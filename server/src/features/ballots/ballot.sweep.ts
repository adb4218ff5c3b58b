import { ballotLimits } from '@linli/shared/ballots/ballot'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { tellBallotChanged } from './ballot.announce'
import { countVotes, publishReceipts, shutGates } from './ballot.closing'
import { giveBack } from './ballot.check'
import { dropBallot } from './ballot.drop'
import { followHiding } from './ballot.hiding'
import { Ballot, type BallotRecord } from './ballot.model'
import { whileAskable } from './ballot.subject'
import { makeGates, removeOtherRolls, writeRoll } from './roll.lines'
import { RollLine } from './roll.model'
import { findRollGap } from './roll.possible'

/** A step that failed, or whose server died, is taken up again after so long. */
const retryMilliseconds = 60_000
const atOnce = 50

const missed = {
  text: '没有按时开始',
  why: '系统停了一段时间，到了时间没能开始，现在截止的时间也过了，没有人投过票。请改好时间，重新公布。',
}

/** Opens a ballot with the roll written for it; when another server was quicker, its own is thrown away. */
async function openBallot(ballot: BallotRecord, deps: Deps): Promise<void> {
  if (ballot.closesAt <= deps.clock.now()) {
    await giveBack(ballot, missed, deps)
    return
  }
  const { rollId, size, gaps } = await writeRoll(ballot, deps.clock.now(), deps)
  const gap = findRollGap({ kind: ballot.kind, size, gaps })
  if (gap !== undefined) {
    await RollLine.deleteMany({ rollId })
    await giveBack(ballot, { text: '台账不全，没有开始', why: gap }, deps)
    return
  }
  await makeGates(ballot._id)
  const opened = await whileAskable(ballot, ['open'], (session) =>
    Ballot.updateOne(
      { _id: ballot._id, state: 'announced', version: ballot.version },
      {
        $set: { state: 'open', rollId, size, gaps, checkAt: ballot.closesAt, hasOutbox: true },
        $inc: { version: 1 },
        $push: { outbox: makeOutboxEntry('ballot.opened', {}, deps) },
      },
      { session },
    ),
  )
  if (opened?.modifiedCount === 1) await removeOtherRolls(ballot._id, rollId)
  else await RollLine.deleteMany({ rollId })
  if (!opened) await dropBallot(ballot, 'announced', deps)
}

/** Counts and closes. Each step may run again: the gates stay shut, so that the count is the same. */
async function closeBallot(ballot: BallotRecord, deps: Deps): Promise<void> {
  const { _id, version, closesAt } = ballot
  // Nobody may put off the closing once the gates begin to shut, nor is it the closing of one put off meanwhile.
  const frozen = await Ballot.updateOne(
    { _id, state: 'open', version, closesAt, unreadSince: { $exists: false } },
    { $set: { isFrozen: true } },
  )
  if (frozen.matchedCount === 0) return
  await shutGates(_id)
  const shut = await Ballot.findOne({ _id, state: 'open' }).lean<BallotRecord>()
  if (!shut) return
  const result = await countVotes(shut)
  await publishReceipts(shut)
  await Ballot.updateOne(
    { _id, state: 'open' },
    {
      $set: { state: 'closed', result, hasOutbox: true },
      $unset: { checkAt: 1 },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('ballot.closed', {}, deps) },
    },
  )
}

/** Votes that came in at the closing second are still being written for a while. */
const isDue = ({ state, closesAt, unreadSince }: BallotRecord, now: Date): boolean =>
  state !== 'open' ||
  unreadSince !== undefined ||
  now.getTime() >= closesAt.getTime() + ballotLimits.graceSeconds * 1000

async function takeStep(ballot: BallotRecord, deps: Deps): Promise<void> {
  const step = ballot.unreadSince ? followHiding : closeBallot
  await (ballot.state === 'announced' ? openBallot : step)(ballot, deps)
  await tellBallotChanged(ballot._id, deps)
}

/**
 * Opens and closes what is due. Whoever moves `checkAt` on has the step to do; when that server dies, the next one
 * has it after a minute. The writes are conditional, so that nothing depends on it.
 */
export async function sweepBallots(deps: Deps, signal?: AbortSignal): Promise<void> {
  const now = deps.clock.now()
  const due = await Ballot.find({ checkAt: { $lt: new Date(now.getTime() + 1) } })
    .limit(atOnce)
    .lean<BallotRecord[]>()
  for (const ballot of due.filter((each) => isDue(each, now))) {
    if (signal?.aborted) return
    const mine = await Ballot.updateOne(
      { _id: ballot._id, checkAt: ballot.checkAt ?? now, state: ballot.state },
      { $set: { checkAt: new Date(now.getTime() + retryMilliseconds) } },
    )
    if (mine.modifiedCount === 0) continue
    try {
      await takeStep(ballot, deps)
    } catch (error) {
      deps.logger.error({ err: error, id: ballot._id.toString() }, 'a ballot could not be opened or closed')
    }
  }
  if (due.length > 0) kickOutbox(Ballot)
}

export const ballotSweepJob: JobDefinition = { name: 'sweepBallots', everySeconds: 3, run: sweepBallots }
