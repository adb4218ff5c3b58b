import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { findActableBallot } from './ballot.service'
import { BallotPaper, PaperReturn, PaperStock, type PaperRecord } from './paper.model'
import { openEntries, sealEntries, stateOf } from './paper.typed'
import { assertTakesVotes } from './vote.service'
import { passGate } from './vote.write'
import { namingKeyOf } from './voter.naming'

interface Asked {
  id: string
}

/**
 * Takes one's own entry off a paper that is not counted: it was typed under a wrong number, or for the wrong person. What
 * another typed stays; of a secret ballot one that nobody has typed any more is out again, so that papers can be taken back.
 */
export async function withdrawPaper(
  actor: Actor,
  { id, paperId }: Asked & { paperId: string },
  deps: Deps,
): Promise<void> {
  const { ballot } = await findActableBallot(actor, id, 'typePaper', deps)
  assertTakesVotes(ballot, deps.clock.now())
  const paper = await BallotPaper.findOne({ _id: paperId, ballotId: ballot._id }).lean<PaperRecord>()
  assertThat(paper, 'record.not_found')
  assertThat(
    paper.entries.some(({ byUserId }) => byUserId.toString() === actor.userId),
    'record.not_found',
  )
  assertThat(paper.state !== 'counted', 'ballot.paper_counted')
  const left = openEntries(paper, deps).filter(({ byUserId }) => byUserId.toString() !== actor.userId)
  const asRead = { _id: paper._id, version: paper.version }
  const subject = { kind: 'ballot', id, district: ballot.district }
  const { number, voterKey } = paper
  await inTransaction(async (session) => {
    const isChanged =
      left.length === 0
        ? (await BallotPaper.deleteOne(asRead, { session })).deletedCount === 1
        : (
            await BallotPaper.updateOne(
              asRead,
              { $set: { ...sealEntries(paper._id, left, deps), state: stateOf(left) }, $inc: { version: 1 } },
              { session },
            )
          ).modifiedCount === 1
    if (!isChanged) throw new AppError('ballot.changed', { state: paper.state, version: paper.version })
    if (left.length === 0 && ballot.isSecret)
      await PaperStock.updateOne({ _id: ballot._id }, { $inc: { untyped: 1 } }, { session })
    await recordAudit(actor, 'ballot.paperWithdrawn', subject, { number, voterKey }, deps, session)
    await passGate(ballot, { changes: 1 }, session)
  })
}

/** Whoever asked for a paper back does not want it any more: it stays with whom it was handed to. */
export async function withdrawPaperReturn(
  actor: Actor,
  { id, voterKey }: Asked & { voterKey: string },
  deps: Deps,
): Promise<void> {
  const { ballot } = await findActableBallot(actor, id, 'takeBackPaper', deps)
  assertTakesVotes(ballot, deps.clock.now())
  const key = namingKeyOf(ballot._id, voterKey)
  const subject = { kind: 'ballot', id, district: ballot.district }
  await inTransaction(async (session) => {
    const gone = await PaperReturn.deleteOne({ key, byUserId: actor.userId }, { session })
    // Somebody has said the same in this moment, and it is back; or it is not hers.
    if (gone.deletedCount === 0) throw new AppError('record.not_found')
    await recordAudit(actor, 'ballot.paperReturnWithdrawn', subject, { voterKey }, deps, session)
    await passGate(ballot, { changes: 1 }, session)
  })
}
