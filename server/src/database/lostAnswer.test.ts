import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mongo } from 'mongoose'
import { inTransaction } from '../lib/inTransaction'
import { readForcedKind, testInstallDir } from '../test/globalSetup'
import { startLosingProxy, type LosingProxy } from '../test/losingProxy'
import { connectDatabase, disconnectDatabase } from './database'
import { startEngine, type Engine } from './engine'
import { mongoose } from './mongoose'

jest.setTimeout(120_000)

let dataDir: string
let engine: Engine
let proxy: LosingProxy

/** Killed after it wrote and before it answered, and started anew before the driver asks again. */
async function killEngine(): Promise<void> {
  const gone = new Promise<unknown>((resolve) => {
    engine.onUnexpectedExit(resolve)
  })
  process.kill(engine.pid(), 'SIGKILL')
  await gone
  await engine.restart()
}

const counters = () => mongoose.connection.collection<{ _id: string; count: number }>('counters')

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'linli-engine-'))
  engine = await startEngine({
    dataDir,
    installDir: testInstallDir,
    kind: readForcedKind(),
    log: () => undefined,
  })
  proxy = await startLosingProxy(engine.port)
  const uri = new URL(engine.uri)
  uri.port = String(proxy.port)
  await connectDatabase(uri.href)
  await counters().insertOne({ _id: 'a', count: 0 })
})

afterAll(async () => {
  await disconnectDatabase()
  await proxy.close()
  await engine.kill()
  await rm(dataDir, { recursive: true, force: true })
})

describe('a write whose answer the killed engine could not give', () => {
  const isMongod = () => engine.kind === 'mongod'

  /** mongod remembers what it answered; SecantusDB does not, so whoever asked has to be told that nobody knows. */
  async function expectUnknown(write: Promise<unknown>): Promise<void> {
    if (isMongod()) await write
    else await expect(write).rejects.toThrow(mongo.MongoNetworkError)
  }

  it('is never done a second time by itself', async () => {
    proxy.loseAnswerTo('update', killEngine)
    await expectUnknown(counters().updateOne({ _id: 'a' }, { $inc: { count: 1 } }))
    expect(await counters().findOne({ _id: 'a' })).toMatchObject({ count: 1 })
  })

  it('is never called a duplicate of itself', async () => {
    proxy.loseAnswerTo('insert', killEngine)
    await expectUnknown(counters().insertOne({ _id: 'b', count: 0 }))
    expect(await counters().countDocuments({ _id: 'b' })).toBe(1)
  })

  it('in a transaction is never run again upon its own traces', async () => {
    await counters().insertOne({ _id: 'c', count: 0 })
    let runs = 0
    proxy.loseAnswerTo('commitTransaction', killEngine)
    const write = inTransaction(async (session) => {
      runs += 1
      await counters().updateOne({ _id: 'c', count: 0 }, { $inc: { count: 1 } }, { session })
    })
    await expectUnknown(write)
    expect(runs).toBe(1)
    expect(await counters().findOne({ _id: 'c' })).toMatchObject({ count: 1 })
  })
})
