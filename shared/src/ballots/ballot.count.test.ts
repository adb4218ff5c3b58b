import fc from 'fast-check'
import {
  defaultResidentsRule,
  moreThanHalf,
  ownersRules,
  threeQuarters,
  twoThirds,
  type BallotOption,
  type Threshold,
} from './ballot'
import { countBallot, meets, runOff, type CountedVote, type CountInput, type Weight } from './ballot.count'
import { describeRound } from './ballot.words'

const yesNo: BallotOption[] = [
  { id: 'a', text: '同意', role: 'plan' },
  { id: 'b', text: '反对', role: 'against' },
  { id: 'c', text: '弃权', role: 'abstain' },
]
const votesOf = (choice: string, count: number, area = 0): CountedVote[] =>
  Array.from({ length: count }, () => ({ choices: [choice], area }))

/** A second way to ask whether a share is reached: how many are needed at least, in numbers without an end. */
function neededOf(whole: number, { numerator, denominator, isOver }: Threshold): bigint {
  const [parts, of] = [BigInt(whole) * BigInt(numerator), BigInt(denominator)]
  if (isOver) return parts / of + 1n
  return (parts + of - 1n) / of
}

const threshold = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), fc.boolean())
  .filter(([numerator, denominator]) => numerator <= denominator)
  .map(([numerator, denominator, isOver]) => ({ numerator, denominator, isOver }))

describe('a share', () => {
  it.each([
    [moreThanHalf, 1, 2, false],
    [moreThanHalf, 51, 100, true],
    [moreThanHalf, 5_000_001, 10_000_000, true],
    [moreThanHalf, 5_000_000, 10_000_000, false],
    [twoThirds, 2, 3, true],
    [twoThirds, 666_666, 1_000_000, false],
    [twoThirds, 666_667, 1_000_000, true],
    [twoThirds, 199, 300, false],
    [twoThirds, 200, 300, true],
    [threeQuarters, 3, 4, true],
    [threeQuarters, 74, 99, false],
    [threeQuarters, 75, 100, true],
    [twoThirds, 0, 0, false],
  ])('%j of %d in %d: %s', (share, part, whole, isMet) => {
    expect(meets(part, whole, share)).toBe(isMet)
  })

  it('is the same as counting how many are needed, up to the area of a whole town', () => {
    const size = fc.integer({ min: 1, max: 2 ** 40 })
    fc.assert(
      fc.property(threshold, size, fc.double({ min: 0, max: 1, noNaN: true }), (share, whole, at) => {
        const near = Number(neededOf(whole, share))
        for (const part of [Math.floor(whole * at), near - 1, near, near + 1])
          expect(meets(part, whole, share)).toBe(BigInt(part) >= neededOf(whole, share))
      }),
    )
  })
})

/** Two piles at a time: every head and every hundredth of a square metre is laid on its pile, and the piles are weighed. */
function weighPiles({ options, votes, rule, electorate, isByArea }: CountInput) {
  const piles = new Map(options.map(({ id }) => [id, { heads: 0n, area: 0n }]))
  const all = { heads: 0n, area: 0n }
  for (const { choices, area } of votes) {
    all.heads += 1n
    all.area += BigInt(area)
    for (const id of choices) {
      const pile = piles.get(id)
      if (!pile) continue
      pile.heads += 1n
      pile.area += BigInt(area)
    }
  }
  const reaches = (part: typeof all, whole: { heads: bigint; area: bigint }, share: Threshold): boolean =>
    whole.heads > 0n &&
    part.heads >= neededOf(Number(whole.heads), share) &&
    (!isByArea || (whole.area > 0n && part.area >= neededOf(Number(whole.area), share)))
  const whole = { heads: BigInt(electorate.heads), area: BigInt(electorate.area) }
  const isQuorate = rule.quorum === null || reaches(all, whole, rule.quorum)
  const { majority } = rule
  const passed = options.filter(({ id, role }) => {
    const pile = piles.get(id)
    return majority !== null && role === 'plan' && pile !== undefined && reaches(pile, all, majority)
  })
  return { isQuorate, passed: isQuorate ? passed.map(({ id }) => id) : [] }
}

const cast = fc.record({ choice: fc.constantFrom('a', 'b', 'c'), area: fc.integer({ min: 1, max: 20_000 }) })

