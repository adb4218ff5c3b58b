import type { BallotKind, BallotOutcome, SubjectKind } from '@linli/shared/ballots/ballot'
import type { Deps } from '../../deps'
import type { BallotSubject } from './ballot.model'

/** What another feature learns of a ballot about something of its own. */
export interface BallotNews {
  ballotId: string
  community: string
  subject: BallotSubject
  kind: BallotKind
  title: string
}

/** At least once, after the change and never in a request; it should be idempotent. */
type OnOpened = (ballot: BallotNews & { closesAt: Date }, deps: Deps) => Promise<'settled' | undefined>
type OnClosed = (ballot: BallotNews & { outcome: BallotOutcome }, deps: Deps) => Promise<void>

const opened: OnOpened[] = []
const closed: OnClosed[] = []

/** Called once by each feature that ballots are about; ballots do not know them. */
export function onBallotOpened(handler: OnOpened): void {
  opened.push(handler)
}

/** Also when the street sets a ballot aside: then the outcome is `void`, whatever it was before. */
export function onBallotClosed(handler: OnClosed): void {
  closed.push(handler)
}

/** @returns `settled` when what it is about was settled in the moment it opened. */
export const announceOpened: OnOpened = async (ballot, deps) => {
  let answer: 'settled' | undefined
  for (const handler of opened) answer = (await handler(ballot, deps)) ?? answer
  return answer
}

export const announceClosed: OnClosed = async (ballot, deps) => {
  for (const handler of closed) await handler(ballot, deps)
}

/** Why a thing of another feature may not be put to this vote now; undefined where it may. */
export type VoteRefusal = 'ballot.subject_settled' | 'ballot.scheduled_motion' | 'ballot.answer_first'
type Asked = Pick<BallotNews, 'subject' | 'community' | 'kind'>
type FindVoteRefusal = (asked: Asked) => Promise<VoteRefusal | undefined>

const refusals = new Map<SubjectKind, FindVoteRefusal>()

/** Called once by each feature whose things ballots are about; asked at the announcement and at the opening. */
export function registerVoteRefusal(kind: SubjectKind, find: FindVoteRefusal): void {
  refusals.set(kind, find)
}

export async function findVoteRefusal(asked: Asked): Promise<VoteRefusal | undefined> {
  return refusals.get(asked.subject.kind)?.(asked)
}

/** Those who asked for what a ballot is about, whether they vote or not: who raised and co-signed a motion. */
type ListAskers = (subject: BallotSubject) => Promise<string[]>

const askers = new Map<SubjectKind, ListAskers>()

/** Called once by each feature whose things ballots are about. */
export function registerAskers(kind: SubjectKind, list: ListAskers): void {
  askers.set(kind, list)
}

export async function listAskers(subject: BallotSubject): Promise<string[]> {
  return (await askers.get(subject.kind)?.(subject)) ?? []
}

/** Whether somebody types paper votes by a right of another feature: a councillor of the community. */
type MayType = (userId: string, community: string) => Promise<boolean>

const typists: MayType[] = []

/** Called once by each feature whose people may type paper votes. */
export function registerPaperTypist(mayType: MayType): void {
  typists.push(mayType)
}

export async function isOtherTypist(...asked: Parameters<MayType>): Promise<boolean> {
  for (const mayType of typists) if (await mayType(...asked)) return true
  return false
}
