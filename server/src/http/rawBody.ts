import { limits } from '@linli/shared/limits'
import type { Context } from 'koa'
import { AppError } from '../lib/appError'

/**
 * The body as it was sent, for signatures that cover its bytes.
 * @throws AppError `request.too_large`
 */
export async function readRawBody(ctx: Context): Promise<string> {
  const { rawBody } = ctx.request as { rawBody?: string }
  if (rawBody !== undefined) return rawBody
  // Not JSON by its content type, so the body parser left it alone.
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limits.bodyBytes) throw new AppError('request.too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
