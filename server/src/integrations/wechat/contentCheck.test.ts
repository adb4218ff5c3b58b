import fc from 'fast-check'
import { readSuggest, reviewOnFailure, splitText, worstVerdict } from './contentCheck'
import { WechatError } from './wechat.error'

it('splits any text into parts that fit, cover it all and overlap', () => {
  const unit = fc.constantFrom('邻', 'a', '👵', '\n')
  fc.assert(
    fc.property(fc.array(unit, { minLength: 2000, maxLength: 8000, size: 'max' }), (units) => {
      const text = units.join('')
      const parts = splitText(text)
      expect(parts.every((part) => Array.from(part).length <= 2500)).toBe(true)
      const joined = parts.map((part, i) => Array.from(part).slice(i === 0 ? 0 : 50)).flat()
      expect(joined.join('')).toBe(text)
    }),
    { numRuns: 20 },
  )
  expect(splitText('')).toEqual([''])
  expect(splitText('字'.repeat(2500))).toHaveLength(1)
  expect(splitText('字'.repeat(2501))).toHaveLength(2)
})

it('takes the worst verdict, and none for a review', () => {
  const [pass, review, risky] = (['pass', 'review', 'risky'] as const).map((verdict) => ({ verdict }))
  if (!pass || !review || !risky) throw new Error('unreachable')
  expect(worstVerdict([pass, review, risky, pass])).toBe(risky)
  expect(worstVerdict([pass, review])).toBe(review)
  expect(worstVerdict([pass])).toBe(pass)
  expect(worstVerdict([]).verdict).toBe('review')
})

it('passes only on the word pass', () => {
  expect(readSuggest('pass')).toBe('pass')
  expect(readSuggest('risky')).toBe('risky')
  for (const other of [undefined, '', 'PASS', 'block', 'review']) expect(readSuggest(other)).toBe('review')
})

it('turns any failure whatever into a review, and reports it', async () => {
  const problems: unknown[] = []
  for (const thrown of [new Error('x'), new TypeError('bug'), new WechatError('api', '/x', '', 45009)]) {
    const outcome = reviewOnFailure(
      'o1',
      () => {
        throw thrown
      },
      (problem) => problems.push(problem),
    )
    expect(await outcome).toEqual({ verdict: 'review', uncheckedReason: 'failed' })
  }
  expect(problems).toHaveLength(3)
})
