import fc from 'fast-check'
import {
  ageOn,
  formatDate,
  formatDay,
  formatDayPart,
  formatDeadline,
  formatDuration,
  formatMoment,
  formatRemaining,
  fromShanghaiDay,
  startOfShanghaiDay,
  toShanghaiDay,
  nameWeekdays,
  rereadDays,
} from './time'

const at = (text: string): Date => new Date(`${text}+08:00`)
const now = at('2026-03-04T10:00')

test('says days as people do', () => {
  expect(formatMoment(at('2026-03-04T17:00'), now)).toBe('今天 17:00')
  expect(formatMoment(at('2026-03-03T23:59'), now)).toBe('昨天 23:59')
  expect(formatDeadline(at('2026-03-05T00:00'), now)).toBe('明天 00:00 前')
  expect(formatDay(at('2026-03-06T08:00'), now)).toBe('后天')
  expect(formatMoment(at('2026-03-12T17:00'), now)).toBe('3月12日 周四 17:00')
  expect(formatMoment(at('2027-01-02T09:05'), now)).toBe('2027年1月2日 周六 09:05')
})

test.each([
  ['2026-03-05T04:59', '明天凌晨'],
  ['2026-03-05T08:59', '明天早上'],
  ['2026-03-05T09:00', '明天上午'],
  ['2026-03-05T12:30', '明天中午'],
  ['2026-03-05T13:00', '明天下午'],
  ['2026-03-05T18:00', '明天晚上'],
])('names the part of the day of %s', (instant, words) => {
  expect(formatDayPart(at(instant), now)).toBe(words)
})

test.each([
  ['2026-03-04T20:00', '明天 10:30–12:00 送来，今天 08:11 前都可以投'],
  ['2026-03-05T08:00', '今天 10:30–12:00 送来，昨天 08:11 前都可以投'],
  ['2026-03-09T08:00', '3月5日 周四 10:30–12:00 送来，3月4日 周三 08:11 前都可以投'],
])('says the days of what was written before as of %s', (read, words) => {
  expect(rereadDays('明天 10:30–12:00 送来，今天 08:11 前都可以投', now, at(read))).toBe(words)
  expect(rereadDays('明天会更好', now, at(read))).toBe('明天会更好')
})

test('says durations in two units', () => {
  expect([0.5, 45, 60, 150, 1440, 1500].map(formatDuration)).toEqual([
    '不到 1 分钟',
    '45 分钟',
    '1 小时',
    '2 小时 30 分钟',
    '1 天',
    '1 天 1 小时',
  ])
  expect(formatRemaining(at('2026-03-04T12:00'), now)).toBe('还有 2 小时')
  expect(formatRemaining(at('2026-03-04T09:30'), now)).toBe('已超过 30 分钟')
})

test('says a day of a paper with its year, and weekdays from Monday on', () => {
  expect(formatDate('2027-11-07')).toBe('2027年11月7日')
  expect(nameWeekdays([0, 6, 3])).toBe('周三、周六、周日')
  expect(nameWeekdays([0, 1, 2, 3, 4, 5, 6])).toBe('每天')
})

test('reaches an age on the birthday, and on 1 March when born on 29 February', () => {
  expect(ageOn('2008-03-04', '2026-03-03')).toBe(17)
  expect(ageOn('2008-03-04', '2026-03-04')).toBe(18)
  expect(ageOn('2008-02-29', '2026-02-28')).toBe(17)
  expect(ageOn('2008-02-29', '2026-03-01')).toBe(18)
})

test('every instant lies in its Shanghai day', () => {
  fc.assert(
    fc.property(
      fc.date({ min: at('2000-01-01T00:00'), max: at('2100-01-01T00:00'), noInvalidDate: true }),
      (instant) => {
        const start = startOfShanghaiDay(instant)
        expect(fromShanghaiDay(toShanghaiDay(instant))).toEqual(start)
        expect(instant.getTime() - start.getTime()).toBeGreaterThanOrEqual(0)
        expect(instant.getTime() - start.getTime()).toBeLessThan(86_400_000)
      },
    ),
  )
})
