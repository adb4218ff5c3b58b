import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { GatewayError } from './gateway.error'
import { createMessaging } from './messaging'

const message = { phone: '13812345678', text: '您的诉求有人接了', key: 'needs:1:2:3:sms' }

describe('without a gateway', () => {
  it('says so, and logs neither the number nor the words', async () => {
    const lines: string[] = []
    const logger = pino({}, { write: (line: string) => lines.push(line) })
    const { sms, voice, workMessage } = createMessaging(
      { smsGatewayUrl: undefined, smsGatewayToken: undefined },
      logger,
    )
    await sms.sendSms(message)
    await voice.callWithText(message)
    await workMessage.sendWorkMessage({ userId: 'u1', title: '标题', text: '内容', key: 'k' })

    expect([sms.isAvailable, voice.isAvailable, workMessage.isAvailable]).toEqual([false, false, false])
    expect(lines).toHaveLength(3)
    expect(lines.join()).toContain('138****5678')
    expect(lines.join()).not.toMatch(/13812345678|诉求|标题|内容/)
  })
})

describe('an SMS gateway', () => {
  let server: Server
  let status = 200
  let seen: { headers: IncomingHttpHeaders; body: string }[] = []

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        seen.push({ headers: request.headers, body })
        response.writeHead(status).end('{}')
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  beforeEach(() => {
    status = 200
    seen = []
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })

  const createGateway = (port = (server.address() as AddressInfo).port) =>
    createMessaging(
      { smsGatewayUrl: `http://127.0.0.1:${port}/send`, smsGatewayToken: 'secret' },
      pino({ level: 'silent' }),
    ).sms

  it('gets number, words and the key to dedupe on', async () => {
    await createGateway().sendSms(message)
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(message)
    expect(seen[0]?.headers).toMatchObject({ 'idempotency-key': message.key, authorization: 'Bearer secret' })
  })

  it.each([
    [400, false],
    [404, false],
    [429, true],
    [503, true],
  ])('answering %i throws; worth another try: %s', async (answer, isRetryable) => {
    status = answer
    const error: unknown = await createGateway()
      .sendSms(message)
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject({ status: answer, retryable: isRetryable })
    expect(String(error)).not.toContain(message.phone)
  })

  it('that cannot be reached throws, to be tried again', async () => {
    await expect(createGateway(1).sendSms(message)).rejects.toMatchObject({ retryable: true })
  })
})
