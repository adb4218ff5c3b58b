import type { OutputOf } from '@linli/shared/contract'
import type { voteContracts } from '@linli/shared/ballots/vote.contract'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { tellBallotChanged } from './ballot.announce'
import { Ballot, type BallotRecord } from './ballot.model'
import { assertChoices } from './ballot.rules'
import { assertMayAct, findBallotParties } from './ballot.policy'
import { findActableBallot, findReadableBallot } from './ballot.service'
import { BallotPaper, PaperStock, makePaperId, type PaperRecord } from './paper.model'
import { ensureStock, readStock } from './paper.stock'
import {
  addEntry,
  normalize,
  openEntries,
  sealEntries,
  stateOf,
  toTypists,
  type PaperEntry,
} from './paper.typed'
import { findFreeLine, type Whose } from './paper.voter'
import { findLine } from './roll.lines'
import { assertTakesVotes, freezeAsked } from './vote.service'
import { passGate, putVote, takeLine } from './vote.write'

type TypeBody = OutputOf<typeof voteContracts.typePaper.body>

/** Told to those whose vote it is, so that a paper nobody asked for comes to light. */
const tellOfPaper = (event: string, voterKey: string, deps: Deps) => ({
  $set: { hasOutbox: true },
  $push: { outbox: makeOutboxEntry(event, { voterKey }, deps) },
})

/** The same press sent again, because its answer was lost. */
async function isHanded(ballot: BallotRecord, voterKey: string, key: string | undefined): Promise<boolean> {
  const line = key === undefined ? undefined : await findLine(ballot, voterKey)
  return line?.by === 'paper' && line.requestKeys.includes(key ?? '')
}

/**
 * Gives somebody a paper of a secret ballot: the line is used up, and what is put on the paper comes back under a
 * number that is not noted here, so that nothing joins the two.
 */
export async function handPaper(
  actor: Actor,
  id: string,
  whose: Whose,
  requestKey: string | undefined,
  deps: Deps,
): Promise<void> {
  const { ballot } = await findActableBallot(actor, id, 'handPaper', deps)
  assertThat(ballot.isSecret, 'ballot.paper_wrong_kind')
  const now = deps.clock.now()
  assertTakesVotes(ballot, now)
  const { voterKey } = whose
  const requestKeys = requestKey === undefined ? [] : [`${actor.userId}:${requestKey}`]
  if (await isHanded(ballot, voterKey, requestKeys[0])) return
  const { line, naming } = await findFreeLine(ballot, whose, now)
  await ensureStock(ballot._id)
  await freezeAsked(ballot)
  await inTransaction(async (session) => {
    await takeLine(line, naming, { by: 'paper', requestKeys }, session)
    await PaperStock.updateOne({ _id: ballot._id }, { $inc: { handed: 1, left: 1, untyped: 1 } }, { session })
  })
  await Ballot.updateOne({ _id: ballot._id }, tellOfPaper('ballot.paperHanded', voterKey, deps))
  kickOutbox(Ballot)
}

function keyOf(ballot: BallotRecord, { voterKey, number }: TypeBody): string {
  const by = ballot.isSecret ? number : voterKey
  const other = ballot.isSecret ? voterKey : number
  assertThat(by !== undefined && other === undefined, 'ballot.paper_wrong_kind')
  return `${ballot._id.toString()}:${by}`
}

async function findPaper(key: string): Promise<PaperRecord | undefined> {
  return (await BallotPaper.findOne({ key }).lean<PaperRecord>()) ?? undefined
}

/** Somebody has typed it in the same moment: says how far it is. */
async function refuseOvertaken({ key }: PaperRecord): Promise<never> {
  const now = await findPaper(key)
  throw new AppError('ballot.changed', now && { state: now.state, version: now.version })
}

/**
 * Of a secret ballot with its mark in the stock, so that none is taken back that may be this one. Past a gate, as a vote:
 * what is typed after the closing would lie there for ever.
 */
async function insertPaper(ballot: BallotRecord, paper: PaperRecord): Promise<void> {
  const { isSecret, _id } = ballot
  if (isSecret) await ensureStock(_id)
  try {
    await inTransaction(async (session) => {
      if (isSecret) await PaperStock.updateOne({ _id }, { $inc: { untyped: -1 } }, { session })
      await BallotPaper.create([paper], { session })
      await passGate(ballot, { changes: 1 }, session)
    })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await refuseOvertaken(paper)
  }
}

async function moveStock(ballot: BallotRecord, session: ClientSession): Promise<void> {
  if (!ballot.isSecret) return
  const { modifiedCount } = await PaperStock.updateOne(
    { _id: ballot._id, left: { $gt: 0 } },
    { $inc: { left: -1, counted: 1 } },
    { session },
  )
  if (modifiedCount === 0) throw new AppError('ballot.paper_not_handed')
}

/**
 * Two have typed the same: the paper becomes a vote in the same step in which it is marked as counted, and in which what
 * they typed goes from it.
 */
