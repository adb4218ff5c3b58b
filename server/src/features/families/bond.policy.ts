import { basisOf, type BondScope } from '@linli/shared/families/bond'
import { availableBondActions, type BondAction, type BondParty } from '@linli/shared/families/bond.state'
import type { CapacityState } from '@linli/shared/elders/elder'
import type { ErrorCode } from '@linli/shared/errors'
import type { Role } from '@linli/shared/users/roles'
import { findMembershipOver, isOwnMatter, type Actor, type ActorMembership } from '../users/actor'
import type { BondRecord } from './bond.model'

const keeperRoles: readonly Role[] = ['secretary', 'communityWorker']

type Stands = Pick<BondRecord, 'personId' | 'proxyUserId' | 'firstCheckBy' | 'district' | 'community'>

/** The role by which someone keeps the bonds of a community. */
export const findKeeper = (actor: Actor, place: Partial<Stands>): ActorMembership | undefined =>
  place.community === undefined ? undefined : findMembershipOver(actor, keeperRoles, place)

const isElderOf = (actor: Actor, bond: Pick<BondRecord, 'personId'>): boolean =>
  bond.personId !== undefined && bond.personId.toString() === actor.personId

const isProxyOf = (actor: Actor, bond: Pick<BondRecord, 'proxyUserId'>): boolean =>
  bond.proxyUserId.toString() === actor.userId

/**
 * In what capacities someone stands to a bond. Nobody keeps one of their own, nor another's of an elder they act for.
 * @param hasCode the actor opened the invitation with its code.
 */
export function findBondParties(actor: Actor, bond: BondRecord, hasCode = false): BondParty[] {
  const isProxy = isProxyOf(actor, bond)
  const isElder = isElderOf(actor, bond)
  const isOwn = bond.personId !== undefined && isOwnMatter(actor, bond.personId)
  const isKeeper = !isProxy && !isElder && !isOwn && findKeeper(actor, bond) !== undefined
  const parties: [BondParty, boolean][] = [
    ['elder', isElder],
    ['invitee', hasCode && !isProxy && actor.personId !== undefined],
    ['proxy', isProxy],
    ['keeper', isKeeper],
    ['secondKeeper', isKeeper && bond.firstCheckBy?.toString() !== actor.userId],
  ]
  return parties.filter(([, stands]) => stands).map(([party]) => party)
}

interface Terms {
  scopes: readonly BondScope[]
  limitFen: number
  from?: string | undefined
  until?: string | undefined
}

/** More than was agreed to: a new consent, not a change of the old one. */
export const isWider = (next: Terms, bond: Terms): boolean =>
  next.scopes.some((scope) => !bond.scopes.includes(scope)) ||
  next.limitFen > bond.limitFen ||
  (bond.from !== undefined && next.from !== undefined && next.from < bond.from) ||
  (bond.until !== undefined && (next.until === undefined || next.until > bond.until))

const consents: readonly BondAction[] = ['consent', 'confirmInPerson', 'accept']

/**
 * Why an action that the table knows is refused now. Doubtful capacity stops new consents, never a guardianship;
 * a guardianship goes by its papers, so the ward alone does not end it. What is wider than before is agreed to as the
 * first time: by a signed form, or by papers that two have checked. Source: product page, "Family proxy".
 */
export function findBondProblem(
  action: BondAction,
  bond: Pick<BondRecord, 'origin'>,
  by: { parties: readonly BondParty[]; capacity: CapacityState; isWidened?: boolean; hasForm?: boolean },
): ErrorCode | undefined {
  const isGuardianship = basisOf(bond.origin) === 'guardianship'
  const isConsent = consents.includes(action) || (action === 'change' && by.isWidened === true)
  if (isConsent && !isGuardianship && by.capacity !== 'clear') return 'bond.capacity_doubtful'
  if (by.isWidened === true && by.parties.includes('keeper')) {
    if (isGuardianship) return 'bond.papers_needed'
    if (by.hasForm !== true) return 'bond.form_needed'
  }
  if (action === 'confirmInPerson' && bond.origin !== 'inPerson') return 'bond.wrong_origin'
  if (action === 'checkDocument' && !isGuardianship) return 'bond.wrong_origin'
  if (action === 'review' && !isGuardianship) return 'bond.wrong_origin'
  const isByElder = by.parties.includes('elder')
  if (isGuardianship && isByElder && (action === 'revoke' || action === 'change' || action === 'refuse'))
    return 'bond.guardianship_kept'
  return undefined
}

/** What this person may do to this bond now: sent with it, drawn as buttons, and checked again on each press. */
export function listBondActions(
  bond: BondRecord,
  parties: readonly BondParty[],
  capacity: CapacityState,
): BondAction[] {
  return availableBondActions(bond.state, parties).filter(
    (action) => findBondProblem(action, bond, { parties, capacity }) === undefined,
  )
}

/** The elder, the proxy and those who keep the elder's register may read a bond. */
export function findBondReader(actor: Actor, bond: BondRecord): 'elder' | 'proxy' | 'keeper' | undefined {
  const parties = findBondParties(actor, bond)
  return (['elder', 'proxy', 'keeper'] as const).find((party) => parties.includes(party))
}
