import { defaultClocks } from './category'
import { describeClock, describeMinutes } from './clock.words'

describe('a clock in words', () => {
  it.each([
    [defaultClocks.danger, '10 分钟内有人接，2 个小时内办好'],
    [defaultClocks.utilities, '1 个小时内有人接，24 小时内办好'],
    [defaultClocks.ordinary, '4 个工作小时内有人接，7 个工作日内办好'],
    [defaultClocks.complex, '1 个工作日内有人接，15 个工作日内办好'],
  ])('%o', (clock, words) => {
    expect(describeClock(clock)).toBe(words)
  })

  it('counts days as long as the working day of its schedule', () => {
    const clock = {
      acceptMinutes: 30,
      resolveMinutes: 1440,
      isWorkingTime: true,
      schedule: { kind: 'hours' as const, days: 'daily' as const, spans: [{ from: '08:00', to: '20:00' }] },
    }
    expect(describeMinutes(1440, clock)).toBe('2 个工作日')
    expect(describeMinutes(2880, { ...clock, isWorkingTime: false })).toBe('2 天')
  })
})
