import { capacityMoves, type CapacityState } from '@linli/shared/elders/elder'
import type { ElderView } from '@linli/shared/elders/elder.contract'
import type { Place } from '@linli/shared/areas/areas'
import { findMembershipOver, type Actor, type ActorMembership } from '../users/actor'

/** In what capacity someone reads the care profile of an elder. */
export type ElderReader = 'self' | 'healthProxy' | 'proxy' | 'keeper' | 'gridWorker' | 'street'

/** Who keeps the profile: the community's own staff, a care role. The building leader and others are not. */
export const findElderKeeper = (actor: Actor, place: Partial<Place>): ActorMembership | undefined =>
  findMembershipOver(actor, ['secretary', 'communityWorker'], place)

export const findElderStreet = (actor: Actor, place: Partial<Place>): ActorMembership | undefined =>
  findMembershipOver(actor, ['streetOfficer'], place)

/**
 * The bond is as old as the actor; what is written asks `findActing` anew. Nobody keeps their own profile, nor that
 * of an elder whose proxy they are.
 */
export function findElderReader(
  actor: Actor,
  personId: string,
  place: Partial<Place>,
): ElderReader | undefined {
  if (actor.personId === personId) return 'self'
  const bonds = actor.bonds?.filter((bond) => bond.personId === personId) ?? []
  if (bonds.some(({ scopes }) => scopes.includes('health'))) return 'healthProxy'
  if (bonds.length > 0) return 'proxy'
  if (findElderKeeper(actor, place)) return 'keeper'
  if (findMembershipOver(actor, ['gridWorker'], place)) return 'gridWorker'
  return findElderStreet(actor, place) ? 'street' : undefined
}

/** Health is for herself and for proxies with the scope; staff of a care role open it with a reason (`unmaskElder`). */
export const mayReadCare = (reader: ElderReader): boolean => reader === 'self' || reader === 'healthProxy'

const moverOf: Partial<Record<ElderReader, 'community' | 'street'>> = {
  keeper: 'community',
  street: 'street',
}

/** The community raises a doubt, the street decides. */
export const mayMoveCapacity = (reader: ElderReader, from: CapacityState, to: CapacityState): boolean =>
  moverOf[reader] !== undefined && capacityMoves[from][to] === moverOf[reader]

/**
 * What this reader may do to the profile now.
 * @param isSmall she has an account, and it is not in 长辈版.
 */
export function listElderActions(
  reader: ElderReader,
  capacity: CapacityState,
  isSmall: boolean,
): ElderView['actions'] {
  const may: [ElderView['actions'][number], boolean][] = [
    ['update', reader === 'self' || reader === 'healthProxy' || reader === 'keeper'],
    ['updateMeans', reader === 'keeper'],
    ['unmask', reader === 'keeper'],
    ['doubtCapacity', mayMoveCapacity(reader, capacity, 'doubted')],
    ['decideCapacity', reader === 'street' && capacity !== 'clear'],
    ['openElderMode', isSmall && (reader === 'proxy' || reader === 'healthProxy')],
  ]
  return may.filter(([, isAllowed]) => isAllowed).map(([action]) => action)
}
