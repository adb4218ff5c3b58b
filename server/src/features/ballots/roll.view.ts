import type { PaperView, RollLineView } from '@linli/shared/ballots/vote.contract'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import type { Actor } from '../users/actor'
import type { BallotRecord } from './ballot.model'
import { describeChoices } from './ballot.view'
import {
  BallotVote,
  type NamingRecord,
  type PaperRecord,
  type RollLineRecord,
  type VoteRecord,
} from './roll.model'
import { readPersonNames } from './roll.service'
import { findLine } from './roll.lines'
import { openContest, readNamings } from './voter.naming'

/** What was chosen on an open ballot, once it is closed. Of a secret one nothing is known. */
async function readChoices(
  ballot: BallotRecord,
  lines: readonly RollLineRecord[],
): Promise<Map<string, string>> {
  if (ballot.isSecret || ballot.state !== 'closed') return new Map()
  const votes = await BallotVote.find({ _id: { $in: lines.map(({ _id }) => _id.toString()) } }).lean<
    VoteRecord[]
  >()
  return new Map(votes.map(({ _id, choices }) => [_id, describeChoices(ballot, choices)]))
}

function viewContest(naming: NamingRecord | undefined, names: Map<string, string>, deps: Deps) {
  if (!naming?.hasContest || !naming.contest) return undefined
  const { byPersonId, at } = naming.contest
  return { by: names.get(byPersonId.toString()) ?? '', text: openContest(naming, deps), at: at.toISOString() }
}

/** A person with the home, or the home of those who share a vote. */
function nameLine({ voterKey, label = '' }: RollLineRecord, members: readonly { name: string }[]): string {
  if (!voterKey.startsWith('person:')) return label
  return `${members[0]?.name ?? ''}${label === '' ? '' : `，${label}`}`
}

/** Lines of the roll as the desk reads them. */
export async function viewLines(
  ballot: BallotRecord,
  lines: readonly RollLineRecord[],
  deps: Deps,
): Promise<RollLineView[]> {
  const names = await readPersonNames(
    lines.flatMap(({ personIds }) => personIds),
    deps,
  )
  const namings = await readNamings(
    ballot._id,
    lines.map(({ voterKey }) => voterKey),
  )
  const choices = await readChoices(ballot, lines)
  const toMember = (id: { toString(): string }) => ({
    personId: id.toString(),
    name: names.get(id.toString()) ?? '',
  })
  return lines.map((line) => {
    const naming = namings.get(line.voterKey)
    const members = line.personIds.map(toMember)
    return {
      ...{ voterKey: line.voterKey, members, hasVoted: line.hasVoted, isStruck: line.isStruck },
      label: nameLine(line, members),
      isByPaper: line.by === 'paper',
      ...dropUndefined({
        voter: naming && toMember(naming.voterId),
        contest: viewContest(naming, names, deps),
        choiceText: choices.get(line._id.toString()),
      }),
    }
  })
}

async function labelPaper(
  ballot: BallotRecord,
  { voterKey, number }: PaperRecord,
  deps: Deps,
): Promise<string> {
  if (voterKey === undefined) return `${number ?? ''} 号票`
  const line = await findLine(ballot, voterKey)
  if (!line) return ''
  const [view] = await viewLines(ballot, [line], deps)
  return view?.label ?? ''
}

/** A typed paper: one’s own entry, both where they differ, and nothing of what has been counted. */
export async function viewPaper(
  ballot: BallotRecord,
  paper: PaperRecord,
  actor: Actor,
  deps: Deps,
): Promise<PaperView> {
  const { state, voterKey, number } = paper
  const entries = state === 'counted' ? [] : paper.entries
  return {
    ...{ id: paper._id.toString(), state, label: await labelPaper(ballot, paper, deps) },
    ...dropUndefined({ voterKey, number }),
    entries: entries
      .map(({ byName, byUserId, choices }) => ({
        by: byName,
        isMine: byUserId.toString() === actor.userId,
        text: describeChoices(ballot, choices),
      }))
      .filter(({ isMine }) => isMine || state === 'differs'),
  }
}
