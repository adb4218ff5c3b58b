import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import '../database/mongoose'
import request from 'supertest'
import { createApp } from '../app'
import { createTestConfig, createTestDeps } from '../test/testApp'

const large = 'start();'.repeat(1000)
let folder: string
let handle: RequestListener

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'linli-page-'))
  const root = path.join(folder, 'h5')
  await mkdir(path.join(root, 'js'), { recursive: true })
  await writeFile(path.join(root, 'index.html'), '<!doctype html><title>邻里</title>')
  await writeFile(path.join(root, 'js/app.12ab34cd.js'), 'start()')
  await writeFile(path.join(root, 'js/plain.js'), 'start()')
  await writeFile(path.join(root, 'js/large.12ab34cd.js'), large)
  await writeFile(path.join(root, '.env.txt'), 'SECRET')
  await writeFile(path.join(folder, 'secret.txt'), 'SECRET')
  const listener = createApp(createTestDeps(), { webRoot: root }).callback() as RequestListener
  handle = listener
})

afterAll(() => rm(folder, { recursive: true }))

/** The path as it is written: clients and URL parsers would tidy it. */
async function getRaw(rawPath: string): Promise<string> {
  const server = createServer(handle).listen(0)
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port)
  socket.write(`GET ${rawPath} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  server.close()
  return answer
}

describe('the H5 page', () => {
  it('is served for its files, and for every path of its router', async () => {
    expect((await request(handle).get('/')).text).toContain('邻里')
    expect((await request(handle).get('/pages/mine/index?id=1')).text).toContain('邻里')
    expect((await request(handle).get('/js/app.12ab34cd.js')).headers['cache-control']).toBe(
      'max-age=31536000,immutable',
    )
    expect((await request(handle).get('/js/plain.js')).headers['cache-control']).toBe('max-age=0')
    expect((await request(handle).get('/js/none.js')).status).toBe(404)
    expect((await request(handle).post('/')).status).toBe(404)
  })

  it('travels packed', async () => {
    const { headers, text } = await request(handle).get('/js/large.12ab34cd.js')
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
    expect(text).toBe(large)
  })

  it.each([
    '/../secret.txt',
    '/js/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/js/..%2f..%2fsecret.txt',
    '/..\\secret.txt',
    '/.env.txt',
    '//etc/passwd.txt',
    '/api/docs/..%2f..%2fpackage.json',
    '/api/docs/%2e%2e%2fpackage.json',
    '/api/docs/../../../package.json',
    '/secret.txt%00.html',
    '/%E0%A4%A.html',
  ])('gives nothing from outside: %s', async (rawPath) => {
    const answer = await getRaw(rawPath)
    expect(answer).toMatch(/^HTTP\/1.1 (400|404) /)
    expect(answer).not.toContain('SECRET')
  })
})

describe('the page of the API', () => {
  it('comes with the files it names', async () => {
    const { text } = await request(handle).get('/api/docs')
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '')
    expect(files).toHaveLength(3)
    for (const file of files) expect((await request(handle).get(file)).status).toBe(200)
    expect((await request(handle).get('/api/openapi.json')).body).toMatchObject({ openapi: '3.1.0' })
  })
})

describe('the headers of every answer', () => {
  it('keep browsers from framing, guessing types, and running the scripts of others', async () => {
    for (const at of ['/', '/api/nothing', '/healthz']) {
      const { headers } = await request(handle).get(at)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
      expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval/)
      expect(headers['strict-transport-security']).toBeUndefined()
    }
    expect((await request(handle).get('/api/nothing')).headers['cache-control']).toBe('no-store')
  })

  it('keep an https address at https', async () => {
    const deps = createTestDeps({ config: createTestConfig({ publicUrl: 'https://linli.example' }) })
    const secure = createApp(deps).callback() as RequestListener
    const { headers } = await request(secure).get('/healthz')
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })
})
