import multer from '@koa/multer'
import type { Router, RouterContext } from '@koa/router'
import type { Contract, InputOf, OutputOf } from '@linli/shared/contract'
import type { Context } from 'koa'
import { Types } from 'mongoose'
import type { z } from 'zod'
import type { Deps } from '../deps'
import { assertMayCall } from '../features/users/access.policy'
import type { Actor } from '../features/users/actor'
import { MulterError } from 'multer'
import { AppError, assertThat, wrongField } from '../lib/appError'
import { limits } from '@linli/shared/limits'
import { instant } from '@linli/shared/schemas'
import { authenticate } from './authenticate'
import { describeIssue } from './describeIssue'
import { findFarDate } from './farDate'
import { answerOnce, isAnsweredOnce } from './idempotency'
import { createRateLimit } from './rateLimit'

/** A file that came with a multipart request; its type is not yet checked. */
export interface UploadedFile {
  name: string
  bytes: Buffer
}

/** What a handler gets: who calls, and only checked input. */
export interface Call<C extends Contract> {
  actor: C['access'] extends 'public' ? Actor | undefined : Actor
  params: OutputOf<C['params']>
  query: OutputOf<C['query']>
  body: OutputOf<C['body']>
  file: C['upload'] extends true ? UploadedFile : undefined
  /** The client's `Idempotency-Key`, when it sent one. */
  requestKey: string | undefined
  /** When the client sent it, by its own clock; see `lib/phoneClock`. */
  sentAt: Date | undefined
  /** For the record this call makes: the same id each time the call is repeated under its key; see `createOnce`. */
  newId: string
  /** The caller's network address. */
  address: string
  deps: Deps
  /** For redirects, cookies and files only. */
  ctx: Context
}

type Reply<C extends Contract> = C['produces'] extends string
  ? string | Buffer | NodeJS.ReadableStream
  : C['response'] extends z.ZodType
    ? InputOf<C['response']>
    : // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a 204 has no body
      void

/** A call before its handler takes it. */
interface RawCall {
  actor: Actor | undefined
  params: unknown
  query: unknown
  body: unknown
  file: UploadedFile | undefined
  requestKey: string | undefined
  deps: Deps
}

export interface Route {
  contract: Contract
  mount(router: Router, deps: Deps): void
}

const idempotencyKey = /^[A-Za-z0-9_-]{8,64}$/

function parse(schema: z.ZodType | undefined, value: unknown, where: 'params' | 'query' | 'body'): unknown {
  if (!schema) return undefined
  const result = schema.safeParse(value, { error: describeIssue })
  if (result.success) {
    const far = findFarDate(value)
    assertThat(!far, 'request.invalid', far && wrongField(where, far, 'date', '这个日期不对'))
    return result.data
  }
  throw new AppError('request.invalid', {
    where,
    issues: result.error.issues.map((issue) => ({
      path: issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path,
      code: issue.code,
      message: issue.message,
    })),
  })
}

function readRequestKey(ctx: Context): string | undefined {
  const key = ctx.get('idempotency-key')
  if (key === '') return undefined
  assertThat(
    idempotencyKey.test(key),
    'request.invalid',
    wrongField('headers', ['Idempotency-Key'], 'format'),
  )
  return key
}

function readSentAt(ctx: Context): Date | undefined {
  const sentAt = instant.safeParse(ctx.get('x-sent-at'))
  return sentAt.success ? new Date(sentAt.data) : undefined
}

const receiveFile = multer({ limits: { fileSize: limits.uploadBytes, files: 1 } }).single('file')

async function readFile(ctx: RouterContext): Promise<UploadedFile> {
  try {
    await receiveFile(ctx, () => Promise.resolve())
  } catch (error) {
    // What the parser of multipart bodies cannot read is a plain Error there.
    throw error instanceof MulterError
      ? error
      : new AppError('request.invalid', wrongField('file', ['file'], 'unknown'))
  }
  const file = (ctx as unknown as { file?: { originalname: string; buffer: Buffer } }).file
  assertThat(file && file.buffer.length > 0, 'request.invalid', wrongField('file', ['file'], 'required'))
  return { name: Buffer.from(file.originalname, 'latin1').toString('utf8'), bytes: file.buffer }
}

/**
 * Joins a contract to its handler: rate limit, who calls, input, handler, and the answer checked against the
 * contract, which also drops whatever it does not name.
 */
export function route<C extends Contract>(
  contract: C,
  handler: (call: Call<C>) => Promise<Reply<C>> | Reply<C>,
): Route {
  async function answer(call: RawCall): Promise<unknown> {
    const run = async (newId: string): Promise<unknown> => {
      const reply = await handler({ ...call, newId } as unknown as Call<C>)
      return contract.response && contract.produces === undefined ? contract.response.parse(reply) : reply
    }
    const { actor, requestKey: key, params, query, body, file } = call
    if (key === undefined || !actor || !isAnsweredOnce(contract)) return run(new Types.ObjectId().toString())
    const input = { params, query, body }
    return answerOnce({ userId: actor.userId, contract, key, input, file: file?.bytes }, run, call.deps)
  }

  return {
    contract,
    mount(router, deps) {
      const consume = createRateLimit(contract, deps.config.rateLimitFactor)
      router[contract.method](contract.path, async (ctx: RouterContext) => {
        const actor = await authenticate(ctx, deps)
        await consume(actor?.userId ?? ctx.ip)
        assertMayCall(actor, contract.access)
        const call = {
          actor,
          params: parse(contract.params, ctx.params, 'params'),
          query: parse(contract.query, { ...ctx.query }, 'query'),
          file: contract.upload ? await readFile(ctx) : undefined,
          body: parse(contract.body, ctx.request.body, 'body'),
          requestKey: readRequestKey(ctx),
          sentAt: readSentAt(ctx),
          address: ctx.ip,
          deps,
          ctx,
        }
        const reply = await answer(call)
        // A handler of files may have answered with a part of one (206), and of `*/*` knows the type.
        if (ctx.status !== 206) ctx.status = contract.success
        if (contract.produces !== undefined) {
          if (contract.produces !== '*/*') ctx.type = contract.produces
          ctx.body = reply
        } else ctx.body = contract.response ? reply : null
      })
    },
  }
}
