import fc from 'fast-check'
import { careClasses } from '../elderCare/serviceItem'
import { computeSubsidy, countLeft, isEligible, monthBefore, type Holding, type Programme } from './programme'

const programme = (part: Partial<Programme>): Programme => ({
  areaCode: '310113',
  code: 'meal',
  name: '助餐补贴',
  payer: '街道',
  rank: 1,
  who: {},
  classes: [],
  channels: [],
  pays: { kind: 'daily', fen: 500, minSpendFen: 1000 },
  rollsOver: false,
  isClosed: false,
  ...part,
})
const holding = (part: Partial<Programme>, leftFen = Infinity, isUsedToday = false): Holding => ({
  programme: programme(part),
  leftFen,
  isUsedToday,
})
const lunch = { priceFen: 1200, careClass: 'meal', channel: 'self' } as const
const care = { code: 'care', name: '养老服务补贴', rank: 2, pays: { kind: 'share', percent: 50 } } as const

describe('what programmes pay of an order', () => {
  it('goes by rank, each pays of what is left, and the result is said in words', () => {
    expect(computeSubsidy(lunch, [holding(care), holding({})])).toEqual({
      parts: [
        { code: 'meal', name: '助餐补贴', fen: 500 },
        { code: 'care', name: '养老服务补贴', fen: 350 },
      ],
      subsidyFen: 850,
      selfPaidFen: 350,
      text: '您付 3.5 元：原价 12 元，助餐补贴付 5 元，养老服务补贴付 3.5 元。',
    })
  })

  it('pays a daily sum once a day, from its least spending on, and never more than is left of the month', () => {
    expect(computeSubsidy(lunch, [holding({}, Infinity, true)]).subsidyFen).toBe(0)
    expect(computeSubsidy({ ...lunch, priceFen: 999 }, [holding({})]).subsidyFen).toBe(0)
    expect(computeSubsidy(lunch, [holding({}, 120)]).subsidyFen).toBe(120)
    expect(
      computeSubsidy({ ...lunch, priceFen: 1000 }, [
        holding({ pays: { kind: 'daily', fen: 5000, minSpendFen: 0 } }),
      ]),
    ).toMatchObject({ subsidyFen: 1000, selfPaidFen: 0, text: '您付 0 元：原价 10 元，助餐补贴付 10 元。' })
  })

  it('pays only for its services, in its channels, while it is open; cash is no part of an order', () => {
    for (const part of [
      { classes: ['bath' as const] },
      { channels: ['counter' as const] },
      { isClosed: true },
      { pays: { kind: 'cash' as const, fen: 5000 } },
    ])
      expect(computeSubsidy(lunch, [holding(part)])).toMatchObject({
        parts: [],
        selfPaidFen: 1200,
        text: '您付 12 元。',
      })
  })

  it('adds up to the fen whatever the rules are, and never pays more than a month has left', () => {
    const anyHolding = fc.record({
      rank: fc.integer({ min: 0, max: 5 }),
      code: fc.string({ minLength: 1, maxLength: 5 }),
      left: fc.integer({ min: 0, max: 5000 }),
      isUsedToday: fc.boolean(),
      classes: fc.subarray([...careClasses]),
      pays: fc.oneof(
        fc.record({ kind: fc.constant('share' as const), percent: fc.integer({ min: 0, max: 100 }) }),
        fc.record({ kind: fc.constant('daily' as const), fen: fc.nat(3000), minSpendFen: fc.nat(3000) }),
      ),
    })
    fc.assert(
      fc.property(fc.array(anyHolding, { maxLength: 6 }), fc.nat(20_000), (all, priceFen) => {
        const holdings = all.map(({ left, isUsedToday, ...part }) => holding(part, left, isUsedToday))
        const { parts, subsidyFen, selfPaidFen } = computeSubsidy({ ...lunch, priceFen }, holdings)
        expect(parts.reduce((sum, { fen }) => sum + fen, 0)).toBe(subsidyFen)
        expect(subsidyFen + selfPaidFen).toBe(priceFen)
        expect(selfPaidFen).toBeGreaterThanOrEqual(0)
        expect(parts.every(({ fen }) => Number.isInteger(fen) && fen > 0)).toBe(true)
      }),
    )
  })
})

describe('whom a programme is for', () => {
  const person = {
    age: 82,
    grade: 'moderate',
    income: 'minimum',
    entitlements: [],
    livesAlone: true,
  } as const
  it('asks for everything that it names, and takes nothing for granted', () => {
    const who = { minAge: 70, grades: ['moderate' as const], incomes: ['minimum' as const], livesAlone: true }
    expect(isEligible(programme({ who }), person)).toBe(true)
    expect(isEligible(programme({ who }), { ...person, age: 69 })).toBe(false)
    expect(isEligible(programme({ who }), { ...person, grade: undefined })).toBe(false)
    expect(isEligible(programme({ who }), { ...person, income: 'edge' })).toBe(false)
    expect(isEligible(programme({ who }), { ...person, livesAlone: false })).toBe(false)
    expect(isEligible(programme({ who: { entitlements: ['disability'] } }), person)).toBe(false)
    expect(isEligible(programme({ who, isClosed: true }), person)).toBe(false)
    // Living here is enough unless the rule names the household register; what is not known does not count.
    const local = programme({ who: { needsHukou: true } })
    expect(isEligible(programme({ who: {} }), { ...person, hukou: 'elsewhere' })).toBe(true)
    expect(
      [undefined, 'elsewhere' as const, 'here' as const].map((hukou) =>
        isEligible(local, { ...person, hukou }),
      ),
    ).toEqual([false, false, true])
  })
})

describe('what is left of a month', () => {
  it('rolls over one month and no further', () => {
    const rolling = { monthlyFen: 10_000, rollsOver: true }
    expect(countLeft(rolling, { grantFen: 10_000, usedFen: 4000 }, { grantFen: 10_000, usedFen: 0 })).toBe(
      16_000,
    )
    expect(
      countLeft(rolling, { grantFen: 10_000, usedFen: 14_000 }, { grantFen: 10_000, usedFen: 1000 }),
    ).toBe(9000)
    expect(
      countLeft({ ...rolling, rollsOver: false }, { grantFen: 9, usedFen: 0 }, { grantFen: 7, usedFen: 2 }),
    ).toBe(5)
    expect(countLeft({ rollsOver: false }, { grantFen: 0, usedFen: 0 }, { grantFen: 0, usedFen: 99 })).toBe(
      Infinity,
    )
    expect([monthBefore('2026-01'), monthBefore('2026-12')]).toEqual(['2025-12', '2026-11'])
  })
})
