import { listSubscriptions, reportSubscriptions } from '@linli/shared/messages/subscription.contract'
import { messageTemplates } from '@linli/shared/messages/templates'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import supertest from 'supertest'
import { createApp } from '../../app'
import type { Deps } from '../../deps'
import type { PushEvent } from '../../integrations/wechat/push.event'
import { createWechat } from '../../integrations/wechat/wechat'
import { sandboxCredentials } from '../../sandbox/credentials'
import { openSandbox, type TestSandbox } from '../../sandbox/sandbox.client'
import { buildPushRequest } from '../../sandbox/wechat/push.crypto'
import { expectError } from '../../test/apiClient'
import { buildSubscribeMessage, tell } from '../../test/messages.factory'
import { createTestDeps, startTestApp, type TestDeps } from '../../test/testApp'
import { buildUser, type TestUser } from '../../test/users.factory'
import { deliverDue } from './delivery.service'
import { handlePushes, registerWechatEvent } from './push.service'
import { addAccept, readQuota } from './subscription.quota'
import { WechatPush } from './wechatPush.model'

const path = '/api/wechat/push'
const { sandboxId: templateId } = messageTemplates.needProgress

let testDeps: TestDeps
let deps: Deps
let server: Server
let sandbox: TestSandbox
let user: TestUser

