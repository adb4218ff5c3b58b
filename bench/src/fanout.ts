import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, type Request } from './load'
import { quantile, round, say, sayVerdict } from './measure'
import { benchDir, buildServer, openEngine, startBare, startServer, type Running } from './processes'
import type { Arrival } from './sockets'
import { buildQuarter, buildResidents, connect, disconnect, type Quarter } from './residents'

const wantedMilliseconds = 200
const workers = 2
const pauseMilliseconds = 1000

interface Crowd {
  take(): Promise<Arrival[]>
  leave(): void
}

const hear = async (child: ChildProcess): Promise<Arrival[]> =>
  ((await once(child, 'message')) as [Arrival[]])[0]

/** Opens one socket per token, in processes of their own, half of each at either server, all watching one need. */
async function gather(servers: readonly Running[], tokens: readonly string[], id: string): Promise<Crowd> {
  const ports = servers.map(({ port }) => port)
  const children = Array.from({ length: workers }, () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/bench.ts', 'sockets'], {
      cwd: path.resolve(import.meta.dirname, '..'),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.once('exit', (code) => {
      if (code !== null) throw new Error(`a process of clients ended with ${code}`)
    })
    process.once('exit', () => child.kill('SIGKILL'))
    return child
  })
  const ready = children.map(hear)
  children.forEach((child, worker) =>
    child.send({ ports, tokens: tokens.filter((_, i) => i % workers === worker), id }),
  )
  await Promise.all(ready)
  return {
    async take() {
      const answers = children.map(hear)
      for (const child of children) child.send('take')
      return (await Promise.all(answers)).flat()
    },
    leave: () => {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}

const now = (): number => performance.timeOrigin + performance.now()

interface Fanout {
  name: string
  servers: readonly Running[]
  tokens: readonly string[]
  id: string
  /** Makes one event; sent to the first server. */
  trigger: () => Request
  events: number
}

/** From before the request that causes an event until the event is at each socket. */
async function measureFanout({ name, servers, tokens, id, trigger, events }: Fanout): Promise<number[]> {
  const crowd = await gather(servers, tokens, id)
  const connection = await Connection.open(servers[0]?.port ?? 0)
  const delays: number[] = []
  let missing = 0
  for (let event = 0; event < events + 3; event += 1) {
    const sent = now()
    const { status, body } = await connection.send(trigger())
    if (status >= 300) throw new Error(`${status} ${body}`)
    await sleep(pauseMilliseconds)
    const { version } = JSON.parse(body) as { version: number }
    // The check of what was written may follow as an event of its own.
    const arrived = (await crowd.take()).filter((arrival) => arrival.version === version)
    if (event < 3) continue // that was the warm-up
    missing += tokens.length - arrived.length
    for (const { at } of arrived) delays.push(at - sent)
  }
  connection.close()
  crowd.leave()
  const [p50, p95, max] = [0.5, 0.95, 1].map((share) => round(quantile(delays, share)))
  say(
    `  ${name.padEnd(8)} ${tokens.length} sockets, ${events} events: p50 ${p50}  p95 ${p95}  max ${max} ms, ${missing} not delivered`,
  )
  return delays
}

/** A need of a public place, which every neighbour may watch, and its holder's token. */
async function raiseNeed(server: Running, { category, worker }: Quarter, token: string): Promise<string> {
  const connection = await Connection.open(server.port)
  const call = async (method: 'GET' | 'POST', target: string, as: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${as}`, 'idempotency-key': randomUUID() }
    const { status, body: text } = await connection.send({ method, path: target, headers, body })
    if (status >= 300) throw new Error(`${target}: ${status} ${text}`)
    return JSON.parse(text) as { id: string }
  }
  const { id } = await call('POST', '/api/needs', token, { category: category.code })
  await call('POST', `/api/needs/${id}/release`, token)
  await call('POST', `/api/needs/${id}/actions`, worker, { action: 'accept' })
  connection.close()
  return id
}

export async function benchFanout({ sockets, events }: { sockets: number; events: number }): Promise<void> {
  const dataDir = benchDir('fanout')
  rmSync(dataDir, { recursive: true, force: true })
  const engine = await openEngine(dataDir)
  if (!engine) return
  try {
    say(`engine ${engine.kind}, two servers with the Mongo adapter, clients in ${workers} processes`)
    buildServer()
    await connect(engine.uri)
    const quarter = await buildQuarter(engine.uri, { place: 'here', isPublicPlace: true })
    const tokens = await buildResidents(engine.uri, sockets)
    await disconnect()

    const bare = await Promise.all(['bare-1', 'bare-2'].map((name) => startBare(engine.uri, name)))
    const emit = (): Request => ({ method: 'POST', path: '/emit?id=1', body: {} })
    await measureFanout({ name: 'bare', servers: bare, tokens, id: '1', trigger: emit, events })
    await Promise.all(bare.map((one) => one.stop()))

    const servers = [await startServer(engine.uri, 'server-1'), await startServer(engine.uri, 'server-2')]
    const [first] = servers
    if (!first) return
    const id = await raiseNeed(first, quarter, tokens[0] ?? '')
    const note = (): Request => ({
      method: 'POST',
      path: `/api/needs/${id}/actions`,
      headers: { authorization: `Bearer ${quarter.worker}`, 'idempotency-key': randomUUID() },
      body: { action: 'note', text: '师傅已经在路上' },
    })
    const delays = await measureFanout({ name: 'product', servers, tokens, id, trigger: note, events })
    await Promise.all(servers.map((one) => one.stop()))
    const p95 = quantile(delays, 0.95)
    sayVerdict(
      `${sockets} sockets over two servers`,
      p95 < wantedMilliseconds,
      `p95 ${round(p95)} ms, wanted ${wantedMilliseconds}`,
    )
  } finally {
    await engine.stop()
  }
}
