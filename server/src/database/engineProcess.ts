import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { EngineProgram } from './engineKind'

/** How long an engine may take to end by itself before it is killed. */
const stopGraceMs = 5000

/**
 * Runs a binary that does not watch its standard input: this small Node process does so for it, and ends it
 * when we are gone, however we went. Says the binary's process id first, so that it can be measured.
 */
const watcher = `
const { spawn } = require('node:child_process')
const child = spawn(process.argv[1], process.argv.slice(2), { stdio: ['ignore', 'ignore', 'inherit'] })
child.once('error', (error) => { console.error(error.message); process.exit(127) })
child.once('spawn', () => { process.stdout.write(child.pid + '\\n') })
child.once('exit', (code) => { process.exit(code ?? 1) })
const end = () => { child.kill('SIGTERM'); setTimeout(() => child.kill('SIGKILL'), ${stopGraceMs}).unref() }
process.stdin.once('end', end).once('error', end).resume()
process.on('SIGTERM', end)
`

export interface EngineProcess {
  /** The database server itself, not what watches it. */
  pid: number
  /** Ends when the process has, with the last of what it said. */
  exited: Promise<string>
  hasExited(): boolean
  /** SIGTERM, then SIGKILL after 5 s. */
  stop(): Promise<void>
  /** SIGKILL now. */
  kill(): Promise<void>
}

async function readPid(child: ChildProcess, isWatched: boolean): Promise<number> {
  if (!isWatched || child.stdout === null) return child.pid ?? 0
  const line = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[]
  return Buffer.isBuffer(line[0]) ? Number(line[0].toString()) : 0
}

/** Starts the program in `cwd`; it ends with this process. Whether it answers is not known yet. */
export async function spawnEngine(
  program: EngineProgram,
  flags: string[],
  cwd: string,
): Promise<EngineProcess> {
  const isWatched = program.kind !== 'secantusdb-py'
  const [command, args] = isWatched
    ? [process.execPath, ['-e', watcher, program.command, ...flags]]
    : [program.command, [...program.args, ...flags]]
  // A group of its own: Ctrl-C must reach us only, and a kill must take the watcher and the watched.
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: program.env,
    cwd,
    detached: true,
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000)
  })
  let isGone = false
  const exited = new Promise<string>((resolve) => {
    const finish = () => {
      isGone = true
      resolve(said.trim())
    }
    child.once('close', finish).once('error', (error) => {
      said += error.message
      finish()
    })
  })
  const pid = await readPid(child, isWatched)
  child.stdout.resume()
  const handles: object[] = [child, child.stdin, child.stdout, child.stderr]
  hold(handles, 'unref')

  const killGroup = () => {
    try {
      if (child.pid !== undefined && !isGone) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
  return {
    pid,
    exited,
    hasExited: () => isGone,
    async stop() {
      hold(handles, 'ref') // An idle event loop would end Node before the engine has ended.
      child.stdin.end()
      const timer = setTimeout(killGroup, stopGraceMs + 500) // The watcher goes first, to bury what it watched.
      await exited
      clearTimeout(timer)
    },
    async kill() {
      hold(handles, 'ref')
      killGroup()
      await exited
    },
  }
}

/** Pipes have `ref` and `unref` too, but their declared type does not say so. */
function hold(handles: object[], how: 'ref' | 'unref'): void {
  for (const handle of handles) (handle as Partial<Record<typeof how, () => void>>)[how]?.()
}

/** A loopback port that nothing listens on at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

export function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
}
