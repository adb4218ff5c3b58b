import { findDutyGaps, isOnShift, type DutyShift } from './duty'

const everyDay = [0, 1, 2, 3, 4, 5, 6]
const at = (text: string) => new Date(`${text}:00+08:00`)
const shift = (weekdays: number[], from: number, until: number): DutyShift => ({ weekdays, from, until })

describe('who is on shift', () => {
  // 2026-11-23 is a Monday.
  const night = shift([1], 20 * 60, 8 * 60)
  it.each([
    ['2026-11-23T19:59', false],
    ['2026-11-23T20:00', true],
    ['2026-11-23T23:59', true],
    ['2026-11-24T00:00', true],
    ['2026-11-24T07:59', true],
    ['2026-11-24T08:00', false],
    ['2026-11-24T20:00', false],
    ['2026-11-23T00:00', false],
  ])('a night of Monday at %s: %s', (moment, isOn) => {
    expect(isOnShift(night, at(moment))).toBe(isOn)
  })

  it('counts the whole day from midnight to midnight', () => {
    const day = shift([0], 0, 0)
    expect(isOnShift(day, at('2026-11-22T00:00'))).toBe(true)
    expect(isOnShift(day, at('2026-11-22T23:59'))).toBe(true)
    expect(isOnShift(day, at('2026-11-23T00:00'))).toBe(false)
  })
})

describe('gaps of a week', () => {
  it('is the whole week for an empty roster, and nothing for one without holes', () => {
    expect(findDutyGaps([])).toEqual([{ from: 0, until: 7 * 1440 }])
    expect(findDutyGaps([shift(everyDay, 0, 0)])).toEqual([])
    expect(findDutyGaps([shift(everyDay, 8 * 60, 20 * 60), shift(everyDay, 20 * 60, 8 * 60)])).toEqual([])
  })

  it('wraps from Saturday night to Sunday morning', () => {
    const withoutSaturdayNight = [shift(everyDay, 480, 1200), shift([0, 1, 2, 3, 4, 5], 1200, 480)]
    expect(findDutyGaps(withoutSaturdayNight)).toEqual([
      { from: 0, until: 480 },
      { from: 6 * 1440 + 1200, until: 7 * 1440 },
    ])
    expect(findDutyGaps([...withoutSaturdayNight, shift([6], 1200, 480)])).toEqual([])
  })
})
