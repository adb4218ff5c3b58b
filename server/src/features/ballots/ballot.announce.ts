import { createPacedAnnouncer } from '../../realtime/paced'
import { Ballot, type BallotRecord } from './ballot.model'

/** Where messages about a ballot lead. */
export const pageOfBallot = (id: { toString(): string }): string =>
  `packages/ballots/pages/ballot/index?id=${id.toString()}`

export const ballotsPage = 'packages/ballots/pages/list/index'

/** Tells whoever has the ballot open that its turnout or its state changed: no number, nobody's name. */
export const tellBallotChanged = createPacedAnnouncer(async (id, deps) => {
  const ballot = await Ballot.findOne({ _id: id }, { state: 1 }).lean<Pick<BallotRecord, 'state'>>()
  if (ballot && ballot.state !== 'draft')
    deps.publish({ name: 'ballot.changed', rooms: [`ballot:${id}`], data: { id, state: ballot.state } })
})
