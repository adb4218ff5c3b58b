import type { Context, Next } from 'koa'

/** Headers that browsers obey. The page runs only its own scripts and is never framed. */
export async function setSecurityHeaders(ctx: Context, next: Next): Promise<void> {
  ctx.set({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'content-security-policy':
      "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src 'self' blob: ws: wss:; frame-ancestors 'none'; base-uri 'self'",
  })
  if (ctx.path.startsWith('/api/')) ctx.set('cache-control', 'no-store')
  await next()
}
