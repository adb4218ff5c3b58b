import { placeOf } from '@linli/shared/areas/areas'
import type { RuleInput } from '@linli/shared/routing/routingRule.contract'
import { readShanghaiParts } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { CategoryRecord } from '../../features/categories/category.model'
import { listGuideGrams } from '../../features/guide/guide.match'
import { GuideEntry } from '../../features/guide/guideEntry.model'
import { touchRouting } from '../../features/routing/routing.stamp'
import { RoutingRule } from '../../features/routing/routingRule.model'
import { insertRaw } from '../../lib/insertRaw'
import { demoCategories } from './categories'
import { makeGuideEntries } from './guide'
import { makeCommunityRules, makeDistrictRules, makeStreetRules, type DemoDepartments } from './rules'

type ClockDeps = Pick<Deps, 'clock'>

/**
 * Writes the district's categories. Repeatable: one that is there keeps what people made of it.
 * @returns how many were new.
 */
export async function seedCategories(deps: ClockDeps, { district }: { district: string }): Promise<number> {
  const rows = demoCategories.map(({ code, content }) => ({
    ...content,
    code,
    areaCode: district,
    district,
    version: 1,
  }))
  const added = await insertRaw(CategoryRecord, rows, deps.clock.now())
  await touchRouting(district)
  return added
}

async function seedRulesOf(deps: ClockDeps, areaCode: string, rules: readonly RuleInput[]): Promise<number> {
  if (await RoutingRule.exists({ areaCode })) return 0
  const { district, street } = placeOf(areaCode)
  const place = street === undefined ? { areaCode, district } : { areaCode, district, street }
  const rows = rules.map((content, i) => ({ ...content, ...place, order: i + 1, version: 1 }))
  const added = await insertRaw(RoutingRule, rows, deps.clock.now())
  await touchRouting(areaCode)
  return added
}

/**
 * Writes the rules of the district, of the street and of the community that is lived in, where these have none yet.
 * @param ids the units are departments of the street. @returns how many were new.
 */
export async function seedRules(
  deps: ClockDeps,
  ids: { district: string; street: string; community: string; units: DemoDepartments },
): Promise<number> {
  const district = await seedRulesOf(deps, ids.district, makeDistrictRules())
  const street = await seedRulesOf(deps, ids.street, makeStreetRules(ids.units))
  return district + street + (await seedRulesOf(deps, ids.community, makeCommunityRules()))
}

/** Writes the guide of the district, where it has none yet. @returns how many entries were new. */
export async function seedGuide(deps: ClockDeps, { district }: { district: string }): Promise<number> {
  if (await GuideEntry.exists({ areaCode: district })) return 0
  const { year } = readShanghaiParts(deps.clock.now())
  const rows = makeGuideEntries(year).map((content) => ({
    ...content,
    areaCode: district,
    district,
    bigrams: listGuideGrams(content),
    version: 1,
  }))
  return insertRaw(GuideEntry, rows, deps.clock.now())
}
