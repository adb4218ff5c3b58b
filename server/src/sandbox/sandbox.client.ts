import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sandboxCredentials } from './credentials'
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox'

interface Reply {
  status: number
  contentType: string
  location: string | null
  text: string
  /** Empty when the answer is not JSON. */
  body: Record<string, unknown>
}

/** A started sandbox with the calls that tests make. */
export interface TestSandbox extends Sandbox {
  get(path: string, query?: Record<string, string>): Promise<Reply>
  post(path: string, body?: unknown): Promise<Reply>
  put(path: string, body: unknown): Promise<Reply>
  /** A form as a browser submits it. */
  submit(path: string, fields: Record<string, string>): Promise<Reply>
  /** An interface of the mini program, with a valid access token. */
  callMini(path: string, body: unknown): Promise<Reply>
  advance(seconds: number): Promise<void>
  setFaults(faults: object[]): Promise<void>
  openidOf(id: string): Promise<string>
  codeOf(id: string, kind: 'js-code' | 'phone-code' | 'oauth-code', body?: object): Promise<string>
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

const testIdentities = [
  { key: 'granny', name: '李奶奶', roleLine: '居民，83 岁', group: '居民', phone: '13900000001' },
  { key: 'daughter', name: '王芳', roleLine: '李奶奶的女儿', group: '居民' },
] as const

/** Starts a sandbox on a free port for a test; stop it in `afterEach`. */
export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({
    port: 0,
    appUrl: 'http://127.0.0.1:9',
    identities: testIdentities,
    mediaCheckMs: 5,
    pushRetryDelaysMs: [5, 5],
    ...options,
  })
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(sandbox.url + path, { redirect: 'manual', ...init })
    const text = await response.text()
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      location: response.headers.get('location'),
      text,
      body: parse(text),
    }
  }
  const withBody = (method: string, path: string, body: unknown) =>
    send(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const { appid, secret } = sandboxCredentials.mini
  const client: TestSandbox = {
    ...sandbox,
    get: (path, query) => send(query ? `${path}?${new URLSearchParams(query).toString()}` : path, {}),
    post: (path, body) => withBody('POST', path, body),
    put: (path, body) => withBody('PUT', path, body),
    submit: (path, fields) => send(path, { method: 'POST', body: new URLSearchParams(fields) }),
    async callMini(path, body) {
      const grant = { grant_type: 'client_credential', appid, secret }
      const { body: token } = await client.post('/cgi-bin/stable_token', grant)
      return client.post(`${path}?access_token=${String(token.access_token)}`, body)
    },
    async advance(seconds) {
      await client.put('/sandbox/clock', { advanceSeconds: seconds })
    },
    async setFaults(faults) {
      const { status, text } = await client.put('/sandbox/faults', { faults })
      if (status !== 200) throw new Error(text)
    },
    async openidOf(id) {
      return String((await client.get(`/sandbox/identities/${id}`)).body.openid)
    },
    async codeOf(id, kind, body) {
      return String((await client.post(`/sandbox/identities/${id}/${kind}`, body)).body.code)
    },
  }
  return client
}

export interface ReceivedRequest {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A small server that keeps what it receives, in the place of the product. */
export interface TestReceiver {
  url: string
  requests: ReceivedRequest[]
  /** Resolves when that many requests came. */
  waitFor(count: number): Promise<ReceivedRequest[]>
  stop(): Promise<void>
}

export async function openReceiver(
  answer: (
    request: ReceivedRequest,
    number: number,
  ) => { status?: number; text?: string | Buffer } = () => ({}),
): Promise<TestReceiver> {
  const requests: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://receiver')
      const received = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      requests.push(received)
      const { status = 200, text = 'success' } = answer(received, requests.length)
      response.writeHead(status).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async waitFor(count) {
      for (let i = 0; i < 300 && requests.length < count; i += 1) await sleep(10)
      if (requests.length < count) throw new Error(`${requests.length} of ${count} requests came`)
      return requests
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