describe('a ballot of yes and no', () => {
  it('comes to the same by heads and area as piles that are weighed', () => {
    const rules = [...Object.values(ownersRules), defaultResidentsRule, { quorum: null, majority: twoThirds }]
    fc.assert(
      fc.property(
        fc.array(cast, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 40 }),
        fc.constantFrom(...rules),
        fc.boolean(),
        (cards, absent, rule, isByArea) => {
          const votes = cards.map(({ choice, area }) => ({ choices: [choice], area }))
          const total = (areas: readonly number[]) => areas.reduce((sum, each) => sum + each, 0)
          const electorate: Weight = {
            heads: votes.length + absent.length,
            area: total(votes.map(({ area }) => area)) + total(absent),
          }
          const input: CountInput = { form: 'yesNo', options: yesNo, rule, isByArea, electorate, votes }
          const count = countBallot(input)
          const second = weighPiles(input)
          expect(count.isQuorate).toBe(second.isQuorate)
          expect(count.tallies.filter(({ isPassed }) => isPassed).map(({ optionId }) => optionId)).toEqual(
            second.passed,
          )
          expect(count.outcome).toBe(
            second.isQuorate ? (second.passed.length > 0 ? 'passed' : 'failed') : 'noQuorum',
          )
        },
      ),
    )
  })

  const owners = (yes: number, no: number, absent: number, area: number): CountInput => ({
    form: 'yesNo',
    options: yesNo,
    rule: ownersRules.ordinary,
    isByArea: true,
    electorate: { heads: yes + no + absent, area: (yes + no + absent) * area },
    votes: [...votesOf('a', yes, area), ...votesOf('b', no, area)],
  })

  it.each([
    ['exactly two thirds take part, a narrow half agrees', owners(101, 99, 100, 8_937), 'passed'],
    ['one less than two thirds take part', owners(100, 99, 101, 8_937), 'noQuorum'],
    ['exactly half of those who take part agree', owners(100, 100, 100, 8_937), 'failed'],
    [
      'exactly three quarters agree to collect a fund',
      { ...owners(150, 50, 100, 8_937), rule: ownersRules.maintenanceFund },
      'passed',
    ],
    [
      'one less than three quarters agree to collect a fund',
      { ...owners(149, 51, 100, 8_937), rule: ownersRules.maintenanceFund },
      'failed',
    ],
  ] as const)('%s', (_, input, outcome) => {
    expect(countBallot(input).outcome).toBe(outcome)
  })

  it('needs both heads and area: a few large homes do not carry it, nor many small ones', () => {
    const base = { form: 'yesNo', options: yesNo, rule: ownersRules.ordinary, isByArea: true } as const
    const few = [...votesOf('a', 4, 30_000), ...votesOf('b', 6, 5_000)]
    const many = [...votesOf('a', 6, 5_000), ...votesOf('b', 4, 30_000)]
    const electorate = { heads: 10, area: 150_000 }
    expect(countBallot({ ...base, votes: few, electorate }).outcome).toBe('failed')
    expect(countBallot({ ...base, votes: many, electorate }).outcome).toBe('failed')
  })

  it('counts abstaining as taking part, and as no yes', () => {
    const votes = [...votesOf('a', 5), ...votesOf('c', 5)]
    const count = countBallot({
      form: 'yesNo',
      options: yesNo,
      rule: defaultResidentsRule,
      isByArea: false,
      electorate: { heads: 15, area: 0 },
      votes,
    })
    expect(count).toMatchObject({ isQuorate: true, outcome: 'failed', turnout: { heads: 10 } })
  })
})

describe('a choice of plans', () => {
  const plans: BallotOption[] = [
    { id: 'a', text: '东门', role: 'plan' },
    { id: 'b', text: '西门', role: 'plan' },
    { id: 'c', text: '都不赞成', role: 'against' },
  ]
  const base = { options: plans, isByArea: false, electorate: { heads: 10, area: 0 } }
  const most = { quorum: null, majority: null }

  it('by most votes has one winner, and none when two are equal', () => {
    const ahead = [...votesOf('a', 4), ...votesOf('b', 3), ...votesOf('c', 1)]
    expect(countBallot({ ...base, form: 'single', rule: most, votes: ahead }).outcome).toBe('passed')
    const equal = [...votesOf('a', 4), ...votesOf('b', 4)]
    expect(countBallot({ ...base, form: 'single', rule: most, votes: equal })).toMatchObject({
      outcome: 'failed',
      isTied: true,
    })
    const refused = [...votesOf('a', 3), ...votesOf('c', 5)]
    expect(countBallot({ ...base, form: 'single', rule: most, votes: refused }).outcome).toBe('failed')
    expect(countBallot({ ...base, form: 'single', rule: most, votes: [] }).outcome).toBe('failed')
  })

  it('passes each of several that the share agrees to', () => {
    const votes = [
      { choices: ['a', 'b'], area: 0 },
      { choices: ['a', 'b'], area: 0 },
      { choices: ['b'], area: 0 },
      { choices: ['c'], area: 0 },
    ]
    const count = countBallot({
      ...base,
      form: 'several',
      rule: { quorum: null, majority: moreThanHalf },
      votes,
    })
    expect(count.tallies.map(({ isPassed, heads }) => [heads, isPassed])).toEqual([
      [2, false],
      [3, true],
      [1, false],
    ])
  })
})

/**
 * A second runoff: piles of papers are moved, nothing is counted anew. Which goes is found by comparing whole histories,
 * the newest round first, then the place on the paper.
 */
