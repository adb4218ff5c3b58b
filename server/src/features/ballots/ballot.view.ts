import {
  ballotKindNames,
  formatArea,
  isShared,
  nameThreshold,
  type BallotOption,
} from '@linli/shared/ballots/ballot'
import type {
  BallotResultView,
  BallotSummary,
  BallotView,
  OwnVote,
} from '@linli/shared/ballots/ballot.contract'
import { ballotStateTexts } from '@linli/shared/ballots/ballot.state'
import { describeBallotRule, describeRound, outcomeTexts } from '@linli/shared/ballots/ballot.words'
import { formatDeadline, formatMoment, fromShanghaiDay, formatDay } from '@linli/shared/time'
import type { InputOf } from '@linli/shared/contract'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import type { Actor } from '../users/actor'
import { areWordsHidden } from './ballot.check'
import { electorateOf, readTurnout } from './ballot.closing'
import type { BallotRecord, BallotResult } from './ballot.model'
import { canDraft, listBallotActions } from './ballot.policy'
import { findVotableFrom } from './ballot.rules'
import type { ReadBallot } from './ballot.service'
import { readPersonNames } from './roll.service'
import { BallotVote, type NamingRecord, type RollLineRecord, type VoteRecord } from './roll.model'
import { assertCaster } from './vote.service'
import { isHeard, readNamings } from './voter.naming'
import { errors } from '@linli/shared/errors'
import type { ballotView } from '@linli/shared/ballots/ballot.contract'

function describeWhen({ state, opensAt, closesAt, unreadSince }: BallotRecord, now: Date): string {
  if (state === 'open' && unreadSince) return errors['ballot.being_checked'].message
  if (state === 'open')
    return now < closesAt ? `${formatDeadline(closesAt, now)}都可以投` : '已经截止，正在计票'
  if (state === 'closed' || state === 'void') return `${formatMoment(closesAt, now)} 截止`
  return `${formatMoment(opensAt, now)} 开始，${formatMoment(closesAt, now)} 截止`
}

const outcomeOf = ({ state, result }: BallotRecord) =>
  state === 'void' ? ('void' as const) : result?.outcome

/** A row of a list. @param isWaiting the reader can still vote. */
export function viewSummary(ballot: BallotRecord, isWaiting: boolean, now: Date): BallotSummary {
  const { _id, kind, title, state, opensAt, closesAt, subject } = ballot
  const outcome = outcomeOf(ballot)
  return {
    ...{ id: _id.toString(), kind, kindName: ballotKindNames[kind], title, state },
    stateText: ballotStateTexts[state],
    whenText: describeWhen(ballot, now),
    ...{ opensAt: opensAt.toISOString(), closesAt: closesAt.toISOString(), isWaiting },
    subject: dropUndefined({ kind: subject.kind, id: subject.id?.toString(), title: subject.title }),
    ...(outcome === undefined ? {} : { outcome, outcomeText: outcomeTexts[outcome] }),
  }
}

const textOf = (options: readonly BallotOption[], id: string): string =>
  options.find((option) => option.id === id)?.text ?? ''

/** What was chosen, as people read it: 「同意」, 「1. 甲方案 2. 乙方案」. */
export function describeChoices({ options, form }: BallotRecord, choices: readonly string[]): string {
  const texts = choices.map((id) => textOf(options, id))
  return form === 'ranked' ? texts.map((text, i) => `${i + 1}. ${text}`).join(' ') : texts.join('、')
}

/** The whole of the result in sentences that a person can follow on paper. */
/** Nobody is left to believe that a paper counted which did not. */
function describePapersLeft({ papersLeft }: BallotResult): string[] {
  const { differing = 0, once = 0 } = papersLeft ?? {}
  if (differing + once === 0) return []
  const why = [
    ...(differing > 0 ? [`${differing} 张两个人录得不一样`] : []),
    ...(once > 0 ? [`${once} 张只录了一遍`] : []),
  ]
  return [`有 ${differing + once} 张收回的纸质票没有计票：${why.join('，')}，截止前没有核对好。`]
}

