import type { Deps } from '../../deps'
import { makeOutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import { Ballot, type BallotRecord } from './ballot.model'
import { makeStep } from './ballot.step'

/** What it asks about has been settled since it was announced, or in the moment it opened. */
const settled =
  '这件事已经不用表决了：议题已经有了答复、被撤下、正在另一次表决里，或者联名的人够多、要改为正式表决。'

/** Its words were taken away for good: nobody could read what is asked, so nobody could vote on it. */
export const unreadable =
  '表决的文字没有通过核对，也没有改判，大家看不到问题、投不了票，这次不算。社区改好以后会重新公布。'

interface Dropped {
  why?: string
  /** Since when its words are away; not once they are back. */
  unreadSince?: Date
}

/** Sets it aside, and says why. Repeatable. */
export async function dropBallot(
  { _id }: Pick<BallotRecord, '_id'>,
  state: 'announced' | 'open',
  deps: Deps,
  { why = settled, unreadSince }: Dropped = {},
): Promise<void> {
  await Ballot.updateOne(
    { _id, state, ...(unreadSince ? { unreadSince } : {}) },
    {
      $set: { state: 'void', hasOutbox: true },
      $unset: { checkAt: 1 },
      $inc: { version: 1 },
      $push: {
        history: makeStep(systemActor, 'void', deps.clock.now(), why),
        outbox: makeOutboxEntry('ballot.voided', { from: state }, deps),
      },
    },
  )
}