function movePiles(ids: readonly string[], votes: readonly CountedVote[]): string | undefined {
  const piles = new Map(ids.map((id) => [id, [] as { rest: string[] }[]]))
  const history = new Map(ids.map((id) => [id, [] as number[]]))
  const lay = (rest: readonly string[]): void => {
    const at = rest.findIndex((id) => piles.has(id))
    if (at >= 0) piles.get(rest[at] ?? '')?.push({ rest: rest.slice(at + 1) })
  }
  for (const { choices } of votes) lay(choices)
  while (piles.size > 0) {
    const sizes = [...piles].map(([id, pile]) => [id, pile.length] as const)
    const total = sizes.reduce((sum, [, size]) => sum + size, 0)
    if (total === 0) return undefined
    const winner = sizes.find(([, size]) => size > total - size)
    if (winner) return winner[0]
    for (const [id, size] of sizes) history.get(id)?.unshift(size)
    const [last = ''] = [...piles.keys()].sort((a, b) => compareHistories(a, b))
    const moved = piles.get(last) ?? []
    piles.delete(last)
    for (const { rest } of moved) lay(rest)
  }
  return undefined

  function compareHistories(a: string, b: string): number {
    const [one = [], other = []] = [history.get(a), history.get(b)]
    const at = one.findIndex((size, i) => size !== other[i])
    return at >= 0 ? (one[at] ?? 0) - (other[at] ?? 0) : ids.indexOf(b) - ids.indexOf(a)
  }
}

describe('the instant runoff', () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const ranking = fc.shuffledSubarray(ids, { minLength: 1 }).map((choices) => ({ choices, area: 0 }))

  it('has the same winner as moved piles, keeps every vote in every round, and ends', () => {
    fc.assert(
      fc.property(fc.array(ranking, { maxLength: 40 }), (votes) => {
        const rounds = runOff(ids, votes)
        expect(rounds.at(-1)?.winner).toBe(movePiles(ids, votes))
        for (const { counts, exhausted } of rounds)
          expect(counts.reduce((sum, each) => sum + each.votes, exhausted)).toBe(votes.length)
        expect(rounds.length).toBeLessThanOrEqual(ids.length)
      }),
      { numRuns: 300 },
    )
  })

  it('does not hang on the order in which votes came in', () => {
    fc.assert(
      fc.property(fc.array(ranking, { maxLength: 20 }), (votes) => {
        expect(runOff(ids, [...votes].reverse())).toEqual(runOff(ids, votes))
      }),
    )
  })

  const rank = (choices: string, count: number): CountedVote[] =>
    Array.from({ length: count }, () => ({ choices: Array.from(choices), area: 0 }))

  it('says each round in words, and how a tie was decided', () => {
    const options = ['桂花', '樱花', '银杏'].map((text, i): BallotOption => ({
      id: ids[i] ?? '',
      text,
      role: 'plan',
    }))
    const votes = [...rank('ab', 4), ...rank('bc', 2), ...rank('cb', 2), ...rank('c', 1)]
    const rounds = runOff(['a', 'b', 'c'], votes)
    expect(rounds.map((round, i) => describeRound(round, i + 1, options))).toEqual([
      '第 1 轮：“桂花”4 票，“樱花”2 票，“银杏”3 票。没有过半数的。“樱花”票最少，出局。',
      '第 2 轮：“桂花”4 票，“银杏”5 票。“银杏”超过半数，选出。',
    ])
    const tied = runOff(['a', 'b', 'c'], [...rank('a', 2), ...rank('b', 1), ...rank('c', 1)])
    expect(tied[0]).toMatchObject({ eliminated: 'c', tie: 'laterOnPaper' })
    expect(tied[1]).toMatchObject({ winner: 'a', exhausted: 1 })
    // Equal in the second round: who had fewer in the first goes.
    const earlier = runOff(
      ['a', 'b', 'c', 'd'],
      [...rank('a', 5), ...rank('b', 3), ...rank('c', 2), ...rank('cb', 2), ...rank('db', 1)],
    )
    expect(earlier.map(({ eliminated, tie, winner }) => [eliminated, tie, winner])).toEqual([
      ['d', undefined, undefined],
      ['b', 'earlierRound', undefined],
      [undefined, undefined, 'a'],
    ])
    // Equal in the two last rounds: who had fewer in the one before goes, not who stands later on the paper.
    const before = runOff(ids, [
      ...[rank('a', 6), rank('b', 2), rank('c', 3), rank('d', 2), rank('eb', 1)].flat(),
    ])
    expect(before.map(({ eliminated, tie, winner }) => [eliminated, tie, winner])).toEqual([
      ['e', undefined, undefined],
      ['d', undefined, undefined],
      ['b', 'earlierRound', undefined],
      [undefined, undefined, 'a'],
    ])
  })
})
