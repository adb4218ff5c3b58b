import type { Contract, InputOf, OutputOf } from '@linli/shared/contract'
import { errors, type ErrorBody, type ErrorCode } from '@linli/shared/errors'
import type { RequestListener } from 'node:http'
import supertest, { type Response } from 'supertest'
import type { z } from 'zod'
import type { Deps } from '../deps'
import { forgetActor } from '../features/users/actor.service'
import { signAccessToken } from '../features/users/token'
import { signIn, type SignedIn } from './users.factory'

type Part<K extends string, S> = S extends z.ZodType
  ? Record<string, never> extends z.input<S>
    ? Partial<Record<K, z.input<S>>>
    : Record<K, z.input<S>>
  : Partial<Record<K, undefined>>

interface Extras {
  /** Sent as `Idempotency-Key`. */
  requestKey?: string
  file?: { name: string; bytes: Buffer }
  headers?: Record<string, string>
}

/** What a call takes, checked against its contract. */
export type CallInput<C extends Contract> = Part<'params', C['params']> &
  Part<'query', C['query']> &
  Part<'body', C['body']> &
  Extras

type OptionalInput<C extends Contract> =
  Extras extends CallInput<C> ? [input?: CallInput<C>] : [input: CallInput<C>]

/** The same, unchecked, to send what a contract refuses. */
export interface LooseInput extends Extras {
  params?: Record<string, unknown> | undefined
  query?: object | undefined
  body?: unknown
}

export interface ApiResponse<T> {
  status: number
  /** Typed as on success; read errors with `expectError`. */
  body: T
  bytes: Buffer
  headers: Record<string, string>
}

export interface ApiClient {
  /** Answers whatever came back. */
  call<C extends Contract>(
    contract: C,
    ...input: OptionalInput<C>
  ): Promise<ApiResponse<OutputOf<C['response']>>>
  /** Expects the contract's success and gives its body. */
  ok<C extends Contract>(contract: C, ...input: OptionalInput<C>): Promise<OutputOf<C['response']>>
  /** Sends input of any shape. */
  callLoose(contract: Contract, input?: LooseInput): Promise<ApiResponse<unknown>>
}

function buildPath(contract: Contract, params: Record<string, unknown> = {}): string {
  return contract.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

function readBytes(response: Response): Buffer {
  const body: unknown = response.body
  return Buffer.isBuffer(body) ? body : Buffer.from(response.text)
}

/** Whoever has signed in keeps the session in later clients: signing in anew was a tenth of all the tests' writes. */
const sessions = new WeakMap<SignedIn, { id: Promise<string>; since: Date }>()
const sessionMilliseconds = 20 * 24 * 60 * 60 * 1000

function findSession(user: SignedIn, deps: Pick<Deps, 'config' | 'clock'>): Promise<string> {
  const since = deps.clock.now()
  const known = sessions.get(user)
  const age = known === undefined ? undefined : since.getTime() - known.since.getTime()
  if (known && age !== undefined && age >= 0 && age < sessionMilliseconds) return known.id
  const id = signIn(user, deps).then(({ sessionId }) => sessionId)
  sessions.set(user, { id, since })
  return id
}

/**
 * A client that signs in on its first call, and renews its access token whatever the test clock says. It knows the
 * person's roles as they are when it is made, also those a test wrote without a service.
 */
export function createApiClient(
  handle: RequestListener,
  deps: Pick<Deps, 'config' | 'clock'>,
  user?: SignedIn,
): ApiClient {
  let session: Promise<string> | undefined
  if (user) forgetActor(user.id)

  async function findToken(): Promise<string | undefined> {
    if (!user || user.token !== undefined) return user?.token
    session ??= findSession(user, deps)
    return signAccessToken({ userId: user.id, sessionId: await session }, deps)
  }

  async function send(contract: Contract, input: LooseInput = {}): Promise<ApiResponse<unknown>> {
    const request = supertest(handle)[contract.method](buildPath(contract, input.params))
    const token = await findToken()
    if (token !== undefined) void request.set('authorization', `Bearer ${token}`)
    if (input.requestKey !== undefined) void request.set('idempotency-key', input.requestKey)
    if (input.headers) void request.set(input.headers)
    if (input.query) void request.query(input.query)
    if (input.file) {
      void request.attach('file', input.file.bytes, input.file.name)
      for (const [name, value] of Object.entries((input.body ?? {}) as Record<string, string>))
        void request.field(name, value)
    } else if (input.body !== undefined) void request.send(input.body as object)
    const response = await request
    return {
      status: response.status,
      body: response.body as unknown,
      bytes: readBytes(response),
      headers: response.headers,
    }
  }

  const call: ApiClient['call'] = async <C extends Contract>(contract: C, ...[input]: OptionalInput<C>) =>
    (await send(contract, input)) as ApiResponse<OutputOf<C['response']>>

  return {
    call,
    callLoose: send,
    ok: async (contract, ...input) => {
      const response = await call(contract, ...input)
      if (response.status !== contract.success)
        throw new Error(
          `${contract.method} ${contract.path} answered ${response.status}: ${JSON.stringify(response.body)}`,
        )
      return response.body
    },
  }
}

/** A refused input names each wrong field, whether a schema or a service refuses it. */
const namesFields = {
  where: expect.any(String) as unknown,
  issues: expect.arrayContaining([
    expect.objectContaining({ path: expect.any(Array) as unknown }),
  ]) as unknown,
}

/** These come of somebody else’s step: they say what is there now. */
const tellsState: readonly ErrorCode[] = [
  'verification.decided_already',
  'membership.exists',
  'membership.ended',
  'desk.used',
  'forum.changed_meanwhile',
  'forum.not_now',
  'forum.preview_needed',
  'ballot.not_now',
  'ballot.changed',
  'ballot.closed',
  'motion.not_now',
  'motion.changed_meanwhile',
  'meeting.not_now',
  'project.not_now',
  'notice.not_now',
  'notice.changed_meanwhile',
  'report.not_possible',
  'appeal.not_possible',
]

/** Checks that an answer is this error, whole, and gives its body to look at `details`. */
export function expectError(response: ApiResponse<unknown>, code: ErrorCode): ErrorBody {
  const body = response.body as ErrorBody
  expect({ status: response.status, code: body.code }).toEqual({ status: errors[code].status, code })
  expect(body.message).toBe(errors[code].message)
  expect(body.requestId).toEqual(expect.any(String))
  if (code === 'request.invalid') expect(body.details).toMatchObject(namesFields)
  if (tellsState.includes(code)) expect(body.details).toEqual(expect.any(Object))
  return body
}

/** What a contract takes as its body, for tests that build it apart. */
export type BodyOf<C extends Contract> = InputOf<C['body']>
