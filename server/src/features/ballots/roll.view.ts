import type { PaperView, RollLineView } from '@linli/shared/ballots/vote.contract'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import type { Actor } from '../users/actor'
import type { BallotRecord } from './ballot.model'
import { canAnswerFor, canDraft } from './ballot.policy'
import { describeChoices } from './ballot.view'
import type { PaperRecord, PaperReturnRecord } from './paper.model'
import { openReturn, readReturns } from './paper.return'
import { openEntries } from './paper.typed'
import { findAbsentTypists } from './paper.typists'
import { BallotVote, RollLine, type NamingRecord, type RollLineRecord, type VoteRecord } from './roll.model'
import { readPersonNames } from './roll.service'
import { lineKeyOf } from './roll.lines'
import { canSettle, openContest, readNamings } from './voter.naming'

/** What was chosen on an open ballot, once it is closed, for the community’s own staff. Of a secret one nothing is known. */
async function readChoices(
  ballot: BallotRecord,
  lines: readonly RollLineRecord[],
  actor: Actor,
): Promise<Map<string, string>> {
  if (ballot.isSecret || ballot.state !== 'closed' || !canDraft(actor, ballot.community)) return new Map()
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

function viewReturn(asked: PaperReturnRecord | undefined, actor: Actor, deps: Deps) {
  if (!asked) return undefined
  return {
    by: asked.byName,
    isMine: asked.byUserId.toString() === actor.userId,
    text: openReturn(asked, deps),
  }
}

/** A person with the home, or the home of those who share a vote. */
function nameLine({ voterKey, label = '' }: RollLineRecord, members: readonly { name: string }[]): string {
  if (!voterKey.startsWith('person:')) return label
  return `${members[0]?.name ?? ''}${label === '' ? '' : `，${label}`}`
}

/** Somebody of them still has to cast it. */
const isShared = ({ personIds, hasVoted, isStruck }: RollLineRecord): boolean =>
  personIds.length > 1 && !hasVoted && !isStruck

/** Lines of the roll as the desk reads them. */
export async function viewLines(
  ballot: BallotRecord,
  lines: readonly RollLineRecord[],
  actor: Actor,
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
  const choices = await readChoices(ballot, lines, actor)
  const canHear = canAnswerFor(actor, ballot)
  const returns = ballot.isSecret && canHear ? await readReturns(ballot._id) : new Map<string, never>()
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
      canSettle: isShared(line) && canSettle(actor, ballot, line, naming),
      ...dropUndefined({
        voter: naming && toMember(naming.voterId),
        contest: canHear ? viewContest(naming, names, deps) : undefined,
        returning: viewReturn(returns.get(line.voterKey), actor, deps),
        choiceText: choices.get(line._id.toString()),
      }),
    }
  })
}

/** Whose papers they are, in one read for all of them. */
async function readPaperLines(
  ballot: BallotRecord,
  papers: readonly PaperRecord[],
  actor: Actor,
  deps: Deps,
): Promise<Map<string, RollLineView>> {
  const { rollId } = ballot
  const keys = papers.flatMap(({ voterKey }) => (rollId && voterKey ? [lineKeyOf(rollId, voterKey)] : []))
  if (keys.length === 0) return new Map()
  const lines = await RollLine.find({ key: { $in: keys } }).lean<RollLineRecord[]>()
  const views = await viewLines(ballot, lines, actor, deps)
  return new Map(views.map((view) => [view.voterKey, view]))
}

function viewWhose({ voterKey, number }: PaperRecord, line: RollLineView | undefined) {
  const label = voterKey === undefined ? `${number ?? ''} 号票` : (line?.label ?? '')
  if (!line || line.members.length < 2) return { label, members: [] }
  return { label, members: line.members, ...dropUndefined({ voter: line.voter }) }
}

/** Typed papers: one’s own entry, both where they differ, and nothing of what has been counted. */
export async function viewPapers(
  ballot: BallotRecord,
  papers: readonly PaperRecord[],
  actor: Actor,
  deps: Deps,
): Promise<PaperView[]> {
  const lines = await readPaperLines(ballot, papers, actor, deps)
  const waiting = papers.filter(({ state }) => state !== 'counted')
  const absent = await findAbsentTypists(ballot, waiting, deps.clock.now())
  return papers.map((paper) => ({
    ...{ id: paper._id.toString(), state: paper.state },
    ...dropUndefined({ voterKey: paper.voterKey, number: paper.number }),
    ...viewWhose(paper, lines.get(paper.voterKey ?? '')),
    entries: openEntries(paper, deps)
      .map(({ byName, byUserId, choices }) => ({
        by: byName,
        isMine: byUserId.toString() === actor.userId,
        text: describeChoices(ballot, choices),
      }))
      .filter(({ isMine }) => isMine || paper.state === 'differs'),
    typedBy: ballot.state === 'closed' ? paper.entries.map(({ byName }) => byName) : [],
    absent:
      paper.state === 'counted' || ballot.state === 'closed'
        ? []
        : paper.entries.flatMap((who) => (absent.has(who.byUserId.toString()) ? [who.byName] : [])),
  }))
}
