import { z } from 'zod'
import { WechatError } from './wechat.error'

export interface WechatCall {
  base: string
  path: string
  query: Record<string, string>
  /** Sent as JSON by POST; left out: GET. */
  body?: object
  timeoutMs: number
}

interface RawAnswer {
  status: number
  contentType: string
  bytes: Buffer
}

const errorShape = z.looseObject({ errcode: z.number().optional(), errmsg: z.string().optional() })

function describeNetworkFailure(path: string, error: unknown): WechatError {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } }
  if (name === 'TimeoutError') return new WechatError('timeout', path, 'no answer in time')
  // Only the system's code: the error's own text may hold the address, and with it the secret.
  return new WechatError('network', path, typeof cause?.code === 'string' ? cause.code : 'connection failed')
}

/** Sends and reads the whole answer. @throws WechatError network, timeout. */
export async function sendToWechat({ base, path, query, body, timeoutMs }: WechatCall): Promise<RawAnswer> {
  const url = `${base}${path}?${new URLSearchParams(query).toString()}`
  try {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    return { status: response.status, contentType: response.headers.get('content-type') ?? '', bytes }
  } catch (error) {
    throw describeNetworkFailure(path, error)
  }
}

function parseText(path: string, { status, bytes }: RawAnswer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    throw new WechatError('format', path, `HTTP ${status}, not JSON`, undefined, status >= 500)
  }
}

/**
 * Reads an answer as JSON whatever its content type says: code2Session calls its JSON text/plain.
 * @throws WechatError api on an errcode other than 0 (they come with HTTP 200), format on another shape
 */
export function readAnswer<S extends z.ZodType>(path: string, answer: RawAnswer, schema: S): z.output<S> {
  const parsed = parseText(path, answer)
  const error = errorShape.safeParse(parsed)
  const errcode = error.success ? (error.data.errcode ?? 0) : 0
  if (errcode !== 0) throw new WechatError('api', path, error.data?.errmsg ?? '', errcode)
  const result = schema.safeParse(parsed)
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new WechatError(
    'format',
    path,
    `HTTP ${answer.status}, wrong: ${fields}`,
    undefined,
    answer.status >= 500,
  )
}

/** Sends and reads JSON. @throws WechatError */
export async function callWechat<S extends z.ZodType>(call: WechatCall, schema: S): Promise<z.output<S>> {
  return readAnswer(call.path, await sendToWechat(call), schema)
}
