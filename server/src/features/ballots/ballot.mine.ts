import type { BallotSummary } from '@linli/shared/ballots/ballot.contract'
import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'
import { showWords } from './ballot.check'
import { Ballot, type BallotRecord } from './ballot.model'
import { viewSummary } from './ballot.view'
import { RollLine, type RollLineRecord } from './roll.model'

/** Nobody stands on more rolls at once. */
const mostLines = 100

/** The open ballots that ask this person, those still to be voted on first. */
export async function listMyBallots(actor: Actor, { clock }: Pick<Deps, 'clock'>): Promise<BallotSummary[]> {
  if (actor.personId === undefined) return []
  const lines = await RollLine.find({ personIds: actor.personId })
    .sort({ _id: -1 })
    .limit(mostLines)
    .lean<RollLineRecord[]>()
  const ids = [...new Set(lines.map(({ ballotId }) => ballotId.toString()))]
  const ballots = await Ballot.find({ _id: { $in: ids } }, { history: 0, outbox: 0 }).lean<BallotRecord[]>()
  const now = clock.now()
  const open = ballots.filter(({ state, closesAt }) => state === 'open' && now < closesAt)
  const isWaiting = ({ _id, rollId }: BallotRecord): boolean =>
    lines.some(
      (line) =>
        line.ballotId.equals(_id) && rollId?.equals(line.rollId) === true && !line.hasVoted && !line.isStruck,
    )
  return open
    .map((ballot) => viewSummary(showWords(actor, ballot), isWaiting(ballot), now))
    .sort((a, b) => Number(b.isWaiting) - Number(a.isWaiting) || a.closesAt.localeCompare(b.closesAt))
}
