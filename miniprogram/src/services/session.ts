import type { Role, UserLevel } from '@linli/shared/users/roles'
import { currentAddress, loginChannel, leaveForLogin, takeLoginCode } from '../platform/login'
import type { Tokens } from '../platform/types'
import { toApiError } from './apiError'
import { callPrepared, makeRequest } from './http'
import { writeTokens } from './tokens'

/** A role held somewhere now: one workbench. */
export interface Membership {
  id: string
  role: Role
  roleName: string
  areaCode?: string
  areaName?: string
  unitId?: string
  unitName?: string
}

/** Everything the first screen needs about the person, in one call. */
export interface Me {
  id: string
  displayName: string
  level: UserLevel
  phoneVerified: boolean
  community?: { code: string; name: string }
  memberships: Membership[]
  elderMode?: boolean
  unread: number
}

export async function fetchMe(): Promise<Me> {
  return (await callPrepared(makeRequest('get', '/api/me', {}))) as Me
}

/** Exchanges the platform's login code, if there is one. Answers whether the person is signed in now. */
export async function exchangeLoginCode(): Promise<boolean> {
  const login = await takeLoginCode()
  if (!login) return false
  try {
    const request = makeRequest('post', `/api/auth/${loginChannel}`, { body: login })
    writeTokens((await callPrepared(request)) as Tokens)
    return true
  } catch (cause) {
    const error = toApiError(cause)
    if (error.isPassing) throw error
    return false
  }
}

/** H5: goes to the authorise page and comes back to this address. */
export async function goToLogin(): Promise<void> {
  const request = makeRequest('get', '/api/auth/web', { query: { redirect: currentAddress() } })
  leaveForLogin((await callPrepared(request)) as { url: string; state: string })
}
