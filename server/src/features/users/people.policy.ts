import type { Place } from '@linli/shared/areas/areas'
import { findMembershipOver, type Actor, type ActorMembership } from './actor'

/** Who serves a person: the community's desk, and the grid worker of the own grid. */
export function findServiceOver(actor: Actor, place: Partial<Place>): ActorMembership | undefined {
  return findMembershipOver(actor, ['secretary', 'communityWorker', 'gridWorker'], place)
}

/** What of a community's accounts the actor may list; undefined: nothing. */
export function findListScope(actor: Actor, community: string): { grids?: string[] } | undefined {
  if (findMembershipOver(actor, ['secretary', 'communityWorker'], { community })) return {}
  const grids = actor.memberships.flatMap((m) =>
    m.role === 'gridWorker' && m.place.community === community && m.areaCode !== undefined
      ? [m.areaCode]
      : [],
  )
  return grids.length > 0 ? { grids } : undefined
}
