import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildUnit } from '../../server/src/test/areas.factory'
import { Connection } from './load'
import { alternate, quantile, round, say, sayVerdict } from './measure'
import { loadNeeds, openInBusyUnit } from './needs'
import { benchDir, buildServer, openEngine, startBare, startServer } from './processes'
import { buildQuarter, buildWorker, connect, disconnect, mongoose } from './residents'

const rounds = 300
const pageSize = 20
const wantedFactor = 3
/** How much slower a page may be with the most needs than with the fewest and still count as flat. */
const flatFactor = 2

interface Units {
  ordinary: string
  busy: string
}

const noteFile = (dataDir: string) => path.join(dataDir, 'needs.json')

/** The units of the data in this directory; loads them first where they are not there. */
async function prepareNeeds(dataDir: string, count: number, uri: string): Promise<Units> {
  if (existsSync(noteFile(dataDir))) return JSON.parse(readFileSync(noteFile(dataDir), 'utf8')) as Units
  const { unitId: ordinary } = await buildQuarter(uri)
  const { id: busy } = await buildUnit({ kind: 'property', name: '大物业' })
  await loadNeeds(count, ordinary, busy)
  const units = { ordinary, busy }
  writeFileSync(noteFile(dataDir), JSON.stringify(units))
  return units
}

async function get(connection: Connection, target: string, token?: string): Promise<unknown> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { status, body } = await connection.send({ method: 'GET', path: target, headers })
  if (status !== 200) throw new Error(`${target}: ${status} ${body}`)
  return JSON.parse(body)
}

interface Page {
  items: unknown[]
  nextCursor?: string
}

interface Ports {
  server: number
  bare: number
  uri: string
}

/** The pages of one unit beside the least that a page of an index costs. */
async function measureUnit(name: string, unitId: string, bareUnit: string, { server, bare, uri }: Ports) {
  const token = await buildWorker(uri, unitId)
  const product = await Connection.open(server)
  const plain = await Connection.open(bare)
  const first = `/api/needs/queue?post=unit:${unitId}&limit=${pageSize}`
  const { items, nextCursor } = (await get(product, first, token)) as Page
  if (items.length !== pageSize || nextCursor === undefined) throw new Error('the page is not full')
  const next = `${first}&cursor=${nextCursor}`
  const find = (post: string) => `/find?post=unit:${post}&limit=${pageSize}`
  const samplers = {
    bare: () => get(plain, find(bareUnit)),
    bareOwn: () => get(plain, find(unitId)),
    direct: () =>
      mongoose.connection
        .collection('needs')
        .find({ post: `unit:${bareUnit}`, open: true }, { projection: { history: 0, outbox: 0 } })
        .sort({ deadline: 1, _id: 1 })
        .limit(pageSize)
        .toArray(),
    first: () => get(product, first, token),
    next: () => get(product, next, token),
  }
  await alternate(samplers, 50) // the warm-up
  const times = await alternate(samplers, rounds)
  for (const connection of [product, plain]) connection.close()
  const show = (key: keyof typeof times) =>
    `${round(quantile(times[key], 0.5), 1)} · ${round(quantile(times[key], 0.95), 1)}`
  say(
    `  ${name.padEnd(12)} ms p50 · p95   first ${show('first')}   next ${show('next')}   ` +
      `bare find over HTTP ${show('bare')} (of the same unit ${show('bareOwn')}), direct ${show('direct')}`,
  )
  return times
}

async function measureSize(count: number): Promise<{ p50: Record<string, number> } | undefined> {
  const dataDir = benchDir(`queue-${count}`)
  if (!existsSync(noteFile(dataDir))) rmSync(dataDir, { recursive: true, force: true })
  const engine = await openEngine(dataDir)
  if (!engine) return undefined
  try {
    await connect(engine.uri)
    say(`${count} needs on ${engine.kind}, one unit with ${openInBusyUnit} open`)
    const units = await prepareNeeds(dataDir, count, engine.uri)
    const server = await startServer(engine.uri)
    const bare = await startBare(engine.uri)
    const ports = { server: server.port, bare: bare.port, uri: engine.uri }
    const p50: Record<string, number> = {}
    for (const [name, unitId] of Object.entries(units) as [string, string][]) {
      const times = await measureUnit(name, unitId, units.ordinary, ports)
      const limit = wantedFactor * quantile(times.bare, 0.95)
      for (const page of ['first', 'next'] as const) {
        const p95 = quantile(times[page], 0.95)
        p50[`${name} ${page}`] = quantile(times[page], 0.5)
        const figures = `p95 ${round(p95, 1)} ms, wanted ${round(limit, 1)} (${wantedFactor} × bare)`
        sayVerdict(`${name} unit, ${page} page, ${count} needs`, p95 <= limit, figures)
      }
    }
    await Promise.all([server.stop(), bare.stop()])
    return { p50 }
  } finally {
    await disconnect()
    await engine.stop()
  }
}

export async function benchQueue(sizes: readonly number[]): Promise<void> {
  buildServer()
  const results: { count: number; p50: Record<string, number> }[] = []
  for (const count of sizes) {
    const result = await measureSize(count)
    if (!result) return
    results.push({ count, ...result })
  }
  const [smallest, largest] = [results[0], results.at(-1)]
  if (!smallest || !largest || smallest === largest) return
  for (const [what, before] of Object.entries(smallest.p50)) {
    const after = largest.p50[what] ?? NaN
    const figures = `p50 ${round(before, 1)} ms with ${smallest.count}, ${round(after, 1)} ms with ${largest.count}`
    sayVerdict(`flat: ${what} page`, after <= flatFactor * before, figures)
  }
}
