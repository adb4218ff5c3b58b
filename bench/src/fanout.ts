import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { listDelays, measureFanout } from './crowd'
import { Connection } from './load'
import { quantile, round, say, sayVerdict } from './measure'
import { benchDir, buildServer, openEngine, startBare, startServer, type Running } from './processes'
import { buildQuarter, buildResidents, connect, disconnect, type Quarter } from './residents'
import type { Watched } from './sockets'

export const wantedMilliseconds = 200

/** The bare pair's event, named and shaped as the product's. @returns its stamp. */
export async function emitBare(connection: Connection, { kind, id }: Watched): Promise<number> {
  const { body } = await connection.send({ method: 'POST', path: `/emit?kind=${kind}&id=${id}`, body: {} })
  return (JSON.parse(body) as { stamp: number }).stamp
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

async function writeNote(connection: Connection, id: string, token: string): Promise<number> {
  const { status, body } = await connection.send({
    method: 'POST',
    path: `/api/needs/${id}/actions`,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() },
    body: { action: 'note', text: '师傅已经在路上' },
  })
  if (status >= 300) throw new Error(`${status} ${body}`)
  return (JSON.parse(body) as { version: number }).version
}

export async function benchFanout({ sockets, events }: { sockets: number; events: number }): Promise<void> {
  const dataDir = benchDir('fanout')
  rmSync(dataDir, { recursive: true, force: true })
  const engine = await openEngine(dataDir)
  if (!engine) return
  try {
    say(`engine ${engine.kind}, two servers with the Mongo adapter, clients in processes of their own`)
    buildServer()
    await connect(engine.uri)
    const quarter = await buildQuarter(engine.uri, { place: 'here', isPublicPlace: true })
    const tokens = await buildResidents(engine.uri, sockets)
    await disconnect()

    const bare = await Promise.all(['bare-1', 'bare-2'].map((name) => startBare(engine.uri, name)))
    const watched: Watched = { kind: 'need', id: '1', event: 'need.changed', stamp: 'version' }
    const emit = (connection: Connection) => emitBare(connection, watched)
    await measureFanout({ name: 'bare', servers: bare, tokens, watched, press: emit, events })
    await Promise.all(bare.map((one) => one.stop()))

    const servers = [await startServer(engine.uri, 'server-1'), await startServer(engine.uri, 'server-2')]
    const [first] = servers
    if (!first) return
    const id = await raiseNeed(first, quarter, tokens[0] ?? '')
    const press = (connection: Connection) => writeNote(connection, id, quarter.worker)
    const product = { name: 'product', servers, tokens, watched: { ...watched, id }, press, events }
    const delays = listDelays(await measureFanout(product))
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
