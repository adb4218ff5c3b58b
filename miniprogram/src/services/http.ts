import type { ErrorBody } from '@linli/shared/errors'
import { downloadRaw } from '../platform/files'
import { sendRaw } from '../platform/request'
import type { RawAnswer, Tokens } from '../platform/types'
import { uploadRaw } from '../platform/upload'
import { forgetRefusal, noteRefusal } from '../stores/refusal'
import { ApiError, listFieldProblems } from './apiError'
import type { CallArguments, CallInput, CallOutput, Contract } from './http.types'
import { addSentAt, addToken, compose, renewSession, type Outgoing, type Send } from './interceptors'
import { readTokens, removeTokens, writeTokens } from './tokens'
import { fillPath, writeQuery } from './url'

const timeoutMs = 20_000

let onSignedOut: () => Promise<boolean> = () => Promise.resolve(false)

/**
 * What to do when the session cannot be renewed: sign in again in silence where the platform can, else show the
 * person as signed out. Answers whether there are new tokens. Set once by the session store.
 */
export function setSignedOutHandler(handler: () => Promise<boolean>): void {
  onSignedOut = handler
}

// One for requests and uploads, so that the session is renewed once for all of them.
const interceptors = [renewSession({ readTokens, renew }), addToken(readTokens), addSentAt]

const send = compose(interceptors, ({ method, path, headers, body }: Outgoing) =>
  sendRaw({ method, url: __API_BASE__ + path, headers, timeoutMs, ...(body === undefined ? {} : { body }) }),
)

/**
 * Calls an endpoint: `call<typeof getNeed>('get', '/api/needs/:id', { params: { id } })`, with the contract
 * imported as a type only. Method, path, input and output are checked against it.
 * Throws {@link ApiError}.
 */
export async function call<C extends Contract = never>(
  method: C['method'],
  path: C['path'],
  ...[input]: CallArguments<C>
): Promise<CallOutput<C>> {
  const request = makeRequest(method, path, input ?? {})
  return (await sendForJson(send, request)) as CallOutput<C>
}

/** A request that already has its final path and body, as the outgoing queue keeps it. Throws {@link ApiError}. */
export function callPrepared(request: Outgoing): Promise<unknown> {
  return sendForJson(send, request)
}

interface UploadOptions {
  /** Called with 0 to 100. */
  onProgress?: (percent: number) => void
  /** The name the person knows the file by, where the platform can pass it on. */
  fileName?: string
}

/** Sends a file to a contract with `upload: true`; the body's parts go as form fields. Throws {@link ApiError}. */
export async function uploadFile<C extends UploadContract = never>(
  path: C['path'],
  filePath: string,
  input: CallInput<C>,
  { onProgress, fileName }: UploadOptions = {},
): Promise<CallOutput<C>> {
  const { body: fields = {}, ...parts } = input as RequestParts & { body?: Record<string, string> }
  const sendFile = compose(interceptors, ({ path: to, headers }) =>
    uploadRaw({
      url: __API_BASE__ + to,
      filePath,
      headers,
      fields,
      ...(onProgress ? { onProgress } : {}),
      ...(fileName === undefined ? {} : { fileName }),
    }),
  )
  return (await sendForJson(sendFile, makeRequest('post', path, parts))) as CallOutput<C>
}

/** Fetches a file of the server as the person; resolves with its address on this device. Throws {@link ApiError}. */
export async function fetchFile<C extends Contract & { produces: string } = never>(
  path: C['path'],
  ...[input]: CallArguments<C>
): Promise<string> {
  let file = ''
  const fetchOnce = compose(interceptors, async ({ path: from, headers }) => {
    const answer = await downloadRaw(__API_BASE__ + from, headers)
    file = answer.path
    return answer
  })
  await sendForJson(fetchOnce, makeRequest('get', path, input ?? {}))
  return file
}

type UploadContract = Contract & { upload: true }

interface RequestParts {
  params?: unknown
  query?: unknown
  body?: unknown
  idempotencyKey?: string | undefined
}

/** Fills path, query, body and headers. */
export function makeRequest(method: Contract['method'], path: string, parts: RequestParts): Outgoing {
  const query = writeQuery(parts.query as Record<string, unknown> | undefined)
  const headers: Record<string, string> = {}
  if (parts.body !== undefined) headers['Content-Type'] = 'application/json'
  if (parts.idempotencyKey !== undefined) headers['Idempotency-Key'] = parts.idempotencyKey
  return {
    method: method.toUpperCase() as Outgoing['method'],
    path:
      fillPath(path, parts.params as Record<string, unknown> | undefined) + (query === '' ? '' : `?${query}`),
    headers,
    ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
  }
}

async function sendForJson(sendOut: Send, request: Outgoing): Promise<unknown> {
  if (request.method !== 'GET') forgetRefusal()
  const answer = await sendOut(request).catch(() => {
    throw ApiError.local('network.offline')
  })
  const body = readBody(answer)
  if (answer.status >= 200 && answer.status < 300) return body
  if (isErrorBody(body)) throw refuse(request, ApiError.fromBody(body, answer.status))
  throw ApiError.local('network.unreadable', answer.status)
}

/** The fields that are on the screen are marked, whichever form it was. */
function refuse({ method, body }: Outgoing, error: ApiError): ApiError {
  if (method !== 'GET' && error.code === 'request.invalid') noteRefusal(listFieldProblems(error, body))
  return error
}

function readBody({ text, status }: RawAnswer): unknown {
  if (status === 204 || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw ApiError.local('network.unreadable', status >= 400 ? status : 502)
  }
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'message' in body
}

/** Exchanges the refresh token; a definite no ends the session, a broken network does not. */
async function renew(): Promise<boolean> {
  const refreshToken = readTokens()?.refreshToken
  if (refreshToken === undefined) return false
  const answer = await sendRaw({
    method: 'POST',
    url: `${__API_BASE__}/api/auth/refresh`,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refreshToken }),
    timeoutMs,
  })
  if (answer.status === 200) {
    writeTokens(readBody(answer) as Tokens)
    return true
  }
  if (answer.status !== 401) throw ApiError.local('network.unreadable', answer.status)
  removeTokens()
  return onSignedOut()
}
