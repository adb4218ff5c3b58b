import type { ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { recordAudit, wasLastDone } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { Ballot, type BallotRecord } from './ballot.model'
import { canDraft } from './ballot.policy'
import { findActableBallot } from './ballot.service'
import { BallotPaper, PaperReturn, PaperStock, type PaperRecord } from './paper.model'
import { openEntries, sealEntries, stateOf } from './paper.typed'
import { findAbsentTypists } from './paper.typists'
import { assertTakesVotes } from './vote.service'
import { passGate } from './vote.write'
import { namingKeyOf } from './voter.naming'

interface Asked {
  id: string
}
type AskedPaper = Asked & { paperId: string }

interface TakenOff {
  ballot: BallotRecord
  paper: PaperRecord
  /** Whose entries go. */
  userIds: ReadonlySet<string>
  /** Of another’s entry why, for the log. */
  reason?: string
}

async function findPaper({ _id }: BallotRecord, paperId: string): Promise<PaperRecord | undefined> {
  return (await BallotPaper.findOne({ _id: paperId, ballotId: _id }).lean<PaperRecord>()) ?? undefined
}

const step = 'ballot.paperWithdrawn'

/** Of a secret ballot a paper that nobody has typed any more is out again, so that papers can be taken back. */
async function writeLeft(
  { ballot, paper, userIds }: TakenOff,
  session: ClientSession,
  deps: Deps,
): Promise<void> {
  const left = openEntries(paper, deps).filter(({ byUserId }) => !userIds.has(byUserId.toString()))
  const asRead = { _id: paper._id, version: paper.version }
  const kept = { $set: { ...sealEntries(paper._id, left, deps), state: stateOf(left) }, $inc: { version: 1 } }
  const isChanged =
    left.length === 0
      ? (await BallotPaper.deleteOne(asRead, { session })).deletedCount === 1
      : (await BallotPaper.updateOne(asRead, kept, { session })).modifiedCount === 1
  if (!isChanged) throw new AppError('ballot.changed', { state: paper.state, version: paper.version })
  if (left.length === 0 && ballot.isSecret)
    await PaperStock.updateOne({ _id: ballot._id }, { $inc: { untyped: 1 } }, { session })
}

/** With its line in the log and, of another’s entry, what its typist is told. */
async function takeOff(actor: Actor, taken: TakenOff, deps: Deps): Promise<void> {
  const { ballot, paper, userIds, reason } = taken
  const { number, voterKey } = paper
  const subject = { kind: 'ballot', id: ballot._id.toString(), district: ballot.district }
  const isOfOther = reason !== undefined
  const named = { paperId: paper._id.toString(), number, voterKey }
  const details = { ...named, ...(isOfOther ? { reason, of: [...userIds].join(' ') } : {}) }
  const data = { userIds: [...userIds], byName: actor.displayName }
  await inTransaction(async (session) => {
    await writeLeft(taken, session, deps)
    await recordAudit(actor, step, subject, details, deps, session)
    if (isOfOther) {
      const outbox = makeOutboxEntry('ballot.paperTakenOff', data, deps)
      const change = { $set: { hasOutbox: true }, $push: { outbox } }
      await Ballot.updateOne({ _id: ballot._id }, change, { session })
    }
    await passGate(ballot, { changes: 1 }, session)
  })
  if (isOfOther) kickOutbox(Ballot)
}

/**
 * Takes one's own entry off a paper that is not counted: it was typed under a wrong number, or for the wrong person. What
 * another typed stays.
 */
export async function withdrawPaper(actor: Actor, { id, paperId }: AskedPaper, deps: Deps): Promise<void> {
  const { ballot } = await findActableBallot(actor, id, 'typePaper', deps)
  assertTakesVotes(ballot, deps.clock.now())
  const paper = await findPaper(ballot, paperId)
  const isOwn = paper?.entries.some(({ byUserId }) => byUserId.toString() === actor.userId)
  if (!paper || !isOwn) {
    // The same press sent again, because its answer was lost.
    assertThat(await wasLastDone(actor, step, id, { paperId }), 'record.not_found')
    return
  }
  assertThat(paper.state !== 'counted', 'ballot.paper_counted')
  await takeOff(actor, { ballot, paper, userIds: new Set([actor.userId]) }, deps)
}

/**
 * The same for whoever typed it and cannot take it off any more, because she has left the desk or is off duty: nobody
 * could take a paper back while it lies there. By the community’s own desk, with a reason; its typist is told.
 */
export async function withdrawAbsentPaper(
  actor: Actor,
  { id, paperId, reason }: AskedPaper & { reason: string },
  deps: Deps,
): Promise<void> {
  const { ballot } = await findActableBallot(actor, id, 'typePaper', deps)
  assertThat(canDraft(actor, ballot.community), 'access.denied')
  assertTakesVotes(ballot, deps.clock.now())
  const paper = await findPaper(ballot, paperId)
  const userIds = await findAbsentTypists(ballot, paper ? [paper] : [], deps.clock.now())
  // The same press sent again, because its answer was lost; what it took off is not there any more.
  if (userIds.size === 0 && (await wasLastDone(actor, step, id, { paperId, reason }))) return
  assertThat(paper, 'record.not_found')
  assertThat(paper.state !== 'counted', 'ballot.paper_counted')
  assertThat(userIds.size > 0, 'ballot.typist_present')
  await takeOff(actor, { ballot, paper, userIds, reason }, deps)
}

const withdrawn = 'ballot.paperReturnWithdrawn'
/** After these there is something to withdraw, or nothing any more. */
const askings = ['ballot.paperAskedBack', 'ballot.paperTakenBack']

/** Whoever asked for a paper back does not want it any more: it stays with whom it was handed to. */
export async function withdrawPaperReturn(
  actor: Actor,
  { id, voterKey }: Asked & { voterKey: string },
  deps: Deps,
): Promise<void> {
  const { ballot } = await findActableBallot(actor, id, 'takeBackPaper', deps)
  assertTakesVotes(ballot, deps.clock.now())
  const key = namingKeyOf(ballot._id, voterKey)
  // The same press sent again, because its answer was lost.
  if (await wasLastDone(actor, withdrawn, id, { voterKey }, askings)) return
  const subject = { kind: 'ballot', id, district: ballot.district }
  await inTransaction(async (session) => {
    const gone = await PaperReturn.deleteOne({ key, byUserId: actor.userId }, { session })
    // Somebody has said the same in this moment, and it is back; or it is not hers.
    if (gone.deletedCount === 0) throw new AppError('record.not_found')
    await recordAudit(actor, withdrawn, subject, { voterKey }, deps, session)
    await passGate(ballot, { changes: 1 }, session)
  })
}
