import { dropEmptyWords, normaliseText, toBigrams } from './bigrams'

describe('bigrams', () => {
  it.each([
    ['居住证办理', ['居住', '住证', '证办', '办理']],
    ['医保卡，丢了', ['医保', '保卡', '丢了']],
    ['ＡＢＣ 12号楼', ['abc', '12', '号楼']],
    ['灯', ['灯']],
    ['哈哈哈哈', ['哈哈']],
    ['。！？', []],
    ['', []],
  ])('of 「%s」', (text, grams) => {
    expect(toBigrams(text)).toEqual(grams)
  })

  it('keep characters outside the first plane whole', () => {
    expect(toBigrams('𠮷野家')).toEqual(['𠮷野', '野家'])
  })

  it('are at most eighty', () => {
    const text = Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('')
    expect(toBigrams(text)).toHaveLength(80)
  })
})

it('compares texts without spaces, marks and case', () => {
  expect(normaliseText(' 老年卡 （Ｂ类）！')).toBe('老年卡b类')
})

it('takes the words off a question that every question has', () => {
  expect(toBigrams(dropEmptyWords('请问居住证怎么办理？'))).toEqual(['居住', '住证'])
})