export function describeResult(ballot: BallotRecord, result: BallotResult): string[] {
  const { rule, kind, options } = ballot
  const { electorate, turnout, isQuorate, rounds, isTied, tallies } = result
  const area =
    kind === 'owners' ? `，专有面积 ${formatArea(turnout.area)}（共 ${formatArea(electorate.area)}）` : ''
  const needed = rule.quorum
    ? `要求${nameThreshold(rule.quorum)}，${isQuorate ? '够了' : '没有达到，结果无效'}。`
    : ''
  const passed = tallies
    .filter(({ isPassed }) => isPassed)
    .map(({ optionId }) => `“${textOf(options, optionId)}”`)
  return [
    `可以投 ${electorate.heads} 票，实际投了 ${turnout.heads} 票${area}。${needed}`,
    ...describePapersLeft(result),
    ...(rounds ?? []).map((round, i) => describeRound(round, i + 1, options)),
    ...(isTied ? ['几个方案票数一样，都不算通过。'] : []),
    passed.length > 0 ? `${passed.join('、')}通过。` : `结果：${outcomeTexts[result.outcome]}。`,
  ]
}

function viewResult(ballot: BallotRecord): BallotResultView | undefined {
  const { result, options, state } = ballot
  if (!result || state !== 'closed') return undefined
  const { outcome, electorate, turnout, isQuorate, isTied, tallies } = result
  return {
    ...{ outcome, outcomeText: outcomeTexts[outcome], electorate, turnout, isQuorate, isTied },
    tallies: tallies.map((tally) => ({ ...tally, text: textOf(options, tally.optionId) })),
    words: describeResult(ballot, result),
  }
}

/** Why somebody cannot vote now, in the words of the refusal that a press would meet. */
function findHindrance(line: RollLineRecord, naming: NamingRecord | undefined, personId: string, now: Date) {
  try {
    assertCaster(line, naming, personId, now)
    return undefined
  } catch (error) {
    if (error instanceof AppError) return errors[error.code].message
    throw error
  }
}

interface Own {
  ballot: BallotRecord
  personId: string
  names: Map<string, string>
  namings: Map<string, NamingRecord>
  choices: Map<string, string[]>
  /** Whoever is named now could not vote before the closing. */
  isNamingOver: boolean
  now: Date
}

function viewOwnVote(line: RollLineRecord, own: Own): OwnVote {
  const { ballot, personId, names, namings, choices, isNamingOver, now } = own
  const naming = namings.get(line.voterKey)
  const toMember = (id: { toString(): string }) => ({
    personId: id.toString(),
    name: names.get(id.toString()) ?? '',
    isMe: id.toString() === personId,
  })
  const isOpen = ballot.state === 'open' && now < ballot.closesAt && !areWordsHidden(ballot)
  const isNamed = naming !== undefined && line.personIds.some((id) => id.equals(naming.voterId))
  const isOurs = isShared(ballot.electorate) && line.personIds.length > 1 && !line.hasVoted && !line.isStruck
  const isUndisputed = isOurs && (isOpen || ballot.state === 'announced') && !naming?.hasContest
  const canChange = isUndisputed && !naming?.settled
  const isMine = isNamed && [naming.voterId, naming.byPersonId].some((id) => id?.toString() === personId)
  // What hinders her when it opens, while it is only announced.
  const from = now < ballot.opensAt ? ballot.opensAt : now
  const isStopped = ballot.state === 'open' && ballot.unreadSince !== undefined
  const hindrance = isStopped
    ? errors['ballot.being_checked'].message
    : findHindrance(line, naming, personId, from)
  const isOver = line.hasVoted || ballot.state === 'closed' || ballot.state === 'void'
  const note = isOver
    ? undefined
    : canChange && !isNamed && isNamingOver
      ? errors['ballot.naming_over'].message
      : hindrance
  return {
    ...{ voterKey: line.voterKey, label: line.label ?? '', hasVoted: line.hasVoted },
    members: line.personIds.map(toMember),
    ...(isNamed ? { voter: toMember(naming.voterId) } : {}),
    isByPaper: line.by === 'paper',
    canVote: isOpen && hindrance === undefined && (!line.hasVoted || (!ballot.isSecret && line.by === 'app')),
    canName: canChange && !isNamingOver && (!isNamed || isMine),
    canContest: isUndisputed && isNamed && !isHeard(naming) && naming.voterId.toString() !== personId,
    ...dropUndefined({ note, receipt: line.receipt, choices: choices.get(line._id.toString()) }),
  }
}

