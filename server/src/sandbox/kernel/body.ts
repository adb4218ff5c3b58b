import type { Context, Next } from 'koa'

const maxBytes = 1024 * 1024

interface SandboxState {
  rawBody?: string
  errcode?: number
  /** The code of a refusal of WeChat Pay's. */
  code?: string
  fault?: string
}

/** What the sandbox's own middleware keeps about one request. */
export const stateOf = (ctx: Context): SandboxState => ctx.state

/** Reads the body as text, whatever content type it claims, as WeChat does. */
export async function readBody(ctx: Context, next: Next): Promise<void> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) return ctx.throw(413)
    chunks.push(chunk)
  }
  stateOf(ctx).rawBody = Buffer.concat(chunks).toString('utf8')
  await next()
}

export const rawBodyOf = (ctx: Context): string => stateOf(ctx).rawBody ?? ''

/** The body as JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** One value of the query, the first when it is repeated. */
export function queryValue(ctx: Context, name: string): string | undefined {
  const value = ctx.query[name]
  return Array.isArray(value) ? value[0] : value
}

/** The fields of a submitted HTML form. */
export const formOf = (ctx: Context): URLSearchParams => new URLSearchParams(rawBodyOf(ctx))
