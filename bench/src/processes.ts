import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEngine, type Engine } from '../../server/src/database/engine'
import { EngineSetupError } from '../../server/src/database/engineKind'
import { findFreePort } from '../../server/src/database/engineProcess'
import { Connection } from './load'
import { say } from './measure'

const root = path.resolve(import.meta.dirname, '../..')
const mainDataDir = path.resolve(root, process.env.LINLI_DATA_DIR ?? '.data')

export const benchDir = (name: string): string => path.join(mainDataDir, 'bench', name)

/** The settings of a production server; secrets of the day, and nothing outside this machine. */
export const serverEnvironment: Record<string, string> = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://bench.invalid',
  TOKEN_KEY: Buffer.alloc(32, 'bench token').toString('base64'),
  FIELD_KEYS: `bench:${Buffer.alloc(32, 'bench field').toString('base64')}`,
  INDEX_KEY: Buffer.alloc(32, 'bench index').toString('base64'),
  WECHAT_MINI_APPID: 'wxbench00000000001',
  WECHAT_MINI_SECRET: 'bench',
  WECHAT_WEB_APPID: 'wxbench00000000002',
  WECHAT_WEB_SECRET: 'bench',
  WECHAT_PUSH_TOKEN: 'bench',
  WECHAT_PUSH_AES_KEY: 'b'.repeat(43),
  WECHAT_API_BASE: 'https://127.0.0.1:9',
  WECHAT_OPEN_BASE: 'https://127.0.0.1:9',
  RATE_LIMIT_FACTOR: '1000000',
}

/**
 * The settings of a server beside the sandbox. Production takes neither its public credentials nor an address without
 * TLS, so this is the one server of the bench that does not say it is production; what it runs is the same.
 */
export function withSandbox(url: string): Record<string, string> {
  const kept = Object.entries(serverEnvironment).filter(([name]) => !name.startsWith('WECHAT_'))
  return {
    ...Object.fromEntries(kept),
    ...{ NODE_ENV: 'development', DEMO: 'off', SANDBOX: 'off' },
    ...{ WECHAT_API_BASE: url, WECHAT_OPEN_BASE: url },
  }
}

/** Real MongoDB or the fast engine; undefined, and said so, where there is neither. */
export async function openEngine(dataDir: string): Promise<Engine | undefined> {
  for (const kind of ['mongod', 'secantusd-rs'] as const) {
    try {
      return await startEngine({ dataDir, installDir: path.join(mainDataDir, 'engine'), kind, log: say })
    } catch (error) {
      if (!(error instanceof EngineSetupError)) throw error
      say(error.message.split('\n')[0])
    }
  }
  say('SKIP  needs mongod on PATH or secantusd-rs (npm run engine:fast); the Python engine is not measured')
  return undefined
}

export interface Running {
  pid: number
  port: number
  stop(): Promise<void>
  kill(): Promise<void>
}

const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** Nothing that this process started outlives it. */
export function killAtExit(child: ChildProcess): void {
  children.add(child)
  child.once('exit', () => children.delete(child))
}

async function waitUntilReady(port: number, probe: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 1200; i += 1) {
    if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode}`)
    try {
      const connection = await Connection.open(port)
      const { status } = await connection.send({ method: 'GET', path: probe })
      connection.close()
      if (status === 200) return
    } catch {
      // Not listening yet.
    }
    await sleep(50)
  }
  throw new Error('the process did not become ready in a minute')
}

async function run(
  args: string[],
  environment: Record<string, string>,
  port: number,
  log: string,
): Promise<Running> {
  mkdirSync(mainDataDir, { recursive: true })
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment, PORT: `${port}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.pipe(createWriteStream(log))
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  killAtExit(child)
  try {
    await waitUntilReady(port, environment.PROBE ?? '/readyz', child)
  } catch (error) {
    await end('SIGKILL')
    throw error
  }
  return { pid: child.pid ?? 0, port, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/** Server and planner as they are shipped, of the source as it is now. */
export function compileServer(): void {
  execFileSync(process.execPath, ['server/build.mjs'], { cwd: root, stdio: 'inherit' })
}

/** Builds the server of today, and the page where there is none, for the server does not start without it. */
export function buildServer(): void {
  if (!existsSync(path.join(root, 'miniprogram/dist/h5'))) {
    say('building the page, a minute')
    execFileSync('npm', ['run', 'build:h5'], { cwd: root, stdio: 'inherit' })
  }
  compileServer()
}

interface ServerStart {
  nodeFlags?: string[]
  settings?: Record<string, string>
}

/** The product as it is deployed: its bundle, in production mode, with its jobs, on the engine of the bench. */
export async function startServer(
  uri: string,
  name = 'server',
  { nodeFlags = [], settings = serverEnvironment }: ServerStart = {},
): Promise<Running> {
  const dataDir = benchDir(name)
  mkdirSync(dataDir, { recursive: true })
  const environment = { ...settings, MONGODB_URI: uri, LINLI_DATA_DIR: dataDir }
  const log = path.join(dataDir, 'server.log')
  return run([...nodeFlags, 'server/dist/main.js'], environment, await findFreePort(), log)
}

/** What the product is compared with, in a process of its own; see bare.ts. */
export async function startBare(uri: string, name = 'bare'): Promise<Running> {
  const dataDir = benchDir(name)
  mkdirSync(dataDir, { recursive: true })
  const args = ['--import', 'tsx', 'bench/src/bench.ts', 'bare']
  return run(
    args,
    { MONGODB_URI: uri, PROBE: '/ready' },
    await findFreePort(),
    path.join(dataDir, 'bare.log'),
  )
}
