import { isElderMode } from './settings'

describe('isElderMode', () => {
  it.each([
    ['auto', 1, false],
    ['auto', 1.2, false],
    ['auto', 1.3, true],
    ['elder', 1, true],
    ['normal', 2, false],
  ] as const)('with the choice %s and a system font of %d is %s', (modeChoice, fontScale, expected) => {
    expect(isElderMode({ modeChoice, fontScale })).toBe(expected)
  })
})
