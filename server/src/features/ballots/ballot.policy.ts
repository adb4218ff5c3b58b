import {
  availableBallotActions,
  findBallotTransition,
  type BallotAction,
  type BallotParty,
} from '@linli/shared/ballots/ballot.state'
import type { Role } from '@linli/shared/users/roles'
import { assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { findMembershipOver, type Actor } from '../users/actor'
import type { BallotRecord } from './ballot.model'

const rank: readonly Role[] = ['streetOfficer', 'districtOfficer', 'administrator']

/** What the policy is asked about, beside the ballot: read by the service. */
export interface Standing {
  /** On the roll, or in a home that will be. */
  isVoter: boolean
  /** By a right of another feature, such as a councillor’s. */
  isTypist: boolean
}

type Located = Pick<BallotRecord, 'district' | 'street' | 'community' | 'grid' | 'building' | 'estate'>

/** The secretary and the community workers prepare ballots of their own community. */
export const canDraft = (actor: Actor, community: string): boolean =>
  actor.memberships.some(
    ({ role, areaCode }) => (role === 'secretary' || role === 'communityWorker') && areaCode === community,
  )

const isSecretary = (actor: Actor, community: string): boolean =>
  actor.memberships.some(({ role, areaCode }) => role === 'secretary' && areaCode === community)

export const isStreet = (actor: Actor, place: Located): boolean =>
  findMembershipOver(actor, ['streetOfficer'], toPlace(place)) !== undefined

/** Those who answer for a ballot, not neighbours who only type its papers: they read the whole roll and objections. */
export const canAnswerFor = (actor: Actor, ballot: BallotRecord): boolean =>
  canDraft(actor, ballot.community) || isStreet(actor, ballot)

/** Verified residents, those who serve the community, and those above; also before one knows of any ballot there. */
export function canReadCommunity(actor: Actor, place: Located): boolean {
  if (actor.level === 'verified' && actor.community === place.community) return true
  if (actor.memberships.some((m) => m.place.community === place.community)) return true
  return findMembershipOver(actor, rank, toPlace(place)) !== undefined
}

/** A draft is the desk's own; the rest also whoever stands on the roll and lives elsewhere. */
export function canReadBallot(actor: Actor, ballot: BallotRecord, { isVoter }: Standing): boolean {
  if (ballot.state === 'draft') return canDraft(actor, ballot.community)
  return isVoter || canReadCommunity(actor, ballot)
}

export function findBallotParties(
  actor: Actor,
  ballot: BallotRecord,
  { isVoter, isTypist }: Standing,
): BallotParty[] {
  const isDrafter = canDraft(actor, ballot.community)
  return [
    ...(isDrafter ? (['drafter', 'desk'] as const) : []),
    ...(!isDrafter && isTypist ? (['desk'] as const) : []),
    ...(isSecretary(actor, ballot.community) ? (['secretary'] as const) : []),
    ...(isStreet(actor, ballot) ? (['street'] as const) : []),
    ...(isVoter ? (['voter'] as const) : []),
  ]
}

type Guard = (ballot: BallotRecord) => boolean

/** What the table cannot say. */
const guards: Partial<Record<BallotAction, Guard>> = {
  edit: ({ isFrozen }) => !isFrozen,
  nameVoter: ({ electorate }) => electorate !== 'adults',
  contest: ({ electorate }) => electorate !== 'adults',
  settle: ({ electorate }) => electorate !== 'adults',
  handPaper: ({ isSecret }) => isSecret,
  takeBackPaper: ({ isSecret }) => isSecret,
}

/** What this person may do now: drawn as buttons, and checked again on each press. */
export function listBallotActions(actor: Actor, ballot: BallotRecord, standing: Standing): BallotAction[] {
  return availableBallotActions(ballot.state, findBallotParties(actor, ballot, standing)).filter(
    (action) => guards[action]?.(ballot) !== false,
  )
}

/**
 * @throws AppError `access.denied` for whoever it is never for, `ballot.frozen` and `ballot.not_now` with the present
 *   state.
 */
export function assertMayAct(
  actor: Actor,
  action: BallotAction,
  ballot: BallotRecord,
  standing: Standing,
): void {
  const parties = findBallotParties(actor, ballot, standing)
  const { state } = ballot
  const transition = findBallotTransition(state, action)
  const isForThem = anyStateAllows(action, parties)
  assertThat(isForThem, 'access.denied')
  assertThat(transition, 'ballot.not_now', { state })
  assertThat(
    transition.by.some((party) => parties.includes(party)),
    'access.denied',
  )
  if (action === 'edit') assertThat(!ballot.isFrozen, 'ballot.frozen', { state })
  assertThat(guards[action]?.(ballot) !== false, 'ballot.not_now', { state })
}

/** Whoever it is never for learns nothing of the state. */
function anyStateAllows(action: BallotAction, parties: readonly BallotParty[]): boolean {
  const states = ['draft', 'announced', 'open', 'closed'] as const
  return states.some((state) => availableBallotActions(state, parties).includes(action))
}
