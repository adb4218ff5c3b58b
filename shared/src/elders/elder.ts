/**
 * How far an elder can look after herself. Source: GB/T 42195-2022 老年人能力评估规范, five grades.
 * Health: only for herself, proxies with the scope `health`, and care roles.
 */
export const abilityGrades = ['intact', 'mild', 'moderate', 'severe', 'complete'] as const
export type AbilityGrade = (typeof abilityGrades)[number]

export const abilityGradeNames: Record<AbilityGrade, string> = {
  intact: '能力完好',
  mild: '轻度失能',
  moderate: '中度失能',
  severe: '重度失能',
  complete: '完全失能',
}

/** Income classes that programmes ask for; sensitive. Source: 社会救助暂行办法, 低收入人口认定. */
export const incomeClasses = ['ordinary', 'edge', 'minimum', 'destitute'] as const
export type IncomeClass = (typeof incomeClasses)[number]

export const incomeClassNames: Record<IncomeClass, string> = {
  ordinary: '一般家庭',
  edge: '低保边缘家庭',
  minimum: '低保家庭',
  destitute: '特困人员',
}

/** What else entitles to help; sensitive. */
export const entitlements = ['disability', 'bereaved', 'veteran', 'modelWorker'] as const
export type Entitlement = (typeof entitlements)[number]

export const entitlementNames: Record<Entitlement, string> = {
  disability: '持残疾证',
  bereaved: '计划生育特殊家庭',
  veteran: '优抚对象',
  modelWorker: '劳动模范',
}

/**
 * Where the household is registered. Rights follow residence; a programme that asks for it says so on every screen.
 * Source: product page, "Governance".
 */
export const hukouPlaces = ['here', 'elsewhere'] as const
export type HukouPlace = (typeof hukouPlaces)[number]

export const hukouPlaceNames: Record<HukouPlace, string> = { here: '本区户籍', elsewhere: '外地户籍' }

/**
 * Whether the elder can decide for herself.
 * - `clear`: nobody doubts it.
 * - `doubted`: the community has doubts; no new consents until the street has decided.
 * - `guardianOnly`: the street found that only a guardian can decide; no consents.
 */
export const capacityStates = ['clear', 'doubted', 'guardianOnly'] as const
export type CapacityState = (typeof capacityStates)[number]

export const capacityNames: Record<CapacityState, string> = {
  clear: '自己拿主意',
  doubted: '能不能自己拿主意，街道正在了解',
  guardianOnly: '由监护人拿主意',
}

/** Who may move it: the community raises the doubt, the street decides. */
export const capacityMoves: Record<CapacityState, Partial<Record<CapacityState, 'community' | 'street'>>> = {
  clear: { doubted: 'community' },
  doubted: { clear: 'street', guardianOnly: 'street' },
  guardianOnly: { clear: 'street' },
}

/** Whoever is at least this old is in the register of elders. Source: 老年人权益保障法 第二条. */
export const elderAge = 60
export const elderLimits = { contacts: 5, dietWords: 10 } as const
