import type { z } from 'zod'
import type { ErrorCode } from './errors'
import type { Role } from './users/roles'

/**
 * Who may call an endpoint at all. The finer rule (this record, this area, this holder) is the policy's.
 * - `public`: anyone, without a token.
 * - `user`: anyone signed in, guests included.
 * - `joined`: a person who joined a community by code, or is verified.
 * - `verified`: a person whose home and phone are confirmed.
 * - a list of roles: whoever holds one of them somewhere now.
 */
export type Access = 'public' | 'user' | 'joined' | 'verified' | readonly [Role, ...Role[]]

/** One endpoint: the only place where its path, caller, input, output and errors are written. */
export interface Contract {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Koa style, starts with /api, parameters as `:id`. */
  path: `/api/${string}`
  summary: string
  access: Access
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** Set when the request is multipart/form-data with one file in the field `file`. */
  upload?: true
  /** The body on success; leave out for 204, or for a file (`produces`). */
  response?: z.ZodType
  /** A media type other than JSON, for files. */
  produces?: string
  success: 200 | 201 | 202 | 204
  /** What this endpoint may answer besides what all like it may, `errorsOf` gives both. */
  errors?: readonly ErrorCode[]
  /**
   * How a second sending with the same `Idempotency-Key` is told: `record` when the feature keeps the key in what it
   * makes. Left out, what staff make by a POST is answered once by the server's http/idempotency.
   */
  repeats?: 'record'
  /** Calls allowed per minute and user (address for `public`); default 120 for reads, 60 for writes. */
  perMinute?: number
}

export type InputOf<S> = S extends z.ZodType ? z.input<S> : undefined
export type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined

/** Keeps the literal types of a contract, so that clients are checked against them. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract
}

const everywhere = ['request.invalid', 'request.too_many'] as const
const signedIn = ['session.required', 'session.expired', 'access.denied'] as const

/** All errors an endpoint may answer with: those of every endpoint, those of all that ask who calls, and its own. */
export function errorsOf({ access, errors = [] }: Contract): readonly ErrorCode[] {
  return [...new Set<ErrorCode>([...everywhere, ...(access === 'public' ? [] : signedIn), ...errors])]
}