async function countPaper(
  ballot: BallotRecord,
  paper: PaperRecord,
  entries: readonly PaperEntry[],
  deps: Deps,
): Promise<void> {
  const { voterKey, personId } = paper
  const choices = entries[0]?.choices ?? []
  const now = deps.clock.now()
  const free = voterKey === undefined ? undefined : await findFreeLine(ballot, { voterKey, personId }, now)
  await putVote({
    ...{ ballot, choices, now, by: 'paper' },
    ...(free ? { line: free.line, naming: free.naming } : {}),
    also: async (session, receipt) => {
      const { modifiedCount } = await BallotPaper.updateOne(
        { _id: paper._id, version: paper.version },
        {
          $set: { state: 'counted', entries: toTypists(entries), ...(free ? {} : { receipt }) },
          $unset: { typed: 1 },
          $inc: { version: 1 },
        },
        { session },
      )
      if (modifiedCount === 0)
        throw new AppError('ballot.changed', { state: paper.state, version: paper.version })
      await moveStock(ballot, session)
    },
  })
  await tellBallotChanged(ballot._id, deps)
  if (voterKey === undefined) return
  await Ballot.updateOne({ _id: ballot._id }, tellOfPaper('ballot.paperCounted', voterKey, deps))
  kickOutbox(Ballot)
}

async function keepEntries(
  ballot: BallotRecord,
  paper: PaperRecord,
  entries: readonly PaperEntry[],
  deps: Deps,
): Promise<void> {
  const { personId } = paper
  const $set = {
    ...sealEntries(paper._id, entries, deps),
    state: stateOf(entries),
    ...(personId === undefined ? {} : { personId }),
  }
  await inTransaction(async (session) => {
    const { modifiedCount } = await BallotPaper.updateOne(
      { _id: paper._id, version: paper.version },
      { $set, $inc: { version: 1 } },
      { session },
    )
    if (modifiedCount === 0) await refuseOvertaken(paper)
    await passGate(ballot, { changes: 1 }, session)
  })
}

/**
 * Types a paper. Alone it waits; when a second person types the same it counts, and what is not the same is shown to
 * both until one of them has looked again.
 */
export async function typePaper(
  actor: Actor,
  id: string,
  body: TypeBody,
  deps: Deps,
): Promise<{ ballot: BallotRecord; paper: PaperRecord }> {
  const { ballot } = await findActableBallot(actor, id, 'typePaper', deps)
  assertTakesVotes(ballot, deps.clock.now())
  assertChoices(ballot, body.choices)
  const key = keyOf(ballot, body)
  const { voterKey, number } = body
  const whose = { voterKey: voterKey ?? '', personId: body.personId }
  const free = voterKey === undefined ? undefined : await findFreeLine(ballot, whose, deps.clock.now())
  const personId = free?.personId
  await freezeAsked(ballot)
  const entry: PaperEntry = {
    byUserId: new Types.ObjectId(actor.userId),
    byName: actor.displayName,
    choices: normalize(ballot, body.choices),
  }
  const known = await findPaper(key)
  assertThat(known?.state !== 'counted', 'ballot.paper_counted')
  if (!known) {
    const by = ballot.isSecret ? { number } : { voterKey, ...(personId ? { personId } : {}) }
    const _id = makePaperId()
    const base = { _id, ballotId: ballot._id, key, state: 'first' as const, version: 1 }
    const under = by as Pick<PaperRecord, 'voterKey' | 'personId' | 'number'>
    await insertPaper(ballot, { ...base, ...under, ...sealEntries(_id, [entry], deps) })
  } else {
    // Another is named since: what was typed off the paper of whom it was before is nobody’s vote.
    const isSame = known.personId === personId
    const entries = addEntry(isSame ? openEntries(known, deps) : [], entry)
    const paper = { ...known, ...(personId === undefined ? {} : { personId }) }
    await (stateOf(entries) === 'counted' ? countPaper : keepEntries)(ballot, paper, entries, deps)
  }
  const paper = await findPaper(key)
  assertThat(paper, 'record.not_found')
  return { ballot, paper }
}

/** More are typed in no ballot of a community before they are counted. */
const mostPapers = 500

/** Who types papers while it is open reads afterwards, too, what became of them. */
async function findTypedBallot(actor: Actor, id: string, deps: Deps): Promise<BallotRecord> {
  const { ballot, standing } = await findReadableBallot(actor, id, deps)
  const isTypist = findBallotParties(actor, ballot, standing).includes('desk')
  if (ballot.state !== 'closed' || !isTypist) assertMayAct(actor, 'typePaper', ballot, standing)
  return ballot
}

/** Those that are not counted yet, or never were, and how many are. */
export async function listPapers(actor: Actor, id: string, deps: Deps) {
  const ballot = await findTypedBallot(actor, id, deps)
  const rows = await BallotPaper.find({ ballotId: ballot._id, state: { $in: ['first', 'differs'] } })
    .limit(mostPapers)
    .lean<PaperRecord[]>()
  // By what is printed on them, and not as they came in.
  rows.sort((a, b) => (a.number ?? 0) - (b.number ?? 0) || a.key.localeCompare(b.key))
  const counted = await BallotPaper.countDocuments({ ballotId: ballot._id, state: 'counted' })
  const { handed } = await readStock(ballot._id)
  return { ballot, rows, counted, handed: ballot.isSecret ? handed : counted + rows.length }
}
