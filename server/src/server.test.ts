import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pino from 'pino'
import { mongoose } from './database/mongoose'
import { findFreePort } from './database/engineProcess'
import { startServer, type ServerOptions } from './server'
import { createTestConfig } from './test/testApp'

let options: ServerOptions

function buildUri(): string {
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '')
  uri.pathname = 'linli_test_server'
  return uri.href
}

beforeAll(() => mongoose.disconnect()) // the server opens the default connection itself

beforeEach(async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'linli-server-'))
  const port = await findFreePort()
  const config = createTestConfig({
    dataDir,
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    mongodbUri: buildUri(),
    // The journeys start with the demo, and demo.test makes it; here it would be nine tenths of the time.
    hasDemo: false,
    isDemoAlive: false,
    sandbox: { isOn: true, port: await findFreePort() },
  })
  options = {
    config,
    logger: pino({ level: 'silent' }),
    webRoot: dataDir,
    planWorker: pathToFileURL('/nowhere.mjs'),
    jobs: { lockMilliseconds: 1000 }, // agenda keeps a timer of half of it, even when stopped
    say: () => undefined,
  }
})

afterEach(async () => {
  await rm(options.config.dataDir, { recursive: true, force: true })
})

const get = (port: number, where: string) => fetch(`http://127.0.0.1:${port}${where}`)

describe('startServer', () => {
  it('serves the API and the sandbox, and neither after it was stopped', async () => {
    const { config } = options
    const server = await startServer(options)
    expect((await get(config.port, '/readyz')).status).toBe(200)
    expect((await get(config.port, '/api/openapi.json')).status).toBe(200)
    expect((await get(config.sandbox.port, '/')).status).toBe(200)
    await server.stop()
    await expect(get(config.port, '/healthz')).rejects.toThrow()
    await expect(get(config.sandbox.port, '/')).rejects.toThrow()
    expect(mongoose.connection.readyState).toBe(mongoose.ConnectionStates.disconnected)
  })

  it('stops what it has started when its port is taken', async () => {
    const { config } = options
    const other = createServer().listen(config.port)
    await once(other, 'listening')
    await expect(startServer(options)).rejects.toMatchObject({ code: 'EADDRINUSE', port: config.port })
    await expect(get(config.sandbox.port, '/')).rejects.toThrow()
    expect(mongoose.connection.readyState).toBe(mongoose.ConnectionStates.disconnected)
    other.close()
  })
})
