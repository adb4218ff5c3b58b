import type { TimeWindow } from '@linli/shared/routing/rule'
import { makeConditions } from '../../test/routing.made'
import { isMatch, isWithinWindow, type MatchInput } from './route.match'

/** An instant by the clock in Shanghai. */
const at = (shanghai: string): Date => new Date(`${shanghai}:00+08:00`)
const night: TimeWindow = { days: 'daily', from: '22:00', to: '06:00' }

describe('a time window', () => {
  it.each([
    ['2026-11-23T21:59', false],
    ['2026-11-23T22:00', true],
    ['2026-11-23T23:59', true],
    ['2026-11-24T00:00', true],
    ['2026-11-24T05:59', true],
    ['2026-11-24T06:00', false],
    ['2026-11-24T12:00', false],
  ])('from 22 to 6 holds at %s: %s', (moment, isWithin) => {
    expect(isWithinWindow(at(moment), night)).toBe(isWithin)
  })

  it.each([
    ['Friday night', '2026-11-27T23:00', true],
    ['the early hours after Friday', '2026-11-28T03:00', true],
    ['Saturday night', '2026-11-28T23:00', false],
    ['the early hours of Monday, which belong to Sunday', '2026-11-23T03:00', false],
  ])('of working days, over midnight: %s', (_, moment, isWithin) => {
    expect(isWithinWindow(at(moment), { ...night, days: 'workdays' })).toBe(isWithin)
  })

  it('of rest days holds on the national holiday, not on its make-up Saturday', () => {
    const days: TimeWindow = { days: 'restDays', from: '09:00', to: '17:00' }
    expect(isWithinWindow(at('2026-10-05T10:00'), days)).toBe(true)
    expect(isWithinWindow(at('2026-10-10T10:00'), days)).toBe(false)
  })

  it('with both ends equal is the whole day, and may end at midnight', () => {
    const whole: TimeWindow = { days: 'daily', from: '08:00', to: '08:00' }
    expect(
      ['00:00', '07:59', '08:00', '23:59'].every((c) => isWithinWindow(at(`2026-11-23T${c}`), whole)),
    ).toBe(true)
    const evening: TimeWindow = { days: 'daily', from: '18:00', to: '24:00' }
    expect(isWithinWindow(at('2026-11-23T23:59'), evening)).toBe(true)
    expect(isWithinWindow(at('2026-11-24T00:00'), evening)).toBe(false)
  })
})

const input: MatchInput = {
  category: 'repair',
  place: {
    district: '310113',
    street: '310113007',
    community: '310113007001',
    grid: '310113007001-G01',
    estate: '310113007001-E01',
  },
  estate: { name: '一村', propertyUnitId: '0'.repeat(24) },
  at: at('2026-11-23T23:00'),
  answers: { where: 'kitchen', isLeaking: true },
}

describe('the conditions of a rule', () => {
  it.each([
    ['nothing', {}, true],
    ['its category', { categories: ['noise', 'repair'] }, true],
    ['another category', { categories: ['noise'] }, false],
    ['its grid', { places: ['310113007001-G01'] }, true],
    ['its estate', { places: ['310113007001-E01'] }, true],
    ['its street', { places: ['310113007'] }, true],
    ['another grid', { places: ['310113007001-G02'] }, false],
    ['an estate with a property company', { estate: 'withProperty' as const }, true],
    ['an estate without one', { estate: 'withoutProperty' as const }, false],
    ['the night', { time: night }, true],
    ['the day', { time: { ...night, from: '06:00', to: '22:00' } }, false],
    ['one of several answers', { answers: [{ key: 'where', values: ['bathroom', 'kitchen'] }] }, true],
    ['yes to a question', { answers: [{ key: 'isLeaking', values: ['true'] }] }, true],
    ['no to a question', { answers: [{ key: 'isLeaking', values: ['false'] }] }, false],
    ['an answer that was not given', { answers: [{ key: 'since', values: ['today'] }] }, false],
    [
      'two answers of which one differs',
      {
        answers: [
          { key: 'where', values: ['kitchen'] },
          { key: 'isLeaking', values: ['false'] },
        ],
      },
      false,
    ],
  ])('that ask for %s', (_, conditions, isFit) => {
    expect(isMatch(makeConditions(conditions), input)).toBe(isFit)
  })

  it('count a home outside any estate as one without a property company', () => {
    const alone = { ...input, estate: undefined }
    expect(isMatch(makeConditions({ estate: 'withoutProperty' }), alone)).toBe(true)
    expect(isMatch(makeConditions({ estate: 'withProperty' }), alone)).toBe(false)
  })
})
