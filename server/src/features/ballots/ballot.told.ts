import type { Types } from 'mongoose'
import type { Message } from '../messages/message'
import { User } from '../users/user.model'
import { hiddenTitle } from '../contentCheck/official.pieces'
import { ballotsPage, pageOfBallot } from './ballot.announce'
import { fieldOf, showWords } from './ballot.check'
import type { BallotRecord } from './ballot.model'

export interface Words {
  title: string
  body: string
}

/** What is said of a ballot by its title. */
export type SayOf = (title: string) => Words

const chunk = 500

/** The accounts of people of the register. */
export async function findAccounts(personIds: readonly Types.ObjectId[]): Promise<string[]> {
  const found: string[] = []
  for (let start = 0; start < personIds.length; start += chunk) {
    const some = personIds.slice(start, start + chunk)
    const users = await User.find(
      { personId: { $in: some }, level: 'verified', deletedAt: { $exists: false } },
      { _id: 1 },
    ).lean()
    found.push(...users.map(({ _id }) => _id.toString()))
  }
  return [...new Set(found)]
}

export const toMessage = (
  { _id, district }: BallotRecord,
  event: string,
  userId: string,
  words: Words,
): Message => ({
  userId,
  event,
  ...words,
  // A draft is the desk's alone.
  page: event === 'ballot.takenBack' ? ballotsPage : pageOfBallot(_id),
  district,
})

/** A letter that names the ballot by its title, for as long as voters read that. */
export const toTitledMessage = (
  ballot: BallotRecord,
  event: string,
  userId: string,
  say: SayOf,
): Message => ({
  ...toMessage(ballot, event, userId, say(showWords(undefined, ballot).title)),
  quote: { pieces: [fieldOf(ballot)], ...say(hiddenTitle) },
})
