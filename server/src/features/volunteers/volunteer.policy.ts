import { placeOf } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'
import { findMembershipOver, type Actor } from '../users/actor'
import type { VolunteerRecord } from './volunteer.model'

const readers: readonly Role[] = ['secretary', 'communityWorker', 'administrator']
const deciders: readonly Role[] = ['secretary', 'administrator']

/** Who reads the list of a community: its own staff. */
export const canListVolunteers = (actor: Actor, community: string): boolean =>
  findMembershipOver(actor, readers, placeOf(community)) !== undefined

/** Who approves, declines and ends: as for the role itself, and nobody in their own case. */
export const canDecideVolunteer = (
  actor: Actor,
  volunteer: Pick<VolunteerRecord, 'community' | 'userId'>,
): boolean =>
  volunteer.userId.toString() !== actor.userId &&
  findMembershipOver(actor, deciders, placeOf(volunteer.community)) !== undefined

/** The community whose list a person sees when they name none. */
export const findOwnCommunity = (actor: Actor): string | undefined =>
  actor.memberships.find(({ role }) => role === 'secretary' || role === 'communityWorker')?.place.community

type Visitor = Pick<VolunteerRecord, 'isMinor' | 'trainedUntil' | 'insuredUntil'>

const isValid = (until: Date | undefined, now: Date): boolean => until !== undefined && until > now

/** Someone's home needs training and insurance that still hold. Source: product page, "Volunteers". */
export const isInsured = ({ trainedUntil, insuredUntil }: Visitor, now: Date): boolean =>
  isValid(trainedUntil, now) && isValid(insuredUntil, now)

/** Whether a volunteer may go to someone's home today. */
export const canVisitHomes = (volunteer: Visitor, now: Date): boolean =>
  !volunteer.isMinor && isInsured(volunteer, now)
