import { randomBytes } from 'node:crypto'
import type { SandboxClock } from '../kernel/sandboxClock'
import { ApiRefusal, refuseUnless } from './answer'

/** The two isolated ways to get an API token. */
type TokenLine = 'stable' | 'plain'

interface IssuedToken {
  appid: string
  line: TokenLine
  expiresAt: number
  /** True once a newer token ended it before its time. */
  isRevoked: boolean
}

interface ForcedRefreshes {
  day: string
  count: number
  lastAt: number
}

interface TokenAnswer {
  access_token: string
  expires_in: number
}

/** Access tokens as `stable_token` and `token` hand them out. */
export interface TokenBook {
  /** @throws ApiRefusal 45009 on the 21st forced refresh of a day. */
  getStable(appid: string, isForced: boolean): TokenAnswer
  getPlain(appid: string): TokenAnswer
  /** The appid a token is good for. @throws ApiRefusal 41001, 40014, 40001, 42001. */
  check(token: string | undefined): string
  clear(): void
}

const lifeMs = 7200_000
const overlapMs = 300_000
const forcedPerDay = 20
const forcedGapMs = 30_000
/** Real tokens need room for 512 characters; ours use it, so that too small a field shows. */
const tokenLength = 512

/** The calendar day in China, where the daily limits end at midnight. */
const dayOf = (ms: number) => new Date(ms + 8 * 3600_000).toISOString().slice(0, 10)

export function createTokenBook(clock: SandboxClock): TokenBook {
  const tokens = new Map<string, IssuedToken>()
  const current = new Map<string, string>()
  const forced = new Map<string, ForcedRefreshes>()

  const issue = (appid: string, line: TokenLine): TokenAnswer => {
    const token = `98_${randomBytes(tokenLength).toString('base64url')}`.slice(0, tokenLength)
    tokens.set(token, { appid, line, expiresAt: clock.nowMs() + lifeMs, isRevoked: false })
    current.set(`${line} ${appid}`, token)
    return { access_token: token, expires_in: lifeMs / 1000 }
  }
  const findCurrent = (appid: string, line: TokenLine) => {
    const token = current.get(`${line} ${appid}`)
    const issued = token === undefined ? undefined : tokens.get(token)
    return token !== undefined && issued && issued.expiresAt > clock.nowMs() ? { token, issued } : undefined
  }
  /** Counts a forced refresh; false when it comes too soon after the last. */
  const mayForce = (appid: string): boolean => {
    const day = dayOf(clock.nowMs())
    const last = forced.get(appid)
    if (last && clock.nowMs() - last.lastAt < forcedGapMs) return false
    const count = last?.day === day ? last.count : 0
    refuseUnless(count < forcedPerDay, 45009)
    forced.set(appid, { day, count: count + 1, lastAt: clock.nowMs() })
    return true
  }

  return {
    getStable(appid, isForced) {
      const live = findCurrent(appid, 'stable')
      if (isForced && mayForce(appid)) {
        if (live) live.issued.isRevoked = true
        return issue(appid, 'stable')
      }
      if (!live) return issue(appid, 'stable')
      const leftMs = live.issued.expiresAt - clock.nowMs()
      if (leftMs > overlapMs) return { access_token: live.token, expires_in: Math.floor(leftMs / 1000) }
      live.issued.expiresAt = clock.nowMs() + overlapMs
      return issue(appid, 'stable')
    },
    getPlain(appid) {
      const live = findCurrent(appid, 'plain')
      if (live) live.issued.isRevoked = true
      return issue(appid, 'plain')
    },
    check(token) {
      refuseUnless(token, 41001)
      refuseUnless(/^[\w-]{32,}$/.test(token), 40014)
      const issued = tokens.get(token)
      if (!issued || issued.isRevoked) throw new ApiRefusal(40001)
      refuseUnless(issued.expiresAt > clock.nowMs(), 42001)
      return issued.appid
    },
    clear() {
      tokens.clear()
      current.clear()
      forced.clear()
    },
  }
}
