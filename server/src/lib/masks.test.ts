import { maskName, maskPhone } from './masks'

test.each([
  ['王小明', '王**'],
  ['李强', '李*'],
  ['欧阳小红', '欧阳**'],
  ['𠮷野家', '𠮷**'],
  ['', ''],
])('masks the name %s', (name, masked) => {
  expect(maskName(name)).toBe(masked)
})

test('masks phones', () => {
  expect(maskPhone('13812341234')).toBe('138****1234')
  expect(maskPhone('02156123456')).toBe('****3456')
})
