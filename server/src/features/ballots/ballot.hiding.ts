import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { ContentCheck, type StoredContentCheck } from '../contentCheck/contentCheck.model'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { liftWaiting, planRemoval } from '../contentCheck/contentCheck.removal'
import { checkKeyOf } from '../contentCheck/contentCheck.service'
import { takePieceVerdict } from '../contentCheck/official.pieces'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import { tellBallotChanged } from './ballot.announce'
import { areWordsHidden, fieldOf, giveBack } from './ballot.check'
import { dropBallot, unreadable } from './ballot.drop'
import { Ballot, type BallotRecord } from './ballot.model'
import { makeStep } from './ballot.step'

/*
 * What is asked may be taken away while people vote. Nobody votes on what she cannot read, so the time stands still from
 * then on: the ballot does not close, and closes later by what was lost once its words are back. What is asked and by
 * which rule stays as it is.
 */

/** When it closes if its words came back now. */
export const closingOf = (
  { closesAt, unreadSince }: Pick<BallotRecord, 'closesAt' | 'unreadSince'>,
  now: Date,
): Date => (unreadSince ? new Date(closesAt.getTime() + now.getTime() - unreadSince.getTime()) : closesAt)

const lookAgainAt = (_id: Types.ObjectId, unreadSince: Date, checkAt: Date) =>
  Ballot.updateOne({ _id, state: 'open', unreadSince }, { $set: { checkAt } })

/** The words go and the time stops in one write. The clock looks at once at what becomes of it. @returns false: read anew. */
async function stopVoting(ballot: BallotRecord, deps: Deps): Promise<boolean> {
  const now = deps.clock.now()
  const { _id, version, closesAt } = ballot
  // After the closing everybody could read what was asked for as long as people voted.
  if (ballot.unreadSince) await lookAgainAt(_id, ballot.unreadSince, now)
  if (ballot.unreadSince || now >= closesAt) return true
  const { modifiedCount } = await Ballot.updateOne(
    { _id, state: 'open', version, closesAt, unreadSince: { $exists: false } },
    {
      $addToSet: { hiddenPieces: fieldOf(ballot) },
      $set: { unreadSince: now, checkAt: now, hasOutbox: true },
      $push: { outbox: makeOutboxEntry('ballot.hidden', {}, deps) },
    },
  )
  return modifiedCount === 1
}

/** The words come back and the closing moves in one write. @returns false: read anew. */
async function goOn(ballot: BallotRecord, deps: Deps): Promise<boolean> {
  const { _id, version, unreadSince } = ballot
  if (!unreadSince) return true
  const now = deps.clock.now()
  const closesAt = closingOf(ballot, now)
  const { modifiedCount } = await Ballot.updateOne(
    { _id, state: 'open', version, unreadSince, closesAt: ballot.closesAt },
    {
      $pull: { hiddenPieces: fieldOf(ballot) },
      $set: { closesAt, checkAt: closesAt, hasOutbox: true },
      $unset: { unreadSince: 1 },
      $push: {
        history: makeStep(systemActor, 'goOn', now),
        outbox: makeOutboxEntry('ballot.shown', {}, deps),
      },
    },
  )
  return modifiedCount === 1
}

const mostTries = 8

const isAsked = (ballot: BallotRecord, { subject: { field } }: ContentDecision): boolean =>
  ballot.state === 'open' && fieldOf(ballot) === field

/** Of an open ballot, what is asked now. Repeatable: the same decision again moves nothing. */
async function followVoting(decision: ContentDecision, deps: Deps): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const ballot = await Ballot.findOne({ _id: decision.subject.id }).lean<BallotRecord>()
    if (!ballot || !isAsked(ballot, decision)) return
    if (await (decision.state === 'hidden' ? stopVoting : goOn)(ballot, deps)) return
  }
}

/** Its writer is told by the check itself. */
export async function takeBallotVerdict(decision: ContentDecision, deps: Deps): Promise<void> {
  await followVoting(decision, deps)
  await takePieceVerdict(Ballot, decision)
  const ballot = await Ballot.findOne({ _id: decision.subject.id }).lean<BallotRecord>()
  if (!ballot) return
  if (areWordsHidden(ballot)) await giveBack(ballot, { text: '文字没有通过核对' }, deps)
  kickOutbox(Ballot)
  await tellBallotChanged(ballot._id, deps)
}

const readCase = (ballot: BallotRecord): Promise<StoredContentCheck | null> => {
  const subject = { kind: 'ballot', id: ballot._id.toString(), field: fieldOf(ballot) }
  return ContentCheck.findOne({ key: checkKeyOf(subject) }).lean<StoredContentCheck>()
}

/** The clock of one whose words are taken away: the level above has the case in time, and it ends with the last word. */
export async function followHiding(ballot: BallotRecord, deps: Deps): Promise<void> {
  const { _id, unreadSince, checkAt } = ballot
  const check = await readCase(ballot)
  if (!unreadSince || !check) return
  const plan = planRemoval(check, checkAt, deps.clock.now())
  if (plan.step === 'remove') {
    await dropBallot(ballot, 'open', deps, { why: unreadable, unreadSince })
    return
  }
  await lookAgainAt(_id, unreadSince, plan.at)
  if (plan.step === 'lift') await liftWaiting(check, deps)
}
