import '../database/mongoose'
import { nextOf, startTestRealtime, type TestRealtime } from '../test/realtime.factory'
import { createTestConfig, createTestDeps } from '../test/testApp'
import { buildUser, signIn } from '../test/users.factory'
import { createHandshakeLimit } from './handshakeLimit'

type Request = Parameters<ReturnType<typeof createHandshakeLimit>['isOver']>[0]

const makeRequest = (remoteAddress: string, forwarded?: string): Request =>
  ({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }) as unknown as Request

async function fail(
  { noteFailure }: ReturnType<typeof createHandshakeLimit>,
  addressOf: (i: number) => Request,
): Promise<void> {
  for (let i = 0; i < 300; i++) await noteFailure(addressOf(i))
}

describe('handshakes that fail', () => {
  const config = createTestConfig({ rateLimitFactor: 1 })

  it('are counted by the address of the connection, whatever the caller writes', async () => {
    const limit = createHandshakeLimit(config)
    await fail(limit, (i) => makeRequest('10.0.0.1', `10.9.9.${i}`))
    expect(await limit.isOver(makeRequest('10.0.0.1'))).toBe(true)
    expect(await limit.isOver(makeRequest('10.0.0.2'))).toBe(false)
  })

  it('are counted behind a proxy by the address it wrote', async () => {
    const limit = createHandshakeLimit({ ...config, trustProxy: true })
    await fail(limit, (i) => makeRequest('10.0.0.1', `10.9.9.${i}, 10.0.0.7`))
    expect(await limit.isOver(makeRequest('10.0.0.1', '10.0.0.7'))).toBe(true)
    expect(await limit.isOver(makeRequest('10.0.0.1', '10.0.0.8'))).toBe(false)
  })

  it('close the door to an address for a while, also to good tokens', async () => {
    const deps = createTestDeps({ config })
    const server: TestRealtime = await startTestRealtime(deps, { adapter: 'memory' })
    try {
      const { token } = await signIn(await buildUser(), deps)
      const good = await server.connect(token)
      expect(good.connected).toBe(true)
      for (let i = 0; i < 300; i++) {
        const bad = server.open('forged')
        const refused = nextOf(bad, 'connect_error')
        bad.connect()
        await refused
        bad.disconnect()
      }
      const late = server.open(token)
      const error = nextOf(late, 'connect_error')
      late.connect()
      expect(((await error) as Error).message).toBe('websocket error')
      expect(good.connected).toBe(true)
    } finally {
      await server.stop()
    }
  })
})
