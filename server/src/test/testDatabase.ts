import type { CommandStartedEvent, IndexDescription } from 'mongodb'
import type { Model } from 'mongoose'
import { connectDatabase, disconnectDatabase } from '../database/database'
import { ensureIndexes, listIndexes } from '../database/indexes'
import { mongoose } from '../database/mongoose'
import { listOutboxSources } from '../features/messages/outbox'

/** What a file found made by the files before it in the same database. */
interface Memory {
  _id: string
  value: string
}

const memoryName = 'linli_test_memory'
const writes = new Set(['insert', 'update', 'findAndModify', 'findandmodify', 'createIndexes'])

/** The collections written to since they were last emptied: emptying all of them would cost more than the tests. */
const dirty = new Set<string>()

function noteWrite(event: CommandStartedEvent): void {
  const name: unknown = event.command[event.commandName]
  if (!writes.has(event.commandName) || typeof name !== 'string' || name === memoryName) return
  if (event.databaseName === mongoose.connection.name) dirty.add(name)
}

const memory = () => mongoose.connection.collection<Memory>(memoryName)

async function remember(id: string, value: string): Promise<void> {
  await memory().updateOne({ _id: id }, { $set: { value } }, { upsert: true })
}

/** What another run, or a killed one, left in a MongoDB that outlives runs. */
async function emptyLeftovers(known: Map<string, string>): Promise<void> {
  const run = process.env.LINLI_TEST_RUN ?? ''
  if (known.get('run') === run) return
  const collections = await mongoose.connection.listCollections()
  for (const { name } of collections) if (name !== memoryName) await emptyCollection(name)
  await remember('run', run)
}

async function emptyCollection(name: string): Promise<void> {
  await mongoose.connection.collection(name).deleteMany({})
}

/** Nothing expires by the engine's clock: the tests live by their own, often in the past. */
const listLastingIndexes = (model: Model<unknown>): IndexDescription[] =>
  listIndexes(model).map((index) => {
    const lasting = { ...index }
    delete lasting.expireAfterSeconds
    return lasting
  })

/** Indexes of the models this file knows, unless an earlier file of this worker made the same. */
async function makeIndexes(known: Map<string, string>): Promise<void> {
  for (const model of Object.values(mongoose.models) as Model<unknown>[]) {
    const signature = JSON.stringify(listLastingIndexes(model))
    if (known.get(model.collection.name) === signature) continue
    await ensureIndexes([model], listLastingIndexes)
    await remember(model.collection.name, signature)
  }
}

/** Opens this worker's own database, with the indexes of all models that are loaded by now. */
export async function openTestDatabase(): Promise<void> {
  const uri = process.env.TEST_MONGODB_URI
  if (uri === undefined) throw new Error('globalSetup has not run')
  await connectDatabase(uri, {
    dbName: `linli_test_${process.env.JEST_WORKER_ID ?? '1'}`,
    maxPoolSize: 16,
    monitorCommands: true,
  })
  const known = new Map((await memory().find().toArray()).map(({ _id, value }) => [_id, value]))
  await emptyLeftovers(known)
  await makeIndexes(known)
  dirty.clear()
  mongoose.connection.getClient().on('commandStarted', noteWrite)
}

/**
 * Lets tests ask only those for what they have to tell whose documents were written: on the Python engine the others,
 * some thirty, would cost half of the whole run.
 */
export function skipUnwrittenOutboxes(): void {
  for (const source of listOutboxSources()) {
    const find = source.findWaiting
    source.findWaiting = (limit) => (dirty.has(source.collection) ? find(limit) : Promise.resolve([]))
  }
}

export async function emptyTestDatabase(): Promise<void> {
  const names = [...dirty]
  dirty.clear()
  for (const name of names) await emptyCollection(name)
}

export async function closeTestDatabase(): Promise<void> {
  await emptyTestDatabase()
  await disconnectDatabase()
}
