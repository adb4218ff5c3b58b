import { text } from './schemas'

describe('written words', () => {
  const words = text(3)

  it('are trimmed and counted as people count', () => {
    expect(words.parse('  邻里👵 ')).toBe('邻里👵')
    expect(words.safeParse('一二三四').success).toBe(false)
    expect(words.safeParse('   ').success).toBe(false)
    expect(words.parse('一\n二')).toBe('一\n二')
  })

  it.each([
    ['zero-width spaces', '\u200b\u200b'],
    ['a soft hyphen', '\u00ad'],
    ['a Hangul filler', '\u3164'],
  ])('are more than %s', (_, value) => {
    expect(words.safeParse(value).success).toBe(false)
  })

  it('cannot turn the order of reading around, and keep what joins an emoji', () => {
    expect(words.parse('\u202eab\u2069')).toBe('ab')
    expect(text(7).parse('👩‍👩‍👧‍👦')).toBe('👩‍👩‍👧‍👦')
  })

  it.each([
    ['NUL', 'a\u0000b'],
    ['a control character', 'a\u001b'],
    ['half an emoji', 'a\ud83d'],
    ['the other half', '\udc75a'],
  ])('hold no %s', (_, value) => {
    expect(words.safeParse(value).success).toBe(false)
  })
})
