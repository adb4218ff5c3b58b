import { createDecipheriv, createHash } from 'node:crypto'
import { createServer } from 'node:http'
import sharp from 'sharp'
import { sandboxCredentials } from '../credentials'
import {
  openReceiver,
  openSandbox,
  type ReceivedRequest,
  type TestReceiver,
  type TestSandbox,
} from '../sandbox.client'
import { sandboxTemplates } from './template'

const mediaPath = '/wxa/media_check_async'

let sandbox: TestSandbox
let product: TestReceiver
let openid: string
beforeEach(async () => {
  product = await openReceiver()
  sandbox = await openSandbox({ appUrl: product.url })
  openid = await sandbox.openidOf('granny')
  await sandbox.post('/sandbox/identities/granny/visit')
})
afterEach(async () => {
  await sandbox.stop()
  await product.stop()
})

/** Written from the document (§2.3), apart from the code under test. */
function readPush(request: ReceivedRequest, expectedSignature = true): Record<string, unknown> {
  const { token, encodingAesKey } = sandboxCredentials.push
  const { ToUserName: to, Encrypt: encrypted } = JSON.parse(request.body) as Record<string, string>
  const {
    timestamp = '',
    nonce = '',
    signature,
    msg_signature: msgSignature,
    encrypt_type: type,
  } = request.query
  const sha1 = (parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex')
  expect(type).toBe('aes')
  expect(to).toBe(sandboxCredentials.mini.originalId)
  expect(signature === sha1([token, timestamp, nonce])).toBe(expectedSignature)
  expect(msgSignature === sha1([token, timestamp, nonce, encrypted ?? ''])).toBe(expectedSignature)

  const key = Buffer.from(encodingAesKey + '=', 'base64')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16))
  decipher.setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(encrypted ?? '', 'base64'), decipher.final()])
  const padding = padded[padded.length - 1] ?? 0
  expect(padded.length % 32).toBe(0)
  expect(padding).toBeGreaterThanOrEqual(1)
  expect(padding).toBeLessThanOrEqual(32)
  const plain = padded.subarray(0, padded.length - padding)
  const length = plain.readUInt32BE(16)
  expect(plain.subarray(20 + length).toString()).toBe(sandboxCredentials.mini.appid)
  return JSON.parse(plain.subarray(20, 20 + length).toString()) as Record<string, unknown>
}

const plainPicture = (background: string) =>
  sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .jpeg({ quality: 60 })
    .toBuffer()

describe('media_check_async', () => {
  let files: Record<string, Buffer>
  let server: { url: string; stop: () => Promise<void> }
  beforeEach(async () => {
    files = {
      '/ok.jpg': await plainPicture('#3366aa'),
      '/magenta.jpg': await plainPicture('#ff00ff'),
      '/yellow.jpg': await plainPicture('#ffff00'),
      '/marked.png': Buffer.from('89504e470d0a1a0a', 'hex'),
      '/voice.mp3': Buffer.from('ID3 LINLI-SANDBOX-RISKY'),
      '/plain.mp3': Buffer.from('ID3 just a voice'),
      '/photo.webp': await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
        .webp()
        .toBuffer(),
      '/sandbox-review.png': await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
    }
    server = await serveFiles(files)
  })
  afterEach(() => server.stop())

  const check = async (file: string, changes: object = {}) =>
    (
      await sandbox.callMini(mediaPath, {
        media_url: server.url + file,
        media_type: file.endsWith('mp3') ? 1 : 2,
        version: 2,
        openid,
        scene: 1,
        ...changes,
      })
    ).body

  it.each([
    ['/ok.jpg', 'pass', 100],
    ['/magenta.jpg', 'risky', 20002],
    ['/yellow.jpg', 'review', 21000],
    ['/voice.mp3', 'risky', 20002],
    ['/plain.mp3', 'pass', 100],
    ['/sandbox-review.png', 'review', 21000],
  ])('pushes the verdict on %s later, signed and encrypted: %s', async (file, suggest, label) => {
    const { errcode, trace_id: traceId } = await check(file)
    expect(errcode).toBe(0)
    const [request] = await product.waitFor(1)
    expect(request?.path).toBe('/api/wechat/push')
    expect(request && readPush(request)).toMatchObject({
      ToUserName: sandboxCredentials.mini.originalId,
      FromUserName: openid,
      MsgType: 'event',
      Event: 'wxa_media_check',
      appid: sandboxCredentials.mini.appid,
      trace_id: traceId,
      version: 2,
      errcode: 0,
      result: { suggest, label },
    })
  })

  it.each(['/missing.jpg', '/photo.webp'])('says that it cannot read %s, without a result', async (file) => {
    await check(file)
    const [request] = await product.waitFor(1)
    const event = request && readPush(request)
    expect(event).toMatchObject({ errcode: -1008, detail: [] })
    expect(event).not.toHaveProperty('result')
  })

  it('pushes the old shape to those who call version 1', async () => {
    await check('/magenta.jpg', { version: 1, openid: undefined, scene: undefined })
    await check('/missing.jpg', { version: undefined })
    const events = (await product.waitFor(2)).map((request) => readPush(request))
    expect(events).toContainEqual(expect.objectContaining({ isrisky: 1, status_code: 0 }))
    expect(events).toContainEqual(expect.objectContaining({ isrisky: 0, status_code: 4294966288 }))
  })

  it('refuses what the document refuses', async () => {
    expect((await check('/ok.jpg', { media_type: 3 })).errcode).toBe(47001)
    expect((await check('/ok.jpg', { media_url: 'file:///etc/passwd' })).errcode).toBe(47001)
    expect((await check('/ok.jpg', { scene: 9 })).errcode).toBe(40129)
    const stranger = await sandbox.openidOf('daughter')
    expect((await check('/ok.jpg', { openid: stranger })).errcode).toBe(61010)
  })

  it('can push twice, never, or with a forged signature', async () => {
    await sandbox.setFaults([
      { path: mediaPath, kind: 'duplicatePush', times: 1 },
      { path: mediaPath, kind: 'noPush', times: 1 },
      { path: mediaPath, kind: 'forgedPush', times: 1 },
    ])
    const twice = await check('/ok.jpg')
    const events = (await product.waitFor(2)).map((request) => readPush(request))
    expect(events.map((event) => event.trace_id)).toEqual([twice.trace_id, twice.trace_id])
    expect(events[0]).toEqual(events[1])
    const never = await check('/ok.jpg')
    const forged = await check('/ok.jpg')
    const requests = await product.waitFor(3)
    expect(requests[2] && readPush(requests[2], false)).toMatchObject({ trace_id: forged.trace_id })
    const { pushes } = (await sandbox.get('/sandbox/pushes')).body as { pushes: Record<string, unknown>[] }
    expect(pushes.find((push) => JSON.stringify(push).includes(String(never.trace_id)))?.state).toBe(
      'suppressed',
    )
  })

  it('can be told the next verdict', async () => {
    await sandbox.setFaults([{ path: mediaPath, kind: 'verdict', suggest: 'risky', times: 1 }])
    await check('/ok.jpg')
    const [request] = await product.waitFor(1)
    expect(request && readPush(request)).toMatchObject({ result: { suggest: 'risky' } })
  })
})

