import type { Deps } from '../../deps'
import { makeOutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import { Ballot, type BallotRecord } from './ballot.model'
import { makeStep } from './ballot.step'

const why =
  '这件事已经不用表决了：议题已经有了答复、被撤下、正在另一次表决里，或者联名的人够多、要改为正式表决。'

/** What it asks about has been settled since it was announced, or in the moment it opened: it is set aside. Repeatable. */
export async function dropBallot(
  { _id }: Pick<BallotRecord, '_id'>,
  state: 'announced' | 'open',
  deps: Deps,
): Promise<void> {
  await Ballot.updateOne(
    { _id, state },
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
