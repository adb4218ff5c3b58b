import type { Place, UnitKind } from '@linli/shared/areas/areas'
import type { BrokenReason } from '@linli/shared/routing/route'
import type { RuleTarget } from '@linli/shared/routing/rule'
import { postKindOf, postTargetOf, type Post } from '@linli/shared/users/posts'
import { levelsOf, type RoutingTable, type RoutingUnit } from './routing.reader'

/** The post a target stands for at a place, or why nobody can be found there. */
export type TargetResult = { post: Post } | { reason: BrokenReason }

/** Whether someone holds the post at an instant; with `isOnDuty` someone who is not off duty. */
export function isHeld(table: RoutingTable, post: string, at: Date, isOnDuty: boolean): boolean {
  const duties = table.duties.get(post) ?? []
  return duties.some(
    ({ from, until, isOffDuty }) =>
      from <= at && (until === undefined || until > at) && !(isOnDuty && isOffDuty),
  )
}

function findUnitPost(table: RoutingTable, unit: RoutingUnit | undefined, at: Date): TargetResult {
  if (!unit) return { reason: 'unitMissing' }
  if (!unit.isOpen) return { reason: 'unitClosed' }
  const post: Post = `unit:${unit.id}`
  // Staff who are off duty come back to the unit's queue; a unit without any never looks at it.
  return isHeld(table, post, at, false) ? { post } : { reason: 'unitEmpty' }
}

function findEstateUnit(
  table: RoutingTable,
  kind: 'property' | 'ownersCommittee',
  place: Place,
  at: Date,
): TargetResult {
  const estate = place.estate === undefined ? undefined : table.estates.get(place.estate)
  const unitId = kind === 'property' ? estate?.propertyUnitId : estate?.ownersCommitteeUnitId
  if (unitId === undefined) return { reason: 'noUnitOfKind' }
  return findUnitPost(table, table.units.get(unitId), at)
}

/** Units of a kind that serve the table's place, nearest level first, then by name. */
export function listUnitsOfKind(table: RoutingTable, kind: UnitKind): RoutingUnit[] {
  const levels = levelsOf(table.place)
  const rank = ({ areaCode }: RoutingUnit): number => levels.indexOf(areaCode)
  return [...table.units.values()]
    .filter((unit) => unit.kind === kind && levels.includes(unit.areaCode))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'zh') || (a.id < b.id ? -1 : 1))
}

function findNearestUnit(table: RoutingTable, kind: UnitKind, at: Date): TargetResult {
  const results = listUnitsOfKind(table, kind).map((unit) => findUnitPost(table, unit, at))
  return results.find((result) => 'post' in result) ?? results[0] ?? { reason: 'noUnitOfKind' }
}

function findHeldPost(
  table: RoutingTable,
  kind: 'grid' | 'building' | 'pool',
  code: string | undefined,
  at: Date,
): TargetResult {
  if (code === undefined) return { reason: 'placeUnknown' }
  const post: Post = `${kind}:${code}`
  return isHeld(table, post, at, true) ? { post } : { reason: 'nobodyOnDuty' }
}

/** The post that a rule's target means for a place at an instant. */
export function findTarget(table: RoutingTable, target: RuleTarget, place: Place, at: Date): TargetResult {
  switch (target.kind) {
    case 'unit':
      return findUnitPost(table, table.units.get(target.unitId), at)
    case 'unitKind':
      return target.unitKind === 'property' || target.unitKind === 'ownersCommittee'
        ? findEstateUnit(table, target.unitKind, place, at)
        : findNearestUnit(table, target.unitKind, at)
    case 'grid':
      return findHeldPost(table, 'grid', place.grid, at)
    case 'building':
      return findHeldPost(table, 'building', place.building, at)
    case 'pool':
      return findHeldPost(table, 'pool', place.community, at)
    case 'triage': {
      const code = place[target.level]
      return code === undefined ? { reason: 'placeUnknown' } : { post: `triage:${code}` }
    }
  }
}

/** The area a post works for. */
export function findPostArea(table: RoutingTable, post: Post): string {
  const target = postTargetOf(post)
  return postKindOf(post) === 'unit' ? (table.units.get(target)?.areaCode ?? table.place.district) : target
}