async function serveFiles(files: Record<string, Buffer>) {
  const server = createServer((request, response) => {
    const file = files[request.url ?? '']
    response.writeHead(file ? 200 : 404).end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${String(port)}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('delivery', () => {
  const plan = () =>
    sandbox.callMini(mediaPath, {
      media_url: 'http://127.0.0.1:9/x',
      media_type: 2,
      version: 2,
      openid,
      scene: 1,
    })

  it('repeats until the product says success, at most three times in all here', async () => {
    await product.stop()
    product = await openReceiver((_, number) => (number < 3 ? { status: 500, text: 'busy' } : {}))
    await sandbox.put('/sandbox/push', { url: `${product.url}/hook` })
    await plan()
    const requests = await product.waitFor(3)
    const events = requests.map((request) => readPush(request))
    expect(new Set(events.map((event) => event.trace_id)).size).toBe(1)
    expect(new Set(requests.map((request) => request.query.nonce)).size).toBe(3)
    expect(requests[0]?.path).toBe('/hook')
  })

  it('gives up after the last attempt and says why', async () => {
    await product.stop()
    product = await openReceiver(() => ({ text: 'thanks' }))
    await sandbox.put('/sandbox/push', { url: product.url })
    await plan()
    await product.waitFor(3)
    await new Promise((resolve) => setTimeout(resolve, 40))
    const { pushes } = (await sandbox.get('/sandbox/pushes')).body as { pushes: Record<string, unknown>[] }
    expect(pushes[0]).toMatchObject({
      state: 'failed',
      attempts: 3,
      lastResult: 'the answer is neither "success" nor empty',
    })
    expect(product.requests).toHaveLength(3)
  })

  it('sends 明文 when set so, and waits for the clock', async () => {
    await sandbox.stop()
    sandbox = await openSandbox({ appUrl: product.url, mediaCheckMs: 600_000 })
    await sandbox.post('/sandbox/identities/granny/visit')
    await sandbox.put('/sandbox/push', { mode: 'plain' })
    await plan()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(product.requests).toHaveLength(0)
    await sandbox.advance(601)
    const [request] = await product.waitFor(1)
    expect(request?.query).not.toHaveProperty('encrypt_type')
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ Event: 'wxa_media_check', errcode: -1008 })
  })

  it('writes XML when set so, outside and inside', async () => {
    const [notice, deadline] = [sandboxTemplates.notice.templateId, sandboxTemplates.deadline.templateId]
    await sandbox.put('/sandbox/push', { format: 'xml' })
    await sandbox.post('/sandbox/identities/granny/subscribe', { templateId: notice })
    const [safe] = await product.waitFor(1)
    expect(safe?.headers['content-type']).toBe('text/xml')
    expect(safe?.body).toMatch(
      /^<xml><ToUserName><!\[CDATA\[gh_\w+]]><\/ToUserName><Encrypt><!\[CDATA\[[\w+/=]+]]><\/Encrypt><\/xml>$/,
    )
    await sandbox.put('/sandbox/push', { mode: 'plain' })
    await sandbox.post('/sandbox/identities/granny/subscribe', { templateId: [notice, deadline] })
    const [, plain] = await product.waitFor(2)
    expect(plain?.body).toMatch(/<CreateTime>\d+<\/CreateTime>/)
    for (const id of [notice, deadline])
      expect(plain?.body).toContain(`<List><TemplateId><![CDATA[${id}]]></TemplateId>`)
  })

  it('checks the push address as the console does', async () => {
    await product.stop()
    product = await openReceiver(({ query }) => ({ text: query.echostr ?? '' }))
    await sandbox.put('/sandbox/push', { url: product.url })
    expect((await sandbox.post('/sandbox/push/verify')).body).toEqual({ isVerified: true })
    const { timestamp = '', nonce = '', signature } = product.requests[0]?.query ?? {}
    const parts = [sandboxCredentials.push.token, timestamp, nonce].sort().join('')
    expect(signature).toBe(createHash('sha1').update(parts).digest('hex'))
  })
})
