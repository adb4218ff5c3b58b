import '../database/mongoose'
import { limits } from '@linli/shared/limits'
import type { ErrorCode } from '@linli/shared/errors'
import { errors } from '@linli/shared/errors'
import { mongo, MongooseError } from 'mongoose'
import { createServer, type RequestListener } from 'node:http'
import Koa from 'koa'
import { gzipSync } from 'node:zlib'
import pino from 'pino'
import request from 'supertest'
import { startTestApp } from '../test/testApp'
import { buildResident, buildStreetOfficer, signIn } from '../test/users.factory'
import { handleErrors, noteBrokenAnswer } from './errorHandler'
import { answerUnreadable } from './unreadable'

const { app, deps } = startTestApp()
const handle = app.callback() as RequestListener
let bearer: string

beforeEach(async () => {
  const { token } = await signIn(await buildResident(), deps)
  bearer = `Bearer ${token}`
})

const sendRaw = (method: 'post' | 'patch' | 'put', path: string, type: string, body: string) =>
  request(handle)[method](path).set('authorization', bearer).set('content-type', type).send(body)

function expectProblem(response: request.Response, code: ErrorCode): void {
  expect({ status: response.status, body: response.body as unknown }).toMatchObject({
    status: errors[code].status,
    body: { code, message: errors[code].message, requestId: response.headers['x-request-id'] },
  })
}

describe('a body', () => {
  it.each([
    ['half an object', '{"nickname":'],
    ['a bare word', 'nickname'],
    ['a lone number', '1'],
    ['a byte order of nothing', '\u0000'],
    ['a thousand open brackets', '['.repeat(1000)],
  ])('that is not JSON is refused: %s', async (_, body) => {
    expectProblem(await sendRaw('patch', '/api/me', 'application/json', body), 'request.invalid')
  })

  it('is refused over a megabyte, and over a megabyte once unpacked', async () => {
    const big = JSON.stringify({ nickname: 'a'.repeat(limits.bodyBytes) })
    expectProblem(await sendRaw('patch', '/api/me', 'application/json', big), 'request.too_large')
    const packed = request(handle).patch('/api/me').set('authorization', bearer)
    void packed.set({ 'content-type': 'application/json', 'content-encoding': 'gzip' })
    packed.write(gzipSync(big))
    expectProblem(await packed, 'request.too_large')
  })

  it.each(['gzip', 'deflate'])('that says it is packed by %s and is not, is refused', async (encoding) => {
    const sent = request(handle).patch('/api/me').set('authorization', bearer)
    void sent.set({ 'content-type': 'application/json', 'content-encoding': encoding })
    expectProblem(await sent.send('{"nickname":"a"}'), 'request.invalid')
  })

  it.each(['gb18030', 'utf-16', 'klingon'])(
    'in another charset than UTF-8 is refused: %s',
    async (charset) => {
      const type = `application/json; charset=${charset}`
      expectProblem(await sendRaw('patch', '/api/me', type, '{"nickname":"a"}'), 'request.invalid')
      const plain = await sendRaw('patch', '/api/me', 'application/json; charset=UTF-8', '{"nickname":"a"}')
      expect(plain.status).toBe(200)
    },
  )

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'of another type is not read: %s',
    async (type) => {
      const response = await sendRaw('post', '/api/me/join', type, 'code=abc')
      expectProblem(response, 'request.invalid')
    },
  )

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'with the key %s is refused',
    async (key) => {
      const response = await sendRaw('patch', '/api/me', 'application/json', `{"${key}":{"isAdmin":true}}`)
      expectProblem(response, 'request.invalid')
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    },
  )

  it('nested ten thousand deep is refused, and does not hang', async () => {
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    expectProblem(await sendRaw('patch', '/api/me', 'application/json', deep), 'request.invalid')
  })

  it.each(['1e400', '-1', '9007199254740993', '1.5', '"30"'])('takes no such number: %s', async (number) => {
    expectProblem(
      await sendRaw('patch', '/api/me', 'application/json', `{"textSize":${number}}`),
      'request.invalid',
    )
  })
})

it('says what is wrong with each field in words that a person reads', async () => {
  const patch = async (body: object) =>
    (await request(handle).patch('/api/me').set('authorization', bearer).send(body)).body as {
      details: { issues: { message: string }[] }
    }
  const join = await request(handle).post('/api/me/join').set('authorization', bearer).send({})
  const bodies = [
    join.body as Awaited<ReturnType<typeof patch>>,
    await patch({ nickname: 1 }),
    await patch({ nickname: '' }),
    await patch({ nickname: 'a'.repeat(10_000) }),
    await patch({ textSize: 9000 }),
    await patch({ nothing: 1 }),
  ]
  for (const { details } of bodies)
    for (const { message } of details.issues) expect(message).toMatch(/^[^A-Za-z]*\p{Script=Han}[^A-Za-z]*$/u)
})

