import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, Next } from 'koa'
import { ControlError } from './control/control.route'
import { parseJson, rawBodyOf, stateOf } from './kernel/body'
import { maskSecrets } from './kernel/requestLog'
import { ApiRefusal, describeRefusal } from './wechat/answer'
import type { World } from './world'

const isOwnPath = (path: string) => path === '/' || path === '/sandbox' || path.startsWith('/sandbox/')

/** The real host labels this JSON as plain text; clients that trust the header trip. */
const plainTextPaths = new Set(['/sns/jscode2session', '/sns/oauth2/access_token', '/sns/userinfo'])

const maskBody = (text: string): unknown => {
  const parsed = parseJson(text)
  if (typeof parsed !== 'object' || parsed === null) return text
  return maskSecrets(parsed as Record<string, unknown>)
}

/** Keeps every call to the emulated hosts for later questions. */
export function logCalls(world: World) {
  return async (ctx: Context, next: Next): Promise<void> => {
    if (isOwnPath(ctx.path)) {
      await next()
      return
    }
    const at = world.clock.now().toISOString()
    try {
      await next()
    } finally {
      world.log.add({
        at,
        method: ctx.method,
        path: ctx.path,
        query: maskSecrets({ ...ctx.query }) as Record<string, string>,
        body: maskBody(rawBodyOf(ctx)),
        status: ctx.status,
        errcode: stateOf(ctx).errcode,
        code: stateOf(ctx).code,
        fault: stateOf(ctx).fault,
      })
    }
  }
}

/** Turns refusals into WeChat's HTTP 200 with errcode, and control errors into plain HTTP errors. */
export function answerRefusals(world: World) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next()
    } catch (error) {
      if (error instanceof ControlError) {
        ctx.status = error.status
        ctx.body = { error: error.message }
        return
      }
      if (!(error instanceof ApiRefusal)) throw error
      ctx.status = 200
      ctx.body = describeRefusal(error.errcode, error.more, world.clock.nowMs())
      stateOf(ctx).errcode = error.errcode
    }
    if (!plainTextPaths.has(ctx.path) || typeof ctx.body !== 'object') return
    ctx.body = JSON.stringify(ctx.body)
    ctx.type = 'text/plain'
  }
}

/** Lets the faults that are switched on for this path happen. */
export function applyFaults(world: World) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const fault = isOwnPath(ctx.path)
      ? undefined
      : world.faults.take(ctx.path, ['slow', 'error', 'drop', 'badGateway'])
    if (!fault) {
      await next()
      return
    }
    stateOf(ctx).fault = fault.kind
    if (fault.kind === 'error') throw new ApiRefusal(fault.errcode ?? -1)
    if (fault.kind === 'drop') {
      ctx.respond = false
      ctx.req.socket.destroy()
      return
    }
    if (fault.kind === 'badGateway') {
      ctx.status = 502
      ctx.body = '<html><head><title>502 Bad Gateway</title></head></html>'
      return
    }
    await sleep(fault.delayMs ?? 6000)
    await next()
  }
}
