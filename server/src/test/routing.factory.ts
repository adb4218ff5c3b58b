import { placeOf } from '@linli/shared/areas/areas'
import type { Category } from '@linli/shared/categories/category'
import type { RuleConditions, RuleContent, RuleTarget } from '@linli/shared/routing/rule'
import { Types } from 'mongoose'
import { CategoryRecord } from '../features/categories/category.model'
import { RoutingRule } from '../features/routing/routingRule.model'
import { touchRouting } from '../features/routing/routing.stamp'
import { makeCategory, makeConditions } from './routing.made'
import { testAreas } from './users.factory'

/** A category of the district, or of `areaCode`. */
export async function buildCategory(overrides: Partial<Category> = {}): Promise<Category> {
  const category = makeCategory(overrides)
  await CategoryRecord.create({ ...category, district: placeOf(category.areaCode).district })
  await touchRouting(category.areaCode)
  return category
}

export interface RuleOverrides extends Partial<Omit<RuleContent, 'conditions'>> {
  areaCode?: string
  order?: number
  conditions?: Partial<RuleConditions>
}

/** A rule of the community, or of `areaCode`, behind those that are there when `order` is higher. */
export async function buildRule(target: RuleTarget, overrides: RuleOverrides = {}): Promise<{ id: string }> {
  const _id = new Types.ObjectId()
  const { areaCode = testAreas.community, order = 1, conditions, ...content } = overrides
  const { district, street } = placeOf(areaCode)
  await RoutingRule.create({
    _id,
    areaCode,
    district,
    ...(street === undefined ? {} : { street }),
    order,
    name: `规则${order}`,
    isOn: true,
    target,
    conditions: makeConditions(conditions),
    ...content,
  })
  await touchRouting(areaCode)
  return { id: _id.toString() }
}
