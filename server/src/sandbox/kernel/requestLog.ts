/** One call that somebody made to the emulated hosts. Secrets and tokens are masked. */
interface LoggedRequest {
  number: number
  at: string
  method: string
  path: string
  query: Record<string, string>
  /** Parsed JSON where it was JSON, else the text. */
  body: unknown
  status: number
  errcode: number | undefined
  /** The code of a refusal of WeChat Pay's. */
  code: string | undefined
  /** The fault that hit it, if any. */
  fault: string | undefined
}

export interface RequestLog {
  add(entry: Omit<LoggedRequest, 'number'>): void
  list(path?: string): LoggedRequest[]
  clear(): void
}

const kept = 2000
const masked = new Set(['secret', 'access_token', 'refresh_token'])

/** Replaces what opens doors by `***`, so that a copied log is harmless. */
export function maskSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, masked.has(key) ? '***' : value]),
  )
}

export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = []
  let next = 1
  return {
    add(entry) {
      entries.push({ number: next, ...entry })
      next += 1
      if (entries.length > kept * 2) entries = entries.slice(-kept)
    },
    list: (path) => entries.slice(-kept).filter((entry) => path === undefined || entry.path === path),
    clear() {
      entries = []
    },
  }
}
