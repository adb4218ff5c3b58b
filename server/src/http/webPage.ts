import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Context, Next } from 'koa'
import send from 'koa-send'

const oneYear = 365 * 24 * 60 * 60 * 1000

/** Serves the built H5 page: its files, and index.html for every path of its router. */
export function serveWebPage(root: string) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const isRead = ctx.method === 'GET' || ctx.method === 'HEAD'
    if (!isRead || ctx.path.startsWith('/api/')) {
      await next()
      return
    }
    const isFile = path.extname(ctx.path) !== ''
    const file = path.join(root, path.normalize(ctx.path))
    if (isFile && existsSync(file)) {
      // A name that holds the hash of its content never stands for another content.
      const isHashed = /\.[0-9a-f]{8}\./.test(ctx.path)
      await send(ctx, ctx.path, { root, maxage: isHashed ? oneYear : 0, immutable: isHashed })
      return
    }
    if (isFile || !existsSync(path.join(root, 'index.html'))) await next()
    else await send(ctx, 'index.html', { root, maxage: 0 })
  }
}
