import { placeOf } from '@linli/shared/areas/areas'
import {
  boardRules,
  offeringUnits,
  openBoard,
  type ForumBoard,
  type WriterKind,
} from '@linli/shared/forum/forum'
import { roleNames, type Role } from '@linli/shared/users/roles'
import type { Actor, ActorMembership } from '../users/actor'

/** `full`: reads and writes. `notices`: joined, reads the notices. */
export type ForumAccess = 'full' | 'notices' | 'none'

/** Those who answer for the community in its own name. */
const deskRoles: readonly Role[] = ['secretary', 'communityWorker', 'gridWorker']
const moderatorRoles: readonly Role[] = ['secretary', 'communityWorker']

/** A unit of a street (its clinic, its police station) works for each of its communities. */
export const isStreetUnit = ({ role, place }: ActorMembership): boolean =>
  role === 'unitStaff' && place.community === undefined && place.street !== undefined

/** Somebody's work lies in the community itself, or is that of a unit of its street; rank around it does not count. */
export const servesIn = (m: ActorMembership, community: string): boolean =>
  m.place.community === community || (isStreetUnit(m) && m.place.street === placeOf(community).street)

/** In whose name somebody speaks. */
export interface Voice {
  as: WriterKind
  unitId?: string
  /** Of the desk or unit; a resident's follows the community's rule. */
  name?: string
  isOfficial: boolean
}

const isVerifiedHere = (actor: Actor, community: string): boolean =>
  actor.level === 'verified' && actor.community === community

/** A shop's answer is an offer, not a word of authority. */
const isAuthority = ({ unitKind }: ActorMembership): boolean =>
  unitKind !== 'merchant' && unitKind !== 'provider' && unitKind !== 'organisation'

/** In whose name somebody may speak in a community: as a neighbour, for the desk, for a unit. */
export function listVoices(actor: Actor, community: string): Voice[] {
  const here = actor.memberships.filter((m) => servesIn(m, community))
  const desk = here.find(({ role }) => deskRoles.includes(role))
  const units = here.filter(
    ({ role, unitKind }) => role === 'unitStaff' && unitKind && offeringUnits.includes(unitKind),
  )
  return [
    ...(isVerifiedHere(actor, community) ? [{ as: 'resident' as const, isOfficial: false }] : []),
    ...(desk ? [{ as: 'desk' as const, name: `${desk.name}${roleNames[desk.role]}`, isOfficial: true }] : []),
    ...units.flatMap((m) =>
      m.unitId === undefined
        ? []
        : [{ as: 'unit' as const, unitId: m.unitId, name: m.name, isOfficial: isAuthority(m) }],
    ),
  ]
}

/** Its verified residents and those who serve it; the notices also for whoever joined. */
export function findForumAccess(actor: Actor, community: string): ForumAccess {
  if (isVerifiedHere(actor, community)) return 'full'
  if (actor.memberships.some((m) => servesIn(m, community))) return 'full'
  return actor.level !== 'guest' && actor.community === community ? 'notices' : 'none'
}

export const canReadBoard = (access: ForumAccess, board: ForumBoard): boolean =>
  access === 'full' || (access === 'notices' && board === openBoard)

/** The voices that may begin a post on a board. */
export const listBoardVoices = (voices: readonly Voice[], board: ForumBoard): Voice[] =>
  voices.filter(({ as }) => boardRules[board].writers.includes(as))

export function isForumModerator(actor: Actor, community: string): boolean {
  return actor.memberships.some(
    ({ role, areaCode }) => moderatorRoles.includes(role) && areaCode === community,
  )
}
