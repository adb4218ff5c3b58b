import { Types } from 'mongoose'
import type { Actor } from '../users/actor'
import type { BallotStep } from './ballot.model'

/** One line of what was done to a ballot. */
export const makeStep = (
  { userId, displayName }: Pick<Actor, 'userId' | 'displayName'>,
  action: string,
  at: Date,
  text?: string,
): BallotStep => ({
  at,
  action,
  byUserId: new Types.ObjectId(userId),
  byName: displayName,
  ...(text === undefined ? {} : { text }),
})
