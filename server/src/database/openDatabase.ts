import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConnectOptions } from 'mongoose'
import { checkReady, connectDatabase, disconnectDatabase, warmUp } from './database'
import { intakeFloorBytes, readFreeBytes, watchFreeSpace } from './diskSpace'
import { startEngine, type Engine, type EngineOptions } from './engine'
import { EngineSetupError, isAlive } from './engineKind'
import { canConnect } from './engineProcess'
import { superviseEngine } from './engineSupervisor'
import { ensureIndexes } from './indexes'

export interface DatabaseOptions extends EngineOptions {
  /** A MongoDB that already runs; without it a private engine is started in `dataDir`. */
  mongodbUri: string | undefined
  /** Whether an engine that another process of Linli runs in `dataDir` may be used, as a command line tool does. */
  mayShare?: boolean
  connect?: ConnectOptions
}

export interface OpenDatabase {
  uri: string
  /** In words for the person who starts the server. */
  description: string
  close(): Promise<void>
}

const runFile = (dataDir: string) => path.join(dataDir, 'engine.run.json')

/** The connection string of the engine that another process runs in `dataDir` at this moment. */
export async function findRunningEngine(dataDir: string): Promise<string | undefined> {
  try {
    const run = JSON.parse(readFileSync(runFile(dataDir), 'utf8')) as { pid: number; uri: string }
    return isAlive(run.pid) && (await canConnect(Number(new URL(run.uri).port))) ? run.uri : undefined
  } catch {
    return undefined
  }
}

/** Where the database is, and what is to be done around the connection to it. */
interface Source {
  uri: string
  description: string
  watch(): Promise<void>
  close(): Promise<void>
}

function useRunning(uri: string, description: string): Source {
  return { uri, description, watch: () => Promise.resolve(), close: () => Promise.resolve() }
}

async function startPrivateEngine(options: DatabaseOptions): Promise<Source> {
  const { dataDir, log } = options
  const engine: Engine = await startEngine(options)
  await writeFile(runFile(dataDir), `${JSON.stringify({ pid: process.pid, uri: engine.uri })}\n`)
  const hasRoom = async () => (await readFreeBytes(dataDir)) >= intakeFloorBytes
  const endings: (() => void | Promise<void>)[] = []
  return {
    uri: engine.uri,
    description: `${engine.kind} on port ${engine.port}, data in ${dataDir}`,
    async watch() {
      endings.push(await watchFreeSpace({ dir: dataDir, log }))
      endings.push(superviseEngine(engine, { isHealthy: () => checkReady(20_000), hasRoom, log }))
    },
    async close() {
      for (const end of endings) await end()
      await engine.stop()
      await rm(runFile(dataDir), { force: true })
    },
  }
}

async function findOrStart(options: DatabaseOptions): Promise<Source> {
  const { mongodbUri, dataDir, mayShare = false } = options
  if (mongodbUri !== undefined) return useRunning(mongodbUri, 'MongoDB of MONGODB_URI')
  const running = await findRunningEngine(dataDir)
  if (running === undefined) return startPrivateEngine(options)
  if (mayShare) return useRunning(running, `the engine that already runs in ${dataDir}`)
  throw new EngineSetupError(
    `Linli already runs with the data in ${dataDir}. Stop it, or set LINLI_DATA_DIR.`,
  )
}

/**
 * The database, ready to work: engine started where none is given, connected, indexes of all imported models
 * made, large collections read once. Throws `EngineSetupError` when a person has to act.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  const source = await findOrStart(options)
  try {
    await connectDatabase(source.uri, options.connect)
    await ensureIndexes()
    await warmUp()
    await source.watch()
  } catch (error) {
    await disconnectDatabase()
    await source.close()
    throw error
  }
  return {
    uri: source.uri,
    description: source.description,
    async close() {
      await disconnectDatabase()
      await source.close()
    },
  }
}
