import type { Context, Next } from 'koa'

/**
 * WeChat's wx.request knows no PATCH: a POST with `X-HTTP-Method-Override: PATCH` stands for one. No other method
 * can be asked for in this way.
 */
export async function readMethodOverride(ctx: Context, next: Next): Promise<void> {
  if (ctx.method === 'POST' && ctx.get('x-http-method-override').toUpperCase() === 'PATCH')
    ctx.method = 'PATCH'
  await next()
}