beforeEach(async () => {
  testDeps = createTestDeps()
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sandbox = await openSandbox({ appUrl })
  const { mini, web, push } = sandboxCredentials
  const wechat = createWechat({
    apiBase: sandbox.url,
    openBase: sandbox.url,
    mini,
    web,
    push,
    clock: testDeps.clock,
  })
  deps = { ...testDeps, ports: { ...testDeps.ports, wechat } }
  const handle = createApp(deps).callback()
  server.on('request', (request, response) => {
    void handle(request, response)
  })
  user = await buildUser({ openid: await sandbox.openidOf('granny') })
})
afterEach(async () => {
  await sandbox.stop()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const remaining = async () => (await readQuota(user.id)).get('needProgress') ?? 0

const buildPush = (event: object, isForged = false) =>
  buildPushRequest({
    event: {
      ToUserName: sandboxCredentials.mini.originalId,
      FromUserName: user.openid,
      CreateTime: 1795000000,
      MsgType: 'event',
      ...event,
    },
    appid: sandboxCredentials.mini.appid,
    openid: user.openid,
    originalId: sandboxCredentials.mini.originalId,
    token: sandboxCredentials.push.token,
    encodingAesKey: sandboxCredentials.push.encodingAesKey,
    mode: 'safe',
    format: 'json',
    nowMs: testDeps.clock.now().getTime(),
    isForged,
  })
const post = ({ query, body }: ReturnType<typeof buildPush>, type = 'application/json') =>
  supertest(server).post(path).query(query).set('content-type', type).send(body)
const popup = (SubscribeStatusString = 'accept') => ({
  Event: 'subscribe_msg_popup_event',
  List: { TemplateId: templateId, SubscribeStatusString, PopupScene: '0' },
})

describe('a push from WeChat', () => {
  it('is answered at once and handled afterwards, once, however often it comes', async () => {
    const push = buildPush(popup())
    const answers = await Promise.all([post(push), post(push), post(buildPush(popup()))])
    expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(Array(3).fill('200 success'))
    expect(await remaining()).toBe(0)
    await Promise.all([handlePushes(deps), handlePushes(deps)])
    expect(await remaining()).toBe(1)
    await post(push)
    await handlePushes(deps)
    expect(await remaining()).toBe(1)
  })

  it('is taken whatever content type it comes with', async () => {
    expect((await post(buildPush(popup()), 'text/plain')).status).toBe(200)
    expect(await WechatPush.countDocuments()).toBe(1)
  })

  it('is refused when it is forged, empty or not encrypted', async () => {
    const plain = { ...buildPush(popup()), body: JSON.stringify(popup()) }
    for (const push of [buildPush(popup(), true), plain]) {
      const answer = await post(push)
      expect({ status: answer.status, code: (answer.body as { code: string }).code }).toEqual({
        status: 403,
        code: 'push.refused',
      })
    }
    expect((await supertest(server).post(path).send('')).status).toBe(400)
    expect((await post({ ...buildPush(popup()), body: 'x'.repeat(1_100_000) }, 'text/plain')).status).toBe(
      413,
    )
    expect(await WechatPush.countDocuments()).toBe(0)
  })

  it('checks the address when WeChat asks, and refuses a forged question', async () => {
    const { query } = buildPush({})
    const good = await supertest(server)
      .get(path)
      .query({ ...query, echostr: '四八' })
    expect([good.status, good.text]).toEqual([200, '四八'])
    const forged = await supertest(server)
      .get(path)
      .query({ ...query, signature: 'x', echostr: '1' })
    expect(forged.status).toBe(403)
  })

  it('is tried again when its handler failed', async () => {
    let tries = 0
    registerWechatEvent('mediaChecked', (event: Extract<PushEvent, { kind: 'mediaChecked' }>) => {
      tries += 1
      expect(event.verdict).toBe('risky')
      return tries === 1 ? Promise.reject(new Error('no')) : Promise.resolve()
    })
    await post(
      buildPush({
        Event: 'wxa_media_check',
        appid: sandboxCredentials.mini.appid,
        trace_id: 't1',
        version: 2,
        detail: [],
        result: { suggest: 'risky', label: 20002 },
      }),
    )
    await handlePushes(deps)
    await handlePushes(deps)
    expect(tries).toBe(1)
    testDeps.clock.advance(61, 'seconds')
    await handlePushes(deps)
    testDeps.clock.advance(61, 'seconds')
    await handlePushes(deps)
    expect(tries).toBe(2)
  })

  it('that says no in the settings takes back what was allowed', async () => {
    await addAccept(user.id, 'needProgress', 'client')
    await post(
      buildPush({
        Event: 'subscribe_msg_change_event',
        List: [{ TemplateId: templateId, SubscribeStatusString: 'reject' }],
      }),
    )
    await handlePushes(deps)
    expect(await remaining()).toBe(0)
  })
})

describe('against the sandbox', () => {
  it('an accept becomes a message, its values cut to what WeChat takes, and then 43101', async () => {
    await sandbox.post('/sandbox/identities/granny/subscribe', { templateId })
    while ((await WechatPush.countDocuments()) === 0) await new Promise((done) => setTimeout(done, 10))
    await handlePushes(deps)
    expect(await remaining()).toBe(1)
    await addAccept(user.id, 'needProgress', 'client') // heard both ways: still one
    expect(await remaining()).toBe(1)

    const long = '友谊路一百零八弄六号楼二〇一室的水管漏水已经三天了'
    const message = buildSubscribeMessage(user.id)
    if (message.subscribe?.template === 'needProgress') message.subscribe.data.thing1 = long
    await tell([message], testDeps)
    await deliverDue(deps)
    const { messages } = (await sandbox.get('/sandbox/messages', { openid: user.openid })).body
    expect(messages).toMatchObject([{ values: { thing1: `${long.slice(0, 19)}…` } }])

    await addAccept(user.id, 'needProgress', 'client') // not true: the sandbox knows of none
    await tell([buildSubscribeMessage(user.id)], testDeps)
    await deliverDue(deps)
    expect(await remaining()).toBe(0)
  })
})

describe('asking for messages', () => {
  it('offers what fits the moment, counts the yes and not the no', async () => {
    const app = startTestApp()
    const api = app.api(user)
    const offered = await api.ok(listSubscriptions, { query: { moment: 'workOpened' } })
    expect(offered.items.map(({ key, remaining: left }) => [key, left])).toEqual([
      ['newWork', 0],
      ['deadline', 0],
    ])
    await api.ok(reportSubscriptions, { body: { results: { newWork: 'accept', deadline: 'reject' } } })
    const after = await api.ok(listSubscriptions, { query: { moment: 'workOpened' } })
    expect(after.items.map(({ key, remaining: left }) => [key, left])).toEqual([
      ['newWork', 1],
      ['deadline', 0],
    ])
    for (let i = 0; i < 9; i += 1)
      await api.ok(reportSubscriptions, { body: { results: { newWork: 'acceptWithAudio' } } })
    const enough = await api.ok(listSubscriptions, { query: { moment: 'workOpened' } })
    expect(enough.items.map(({ key }) => key)).toEqual(['deadline'])

    const unknown = await api.callLoose(reportSubscriptions, { body: { results: { other: 'accept' } } })
    expectError(unknown, 'request.invalid')
    const never = await api.callLoose(listSubscriptions, { query: { moment: 'always' } })
    expectError(never, 'request.invalid')
    expectError(
      await app.api().call(listSubscriptions, { query: { moment: 'noticeRead' } }),
      'session.required',
    )
    expectError(await app.api().call(reportSubscriptions, { body: { results: {} } }), 'session.required')
  })

  it('counts each accept once, whichever way is heard first', async () => {
    for (const source of ['push', 'client', 'client', 'push', 'client', 'client'] as const)
      await addAccept(user.id, 'notice', source)
    expect((await readQuota(user.id)).get('notice')).toBe(4) // the client told of four, WeChat of two of them
    await Promise.all(Array.from({ length: 10 }, () => addAccept(user.id, 'deadline', 'client')))
    expect((await readQuota(user.id)).get('deadline')).toBe(10)
  })
})
