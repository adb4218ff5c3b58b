import fc from 'fast-check'
import { isValidValue } from '../../sandbox/wechat/template'
import { cutText, fitMessageData, fitValue } from './messageValue'

const countPoints = (text: string) => Array.from(text).length
const anyText = fc.string({ unit: 'binary', maxLength: 80 })
const limits = [
  ['thing1', 20],
  ['phrase2', 5],
  ['symbol1', 5],
  ['character_string3', 32],
  ['number4', 32],
  ['letter5', 32],
  ['phone_number6', 17],
  ['car_number7', 8],
  ['name8', 20],
] as const

it.each(limits)('never exceeds the length of %s, counted in code points', (key, max) => {
  fc.assert(fc.property(anyText, (text) => countPoints(fitValue(key, text)) <= max))
})

it('gives WeChat nothing it would refuse as a thing or a name', () => {
  fc.assert(fc.property(anyText, (text) => isValidValue('thing1', fitValue('thing1', text))))
  fc.assert(
    fc.property(
      anyText.filter((text) => text.trim() !== ''),
      (text) => {
        const name = fitValue('name1', text)
        return name === '' || isValidValue('name1', name)
      },
    ),
  )
})

it('ends with no space where it was cut', () => {
  expect(fitValue('car_number7', '沪A12345 9')).toBe('沪A12345')
})

it('is stable: fitting twice changes nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...limits.map(([key]) => key)), anyText, (key, text) => {
      const once = fitValue(key, text)
      return fitValue(key, once) === once
    }),
  )
})

it('cuts to a beginning that keeps surrogate pairs and joined characters whole', () => {
  const unit = fc.constantFrom('邻', 'a', '👵', '👨‍👩‍👧', 'é', '𠮷', ' ')
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), fc.nat({ max: 40 }), (units, max) => {
      const text = units.join('')
      const cut = cutText(text, max)
      expect(text.startsWith(cut)).toBe(true)
      expect(countPoints(cut)).toBeLessThanOrEqual(max)
      expect(cut).not.toMatch(/[\ud800-\udbff]$/)
    }),
  )
  expect(cutText('一家👨‍👩‍👧好', 4)).toBe('一家')
  expect(cutText('一家👨‍👩‍👧好', 7)).toBe('一家👨‍👩‍👧')
  expect(cutText(`e${'\u0301'.repeat(50)}`, 3)).toBe('e\u0301\u0301')
})

it.each([
  ['thing1', '六号楼二单元楼道灯不亮', '六号楼二单元楼道灯不亮'],
  ['thing1', '字'.repeat(21), `${'字'.repeat(19)}…`],
  ['thing1', '👵'.repeat(20), '👵'.repeat(20)],
  ['thing1', ' 一行\n两行 ', '一行 两行'],
  ['thing1', '   ', '无'],
  ['phrase2', '已派单', '已派单'],
  ['phrase2', '已派单(急)', '已派单急'],
  ['phrase2', '等待居民确认结果', '等待居民确'],
  ['name3', '欧阳娜娜'.repeat(4), '欧阳娜娜欧阳娜娜欧阳'],
  ['name3', 'Alexandra Maximiliana Smith', 'Alexandra Maximilian'],
  ['character_string4', '单号 NEED-2026-1', 'NEED-2026-1'],
  ['phone_number5', '电话 021-5555 6666', '021-5555 6666'],
  ['time6', '2026年11月22日 15:01', '2026年11月22日 15:01'],
  ['amount7', '¥12.50', '¥12.50'],
])('fits %s: %j → %j', (key, value, fitted) => {
  expect(fitValue(key, value)).toBe(fitted)
})

it('puts a message into the shape of WeChat', () => {
  expect(fitMessageData({ thing1: 'a', phrase2: '好' })).toEqual({
    thing1: { value: 'a' },
    phrase2: { value: '好' },
  })
})
