import { addDays } from '@linli/shared/time'
import { chinaCalendar, listUnknownYears } from './workCalendar'

const daysOf = (year: number): string[] =>
  Array.from({ length: 365 }, (_, i) => addDays(`${year}-01-01`, i)).filter((day) =>
    day.startsWith(`${year}`),
  )

test('keeps the published year 2026: holidays, bridging days, make-up weekends', () => {
  const isWorkday = (day: string): boolean => chinaCalendar.isWorkday(day)
  expect(['2026-02-16', '2026-02-23', '2026-10-07'].map(isWorkday)).toEqual([false, false, false])
  expect(['2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'].every(isWorkday)).toBe(true)
  expect(['2026-03-07', '2026-03-08'].some(isWorkday)).toBe(false)
  expect(chinaCalendar.isHoliday('2026-03-07')).toBe(false)
})

test('counts a year that is not published by weekends and the 13 days fixed by law', () => {
  expect(chinaCalendar.isYearKnown(2027)).toBe(false)
  expect(daysOf(2027).filter((day) => chinaCalendar.isHoliday(day))).toEqual([
    '2027-01-01',
    '2027-02-05',
    '2027-02-06',
    '2027-02-07',
    '2027-02-08',
    '2027-04-05',
    '2027-05-01',
    '2027-05-02',
    '2027-06-09',
    '2027-09-15',
    '2027-10-01',
    '2027-10-02',
    '2027-10-03',
  ])
  expect(chinaCalendar.isWorkday('2027-02-20')).toBe(false)
  // 2033 has the leap month that moves everything after it.
  expect(chinaCalendar.isHoliday('2034-02-19')).toBe(true)
})

test('names the years the data does not hold', () => {
  expect(listUnknownYears(new Date('2026-11-22T00:00:00Z'))).toEqual([2027])
  expect(listUnknownYears(new Date('2025-11-22T00:00:00Z'))).toEqual([])
})
