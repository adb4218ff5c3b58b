import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Logger } from 'pino'
import { createApp } from './app'
import type { Config } from './config'
import { migrate } from './database/migrations'
import { openDatabase, type OpenDatabase } from './database/openDatabase'
import type { Deps } from './deps'
import { createWorkerPlanner } from './features/dispatch/workerPlanner'
import { paperMigrations } from './features/ballots/paper.migrations'
import { motionMigrations } from './features/deliberation/motion.migrations'
import { projectMigrations } from './features/deliberation/project.migrations'
import { presenceMigrations } from './features/users/presence.service'
import { orderMigrations } from './features/elderCare/orders/order.migrations'
import { createMessaging } from './integrations/messaging/messaging'
import { diskStorage } from './integrations/storage/diskStorage'
import { createWechat } from './integrations/wechat/wechat'
import { answerUnreadable } from './http/unreadable'
import { readMerchants } from './integrations/wechatPay/merchant'
import { createWechatPay } from './integrations/wechatPay/wechatPay'
import { listJobs } from './jobs'
import type { JobDefinition } from './jobs/job'
import { startJobs, type JobOptions } from './jobs/jobs'
import { systemClock } from './lib/clock'
import { createFieldCrypto } from './lib/fieldCrypto'
import { listUnknownYears } from './lib/workCalendar'
import { attachRealtime, type Realtime } from './realtime/realtime'
import { demoIdentities } from './seed/demo/identities'
import { createNeighbourLife } from './seed/demo/neighbourLife'
import { seedDemoNeighbourhood } from './seed/demoNeighbourhood'
import { startSandbox } from './sandbox/sandbox'
import { ensureMerchantsFile } from './sandbox/wechatPay/payKeys'

/** How long requests under way may take when the server is asked to stop. */
const drainMilliseconds = 5000

export interface ServerOptions {
  config: Config
  logger: Logger
  /** The built H5 page. */
  webRoot: string
  /** The worker that plans days: `features/dispatch/plan.worker`, compiled, or its source. */
  planWorker: URL
  jobs?: JobOptions
  /** Tells the person at the terminal what is going on. */
  say: (line: string) => void
}

export interface RunningServer {
  port: number
  database: OpenDatabase
  /** Takes no new work, ends what is under way, and leaves nothing behind. */
  stop(): Promise<void>
}

/** In development the merchants are the sandbox's, read from its files as real ones would be. */
function findMerchants({ wechatPay, sandbox, dataDir }: Config): string | undefined {
  if (wechatPay.merchants !== undefined || !sandbox.isOn) return wechatPay.merchants
  return ensureMerchantsFile(path.join(dataDir, 'sandbox'))
}

function createDeps({ config, logger, planWorker }: ServerOptions, publish: Deps['publish']): Deps {
  return {
    config,
    clock: systemClock,
    logger,
    crypto: createFieldCrypto({ keys: config.fieldKeys, indexKey: config.indexKey }),
    publish,
    ports: {
      ...createMessaging(config, logger),
      wechat: createWechat({
        ...config.wechat,
        clock: systemClock,
        onProblem: (error) => {
          logger.warn({ err: error }, 'content check failed, to be reviewed')
        },
      }),
      wechatPay: createWechatPay({
        base: config.wechatPay.base,
        merchants: readMerchants(findMerchants(config)),
        clock: systemClock,
      }),
      storage: diskStorage(path.join(config.dataDir, 'media')),
      planner: createWorkerPlanner(planWorker),
    },
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Sockets are ended at once, for their clients come back elsewhere; requests may finish. */
async function stopServing(server: Server, realtime: Realtime): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  await realtime.stop()
  server.closeIdleConnections()
  const timer = setTimeout(() => {
    server.closeAllConnections()
  }, drainMilliseconds)
  await closed
  clearTimeout(timer)
}

/** Deadlines in these years count weekends and the days fixed by law only, until the package is updated. */
function warnOfUnknownYears({ logger, say }: ServerOptions): void {
  const years = listUnknownYears(systemClock.now())
  if (years.length === 0) return
  logger.info({ years }, 'public holidays not known yet, update chinese-days')
  say(
    `  Public holidays of ${years.join(', ')} are not published in chinese-days yet; see docs/operations.md`,
  )
}

/** In the demo the neighbours have a life of their own. */
const listAllJobs = ({ isDemoAlive }: Config): readonly JobDefinition[] => [
  ...listJobs(),
  ...(isDemoAlive ? [createNeighbourLife()] : []),
]

/** Starts all parts, in the order in which they need each other; when one fails, those before it are stopped. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, logger, webRoot, say } = options
  const endings: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) {
      await end().catch((error: unknown) => {
        logger.error({ err: error }, 'a part of the server did not stop cleanly')
      })
    }
  }
  try {
    const log = (line: string) => {
      say(line)
      logger.info(line)
    }
    const database = await openDatabase({ mongodbUri: config.mongodbUri, dataDir: config.dataDir, log })
    endings.push(() => database.close())
    warnOfUnknownYears(options)
    const live: { realtime?: Realtime } = {} // what is published earlier, clients fetch when they connect
    const deps = createDeps(options, (event) => live.realtime?.publish(event))
    await migrate(
      [
        ...orderMigrations,
        ...motionMigrations,
        ...projectMigrations,
        ...paperMigrations,
        ...presenceMigrations,
      ],
      deps,
      log,
    )
    if (config.hasDemo) {
      await seedDemoNeighbourhood(deps, (what, done, total) => {
        say(`  ${what}: ${done} of ${total}`)
      })
    }
    if (config.sandbox.isOn) {
      const sandbox = await startSandbox({
        port: config.sandbox.port,
        appUrl: config.publicUrl,
        dataDir: path.join(config.dataDir, 'sandbox'),
        identities: config.hasDemo ? demoIdentities : [],
      })
      endings.push(() => sandbox.stop())
    }
    const jobs = await startJobs(deps, listAllJobs(config), options.jobs)
    endings.push(() => jobs.stop())
    const server = createServer(createApp(deps, { webRoot }).callback() as RequestListener)
    server.on('clientError', answerUnreadable)
    const realtime = await attachRealtime(server, deps, {
      // The private engine serves this process only.
      adapter: config.mongodbUri === undefined ? 'memory' : 'mongo',
    })
    live.realtime = realtime
    endings.push(() => stopServing(server, realtime))
    const port = await listen(server, config.port)
    return { port, database, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
