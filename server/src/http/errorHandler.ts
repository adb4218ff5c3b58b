import { errors, type ErrorBody, type ErrorCode } from '@linli/shared/errors'
import type { Context, Next } from 'koa'
import { mongo, MongooseError } from 'mongoose'
import { MulterError } from 'multer'
import type { Deps } from '../deps'
import { AppError } from '../lib/appError'
import { isBrokenBulk } from '../lib/refusedWrites'

const codeByStatus: Partial<Record<number, ErrorCode>> = {
  404: 'request.not_found',
  405: 'request.method_not_allowed',
  413: 'request.too_large',
  501: 'request.method_not_allowed',
}

/** mongoose has no class of its own for a command that waited in vain for a connection. */
const hasWaitedInVain = (error: unknown): boolean =>
  error instanceof MongooseError && error.message.includes('buffering timed out')

/**
 * The database cannot be reached, or was lost while it wrote, so the outcome is unknown: the caller repeats it and the
 * idempotency key makes that safe.
 */
const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof mongo.MongoNetworkError ||
  error instanceof mongo.MongoServerSelectionError ||
  error instanceof mongo.MongoNotConnectedError ||
  error instanceof mongo.MongoTopologyClosedError ||
  isBrokenBulk(error) ||
  hasWaitedInVain(error)

/** A packed body that cannot be unpacked. */
const isBadlyPacked = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && /^Z_\w+_ERROR$/.test(String(error.code))

function hasStatus(error: unknown): error is { status: number } {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (isOutcomeUnknown(error)) return new AppError('request.retry')
  if (error instanceof MulterError)
    return new AppError(error.code === 'LIMIT_FILE_SIZE' ? 'request.too_large' : 'request.invalid')
  if (isBadlyPacked(error)) return new AppError('request.invalid')
  if (hasStatus(error) && error.status >= 400 && error.status < 500)
    return new AppError(codeByStatus[error.status] ?? 'request.invalid')
  return new AppError('internal')
}

const goneCodes: readonly unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'EPIPE', 'ECONNRESET']

/** What breaks off while an answer is on its way. That somebody closed the page meanwhile is no error. */
export function noteBrokenAnswer({ logger }: Pick<Deps, 'logger'>) {
  return (error: NodeJS.ErrnoException): void => {
    if (goneCodes.includes(error.code)) logger.debug({ code: error.code }, 'the client went away')
    else logger.error({ err: error }, 'an answer broke off')
  }
}

/** The one place that turns errors into answers. Unknown errors are logged with their stack and leak nothing. */
export function handleErrors({ logger }: Pick<Deps, 'logger'>) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body == null) throw new AppError('request.not_found')
      if ((ctx.status === 405 || ctx.status === 501) && ctx.body == null)
        throw new AppError('request.method_not_allowed')
    } catch (error) {
      const known = toAppError(error)
      const requestId = String(ctx.state.requestId)
      if (known.status >= 500) logger.error({ requestId, err: error, code: known.code }, 'request failed')
      ctx.status = known.status
      ctx.type = 'json'
      const body: ErrorBody = { code: known.code, message: errors[known.code].message, requestId }
      if (known.details !== undefined) body.details = known.details
      ctx.body = body
    }
  }
}
