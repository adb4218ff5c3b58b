import { defaultClocks, type NeedClock } from '@linli/shared/categories/category'
import fc from 'fast-check'
import { workingMinutesBetween } from '../../lib/workingTime'
import { computeAcceptBy, computeDeadlines, extendDeadlines, resumeClock, scheduleOf } from './deadline'

const clocks: NeedClock[] = [
  ...Object.values(defaultClocks),
  {
    acceptMinutes: 30,
    resolveMinutes: 600,
    isWorkingTime: true,
    schedule: { kind: 'hours', days: 'daily', spans: [{ from: '08:00', to: '20:00' }] },
  },
]
const anyClock = fc.constantFrom(...clocks)
/** Instants of 2026, spring festival and make-up days among them. */
const anyInstant = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-11-01'), noInvalidDate: true })
const anyWait = fc.integer({ min: 0, max: 20 * 24 * 60 })
const later = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * 60_000)

describe('deadlines of a need', () => {
  it('count every minute where danger waits for nobody', () => {
    const released = new Date('2026-10-01T14:00:00Z')
    expect(computeDeadlines(defaultClocks.danger, released)).toEqual({
      acceptBy: new Date('2026-10-01T14:10:00Z'),
      resolveBy: new Date('2026-10-01T16:00:00Z'),
      warnAt: new Date('2026-10-01T15:36:00Z'),
    })
  })

  it('count working time only, over the national holiday and its make-up day', () => {
    // Wednesday 30 September 2026, 16:00 in Shanghai; work resumes on 8 October, Saturday 10 October is worked.
    const { acceptBy, resolveBy } = computeDeadlines(defaultClocks.ordinary, new Date('2026-09-30T08:00:00Z'))
    expect(acceptBy).toEqual(new Date('2026-10-08T04:00:00Z'))
    expect(resolveBy).toEqual(new Date('2026-10-15T08:00:00Z'))
  })

  it('warn after four fifths, and give each new holder the time to accept', () => {
    fc.assert(
      fc.property(anyClock, anyInstant, (clock, released) => {
        const { acceptBy, resolveBy, warnAt } = computeDeadlines(clock, released)
        const schedule = scheduleOf(clock)
        expect(workingMinutesBetween(released, warnAt, schedule)).toBeCloseTo(clock.resolveMinutes * 0.8)
        expect(workingMinutesBetween(released, resolveBy, schedule)).toBeCloseTo(clock.resolveMinutes)
        expect(computeAcceptBy(clock, released)).toEqual(acceptBy)
      }),
    )
  })
})

describe('a clock that stood still', () => {
  it('leaves as much time as there was when it stopped', () => {
    fc.assert(
      fc.property(anyClock, anyInstant, anyWait, anyWait, (clock, released, before, waited) => {
        const schedule = scheduleOf(clock)
        const deadlines = computeDeadlines(clock, released)
        const stopped = later(released, before)
        const resumed = later(stopped, waited)
        const moved = resumeClock(deadlines, stopped, resumed, clock)
        for (const key of ['acceptBy', 'resolveBy', 'warnAt'] as const)
          expect(workingMinutesBetween(resumed, moved[key], schedule)).toBeCloseTo(
            workingMinutesBetween(stopped, deadlines[key], schedule),
          )
      }),
    )
  })

  it('never turns a late need into one on time', () => {
    const clock = defaultClocks.utilities
    const deadlines = computeDeadlines(clock, new Date('2026-03-02T00:00:00Z'))
    const stopped = new Date('2026-03-04T00:00:00Z')
    const resumed = new Date('2026-03-09T00:00:00Z')
    expect(resumeClock(deadlines, stopped, resumed, clock).resolveBy.getTime()).toBeLessThan(
      resumed.getTime(),
    )
  })

  it('moves nothing when the wait was outside working time', () => {
    const clock = defaultClocks.ordinary
    const deadlines = computeDeadlines(clock, new Date('2026-03-02T02:00:00Z'))
    const [saturday, sunday] = [new Date('2026-03-07T02:00:00Z'), new Date('2026-03-08T02:00:00Z')]
    expect(resumeClock(deadlines, saturday, sunday, clock)).toEqual(deadlines)
  })
})

describe('an extension', () => {
  const clock = defaultClocks.utilities
  const deadlines = computeDeadlines(clock, new Date('2026-03-02T00:00:00Z'))

  it('is counted from the deadline, and the warning moves with it', () => {
    const extended = extendDeadlines(deadlines, 1000, new Date('2026-03-02T10:00:00Z'), clock)
    expect(extended).toEqual({
      acceptBy: deadlines.acceptBy,
      resolveBy: later(deadlines.resolveBy, 1000),
      warnAt: later(deadlines.warnAt, 800),
    })
  })

  it('is counted from now when the deadline has passed', () => {
    const now = new Date('2026-03-05T00:00:00Z')
    const { resolveBy, warnAt } = extendDeadlines(deadlines, 1000, now, clock)
    expect([resolveBy, warnAt]).toEqual([later(now, 1000), later(now, 800)])
  })
})
