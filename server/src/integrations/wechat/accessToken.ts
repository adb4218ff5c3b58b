import type { Clock } from '../../lib/clock'
import { WechatError } from './wechat.error'

interface FetchedToken {
  token: string
  expiresInSeconds: number
}

/** An access token that is fetched when needed and shared by all calls of this process. */
export interface AccessTokens {
  /** Runs a call with the token; when WeChat rejects the token, once more with a new one. */
  use<T>(call: (token: string) => Promise<T>): Promise<T>
}

const rejected = new Set([40001, 40014, 42001])
/** stable_token gives every process the same token and at least 300 s; renewed a little before its end. */
const marginMs = 60_000

/**
 * Keeps one token in memory, fetched by a single flight however many calls wait for it. Several processes need no
 * shared cache: stable_token answers them all with the same one.
 */
export function createAccessTokens(fetchToken: () => Promise<FetchedToken>, clock: Clock): AccessTokens {
  let cached: { token: string; freshUntil: number } | undefined
  let pending: Promise<string> | undefined

  const refresh = async (): Promise<string> => {
    const { token, expiresInSeconds } = await fetchToken()
    cached = { token, freshUntil: clock.now().getTime() + expiresInSeconds * 1000 - marginMs }
    return token
  }
  const get = (): Promise<string> => {
    if (cached && cached.freshUntil > clock.now().getTime()) return Promise.resolve(cached.token)
    pending ??= refresh().finally(() => {
      pending = undefined
    })
    return pending
  }

  return {
    async use(call) {
      const token = await get()
      try {
        return await call(token)
      } catch (error) {
        if (!(error instanceof WechatError) || !rejected.has(error.errcode ?? 0)) throw error
        // Another call may have renewed it already; only the rejected one is thrown away.
        if (cached?.token === token) cached = undefined
        return call(await get())
      }
    },
  }
}
