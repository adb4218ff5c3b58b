import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectOptions, Model } from 'mongoose'
import { mongoose } from './mongoose'

/** How many connections one process opens at most, unless configured. */
const defaultPoolSize = 32

interface Probe {
  _id: string
  at: Date
}

/** Models compiled before `database/mongoose` was imported lack its settings, silently; say so instead. */
function assertSettings(): void {
  const loose = Object.values(mongoose.models).filter((model) => model.schema.options.strict !== 'throw')
  if (loose.length === 0) return
  const names = loose.map((model) => model.modelName).join(', ')
  throw new Error(`import database/mongoose before the models: ${names}`)
}

/** Opens the default connection, which all models use. */
export async function connectDatabase(uri: string, options: ConnectOptions = {}): Promise<void> {
  assertSettings()
  await mongoose.connect(uri, {
    maxPoolSize: defaultPoolSize,
    serverSelectionTimeoutMS: 15_000,
    ...options,
  })
}

export async function disconnectDatabase(): Promise<void> {
  await mongoose.disconnect()
}

async function probe(): Promise<boolean> {
  const probes = mongoose.connection.getClient().db(mongoose.connection.name).collection<Probe>('readiness')
  const _id = `${hostname()}:${process.pid}`
  const at = new Date()
  await probes.updateOne({ _id }, { $set: { at } }, { upsert: true })
  const found = await probes.findOne({ _id })
  return found !== null && found.at >= at
}

/**
 * True when the database writes a document and reads it back by its index within `timeoutMs`. A ping is not
 * enough: after a full disk the engines answer it while every read and write fails.
 */
export async function checkReady(timeoutMs = 3000): Promise<boolean> {
  if (mongoose.connection.readyState !== mongoose.ConnectionStates.connected) return false
  const waiting = new AbortController()
  const tooLate = sleep(timeoutMs, false, { ref: false, signal: waiting.signal }).catch(() => false)
  try {
    return await Promise.race([probe(), tooLate])
  } catch {
    return false
  } finally {
    waiting.abort()
  }
}

/**
 * Touches each collection once before the server says it is ready: the first read after a start may cost
 * seconds in a large collection, which no resident should be the one to wait for.
 */
export async function warmUp(
  models: Model<unknown>[] = Object.values(mongoose.models) as Model<unknown>[],
): Promise<void> {
  for (const model of models) {
    await model.collection.findOne({ _id: new mongoose.Types.ObjectId() }, { projection: { _id: 1 } })
  }
}
