import { randomUUID } from 'node:crypto'
import { needRules } from '@linli/shared/needs/need.state'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../../server/src/database/engine'
import { Need } from '../../server/src/features/needs/need.model'
import { runLoad, type LoadResult, type Request } from './load'
import { median, quantile, readCpu, round, say, sayVerdict } from './measure'
import { benchDir, buildServer, openEngine, startBare, startServer, type Running } from './processes'
import { buildQuarter, buildResidents, connect, disconnect, type Quarter } from './residents'

const connections = 32
const wantedRatio = 0.5
const undoMilliseconds = needRules.undoSeconds * 1000
/** Longer than the undo bar, so that the needs of the warm-up are given out by the jobs while others come in. */
const warmUpSeconds = 12

interface Round extends LoadResult {
  serverCpu: number
  engineCpu: number
}

async function measure(
  engine: Engine,
  server: Running,
  next: () => Request,
  seconds: number,
): Promise<Round> {
  const before = { server: readCpu(server.pid), engine: readCpu(engine.pid()) }
  const result = await runLoad({ port: server.port, connections, seconds, expected: 201, next })
  const count = Math.max(1, result.times.length)
  return {
    ...result,
    serverCpu: (readCpu(server.pid) - before.server) / count,
    engineCpu: (readCpu(engine.pid()) - before.engine) / count,
  }
}

/** Each press is of another resident, whom the server has not seen for seconds. */
function pressAs(tokens: readonly string[], { category }: Quarter): () => Request {
  let turn = 0
  return () => {
    turn += 1
    return {
      method: 'POST',
      path: '/api/needs',
      headers: {
        authorization: `Bearer ${tokens[turn % tokens.length] ?? ''}`,
        'idempotency-key': randomUUID(),
      },
      body: {
        category: category.code,
        place: { kind: 'here', text: '3号楼门口', point: { longitude: 121.49, latitude: 31.4 } },
      },
    }
  }
}

const insertSmall = (): Request => ({ method: 'POST', path: '/insert', body: { text: 'x'.repeat(60) } })

function sayRounds(name: string, rounds: readonly Round[]): void {
  const all = rounds.flatMap(({ times }) => times)
  say(
    `${name.padEnd(9)} ${round(median(rounds.map((r) => r.perSecond))).padStart(6)} /s   p50 ${round(quantile(all, 0.5), 1)}  p95 ${round(quantile(all, 0.95), 1)} ms   ` +
      `CPU µs per request: server ${round(median(rounds.map((r) => r.serverCpu)))}, engine ${round(median(rounds.map((r) => r.engineCpu)))}   failures ${rounds.reduce((sum, r) => sum + r.failures, 0)}`,
  )
}

/** Product and bare route in turns; the product stands still while the bare route is measured. */
async function compare(
  engine: Engine,
  server: Running,
  press: () => Request,
  { pairs, seconds }: { pairs: number; seconds: number },
): Promise<void> {
  const bare = await startBare(engine.uri)
  const product: Round[] = []
  const small: Round[] = []
  const measureBare = async () => {
    process.kill(server.pid, 'SIGSTOP')
    small.push(await measure(engine, bare, insertSmall, seconds))
    process.kill(server.pid, 'SIGCONT')
  }
  const measureProduct = async () => {
    product.push(await measure(engine, server, press, seconds))
  }
  await measure(engine, server, press, warmUpSeconds)
  await measure(engine, bare, insertSmall, seconds)
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? [measureProduct, measureBare] : [measureBare, measureProduct]
    for (const step of order) await step()
    say(
      `  pair ${pair + 1}: product ${round(product[pair]?.perSecond ?? 0)} /s, bare ${round(small[pair]?.perSecond ?? 0)} /s`,
    )
  }
  await bare.stop()
  sayRounds('product', product)
  sayRounds('bare', small)
  const ratios = product.map(({ perSecond }, i) => perSecond / (small[i]?.perSecond ?? NaN))
  const spread = `pairs ${round(Math.min(...ratios), 2)}–${round(Math.max(...ratios), 2)}`
  const ratio = median(ratios)
  sayVerdict(
    'intake beside a bare insert',
    ratio >= wantedRatio,
    `ratio ${round(ratio, 2)} (${spread}), wanted ${wantedRatio}`,
  )
}

/** The jobs give way to a rush; until when everyone concerned was told of it. */
async function waitForJobs(): Promise<void> {
  const start = performance.now()
  const waits = async () =>
    (await Need.find({ hasOutbox: true }, { _id: 1 }).limit(1).lean()).length > 0 ||
    (
      await Need.find({ checkAt: { $lte: new Date(Date.now() + undoMilliseconds) } }, { _id: 1 })
        .limit(1)
        .lean()
    ).length > 0
  while (await waits()) await sleep(250)
  say(`  the jobs had given out all of them ${round((performance.now() - start) / 1000)} s after the last`)
}

/** Kills server and engine under load; whatever was answered with 201 must be there when they are back. */
async function checkKill(engine: Engine, server: Running, press: () => Request): Promise<void> {
  const acknowledged: string[] = []
  const load = runLoad({
    port: server.port,
    connections,
    seconds: 10,
    expected: 201,
    next: press,
    onAnswer: (_, { status, body }) => {
      if (status === 201) acknowledged.push((JSON.parse(body) as { id: string }).id)
    },
  })
  await sleep(3000)
  await Promise.all([server.kill(), engine.kill()])
  await load
  await engine.restart()
  const again = await startServer(engine.uri)
  const stored = await Need.find({ _id: { $in: acknowledged } }, { _id: 1 }).lean()
  await again.stop()
  const lost = acknowledged.length - stored.length
  sayVerdict('kill -9 of server and engine', lost === 0, `${acknowledged.length} acknowledged, ${lost} lost`)
}

interface IntakeOptions {
  pairs: number
  seconds: number
  /** Only loads the product, and writes a CPU profile of it into this directory. */
  profile?: string | undefined
}

export async function benchIntake({ pairs, seconds, profile }: IntakeOptions): Promise<void> {
  const dataDir = benchDir('intake')
  rmSync(dataDir, { recursive: true, force: true })
  const engine = await openEngine(dataDir)
  if (!engine) return
  try {
    say(`engine ${engine.kind}, ${connections} connections, ${pairs} pairs of ${seconds} s`)
    await connect(engine.uri)
    const quarter = await buildQuarter(engine.uri, { place: 'here', isPublicPlace: true })
    const press = pressAs(await buildResidents(engine.uri, 20_000), quarter)
    buildServer()
    const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
    const server = await startServer(engine.uri, 'server', { nodeFlags: flags })
    if (profile === undefined) {
      await compare(engine, server, press, { pairs, seconds })
      await waitForJobs()
      await checkKill(engine, server, press)
    } else sayRounds('product', [await measure(engine, server, press, 8)])
    await server.stop()
  } finally {
    await disconnect()
    await engine.stop()
  }
}
