import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readForcedKind, testInstallDir } from '../test/globalSetup'
import { checkReady } from './database'
import { hasRoomForIntake } from './diskSpace'
import { mongoose } from './mongoose'
import { findRunningEngine, openDatabase, type DatabaseOptions } from './openDatabase'

jest.setTimeout(120_000)

let options: DatabaseOptions

beforeEach(async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'linli-open-'))
  const place = { dataDir, installDir: testInstallDir, kind: readForcedKind() }
  options = { ...place, mongodbUri: undefined, log: () => undefined }
})

afterEach(async () => {
  await rm(options.dataDir, { recursive: true, force: true })
})

const countKept = () => mongoose.connection.collection('kept').countDocuments()

describe('openDatabase', () => {
  it('starts an engine of its own, and finds the data again the next time', async () => {
    const first = await openDatabase(options)
    expect(await checkReady()).toBe(true)
    expect(hasRoomForIntake()).toBe(true)
    await mongoose.connection.collection('kept').insertOne({ name: 'a' })
    await first.close()
    const second = await openDatabase(options)
    expect(await countKept()).toBe(1)
    await second.close()
  })

  it('refuses a directory in use, lets tools share it, and leaves it to its owner', async () => {
    const owner = await openDatabase(options)
    await mongoose.connection.collection('kept').insertOne({ name: 'a' })
    await expect(openDatabase(options)).rejects.toThrow('already runs')
    await mongoose.disconnect()
    const tool = await openDatabase({ ...options, mayShare: true })
    expect(await countKept()).toBe(1)
    await tool.close()
    expect(await findRunningEngine(options.dataDir)).toBe(owner.uri)
    await owner.close()
    expect(await findRunningEngine(options.dataDir)).toBeUndefined()
  })

  it('uses the MongoDB it is given', async () => {
    const database = await openDatabase({ ...options, mongodbUri: process.env.TEST_MONGODB_URI })
    expect(await checkReady()).toBe(true)
    expect(database.description).toContain('MONGODB_URI')
    await database.close()
  })
})

describe('findRunningEngine', () => {
  it('is not misled by the note of a process that was killed', async () => {
    const note = { pid: 999_999_999, uri: process.env.TEST_MONGODB_URI }
    await writeFile(path.join(options.dataDir, 'engine.run.json'), JSON.stringify(note))
    expect(await findRunningEngine(options.dataDir)).toBeUndefined()
  })
})