/** One’s own choice on an open ballot, to see and to change. Of a secret one nobody can tell. */
async function readOwnChoices({ isSecret }: BallotRecord, lines: readonly RollLineRecord[]) {
  if (isSecret || lines.length === 0) return new Map<string, string[]>()
  const ids = lines.map(({ _id }) => _id.toString())
  const votes = await BallotVote.find({ _id: { $in: ids } }).lean<VoteRecord[]>()
  return new Map(votes.map(({ _id, choices }) => [_id, choices]))
}

async function viewMine({ ballot, lines }: ReadBallot, actor: Actor, deps: Deps): Promise<OwnVote[]> {
  const { personId } = actor
  if (personId === undefined || lines.length === 0) return []
  const now = deps.clock.now()
  const own: Own = {
    ...{ ballot, personId, now },
    isNamingOver: (await findVotableFrom(ballot, now)) >= ballot.closesAt,
    names: await readPersonNames(
      lines.flatMap(({ personIds }) => personIds),
      deps,
    ),
    namings: await readNamings(
      ballot._id,
      lines.map(({ voterKey }) => voterKey),
    ),
    choices: await readOwnChoices(ballot, lines),
  }
  return lines.map((line) => viewOwnVote(line, own))
}

function listGaps({ gaps, electorate }: BallotRecord): string[] {
  if (!gaps) return []
  const homes = electorate === 'owners' ? '套房没有专有面积，按 0 计' : '位成年人不在任何一户里，没有列入'
  return [
    ...(gaps.births > 0 ? [`台账上有 ${gaps.births} 人没有出生日期，没有列入名册。`] : []),
    ...(gaps.homes > 0 ? [`台账上有 ${gaps.homes} ${homes}。`] : []),
  ]
}

async function viewTurnout(ballot: BallotRecord, now: Date) {
  const { heads, area, days } = await readTurnout(ballot._id)
  const turnoutByDay = [...days].map(([day, count]) => ({
    ...{ day, heads: count },
    label: formatDay(fromShanghaiDay(day), now),
  }))
  return { turnout: { heads, area }, turnoutByDay, size: electorateOf(ballot) }
}

const isWaiting = (votes: readonly OwnVote[]): boolean =>
  votes.some(({ canVote, hasVoted }) => canVote && !hasVoted)

/** A ballot as one person sees it: an allow-list. Before the closing there is no count in it, for anybody. */
export async function viewBallot(
  found: ReadBallot,
  actor: Actor,
  deps: Deps,
): Promise<InputOf<typeof ballotView>> {
  const { ballot, standing } = found
  const now = deps.clock.now()
  const mine = await viewMine(found, actor, deps)
  const { estate, matter, text, form, options, mostChoices, isSecret, isFrozen, rule, electorate } = ballot
  const none = { turnout: { heads: 0, area: 0 }, turnoutByDay: [], size: undefined }
  const { size, ...turnout } = ballot.rollId ? await viewTurnout(ballot, now) : none
  const voided =
    ballot.state === 'void' ? ballot.history.find(({ action }) => action === 'void')?.text : undefined
  return {
    ...viewSummary(ballot, isWaiting(mine), now),
    ...{ version: ballot.version, community: ballot.community, electorate, text, form, options, mostChoices },
    ...{ isSecret, isFrozen, mine, isByArea: ballot.kind === 'owners', ...turnout },
    ...dropUndefined({ estate, matter, size, result: viewResult(ballot), voidReason: voided }),
    rule: { quorum: rule.quorum ?? null, majority: rule.majority ?? null },
    ruleTexts: describeBallotRule(ballot),
    gaps: canDraft(actor, ballot.community) ? listGaps(ballot) : [],
    actions: listBallotActions(actor, ballot, standing),
  } satisfies BallotView
}
