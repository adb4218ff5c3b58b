import type { Types } from 'mongoose'
import type { Message } from '../messages/message'
import { User } from '../users/user.model'
import { ballotsPage, pageOfBallot } from './ballot.announce'
import type { BallotRecord } from './ballot.model'

export interface Words {
  title: string
  body: string
}

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
