import sharp from 'sharp'
import { systemClock } from '../../lib/clock'
import { sandboxCredentials } from '../../sandbox/credentials'
import { openReceiver, openSandbox, type TestSandbox } from '../../sandbox/sandbox.client'
import { createWechat, type WechatOptions } from './wechat'
import { checkScenes, type WechatPort } from './wechat.port'

const { mini, web, push } = sandboxCredentials
const { forum } = checkScenes

let sandbox: TestSandbox
let wechat: WechatPort
let openid: string
let problems: unknown[]

const connect = (changes: Partial<WechatOptions> = {}) =>
  createWechat({
    apiBase: sandbox.url,
    openBase: sandbox.url,
    mini,
    web,
    push,
    clock: systemClock,
    onProblem: (error) => problems.push(error),
    ...changes,
  })

beforeEach(async () => {
  problems = []
  sandbox = await openSandbox()
  wechat = connect()
  openid = await sandbox.openidOf('granny')
  await sandbox.post('/sandbox/identities/granny/visit')
})
afterEach(() => sandbox.stop())

const callsTo = async (path: string) =>
  (await sandbox.get('/sandbox/requests', { path })).body.requests as { body: Record<string, unknown> }[]
const check = (content: string, nickname?: string) =>
  wechat.checkText({ openid, scene: forum, content, ...(nickname !== undefined && { nickname }) })

it.each([
  ['今天的汤很好', 'pass', 100],
  ['沙箱违规内容', 'risky', 20006],
  ['沙箱存疑内容', 'review', 21000],
])('%s → %s', async (content, verdict, label) => {
  expect(await check(content)).toEqual({ verdict, label, traceId: expect.any(String) as string })
})

it('sends the nickname along', async () => {
  expect((await check('好', '沙箱辱骂内容')).verdict).toBe('risky')
})

it('looks at every part of a long text, also at words on the seam', async () => {
  const words = '沙箱违规内容'
  expect((await check('好'.repeat(6000) + words)).verdict).toBe('risky')
  expect((await check('好'.repeat(2497) + words + '好'.repeat(3000))).verdict).toBe('risky')
  expect((await check('𠮷'.repeat(6000))).verdict).toBe('pass')
  const sent = await callsTo('/wxa/msg_sec_check')
  expect(sent.every(({ body }) => Array.from(String(body.content)).length <= 2500)).toBe(true)
})

it('is a review when one part of several was not checked', async () => {
  await sandbox.setFaults([{ path: '/wxa/msg_sec_check', kind: 'error', errcode: -1, times: 1 }])
  expect(await check('好'.repeat(6000))).toEqual({ verdict: 'review', uncheckedReason: 'failed' })
  await sandbox.setFaults([{ path: '/wxa/msg_sec_check', kind: 'error', errcode: -1, times: 1 }])
  expect((await check('沙箱违规内容' + '好'.repeat(6000) + '沙箱违规内容')).verdict).toBe('risky')
})

it('asks nothing without an openid, and says review', async () => {
  const unchecked = { verdict: 'review', uncheckedReason: 'noOpenid' }
  const media = { scene: forum, mediaUrl: 'http://127.0.0.1:9/a.jpg', mediaType: 'image' as const }
  expect(await wechat.checkText({ openid: '', scene: forum, content: '好' })).toEqual(unchecked)
  expect(await wechat.checkText({ openid: ' ', scene: forum, content: '好' })).toEqual(unchecked)
  expect(await wechat.checkMedia({ openid: '', ...media })).toEqual(unchecked)
  expect(await callsTo('/wxa/msg_sec_check')).toHaveLength(0)
  expect(await callsTo('/wxa/media_check_async')).toHaveLength(0)
})

it('says review for an author who was not here for two hours (61010)', async () => {
  await sandbox.advance(7201)
  expect(await check('好')).toEqual({ verdict: 'review', uncheckedReason: 'notVisited' })
  const media = { openid, scene: forum, mediaUrl: 'http://127.0.0.1:9/a.jpg', mediaType: 'image' as const }
  expect(await wechat.checkMedia(media)).toEqual({ verdict: 'review', uncheckedReason: 'notVisited' })
  expect(problems).toEqual([])
})

it.each([
  { kind: 'error', errcode: -1 },
  { kind: 'error', errcode: 45009 },
  { kind: 'drop' },
  { kind: 'badGateway' },
  { kind: 'slow', delayMs: 400 },
])('never passes when WeChat fails: %j', async (fault) => {
  await sandbox.setFaults([{ path: '*', ...fault }])
  const impatient = connect({ timeoutMs: 80 })
  const text = await impatient.checkText({ openid, scene: forum, content: '好' })
  const media = { openid, scene: forum, mediaUrl: 'http://127.0.0.1:9/a.jpg', mediaType: 'audio' as const }
  const unchecked = { verdict: 'review', uncheckedReason: 'failed' }
  expect(text).toEqual(unchecked)
  expect(await impatient.checkMedia(media)).toEqual(unchecked)
  expect(problems).toHaveLength(2)
})

it('hands a picture in and reads the push that follows', async () => {
  const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#ff00ff' } })
    .png()
    .toBuffer()
  const product = await openReceiver()
  await sandbox.put('/sandbox/push', { url: product.url })
  const picture = await openReceiver(() => ({ text: bytes }))
  const started = await wechat.checkMedia({
    openid,
    scene: forum,
    mediaUrl: picture.url,
    mediaType: 'image',
  })
  expect(started).toEqual({ verdict: 'pending', traceId: expect.any(String) as string })
  const [request] = await product.waitFor(1)
  expect(wechat.parsePush(request?.query ?? {}, request?.body ?? '')).toMatchObject({
    kind: 'mediaChecked',
    openid,
    verdict: 'risky',
    label: 20002,
    ...(started.verdict === 'pending' && { traceId: started.traceId }),
  })
  await picture.stop()
  await product.stop()
})
