import './database/mongoose'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { readConfig, type Config } from './config'
import { EngineSetupError } from './database/engineKind'
import { createLogger, developmentLog } from './lib/logger'
import { demoIdentities } from './seed/demo/identities'
import { startServer, type RunningServer } from './server'

const stopLimitMilliseconds = 30_000

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Who a newcomer can be: the sign-in page of the sandbox lists them all. */
function describeDemo(config: Config): string[] {
  if (!config.hasDemo || !config.sandbox.isOn) return []
  const keys = [
    'owner',
    'elder',
    'daughter',
    'property1Repair',
    'secretary',
    'streetOfficer',
    'volunteerParty1',
  ]
  const shown = demoIdentities.filter(({ key }) => keys.includes(key))
  return [
    '  Open the address in two tabs (each tab is its own person), press 微信登录 and choose, for example:',
    ...shown.map(({ name, roleLine }) => `    ${name}  ${roleLine}`),
    `    … and ${demoIdentities.length - shown.length} more`,
    '',
  ]
}

function announce(config: Config, { port, database }: RunningServer): void {
  const lines = [
    '',
    `  Linli 邻里   http://127.0.0.1:${port}/`,
    `  API          http://127.0.0.1:${port}/api/docs`,
    ...(config.sandbox.isOn ? [`  WeChat       http://127.0.0.1:${config.sandbox.port}/  (sandbox)`] : []),
    `  Database     ${database.description}`,
    ...(config.mode === 'development' ? [`  Log          ${developmentLog(config)}`] : []),
    '',
    ...describeDemo(config),
    '  Ctrl-C ends everything.',
    '',
  ]
  for (const line of lines) say(line)
}

/** What the person at the terminal can do something about is said without a stack. */
function explain(error: unknown): string {
  if (error instanceof EngineSetupError) return error.message
  if (!(error instanceof Error)) return String(error)
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') return `Port ${port ?? ''} is taken. Set PORT or SANDBOX_PORT to another one.`
  return error.stack ?? error.message
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const webRoot = path.resolve(import.meta.dirname, '../../miniprogram/dist/h5')

function loadConfig(): Config {
  const isPageMissing = process.env.NODE_ENV === 'production' && !existsSync(path.join(webRoot, 'index.html'))
  const unbuilt = isPageMissing ? `${webRoot} (the H5 page is not built: npm run build)` : undefined
  try {
    const config = readConfig(process.env)
    return unbuilt === undefined ? config : fail(`Linli cannot start. Missing:\n  ${unbuilt}`)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return fail([message, unbuilt].filter(Boolean).join('\n  '))
  }
}

const isBuilt = import.meta.url.endsWith('.js')

async function run(): Promise<void> {
  const config = loadConfig()
  const logger = createLogger(config)
  const server = await startServer({
    config,
    logger,
    webRoot,
    planWorker: new URL(isBuilt ? './plan.worker.js' : './features/dispatch/plan.worker.ts', import.meta.url),
    say,
  })

  let isStopping = false
  const stop = (exitCode: number) => {
    // A terminal sends Ctrl-C to npm and to us, and npm passes it on: once is enough.
    if (isStopping) return
    isStopping = true
    say('Stopping …')
    setTimeout(() => process.exit(1), stopLimitMilliseconds).unref()
    void server.stop().finally(() => {
      logger.flush()
      process.exit(exitCode) // agenda leaves timers behind
    })
  }
  const end = () => {
    stop(0)
  }
  process.on('SIGINT', end).on('SIGTERM', end)
  const crash = (error: unknown) => {
    logger.fatal({ err: error }, 'unexpected failure, stopping')
    stop(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  announce(config, server)
}

run().catch((error: unknown) => fail(explain(error)))
