import { always, officeHours, toMinutes, type Schedule } from '@linli/shared/schedule'
import { readShanghaiParts, toShanghaiDay } from '@linli/shared/time'
import fc from 'fast-check'
import { chinaCalendar } from './workCalendar'
import { addWorkingTime, isOpenAt, workingMinutesBetween } from './workingTime'

const at = (text: string): Date => new Date(`${text}+08:00`)

const withLunch: Schedule = {
  kind: 'hours',
  days: 'workdays',
  spans: [
    { from: '09:00', to: '11:30' },
    { from: '13:30', to: '17:00' },
  ],
}
const market: Schedule = { kind: 'hours', days: [2, 4, 6], spans: [{ from: '07:15', to: '12:00' }] }
const everyEvening: Schedule = { kind: 'hours', days: 'daily', spans: [{ from: '18:00', to: '24:00' }] }

test.each([
  ['inside a day', '2026-03-04T10:00', 60, '2026-03-04T11:00'],
  ['to the closing minute', '2026-03-04T09:00', 480, '2026-03-04T17:00'],
  ['over a night', '2026-03-04T16:30', 60, '2026-03-05T09:30'],
  ['over a weekend', '2026-03-06T16:00', 120, '2026-03-09T10:00'],
  ['from the night before', '2026-03-04T23:00', 30, '2026-03-05T09:30'],
  ['over 春节 with its make-up Saturday before', '2026-02-13T16:00', 120, '2026-02-14T10:00'],
  ['over 春节', '2026-02-14T16:00', 120, '2026-02-24T10:00'],
  ['over 国庆 2026', '2026-09-30T16:00', 120, '2026-10-08T10:00'],
  ['onto the make-up Saturday after 国庆', '2026-10-09T16:00', 120, '2026-10-10T10:00'],
  ['over 春节 2027, whose arrangement is not published', '2027-02-04T16:00', 120, '2027-02-09T10:00'],
  ['seven working days', '2026-04-30T09:00', 7 * 480, '2026-05-12T17:00'],
])('adds office hours %s', (_, from, minutes, expected) => {
  expect(addWorkingTime(at(from), minutes, officeHours)).toEqual(at(expected))
})

test('stops at lunch, on weekdays of its own, and never for life and property', () => {
  expect(addWorkingTime(at('2026-03-04T11:00'), 60, withLunch)).toEqual(at('2026-03-04T14:00'))
  expect(addWorkingTime(at('2026-10-01T08:00'), 10, market)).toEqual(at('2026-10-08T07:25'))
  expect(addWorkingTime(at('2026-10-01T02:00'), 120, always)).toEqual(at('2026-10-01T04:00'))
  expect(isOpenAt(at('2026-03-04T12:00'), withLunch)).toBe(false)
  expect(isOpenAt(at('2026-03-04T16:59'), withLunch)).toBe(true)
  expect(isOpenAt(at('2026-03-04T17:00'), withLunch)).toBe(false)
  expect(isOpenAt(at('2026-10-01T03:00'), always)).toBe(true)
})

test('refuses negative time and a schedule that never opens', () => {
  expect(() => addWorkingTime(at('2026-03-04T10:00'), -1, officeHours)).toThrow(RangeError)
  expect(() => addWorkingTime(at('2026-03-04T10:00'), 1, { kind: 'hours', days: [], spans: [] })).toThrow(
    RangeError,
  )
})

describe('properties over 2026 and 2027', () => {
  const instants = fc.date({ min: at('2026-01-01T00:00'), max: at('2027-12-31T00:00'), noInvalidDate: true })
  const schedules = fc.constantFrom(always, officeHours, withLunch, market, everyEvening)
  const minutes = fc.integer({ min: 0, max: 12_000 })
  const run = <T>(property: fc.IProperty<T>): void => {
    fc.assert(property, { numRuns: 150 })
  }

  test('adding in two steps is adding at once', () => {
    run(
      fc.property(instants, minutes, minutes, schedules, (from, a, b, schedule) => {
        const once = addWorkingTime(from, a + b, schedule)
        expect(addWorkingTime(addWorkingTime(from, a, schedule), b, schedule)).toEqual(once)
      }),
    )
  })

  test('what was added lies between', () => {
    run(
      fc.property(instants, minutes, schedules, (from, added, schedule) => {
        const to = addWorkingTime(from, added, schedule)
        expect(workingMinutesBetween(from, to, schedule)).toBeCloseTo(added, 6)
        expect(workingMinutesBetween(to, from, schedule)).toBeCloseTo(-added, 6)
      }),
    )
  })

  test('later starts and longer times never end earlier', () => {
    run(
      fc.property(instants, instants, minutes, minutes, schedules, (one, two, a, b, schedule) => {
        const [early, late] = one < two ? [one, two] : [two, one]
        const [short, long] = a < b ? [a, b] : [b, a]
        const first = addWorkingTime(early, short, schedule)
        expect(addWorkingTime(late, short, schedule).getTime()).toBeGreaterThanOrEqual(first.getTime())
        expect(addWorkingTime(early, long, schedule).getTime()).toBeGreaterThanOrEqual(first.getTime())
        expect(first.getTime()).toBeGreaterThanOrEqual(early.getTime())
      }),
    )
  })

  test('never ends outside hours or on a day off', () => {
    run(
      fc.property(instants, minutes, fc.constantFrom(officeHours, withLunch), (from, added, schedule) => {
        const end = addWorkingTime(from, added, schedule)
        const { hour, minute } = readShanghaiParts(end)
        expect(chinaCalendar.isWorkday(toShanghaiDay(end))).toBe(true)
        const spans = schedule.kind === 'hours' ? schedule.spans : []
        const time = hour * 60 + minute
        expect(spans.some((span) => toMinutes(span.from) <= time && time <= toMinutes(span.to))).toBe(true)
      }),
    )
  })
})
