import type { Context, Next } from 'koa'
import { AppError, wrongField } from '../lib/appError'

/** JSON is UTF-8 (RFC 8259): what says to be in another charset would be stored as signs that nobody can read. */
export async function refuseOtherCharsets(ctx: Context, next: Next): Promise<void> {
  const charset = ctx.request.charset.toLowerCase()
  if (charset !== '' && charset !== 'utf-8' && charset !== 'utf8')
    throw new AppError('request.invalid', wrongField('headers', ['Content-Type'], 'charset'))
  await next()
}
