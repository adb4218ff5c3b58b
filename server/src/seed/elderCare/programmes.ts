import type { Programme } from '@linli/shared/programmes/programme'

type DefaultProgramme = Omit<Programme, 'areaCode'>

const common = { channels: [], rollsOver: false, isClosed: false } satisfies Partial<DefaultProgramme>

/**
 * A start for a district, to be changed by it: the kinds of subsidy of Shanghai's 长期护理、助餐 and 养老服务补贴. The
 * sums are examples, not the regulation of a year.
 */
export const defaultProgrammes: readonly DefaultProgramme[] = [
  {
    ...common,
    code: 'mealAid',
    name: '助餐补贴',
    payer: '街道',
    rank: 1,
    who: { minAge: 70 },
    classes: ['meal'],
    pays: { kind: 'daily', fen: 300, minSpendFen: 1000 },
    monthlyFen: 6600,
  },
  {
    ...common,
    code: 'minimumAid',
    name: '低保老人服务补贴',
    payer: '区民政局',
    rank: 2,
    who: { minAge: 60, incomes: ['minimum', 'destitute'] },
    classes: [],
    pays: { kind: 'share', percent: 80 },
    monthlyFen: 75_000,
    rollsOver: true,
  },
  {
    ...common,
    code: 'careAid',
    name: '养老服务补贴',
    payer: '区民政局',
    rank: 3,
    who: { minAge: 75, grades: ['moderate', 'severe', 'complete'] },
    classes: ['bath', 'cleaning', 'medical', 'nursing', 'mobility', 'company'],
    pays: { kind: 'share', percent: 50 },
    monthlyFen: 50_000,
  },
  {
    ...common,
    code: 'disabilityAid',
    name: '残疾人护理补贴',
    payer: '区残联',
    rank: 4,
    who: { minAge: 60, entitlements: ['disability'] },
    classes: ['bath', 'nursing', 'mobility'],
    pays: { kind: 'share', percent: 50 },
    monthlyFen: 30_000,
  },
  {
    ...common,
    code: 'ageAllowance',
    name: '高龄津贴',
    payer: '区民政局',
    rank: 9,
    who: { minAge: 80 },
    classes: [],
    pays: { kind: 'cash', fen: 18_000 },
  },
]
