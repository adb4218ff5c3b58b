import { defaultClocks, type Category } from '@linli/shared/categories/category'
import type { CategoryContent } from '@linli/shared/categories/category.contract'
import type { RuleConditions } from '@linli/shared/routing/rule'

/** What staff write about a category. */
export function makeCategoryContent(overrides: Partial<CategoryContent> = {}): CategoryContent {
  return {
    name: '水电维修',
    icon: 'wrench',
    group: '家里的事',
    order: 1,
    kind: 'request',
    isTile: true,
    place: 'home',
    isPublicPlace: false,
    isDanger: false,
    phones: [],
    isSensitive: false,
    isComplaint: false,
    isVolunteerSuitable: false,
    priority: 'normal',
    asks: [],
    clock: defaultClocks.ordinary,
    isClosed: false,
    ...overrides,
  }
}

/** A category that nobody has stored; of the district of the test areas. */
export function makeCategory(overrides: Partial<Category> = {}): Category {
  return { code: 'repair', areaCode: '310113', ...makeCategoryContent(), ...overrides }
}

/** Conditions that ask for nothing but what is given. */
export function makeConditions(overrides: Partial<RuleConditions> = {}): RuleConditions {
  return { categories: [], places: [], estate: 'any', answers: [], ...overrides }
}
