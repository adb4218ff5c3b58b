import { randomUUID } from 'node:crypto'
import type { Context, Next } from 'koa'
import type { Deps } from '../deps'

const ownId = /^[A-Za-z0-9-]{8,64}$/

/** Gives every request an id, echoes it, and logs one line with it and no personal data: route, never address. */
export function logRequests({ logger }: Pick<Deps, 'logger'>) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const sent = ctx.get('x-request-id')
    const requestId = ownId.test(sent) ? sent : randomUUID()
    ctx.state.requestId = requestId
    ctx.set('x-request-id', requestId)
    const startedAt = performance.now()
    await next()
    const route = (ctx as { _matchedRoute?: unknown })._matchedRoute
    if (route === undefined) return
    const milliseconds = Math.round(performance.now() - startedAt)
    logger.info({ requestId, method: ctx.method, route, status: ctx.status, milliseconds }, 'request')
  }
}
