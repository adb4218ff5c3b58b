import type { Place } from '@linli/shared/areas/areas'
import { findMembershipOver, type Actor } from './actor'

/**
 * Who may confirm where somebody lives: the building leader in the own building, the grid worker in the own grid,
 * the community's desk everywhere in it; never oneself.
 */
export function canDecideVerification(actor: Actor, userId: string, place: Partial<Place>): boolean {
  if (actor.userId === userId) return false
  return (
    findMembershipOver(actor, ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader'], place) !==
    undefined
  )
}

/** What of a community's requests the actor may see; undefined: nothing. */
export type VerificationScope = { all: true } | { all: false; grids: string[]; buildings: string[] }

export function findVerificationScope(actor: Actor, community: string): VerificationScope | undefined {
  if (findMembershipOver(actor, ['secretary', 'communityWorker'], { community })) return { all: true }
  const here = actor.memberships.filter((m) => m.place.community === community)
  const codesOf = (role: 'gridWorker' | 'buildingLeader'): string[] =>
    here.flatMap((m) => (m.role === role && m.areaCode !== undefined ? [m.areaCode] : []))
  const [grids, buildings] = [codesOf('gridWorker'), codesOf('buildingLeader')]
  return grids.length + buildings.length > 0 ? { all: false, grids, buildings } : undefined
}
