import type { authContracts, SessionTokens } from '@linli/shared/users/auth.contract'
import type { meContracts, MeView } from '@linli/shared/users/me.contract'
import { currentAddress, leaveForLogin, loginChannel, takeLoginCode } from '../platform/login'
import { toApiError } from './apiError'
import { call, callPrepared, makeRequest } from './http'
import { writeTokens } from './tokens'

export type Me = MeView

/** A role held somewhere now: one workbench. */
export type Membership = Me['memberships'][number]

type MeContracts = typeof meContracts
type AuthContracts = typeof authContracts

/** Everything the first screen needs about the person, in one call. */
export function fetchMe(): Promise<Me> {
  return call<MeContracts['getMe']>('get', '/api/me')
}

/** Keeps the choice of 长辈版 with the account, so that another phone of the person has it too. */
export function saveElderMode(elderMode: boolean): Promise<Me> {
  return call<MeContracts['updateMe']>('patch', '/api/me', { body: { elderMode } })
}

/** Ends the session on the server; the tokens are then of no use to anybody. */
export function endSession(): Promise<undefined> {
  return call<AuthContracts['logout']>('post', '/api/auth/logout')
}

/** Exchanges the platform's login code, if there is one. Answers whether the person is signed in now. */
export async function exchangeLoginCode(): Promise<boolean> {
  const login = await takeLoginCode()
  if (!login) return false
  try {
    const request = makeRequest('post', `/api/auth/${loginChannel}`, { body: login })
    writeTokens((await callPrepared(request)) as SessionTokens)
    return true
  } catch (cause) {
    const error = toApiError(cause)
    if (error.isPassing) throw error
    return false
  }
}

/** H5: goes to the authorise page and comes back to this address. */
export async function goToLogin(): Promise<void> {
  const query = { redirect: currentAddress() }
  leaveForLogin(await call<AuthContracts['startWebLogin']>('get', '/api/auth/web', { query }))
}