it('takes no date that counting days from would never come to an end', async () => {
  const { token } = await signIn(await buildStreetOfficer(), deps)
  for (const to of ['0000-01-01', '9999-12-31', '1899-12-31']) {
    const response = await request(handle)
      .get('/api/statistics')
      .query({ to })
      .set('authorization', `Bearer ${token}`)
    expectProblem(response, 'request.invalid')
  }
})

describe('an upload', () => {
  const boundary = 'multipart/form-data; boundary=x'
  it.each([
    ['no boundary', 'multipart/form-data', 'a'],
    ['a broken part header', boundary, '--x\r\nnonsense\r\n\r\na\r\n--x--\r\n'],
    ['no end', boundary, '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc'],
    [
      'another field',
      boundary,
      '--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n--x--\r\n',
    ],
    ['no file', boundary, '--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nphoto\r\n--x--\r\n'],
    ['nothing', boundary, ''],
    ['JSON', 'application/json', '{"file":"a"}'],
  ])('with %s is refused', async (_, type, body) => {
    expectProblem(await sendRaw('post', '/api/media', type, body), 'request.invalid')
  })

  it('with a field named like a prototype changes nothing', async () => {
    const field = (name: string, value: string) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\na\r\n--x--\r\n'
    const body = field('__proto__[isAdmin]', '1') + field('constructor[prototype][isAdmin]', '1') + file
    const response = await sendRaw('post', '/api/media', boundary, body)
    expect(response.status).toBe(400)
    expect(({} as { isAdmin?: string }).isAdmin).toBeUndefined()
  })
})

describe('an address', () => {
  it('that is endless never reaches us, and is answered in the same form', async () => {
    const server = createServer(handle)
    server.on('clientError', answerUnreadable)
    const response = await request(server).get(`/api/needs/${'a'.repeat(20_000)}`)
    expectProblem(response, 'request.too_large')
    server.close()
  })

  const read = (path: string) => request(handle).get(path).set('authorization', bearer)

  it.each([
    '/api/needs/1',
    '/api/needs/%00',
    '/api/needs/%E0%A4%A',
    `/api/needs/${'a'.repeat(5000)}`,
    '/api/needs/mine?limit=5&limit=6',
    '/api/needs/mine?limit=1e9',
    '/api/needs/mine?limit=NaN',
    '/api/needs/mine?cursor=zzz',
    '/api/needs/mine?__proto__[a]=1',
    '/api/needs/mine?unknown=1',
  ])('that makes no sense is refused: %s', async (path) => {
    const { status } = await read(path)
    expect([400, 404]).toContain(status)
  })

  it('that nobody answers is 404, and another method 405 with those allowed', async () => {
    expectProblem(await read('/api/nothing'), 'request.not_found')
    const response = await request(handle).delete('/api/needs/mine')
    expectProblem(response, 'request.method_not_allowed')
    expect(response.headers.allow).toContain('GET')
  })
})

describe('a header', () => {
  it.each([
    ['authorization', 'Basic abc', 'session.expired'],
    ['authorization', `Bearer ${'a'.repeat(6000)}`, 'session.expired'],
    ['idempotency-key', 'short', 'request.invalid'],
    ['idempotency-key', 'a'.repeat(65), 'request.invalid'],
  ] as const)('%s: %.20s is refused', async (name, value, code) => {
    const response = await request(handle).get('/api/me').set('authorization', bearer).set(name, value)
    expectProblem(response, code)
  })

  it('with a request id of one’s own is echoed, anything else replaced', async () => {
    const echo = async (id: string): Promise<unknown> =>
      (await request(handle).get('/healthz').set('x-request-id', id)).headers['x-request-id']
    expect(await echo('abcd-1234')).toBe('abcd-1234')
    expect(await echo('a b; drop')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('a failure below', () => {
  const fail = async (error: Error): Promise<request.Response> => {
    const broken = new Koa()
    broken.use(handleErrors({ logger: pino({ level: 'silent' }) }))
    broken.use(() => {
      throw error
    })
    return request(broken.callback()).get('/')
  }

  it.each([
    new mongo.MongoNetworkError('connection closed'),
    new mongo.MongoNotConnectedError('Client must be connected'),
    new mongo.MongoTopologyClosedError('Topology is closed'),
    new MongooseError('Operation `needs.insertOne()` buffering timed out after 10000ms'),
  ])('of the connection asks to press again: $message', async (error) => {
    expect((await fail(error)).body).toMatchObject({ code: 'request.retry' })
  })

  it.each([new Error('secret at line 3'), new MongooseError('other')])(
    'of any other kind leaks nothing: $message',
    async (error) => {
      const response = await fail(error)
      expect(response.status).toBe(500)
      expect(response.text).not.toContain(error.message)
    },
  )

  it('is noted, unless somebody only closed the page while the answer was on its way', () => {
    const logger = pino({ level: 'silent' })
    const error = jest.spyOn(logger, 'error')
    const note = noteBrokenAnswer({ logger })
    for (const code of ['ERR_STREAM_PREMATURE_CLOSE', 'EPIPE']) note(Object.assign(new Error(code), { code }))
    expect(error).not.toHaveBeenCalled()
    note(new Error('no such file'))
    expect(error).toHaveBeenCalledTimes(1)
  })
})
