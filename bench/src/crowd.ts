import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from './load'
import { quantile, round, say } from './measure'
import { killAtExit, type Running } from './processes'
import type { Heard, Watched } from './sockets'

const processes = 2
/** Events that come before those that are measured. */
export const warmUps = 3
/** Longer than anything is held back, so that no event is told together with the next. */
const pauseMilliseconds = 1000

interface Crowd {
  /** What reached the sockets since it was asked last. */
  take(): Promise<Heard>
  leave(): void
}

const hear = async (child: ChildProcess): Promise<Heard> => ((await once(child, 'message')) as [Heard])[0]

/** Opens one socket per token, in processes of their own, half of each at either server, all watching one record. */
async function gather(
  servers: readonly Running[],
  tokens: readonly string[],
  watched: Watched,
): Promise<Crowd> {
  const ports = servers.map(({ port }) => port)
  let isLeaving = false
  const children = Array.from({ length: processes }, () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/bench.ts', 'sockets'], {
      cwd: path.resolve(import.meta.dirname, '..'),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.once('exit', (code) => {
      if (!isLeaving) throw new Error(`a process of clients ended with ${code}`)
    })
    killAtExit(child)
    return child
  })
  const ready = children.map(hear)
  children.forEach((child, number) =>
    child.send({ ports, tokens: tokens.filter((_, i) => i % processes === number), watched }),
  )
  await Promise.all(ready)
  return {
    async take() {
      const answers = children.map(hear)
      for (const child of children) child.send('take')
      const heard = await Promise.all(answers)
      return {
        arrivals: heard.flatMap(({ arrivals }) => arrivals),
        reads: heard.flatMap(({ reads }) => reads),
      }
    },
    leave: () => {
      isLeaving = true
      for (const child of children) child.kill('SIGKILL')
    },
  }
}

/** On the clock that all processes share. */
const now = (): number => performance.timeOrigin + performance.now()

interface Fanout {
  name: string
  servers: readonly Running[]
  tokens: readonly string[]
  watched: Watched
  /** Makes one event, at the first server. @returns its stamp; see `Watched`. */
  press: (connection: Connection) => Promise<number>
  events: number
}

/** One event: when it was pressed, when whoever pressed had the answer, and when each socket had it. */
export interface Fanned {
  at: number
  answered: number
  arrived: number[]
}

/** From before the request that causes an event until the event is at each socket, ms. */
export const listDelays = (fanned: readonly Fanned[]): number[] =>
  fanned.flatMap(({ at, arrived }) => arrived.map((moment) => moment - at))

/** Makes events one after the other while all watch. */
export async function measureFanout(fanout: Fanout): Promise<Fanned[]> {
  const { servers, tokens, watched, press, events } = fanout
  const crowd = await gather(servers, tokens, watched)
  const connection = await Connection.open(servers[0]?.port ?? 0)
  const fanned: Fanned[] = []
  const reads: number[] = []
  for (let event = 0; event < events + warmUps; event += 1) {
    const at = now()
    const stamp = await press(connection)
    const answered = now()
    await sleep(pauseMilliseconds)
    // Other events of the same record may follow, such as the check of what was written.
    const heard = await crowd.take()
    if (event < warmUps) continue
    reads.push(...heard.reads)
    const arrived = heard.arrivals.filter((arrival) => arrival.stamp === stamp)
    fanned.push({ at, answered, arrived: arrived.map((arrival) => arrival.at) })
  }
  connection.close()
  crowd.leave()
  if (tokens.length > 0) sayCrowd(fanout, listDelays(fanned), reads)
  return fanned
}

function sayCrowd({ name, tokens, events }: Fanout, delays: number[], reads: number[]): void {
  const missing = tokens.length * events - delays.length
  say(
    `  ${name.padEnd(8)} ${tokens.length} sockets, ${events} events: ${describe(delays)}, ${missing} not delivered`,
  )
  if (reads.length > 0) say(`  ${reads.length} times they fetched what was new: ${describe(reads)}`)
}

/** Milliseconds in a line. */
export function describe(times: readonly number[]): string {
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => round(quantile(times, share)))
  return `p50 ${p50}  p95 ${p95}  most ${most} ms`
}
