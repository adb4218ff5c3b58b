import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = path.resolve(__dirname, '../..')
const startTimeoutMs = 180_000
/** For a test's hook that starts the product. */
export const startHookMs = 240_000
const stopTimeoutMs = 40_000

export interface ServerOptions {
  /** Data of an earlier run (`makeDataDir`); a new temporary folder otherwise, removed at the end. */
  dataDir?: string
  env?: Record<string, string>
  /** Of the server and its sandbox; free ones otherwise. */
  ports?: readonly [server: number, sandbox: number]
  /** `npm`: by `npm start`, with npm between us and the server. */
  by?: 'node' | 'npm'
}

/** The product as `npm start` runs it: server, private engine, sandbox and demo, on ports and data of its own. */
export interface Product {
  /** Where people reach it. */
  url: string
  sandboxUrl: string
  dataDir: string
  /** What it said to the person who started it. */
  output: () => string
  /** Asks it to end and checks that nothing of it is left. */
  stop: () => Promise<void>
  /** Sends a signal to what was started and nothing else, and checks that nothing is left after a while. */
  end: (signal: NodeJS.Signals) => Promise<void>
  /** SIGKILL to the server and to its engine, as when the machine loses power. */
  kill: () => Promise<void>
  /** SIGKILL to its engine alone; the server starts it anew. Back once it is ready again. */
  killEngine: () => Promise<void>
  /** Connection string of its database. */
  databaseUri: string
}

const commands = { node: [process.execPath, 'server/dist/main.js'], npm: ['npm', 'start'] } as const

export async function startProduct({
  dataDir,
  env = {},
  by = 'node',
  ports: wanted,
}: ServerOptions = {}): Promise<Product> {
  const data = dataDir ?? (await makeDataDir())
  const [port, sandboxPort] = wanted ?? [await findFreePort(), await findFreePort()]
  const [command, ...words] = commands[by]
  const child = spawn(command, words, {
    cwd: root,
    env: { ...process.env, PORT: `${port}`, SANDBOX_PORT: `${sandboxPort}`, LINLI_DATA_DIR: data, ...env },
  })
  let output = ''
  const hear = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve()
    })
  })
  const url = `http://127.0.0.1:${port}`
  await waitUntilReady(`${url}/readyz`, child, () => output)
  const engineUri = env.MONGODB_URI === undefined ? readEngineUri(data) : undefined
  const ports = [port, sandboxPort, ...(engineUri === undefined ? [] : [Number(new URL(engineUri).port)])]
  return {
    url,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    dataDir: data,
    databaseUri: engineUri ?? env.MONGODB_URI ?? '',
    output: () => output,
    stop: async () => {
      child.kill('SIGTERM')
      await within(stopTimeoutMs, exited, () => `the server did not end:\n${output}`)
      await assertNothingLeft(ports, data)
      if (dataDir === undefined) await rm(data, { recursive: true, force: true })
    },
    end: async (signal) => {
      child.kill(signal)
      const end = Date.now() + stopTimeoutMs
      while (await isAnythingLeft(ports, data)) {
        if (Date.now() > end) break
        await sleep(100)
      }
      await assertNothingLeft(ports, data)
    },
    killEngine: async () => {
      for (const pid of listProcesses(data)) process.kill(pid, 'SIGKILL')
      await waitUntilReady(`${url}/readyz`, child, () => output)
    },
    kill: async () => {
      const engines = listProcesses(data)
      child.kill('SIGKILL')
      for (const pid of engines) process.kill(pid, 'SIGKILL')
      await exited
    },
  }
}

/** An engine that is installed already is used again; installing it takes a minute and the network. */
export async function makeDataDir(): Promise<string> {
  const data = await mkdtemp(path.join(tmpdir(), 'linli-e2e-'))
  const installed = path.join(root, '.data/engine')
  await mkdir(installed, { recursive: true })
  await symlink(installed, path.join(data, 'engine'))
  return data
}

function readEngineUri(dataDir: string): string {
  return (JSON.parse(readFileSync(path.join(dataDir, 'engine.run.json'), 'utf8')) as { uri: string }).uri
}

/** Engines (and what watches them) that work on the data. */
function listProcesses(dataDir: string): number[] {
  const storage = path.join(dataDir, 'database')
  return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(storage))
    .map((line) => Number.parseInt(line, 10))
}

async function isAnythingLeft(ports: readonly number[], dataDir: string): Promise<boolean> {
  return listProcesses(dataDir).length > 0 || (await Promise.all(ports.map(canConnect))).some(Boolean)
}

async function assertNothingLeft(ports: readonly number[], dataDir: string): Promise<void> {
  for (const each of ports) if (await canConnect(each)) throw new Error(`something still runs on ${each}`)
  const left = listProcesses(dataDir)
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
}

async function waitUntilReady(address: string, child: ChildProcess, output: () => string): Promise<void> {
  const end = Date.now() + startTimeoutMs
  for (;;) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.ok) return
    if (child.exitCode !== null) throw new Error(`the server did not start:\n${output()}`)
    if (Date.now() > end) {
      child.kill('SIGTERM')
      throw new Error(`the server was not ready in ${startTimeoutMs / 1000} s:\n${output()}`)
    }
    await sleep(100)
  }
}

async function within<T>(ms: number, work: Promise<T>, describe: () => string): Promise<T> {
  const end = new AbortController()
  const late = sleep(ms, undefined, { signal: end.signal }).then(() => Promise.reject(new Error(describe())))
  try {
    return await Promise.race([work, late])
  } finally {
    late.catch(() => undefined)
    end.abort()
  }
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const finish = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket
      .once('connect', () => {
        finish(true)
      })
      .once('error', () => {
        finish(false)
      })
  })
}
