import { describeDeadline, describeMoment, describeSpan } from './time'

const hour = 60 * 60 * 1000
/** Monday 23 November 2026, 15:30 in China. */
const now = Date.parse('2026-11-23T07:30:00.000Z')
const after = (hours: number) => new Date(now + hours * hour).toISOString()

describe('describeDeadline', () => {
  it('says today, tomorrow, the weekday or the date', () => {
    expect(describeDeadline(after(5), now)).toEqual({ text: '今天 20:30 前', urgency: 'calm' })
    expect(describeDeadline(after(10), now).text).toBe('明天 01:30 前')
    expect(describeDeadline(after(48), now).text).toBe('周三 15:30 前')
    expect(describeDeadline(after(24 * 10), now).text).toBe('12月3日 15:30 前')
  })

  it('is soon in the last fifth of the time, or the last two hours when nothing is known of its start', () => {
    expect(describeDeadline(after(2), now, after(-7)).urgency).toBe('calm')
    expect(describeDeadline(after(2), now, after(-8)).urgency).toBe('soon')
    expect(describeDeadline(after(1.9), now).urgency).toBe('soon')
  })

  it('says by how much it is over', () => {
    expect(describeDeadline(after(-2.5), now)).toEqual({ text: '已超时 2 小时', urgency: 'over' })
    expect(describeDeadline(after(-75), now).text).toBe('已超时 3 天')
  })
})

describe('describeMoment', () => {
  it('counts days in China, not in the phone’s zone', () => {
    expect(describeMoment('2026-11-22T16:05:00.000Z', now)).toBe('今天 00:05')
    expect(describeMoment('2026-11-22T15:59:00.000Z', now)).toBe('昨天 23:59')
  })

  it('names the year only when it is another', () => {
    expect(describeMoment('2026-01-05T01:00:00.000Z', now)).toBe('1月5日 09:00')
    expect(describeMoment('2025-11-23T01:00:00.000Z', now)).toBe('2025年11月23日 09:00')
  })
})

it('describeSpan never says nothing', () => {
  expect(describeSpan(100)).toBe('1 分钟')
})
