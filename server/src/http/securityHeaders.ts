import type { Context, Next } from 'koa'
import type { Deps } from '../deps'

const contentPolicy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self' blob: ws: wss:",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'self'",
].join('; ')

const oneYearSeconds = 365 * 24 * 60 * 60

/** Headers that browsers obey. The page runs only its own scripts, is never framed, and where it is https stays so. */
export function setSecurityHeaders({ config }: Pick<Deps, 'config'>) {
  const isHttps = config.publicUrl.startsWith('https://')
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.set({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'content-security-policy': contentPolicy,
      'permissions-policy': 'camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()',
      ...(isHttps ? { 'strict-transport-security': `max-age=${oneYearSeconds}` } : {}),
    })
    if (ctx.path.startsWith('/api/')) ctx.set('cache-control', 'no-store')
    await next()
  }
}
