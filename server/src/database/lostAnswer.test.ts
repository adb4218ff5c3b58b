import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mongo, Types } from 'mongoose'
import { systemActor } from '../features/users/actor'
import { AppError } from '../lib/appError'
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

const clock = { now: () => new Date('2026-11-23T02:00:00.000Z') }
const administratorOf = (district: string) => ({
  ...{ id: 'm', role: 'administrator' as const, areaCode: district, name: '区', place: { district } },
})

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

  it('sent again by whoever saved stands, and is no change of somebody else', async () => {
    const district = '310113'
    // Only now: whatever has models is given a database of its own before the first test.
    const { updateEntry } = await import('../features/guide/guideEntry.service')
    const { GuideEntry } = await import('../features/guide/guideEntry.model')
    const actor = {
      ...systemActor,
      userId: new Types.ObjectId().toString(),
      memberships: [administratorOf(district)],
    }
    const _id = new Types.ObjectId()
    const content = {
      ...{
        title: '居住证办理',
        categories: [],
        keywords: ['居住证'],
        answer: '住满半年可以申领。',
        papers: [],
      },
      ...{ place: '受理中心', hours: '工作日', agent: { isOffered: false } },
      ...{ validFrom: '2026-01-01', validUntil: '2026-12-31' },
    }
    await GuideEntry.create({ _id, ...content, areaCode: district, district, bigrams: [], version: 1 })
    const save = (title: string) =>
      updateEntry(actor, _id.toString(), { content: { ...content, title }, version: 1 }, { clock })
    proxy.loseAnswerTo('update', killEngine)
    await expectUnknown(save('居住证办理与续签'))
    expect(await save('居住证办理与续签')).toMatchObject({ title: '居住证办理与续签', version: 2 })
    await expect(save('居住证')).rejects.toThrow(AppError)
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
