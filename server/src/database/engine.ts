import { mkdir, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { readFreeBytes } from './diskSpace'
import { chooseEngine, rememberEngine } from './engineChoice'
import { EngineSetupError, type EngineKind, type EngineProgram } from './engineKind'
import { canConnect, findFreePort, spawnEngine, type EngineProcess } from './engineProcess'
import { prepareReplicaSet } from './engineReplicaSet'

const startTimeoutMs = 120_000
/** The engine of a server that was just killed needs some seconds to notice and to close its files. */
const releaseTimeoutMs = 20_000
const isHeldByAnother = /resource busy|DBPathInUse|temporarily unavailable|address (is )?already in use/i
const megabyte = 1024 * 1024

export interface EngineOptions {
  dataDir: string
  /** Default `<dataDir>/engine`. */
  installDir?: string
  kind?: EngineKind | undefined
  /** Below this the engine is not started: an engine that meets a full disk breaks. Default 512 MB. */
  minFreeBytes?: number
  /** Asked anew when somebody took the port first. Default any free one. */
  choosePort?: () => Promise<number>
  log: (line: string) => void
}

export interface Engine {
  kind: EngineKind
  port: number
  /** Connection string of the database `linli`. */
  uri: string
  /** Process id of the database server; another one after a restart. */
  pid(): number
  isRunning(): boolean
  /** Ends the present process, if there is one, and starts another on the same port and data. */
  restart(): Promise<void>
  /** Called each time the engine ends without having been asked to; `said` is its last output. */
  onUnexpectedExit(listener: (said: string) => void): void
  stop(): Promise<void>
  /** SIGKILL, for tests and for what needs no last write. */
  kill(): Promise<void>
}

/** A quarter of the memory, at most 4 GB. */
function chooseCacheMegabytes(): number {
  return Math.min(4096, Math.max(256, Math.floor(totalmem() / 4 / megabyte)))
}

function listFlags(kind: EngineKind, port: number, storage: string, configFile: string): string[] {
  const cacheMegabytes = chooseCacheMegabytes()
  if (kind === 'mongod') {
    const cache = ['--wiredTigerCacheSizeGB', (cacheMegabytes / 1024).toFixed(2)]
    return [
      '--replSet',
      'linli',
      '--bind_ip',
      '127.0.0.1',
      '--port',
      `${port}`,
      '--dbpath',
      storage,
      ...cache,
    ]
  }
  const place = [
    '--config',
    configFile,
    '--host',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--storage-path',
    storage,
  ]
  return [...place, '--log-level', 'WARNING', '--cache-size', `${cacheMegabytes}M`, '--sync-on-commit']
}

/** Process id of the database server that answers on the port, if one does. */
async function readServerPid(port: number): Promise<unknown> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 5000,
  })
  try {
    return (await client.db('admin').command({ serverStatus: 1 })).pid
  } catch {
    return undefined
  } finally {
    await client.close()
  }
}

/** Another's engine may have taken the port since it was found free, and would take our writes: it must be `process`. */
async function waitUntilListening(process: EngineProcess, kind: EngineKind, port: number): Promise<void> {
  const deadline = performance.now() + startTimeoutMs
  while (!(await canConnect(port)) || Number(await readServerPid(port)) !== process.pid) {
    if (process.hasExited()) throw new Error(`${kind} did not start: ${await process.exited}`)
    if (performance.now() > deadline) throw new Error(`${kind} did not answer in ${startTimeoutMs / 1000} s`)
    await sleep(50)
  }
}

async function assertSpace(dir: string, minFreeBytes: number): Promise<void> {
  const free = await readFreeBytes(dir)
  if (free >= minFreeBytes) return
  const [has, needs] = [free, minFreeBytes].map((bytes) => Math.floor(bytes / megabyte))
  throw new EngineSetupError(
    `Only ${has ?? 0} MB are free for ${dir}; the database needs ${needs ?? 0} MB to start safely. Make room first.`,
  )
}

/** Starts the private database of this installation. Throws `EngineSetupError` when a person has to act. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const dataDir = path.resolve(options.dataDir)
  const installDir = path.resolve(options.installDir ?? path.join(dataDir, 'engine'))
  const storage = path.join(dataDir, 'database')
  await mkdir(storage, { recursive: true })
  await assertSpace(dataDir, options.minFreeBytes ?? 512 * megabyte)
  const program = await chooseEngine({ dataDir, installDir, kind: options.kind, log: options.log })
  await rememberEngine(dataDir, program.kind)
  // Without a file of their own the servers would obey a secantusd.toml of the user or the machine.
  const configFile = path.join(dataDir, 'secantusd.toml')
  await writeFile(configFile, '')
  const listFlagsFor = (port: number) => listFlags(program.kind, port, storage, configFile)
  return runEngine(program, options.choosePort ?? findFreePort, listFlagsFor, dataDir)
}

async function runEngine(
  program: EngineProgram,
  choosePort: () => Promise<number>,
  listFlagsFor: (port: number) => string[],
  cwd: string,
): Promise<Engine> {
  const listeners: ((said: string) => void)[] = []
  const expected = new WeakSet<EngineProcess>()

  const tryLaunch = async (port: number) => {
    const process = await spawnEngine(program, listFlagsFor(port), cwd)
    try {
      await waitUntilListening(process, program.kind, port)
      if (program.kind === 'mongod') await prepareReplicaSet(port)
    } catch (error) {
      await process.kill()
      throw error
    }
    void process.exited.then((said) => {
      if (!expected.has(process)) for (const listener of listeners) listener(said)
    })
    return process
  }
  const launch = async (readPort: () => Promise<number> | number) => {
    const deadline = performance.now() + releaseTimeoutMs
    for (;;) {
      try {
        const port = await readPort()
        return { port, process: await tryLaunch(port) }
      } catch (error) {
        if (!isHeldByAnother.test(String(error)) || performance.now() > deadline) throw error
        await sleep(250)
      }
    }
  }
  const end = async (how: 'stop' | 'kill') => {
    expected.add(current)
    await current[how]()
  }

  const first = await launch(choosePort)
  const { port } = first
  let current = first.process
  // SecantusDB knows in memory only what it has done: after a restart the driver's second try of a write that was done
  // would read as refused (a duplicate, nothing modified), or add twice. So there is none; who asked asks again.
  const safety = program.kind === 'mongod' ? '&w=majority&journal=true' : '&retryWrites=false'
  return {
    kind: program.kind,
    port,
    uri: `mongodb://127.0.0.1:${port}/linli?directConnection=true${safety}`,
    pid: () => current.pid,
    isRunning: () => !current.hasExited(),
    async restart() {
      await end('stop')
      current = (await launch(() => port)).process
    },
    onUnexpectedExit(listener) {
      listeners.push(listener)
    },
    stop: () => end('stop'),
    kill: () => end('kill'),
  }
}
