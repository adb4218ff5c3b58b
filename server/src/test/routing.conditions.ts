import type { RuleConditions } from '@linli/shared/routing/rule'

/** Conditions that ask for nothing but what is given. */
export function makeConditions(overrides: Partial<RuleConditions> = {}): RuleConditions {
  return { categories: [], places: [], estate: 'any', answers: [], ...overrides }
}
