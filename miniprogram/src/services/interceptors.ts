import type { RawAnswer, Tokens } from '../platform/types'

/** A request on its way; every interceptor sees and may change it. */
export interface Outgoing {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  headers: Record<string, string>
  body?: string
}

export type Send = (request: Outgoing) => Promise<RawAnswer>
export type Interceptor = (next: Send) => Send

/** The first interceptor is the outermost. */
export function compose(interceptors: readonly Interceptor[], send: Send): Send {
  return interceptors.reduceRight<Send>((next, intercept) => intercept(next), send)
}

/** Adds the token the person has now. */
export function addToken(readTokens: () => Tokens | undefined): Interceptor {
  return (next) => (request) => {
    const tokens = readTokens()
    if (!tokens) return next(request)
    return next({
      ...request,
      headers: { ...request.headers, Authorization: `Bearer ${tokens.accessToken}` },
    })
  }
}

/** With what is written goes when it leaves, by this phone's clock: the server learns from it how long ago `at` was. */
export const addSentAt: Interceptor = (next) => (request) =>
  next(
    request.body === undefined
      ? request
      : { ...request, headers: { ...request.headers, 'X-Sent-At': new Date().toISOString() } },
  )

interface Renewal {
  readTokens: () => Tokens | undefined
  /** Gets new tokens and stores them; false when a new login is needed. */
  renew: () => Promise<boolean>
}

/** On an expired session renews it once, however many requests met it, and sends the request again. */
export function renewSession({ readTokens, renew }: Renewal): Interceptor {
  let renewing: Promise<boolean> | undefined
  const renewOnce = () => {
    renewing ??= renew().finally(() => {
      renewing = undefined
    })
    return renewing
  }
  return (next) => async (request) => {
    const before = readTokens()?.accessToken
    const answer = await next(request)
    if (answer.status !== 401 || before === undefined) return answer
    // Another request may have renewed it while this one was under way.
    const isRenewed = readTokens()?.accessToken !== before || (await renewOnce())
    return isRenewed ? next(request) : answer
  }
}
