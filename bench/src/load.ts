import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Request {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: unknown
}

interface Answer {
  status: number
  body: string
}

/** One kept-alive connection: Node's own clients cost more than the servers that are measured. */
export class Connection {
  private pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  private received: Buffer = Buffer.alloc(0)

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk])
      this.readAnswer()
    })
    socket.on('error', () => undefined) // 'close' follows
    socket.on('close', () => {
      this.pending?.reject(new Error('connection closed'))
      this.pending = undefined
    })
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Connection(socket)
  }

  send({ method, path, headers = {}, body }: Request): Promise<Answer> {
    const text = body === undefined ? '' : JSON.stringify(body)
    const lines = [
      `${method} ${path} HTTP/1.1`,
      'host: 127.0.0.1',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ...(body === undefined ? [] : ['content-type: application/json']),
      ...(method === 'GET' ? [] : [`content-length: ${Buffer.byteLength(text)}`]),
    ]
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) {
        reject(new Error('connection closed'))
        return
      }
      this.pending = { resolve, reject }
      this.socket.write(`${lines.join('\r\n')}\r\n\r\n${text}`)
    })
  }

  /** False once the server has closed what was idle. */
  get isOpen(): boolean {
    return !this.socket.destroyed
  }

  close(): void {
    this.socket.destroy()
  }

  private readAnswer(): void {
    const headEnd = this.received.indexOf('\r\n\r\n')
    if (headEnd < 0 || !this.pending) return
    const head = this.received.toString('latin1', 0, headEnd)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    const end = headEnd + 4 + length
    if (this.received.length < end) return
    const body = this.received.toString('utf8', headEnd + 4, end)
    this.received = this.received.subarray(end)
    const { resolve } = this.pending
    this.pending = undefined
    resolve({ status: Number(head.slice(9, 12)), body })
  }
}

export interface LoadResult {
  perSecond: number
  /** Milliseconds of each answered request. */
  times: number[]
  /** Answers by status that were not the expected one, and lost connections. */
  failures: number
}

export interface LoadOptions {
  port: number
  connections: number
  seconds: number
  expected: number
  next: () => Request
  onAnswer?: (request: Request, answer: Answer) => void
}

/** Keeps every connection busy with one request after the other. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { port, connections, seconds, expected, next, onAnswer } = options
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)))
  const times: number[] = []
  let failures = 0
  const start = performance.now()
  const work = async (connection: Connection) => {
    while (performance.now() - start < seconds * 1000) {
      const request = next()
      const sent = performance.now()
      const answer = await connection.send(request)
      if (answer.status === expected) times.push(performance.now() - sent)
      else failures += 1
      onAnswer?.(request, answer)
    }
  }
  const ends = await Promise.allSettled(open.map(work))
  const elapsed = (performance.now() - start) / 1000
  failures += ends.filter(({ status }) => status === 'rejected').length
  for (const connection of open) connection.close()
  return { perSecond: times.length / elapsed, times, failures }
}
