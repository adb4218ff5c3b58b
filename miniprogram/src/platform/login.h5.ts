import { sessionStore } from './storage'
import type { LoginCode } from './types'

const stateKey = 'linli.login.state'

/** A login leaves the page, so it waits for the person's wish. */
export function isLoginSilent(): boolean {
  return false
}

/** The code that the authorise page sent back in the address, once; the state must be the one we left with. */
export function takeLoginCode(): Promise<LoginCode | undefined> {
  const { search, pathname, hash } = window.location
  const query = readQuery(search)
  if (query.code === undefined || query.state === undefined) return Promise.resolve(undefined)
  window.history.replaceState(window.history.state, '', pathname + withoutLogin(search) + hash)
  const expected = sessionStore.read(stateKey)
  sessionStore.remove(stateKey)
  if (expected !== query.state) return Promise.resolve(undefined)
  return Promise.resolve({ code: query.code, state: query.state })
}

/** The channel under which the server checks the code. */
export const loginChannel: 'wechat' | 'web' = 'web'

/** Goes to the authorise page; the person comes back to where they were. */
export function leaveForLogin({ url, state }: { url: string; state: string }): void {
  sessionStore.write(stateKey, state)
  window.location.assign(url)
}

/** Path of our own to which the authorise page shall send the person back. */
export function currentAddress(): string {
  const { pathname, search } = window.location
  return pathname + withoutLogin(search)
}

function readQuery(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

function withoutLogin(search: string): string {
  const query = new URLSearchParams(search)
  query.delete('code')
  query.delete('state')
  const rest = query.toString()
  return rest === '' ? '' : `?${rest}`
}
