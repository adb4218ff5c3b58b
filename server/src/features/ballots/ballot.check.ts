import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import {
  checkPiece,
  hiddenTitle,
  hiddenWords,
  isPieceRefused,
  isTakenAway,
} from '../contentCheck/official.pieces'
import { makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { systemActor, type Actor } from '../users/actor'
import { pageOfBallot, tellBallotChanged } from './ballot.announce'
import { Ballot, type BallotRecord } from './ballot.model'
import { canAnswerFor } from './ballot.policy'
import { makeStep } from './ballot.step'
import { VoterNaming } from './roll.model'

/** Each edition of what is asked is checked once. */
export const fieldOf = ({ edition = 0 }: Pick<BallotRecord, 'edition'>): string => `words:${edition}`

/** What was written or changed is checked, from the draft on. At least once. */
export async function checkWords(ballot: BallotRecord, { data }: OutboxEntry, deps: Deps): Promise<void> {
  const { title, text, subject, options } = ballot
  const texts = [title, text, subject.title, ...options.map((option) => option.text)]
  const piece = { field: fieldOf(ballot), userId: String(data.userId), texts }
  await checkPiece('ballot', ballot, piece, pageOfBallot(ballot._id), deps)
}

/** @throws AppError `ballot.words_refused` while these words are held risky and nobody above has let them through. */
export async function assertNotRefused(ballot: BallotRecord): Promise<void> {
  const { state, version } = ballot
  const isRefused = await isPieceRefused('ballot', ballot, fieldOf(ballot))
  assertThat(!isRefused, 'ballot.words_refused', { state, version })
}

/** The words as they are now were taken away: nobody votes on what she cannot read. */
export const areWordsHidden = (ballot: BallotRecord): boolean =>
  isTakenAway(ballot, fieldOf(ballot), { isStaff: false })

/** A ballot in the words this person reads; those who answer for it read their own. */
export function showWords(actor: Actor | undefined, ballot: BallotRecord): BallotRecord {
  if (!areWordsHidden(ballot) || (actor && canAnswerFor(actor, ballot))) return ballot
  const options = ballot.options.map((option) => ({ ...option, text: hiddenTitle }))
  const subject = { ...ballot.subject, title: hiddenTitle }
  return { ...ballot, title: hiddenTitle, text: hiddenWords, subject, options }
}

/** Announced and not open yet, it is a draft again, and who was asked to name somebody hears of it. */
export async function giveBack(
  ballot: BallotRecord,
  { text, why }: { text: string; why?: string },
  deps: Deps,
): Promise<void> {
  const { modifiedCount } = await Ballot.updateOne(
    { _id: ballot._id, state: 'announced', version: ballot.version },
    {
      $set: { state: 'draft', hasOutbox: true },
      $unset: { checkAt: 1 },
      $inc: { version: 1 },
      $push: {
        history: makeStep(systemActor, 'takeBack', deps.clock.now(), text),
        outbox: makeOutboxEntry('ballot.takenBack', { from: 'announced', ...(why ? { why } : {}) }, deps),
      },
    },
  )
  if (modifiedCount === 1) await VoterNaming.deleteMany({ ballotId: ballot._id })
  await tellBallotChanged(ballot._id, deps)
}
