import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { readForcedKind, testInstallDir } from '../test/globalSetup'
import { checkReady, connectDatabase, disconnectDatabase } from './database'
import { startEngine, type Engine } from './engine'
import { isAlive } from './engineKind'
import { findFreePort } from './engineProcess'
import { superviseEngine } from './engineSupervisor'

jest.setTimeout(120_000)

const installDir = testInstallDir
const kind = readForcedKind()
const lines: string[] = []
const log = (line: string) => {
  lines.push(line)
}
let dataDir: string
let engine: Engine

const start = () => startEngine({ dataDir, installDir, kind, log })

async function waitFor(isDone: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isDone())) await sleep(50)
}

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'linli-engine-'))
})

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true })
})

/** Writes numbered documents until the engine is gone; returns the numbers that were acknowledged. */
async function writeUntilFailure(client: MongoClient, onAcknowledged: (count: number) => void) {
  const numbers = client.db('linli').collection<{ _id: number }>('numbers')
  const acknowledged: number[] = []
  const writer = async (first: number) => {
    for (let _id = first; ; _id += 4) {
      await numbers.insertOne({ _id })
      acknowledged.push(_id)
      onAcknowledged(acknowledged.length)
    }
  }
  await Promise.allSettled([0, 1, 2, 3].map(writer))
  return acknowledged
}

describe('startEngine', () => {
  afterEach(() => engine.kill())

  it('keeps every acknowledged write when the engine is killed in the middle', async () => {
    engine = await start()
    const client = new MongoClient(engine.uri, { retryWrites: false, serverSelectionTimeoutMS: 1000 })
    const acknowledged = await writeUntilFailure(client, (count) => {
      if (count === 200) process.kill(engine.pid(), 'SIGKILL')
    })
    await waitFor(() => !engine.isRunning())
    await engine.restart()
    const found = await client.db('linli').collection<{ _id: number }>('numbers').find().toArray()
    await client.close()
    const stored = new Set(found.map(({ _id }) => _id))
    expect(acknowledged.length).toBeGreaterThanOrEqual(200)
    expect(acknowledged.filter((_id) => !stored.has(_id))).toEqual([])
  })

  it('ends by itself when asked and keeps the data for the next start', async () => {
    engine = await start()
    const first = new MongoClient(engine.uri)
    await first.db('linli').collection('kept').insertOne({ name: 'a' })
    await first.close()
    await engine.stop()
    expect(isAlive(engine.pid())).toBe(false)
    engine = await start()
    const second = new MongoClient(engine.uri)
    expect(await second.db('linli').collection('kept').countDocuments()).toBe(1)
    await second.close()
  })

  it('waits for the engine of a killed server to let go of the data', async () => {
    engine = await start()
    const second = start()
    await sleep(1500)
    await engine.stop()
    engine = await second
    expect(engine.isRunning()).toBe(true)
  })

  it('is not taken for the engine of another that took its port first', async () => {
    const otherDir = await mkdtemp(path.join(tmpdir(), 'linli-engine-'))
    const other = await startEngine({ dataDir: otherDir, installDir, kind, log })
    const free = await findFreePort()
    const ports = [other.port, free]
    engine = await startEngine({
      dataDir,
      installDir,
      kind,
      log,
      choosePort: () => Promise.resolve(ports.shift() ?? 0),
    })
    expect(engine.port).toBe(free)
    expect(engine.isRunning()).toBe(true)
    await other.kill()
    await rm(otherDir, { recursive: true, force: true })
  })

  it('does not start on a disk that is nearly full', async () => {
    const starved = startEngine({ dataDir, installDir, kind, log, minFreeBytes: Number.MAX_SAFE_INTEGER })
    await expect(starved).rejects.toThrow('Make room first')
  })
})

describe('an engine whose parent is killed with SIGKILL', () => {
  it('ends', async () => {
    const script = `
      import { startEngine } from './src/database/engine.ts'
      const engine = await startEngine({ ...${JSON.stringify({ dataDir, installDir, kind })}, log: () => {} })
      console.log(engine.pid())
      setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: path.resolve(__dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string]
    const pid = Number(line)
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await waitFor(() => !isAlive(pid))
    expect(isAlive(pid)).toBe(false)
  })
})

describe('superviseEngine', () => {
  let endSupervision: () => Promise<void>

  beforeEach(async () => {
    engine = await start()
    await connectDatabase(engine.uri, { serverSelectionTimeoutMS: 500, heartbeatFrequencyMS: 500 })
    endSupervision = superviseEngine(engine, {
      isHealthy: () => checkReady(1000),
      hasRoom: () => Promise.resolve(true),
      intervalMs: 200,
      failuresAllowed: 2,
      log,
    })
  })

  afterEach(async () => {
    await endSupervision()
    await disconnectDatabase()
    await engine.kill()
  })

  it('starts a killed engine again on its port, and clients find it', async () => {
    expect(await checkReady()).toBe(true)
    const before = engine.pid()
    const { port } = new URL(engine.uri)
    process.kill(before, 'SIGKILL')
    await waitFor(() => engine.pid() !== before)
    await waitFor(() => checkReady())
    expect(new URL(engine.uri).port).toBe(port)
    expect(lines.join()).toContain('ended unexpectedly')
  })

  it('replaces an engine that runs but no longer answers', async () => {
    const before = engine.pid()
    process.kill(before, 'SIGSTOP')
    await waitFor(() => engine.pid() !== before)
    await waitFor(() => !isAlive(before))
    await waitFor(() => checkReady())
  })
})

describe('checkReady', () => {
  it('is false without an engine', async () => {
    engine = await start()
    await connectDatabase(engine.uri, { serverSelectionTimeoutMS: 500 })
    expect(await checkReady()).toBe(true)
    await engine.kill()
    expect(await checkReady(1000)).toBe(false)
    await disconnectDatabase()
    expect(await checkReady(1000)).toBe(false)
  })
})
