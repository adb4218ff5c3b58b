import type { Place, UnitKind } from '@linli/shared/areas/areas'
import type { Category } from '@linli/shared/categories/category'
import type { RuleContent } from '@linli/shared/routing/rule'
import type { Role } from '@linli/shared/users/roles'
import type { Types } from 'mongoose'
import { Area, type AreaFields } from '../areas/area.model'
import { Estate, type EstateFields } from '../areas/estate.model'
import { Unit, type UnitFields } from '../areas/unit.model'
import { CategoryRecord, type CategoryFields } from '../categories/category.model'
import { toCategory } from '../categories/category.view'
import { Membership, type MembershipFields } from '../users/membership.model'
import { RoutingRule, type RoutingRuleFields } from './routingRule.model'

/** A span in which someone holds a post, on or off duty. */
interface Duty {
  from: Date
  until?: Date | undefined
  isOffDuty: boolean
}

export interface RoutingUnit {
  id: string
  kind: UnitKind
  name: string
  areaCode: string
  isOpen: boolean
}

export interface RoutingEstate {
  name: string
  propertyUnitId?: string | undefined
  ownersCommitteeUnitId?: string | undefined
}

export interface RoutingRuleRow extends RuleContent {
  id: string
  areaCode: string
}

/** All that routes of one community (or of a street or district, for places that lie in no community) depend on. */
export interface RoutingTable {
  place: Place
  /** Nearest level first, in their order; those that are switched off too. */
  rules: RoutingRuleRow[]
  categories: Map<string, Category>
  units: Map<string, RoutingUnit>
  estates: Map<string, RoutingEstate>
  /** Who holds a post, by post. */
  duties: Map<string, Duty[]>
  /** Names of areas by code; grids and buildings only where the table is a community's. */
  areaNames: Map<string, string>
}

type WithId<T> = T & { _id: Types.ObjectId }

const maxRows = 2000
const postRoles: readonly Role[] = [
  'gridWorker',
  'buildingLeader',
  'volunteer',
  'secretary',
  'communityWorker',
]

/** District, street and community of a place, nearest first. */
export function levelsOf({ district, street, community }: Place): string[] {
  return [community, street, district].filter((code) => code !== undefined)
}

async function readCategories(levels: string[]): Promise<Map<string, Category>> {
  const rows = await CategoryRecord.find({ areaCode: { $in: levels } })
    .limit(maxRows)
    .lean<CategoryFields[]>()
  const widestFirst = rows.sort((a, b) => levels.indexOf(b.areaCode) - levels.indexOf(a.areaCode))
  return new Map(widestFirst.map((row) => [row.code, toCategory(row)]))
}

export const toRuleRow = (rule: WithId<RoutingRuleFields>): RoutingRuleRow => ({
  id: rule._id.toString(),
  areaCode: rule.areaCode,
  name: rule.name,
  isOn: rule.isOn,
  conditions: rule.conditions,
  target: rule.target,
  clock: rule.clock,
})

async function readRules(levels: string[]): Promise<RoutingRuleRow[]> {
  const rows = await RoutingRule.find({ areaCode: { $in: levels } })
    .limit(maxRows)
    .lean<WithId<RoutingRuleFields>[]>()
  const rank = (code: string): number => levels.indexOf(code)
  return rows
    .sort(
      (a, b) =>
        rank(a.areaCode) - rank(b.areaCode) ||
        a.order - b.order ||
        (a._id.toString() < b._id.toString() ? -1 : 1),
    )
    .map(toRuleRow)
}

async function readEstates(community: string | undefined): Promise<Map<string, RoutingEstate>> {
  if (community === undefined) return new Map()
  const rows = await Estate.find({ community }).limit(maxRows).lean<EstateFields[]>()
  return new Map(
    rows.map(({ code, name, propertyUnitId, ownersCommitteeUnitId }) => [
      code,
      {
        name,
        propertyUnitId: propertyUnitId?.toString(),
        ownersCommitteeUnitId: ownersCommitteeUnitId?.toString(),
      },
    ]),
  )
}

const toUnit = ({ _id, kind, name, areaCode, isOpen }: WithId<UnitFields>): RoutingUnit => ({
  id: _id.toString(),
  kind,
  name,
  areaCode,
  isOpen,
})

/** Units of the levels, and those named by id wherever they are. */
export async function readUnits(levels: string[], ids: readonly string[]): Promise<Map<string, RoutingUnit>> {
  const near = await Unit.find({ areaCode: { $in: levels } })
    .limit(maxRows)
    .lean<WithId<UnitFields>[]>()
  const units = new Map(near.map((unit) => [unit._id.toString(), toUnit(unit)]))
  const missing = ids.filter((id) => !units.has(id))
  const named =
    missing.length === 0 ? [] : await Unit.find({ _id: { $in: missing } }).lean<WithId<UnitFields>[]>()
  for (const unit of named) units.set(unit._id.toString(), toUnit(unit))
  return units
}

/** Who holds the posts of these units and of the community; nobody of a community where there is none. */
export async function readDuties(
  community: string | undefined,
  unitIds: readonly string[],
): Promise<Map<string, Duty[]>> {
  const fields = { post: 1, from: 1, until: 1, isOffDuty: 1 }
  const inForce = { endedAt: { $exists: false } }
  const staff = Membership.find({ unitId: { $in: unitIds }, ...inForce }, fields)
  const rows = await staff.lean<MembershipFields[]>()
  if (community !== undefined) {
    const local = Membership.find({ community, role: { $in: postRoles }, ...inForce }, fields)
    rows.push(...(await local.lean<MembershipFields[]>()))
  }
  const duties = new Map<string, Duty[]>()
  for (const { post, from, until, isOffDuty } of rows) {
    if (post == null) continue
    const duty = { from, until: until ?? undefined, isOffDuty }
    duties.set(post, [...(duties.get(post) ?? []), duty])
  }
  return duties
}

async function readAreaNames(levels: string[], community: string | undefined): Promise<Map<string, string>> {
  type Named = Pick<AreaFields, 'code' | 'name'>
  const fields = { code: 1, name: 1 }
  const rows = await Area.find({ code: { $in: levels } }, fields).lean<Named[]>()
  if (community !== undefined) {
    const grids = await Area.find({ parent: community }, fields).lean<Named[]>()
    const codes = grids.map(({ code }) => code)
    rows.push(...grids, ...(await Area.find({ parent: { $in: codes } }, fields).lean<Named[]>()))
  }
  return new Map(rows.map(({ code, name }) => [code, name]))
}

export const listNamedUnits = (rules: readonly RuleContent[]): string[] =>
  rules.flatMap(({ target }) => (target.kind === 'unit' ? [target.unitId] : []))

export async function readTable(place: Place): Promise<RoutingTable> {
  const levels = levelsOf(place)
  const [rules, categories, estates, areaNames] = await Promise.all([
    readRules(levels),
    readCategories(levels),
    readEstates(place.community),
    readAreaNames(levels, place.community),
  ])
  const estateUnits = [...estates.values()].flatMap((e) => [e.propertyUnitId, e.ownersCommitteeUnitId])
  const named = [...listNamedUnits(rules), ...estateUnits.filter((id) => id !== undefined)]
  const units = await readUnits(levels, named)
  const duties = await readDuties(place.community, [...units.keys()])
  return { place, rules, categories, units, estates, duties, areaNames }
}
