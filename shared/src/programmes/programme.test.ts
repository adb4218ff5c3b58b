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
      usedUpText: '',
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

  it.each([
    ['a day', lunch, [holding({}, Infinity, true)], 1200, '这一天的助餐补贴已经用过'],
    [
      'a day and a month',
      lunch,
      [holding({}, 1000, true), holding(care, 0)],
      1200,
      '这一天的助餐补贴已经用过，当月的养老服务补贴已经用完',
    ],
    [
      'a day, while another pays',
      lunch,
      [holding({}, Infinity, true), holding(care)],
      600,
      '这一天的助餐补贴已经用过',
    ],
    ['a month whose day is used as well', lunch, [holding({}, 0, true)], 1200, '当月的助餐补贴已经用完'],
    ['nothing: too little is spent', { ...lunch, priceFen: 999 }, [holding({}, Infinity, true)], 999, ''],
    ['nothing: it is for other services', lunch, [holding({ classes: ['bath'] }, 0)], 1200, ''],
  ] as const)('says what is used up: %s', (_, asked, holdings, selfPaidFen, usedUpText) => {
    expect(computeSubsidy(asked, holdings)).toMatchObject({ selfPaidFen, usedUpText })
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
  const rolling = { monthlyFen: 100, rollsOver: true }
  const months = ['2026-10', '2026-11', '2026-12', '2027-01']
  const usesOf = (...used: number[]) =>
    used.map((usedFen, i) => ({ month: months[i] ?? '', grantFen: 100, usedFen }))

  it.each([
    ['what was left', usesOf(40, 0), '2026-11', 160],
    ['nothing of two months before', usesOf(0, 0, 0), '2026-12', 200],
    ['what was carried in first, so that the own stays for the next', usesOf(0, 150, 0), '2026-12', 150],
    ['nothing that an order of the next month counts on', usesOf(0, 0, 200), '2026-11', 100],
    ['nothing that an order two months on needs by way of the next', usesOf(0, 0, 150, 150), '2026-11', 100],
    ['its own where the next takes no more than it gives', usesOf(0, 30, 100), '2026-11', 170],
    ['nothing that was not given', usesOf(0), '2026-12', 100],
  ])('rolls over %s', (_, uses, month, left) => {
    expect(countLeft(rolling, uses, month)).toBe(left)
  })

  it('is its own without rolling over, and has no end without a limit', () => {
    expect(countLeft({ ...rolling, rollsOver: false }, usesOf(0, 70, 150), '2026-11')).toBe(30)
    expect(countLeft({ rollsOver: false }, usesOf(99), '2026-10')).toBe(Infinity)
    expect([monthBefore('2026-01'), monthBefore('2026-12')]).toEqual(['2025-12', '2026-11'])
  })

  /** Spends what ends soonest first, month by month; false where a month has used more than it could have. */
  function adds(used: readonly number[]): boolean {
    let carried = 0
    for (const fen of used) {
      if (fen > carried + 100) return false
      carried = 100 - Math.max(0, fen - carried)
    }
    return true
  }

  it('is all that can be spent, and never more, in whichever order the months are ordered for', () => {
    const anyOrders = fc.array(fc.tuple(fc.nat(3), fc.nat(150)), { maxLength: 12 })
    fc.assert(
      fc.property(anyOrders, (orders) => {
        const used = [0, 0, 0, 0]
        for (const [month, wanted] of orders) {
          const left = countLeft(rolling, usesOf(...used), months[month] ?? '')
          const with_ = (fen: number) => used.map((each, i) => (i === month ? each + fen : each))
          expect([adds(with_(left)), adds(with_(left + 1))]).toEqual([true, false])
          used[month] = (used[month] ?? 0) + Math.min(wanted, left)
        }
      }),
    )
  })
})
