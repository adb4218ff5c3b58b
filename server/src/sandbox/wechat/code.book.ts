import { randomBytes } from 'node:crypto'
import type { SandboxClock } from '../kernel/sandboxClock'
import { refuseUnless } from './answer'

/** What a code is for: `wx.login`, the phone button, or the web authorisation. */
type CodePurpose = 'login' | 'phone' | 'web'

interface IssuedCode {
  purpose: CodePurpose
  appid: string
  identityId: string
  scope: string
  expiresAt: number
  isUsed: boolean
}

/** Single-use codes of five minutes, each bound to one app and one purpose. */
export interface CodeBook {
  issue(code: { purpose: CodePurpose; appid: string; identityId: string; scope?: string }): string
  /** Looks without using it. @throws ApiRefusal 40029 unknown, expired or of another app; 40163 used. */
  check(code: string, purpose: CodePurpose, appid: string): IssuedCode
  use(code: string): void
  clear(): void
}

const lifeMs = 5 * 60 * 1000
const kept = 20_000

export function createCodeBook(clock: SandboxClock): CodeBook {
  const codes = new Map<string, IssuedCode>()
  return {
    issue({ purpose, appid, identityId, scope = '' }) {
      const code = `0${randomBytes(24).toString('base64url').slice(0, 31)}`
      codes.set(code, {
        purpose,
        appid,
        identityId,
        scope,
        expiresAt: clock.nowMs() + lifeMs,
        isUsed: false,
      })
      const [oldest] = codes.keys()
      if (codes.size > kept && oldest !== undefined) codes.delete(oldest)
      return code
    },
    check(code, purpose, appid) {
      const issued = codes.get(code)
      refuseUnless(issued?.purpose === purpose && issued.appid === appid, 40029)
      // The phone interface knows no 40163: a used phone code is simply invalid.
      refuseUnless(!issued.isUsed, purpose === 'phone' ? 40029 : 40163)
      refuseUnless(issued.expiresAt > clock.nowMs(), 40029)
      return issued
    },
    use(code) {
      const issued = codes.get(code)
      if (issued) issued.isUsed = true
    },
    clear: () => {
      codes.clear()
    },
  }
}
