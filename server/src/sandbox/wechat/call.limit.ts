import { dropUndefined } from '../../lib/dropUndefined'
import type { SandboxClock } from '../kernel/sandboxClock'
import { refuseUnless } from './answer'

/** How often an interface may be called; in `each` app, or by each person. */
interface CallLimit {
  perMinute?: number
  perDay?: number
  each: 'app' | 'person'
}

/** Source: wechat-platform.md §1–4, as the documents of the interfaces say it. */
const documented: Record<string, CallLimit> = {
  '/sns/jscode2session': { perMinute: 100, each: 'person' },
  '/cgi-bin/stable_token': { perMinute: 10_000, perDay: 500_000, each: 'app' },
  '/cgi-bin/token': { perDay: 2000, each: 'app' },
  '/wxa/msg_sec_check': { perMinute: 4000, perDay: 2_000_000, each: 'app' },
  '/wxa/media_check_async': { perMinute: 2000, perDay: 200_000, each: 'app' },
  '/cgi-bin/message/subscribe/send': { perDay: 10_000_000, each: 'app' },
  '/wxa/getwxacodeunlimit': { perMinute: 5000, each: 'app' },
}

/** The calls of this minute and this day, by the calendar in China, where the daily limits end at midnight. */
export interface CallLimits {
  /**
   * Counts a call of an app, or of a person where the limit is theirs.
   * @throws ApiRefusal 45011 over the limit of a minute, 45009 over that of a day; it is not counted then.
   */
  count(path: string, who: string): void
  list(): Record<string, CallLimit>
  /** Other numbers for some paths, so that one need not call 4,000 times to see a refusal. */
  change(limits: Record<string, { perMinute?: number | undefined; perDay?: number | undefined }>): void
  clear(): void
}

const minuteMs = 60_000
const chinaOffsetMs = 8 * 3600_000
const dayMs = 24 * 3600_000

interface Window {
  number: number
  calls: number
}

export function createCallLimits(clock: SandboxClock): CallLimits {
  let limits = { ...documented }
  const minutes = new Map<string, Window>()
  const days = new Map<string, Window>()

  const callsIn = (windows: Map<string, Window>, key: string, number: number): number => {
    const window = windows.get(key)
    return window?.number === number ? window.calls : 0
  }

  return {
    count(path, who) {
      const { perMinute = Infinity, perDay = Infinity } = limits[path] ?? {}
      const key = `${path} ${who}`
      const minute = Math.floor(clock.nowMs() / minuteMs)
      const day = Math.floor((clock.nowMs() + chinaOffsetMs) / dayMs)
      const [inMinute, inDay] = [callsIn(minutes, key, minute), callsIn(days, key, day)]
      refuseUnless(inDay < perDay, 45009)
      refuseUnless(inMinute < perMinute, 45011)
      minutes.set(key, { number: minute, calls: inMinute + 1 })
      days.set(key, { number: day, calls: inDay + 1 })
    },
    list: () => limits,
    change(changed) {
      for (const [path, numbers] of Object.entries(changed))
        limits = { ...limits, [path]: { ...dropUndefined(numbers), each: limits[path]?.each ?? 'app' } }
    },
    clear() {
      limits = { ...documented }
      minutes.clear()
      days.clear()
    },
  }
}
