import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readConfig } from '../../config'
import { sandboxCredentials } from '../credentials'
import { openSandbox, type TestSandbox } from '../sandbox.client'
import { judgeText } from '../wechat/content.rule'

interface Template {
  templateId: string
  fields: Record<string, string>
}

const { mini } = sandboxCredentials
const login = { appid: mini.appid, secret: mini.secret, js_code: 'x', grant_type: 'authorization_code' }

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await openSandbox()
})
afterEach(() => sandbox.stop())

describe('faults', () => {
  const call = () => sandbox.get('/sns/jscode2session', login)

  it('answers an errcode, as often as asked', async () => {
    await sandbox.setFaults([
      { path: '/sns/jscode2session', kind: 'error', errcode: -1, times: 1 },
      { path: '*', kind: 'error', errcode: 45009, times: 1 },
    ])
    expect((await call()).body).toMatchObject({
      errcode: -1,
      errmsg: expect.stringContaining('system error') as string,
    })
    expect((await call()).body.errcode).toBe(45009)
    expect((await call()).body.errcode).toBe(40029)
    expect((await sandbox.get('/sandbox/faults')).body).toEqual({ faults: [] })
  })

  it('drops the connection', async () => {
    await sandbox.setFaults([{ path: '/sns/jscode2session', kind: 'drop' }])
    await expect(call()).rejects.toThrow()
    await sandbox.setFaults([])
    expect((await call()).body.errcode).toBe(40029)
  })

  it('answers slowly, or as a broken gateway', async () => {
    await sandbox.setFaults([{ path: '/sns/jscode2session', kind: 'slow', delayMs: 120, times: 1 }])
    const start = performance.now()
    expect((await call()).body.errcode).toBe(40029)
    expect(performance.now() - start).toBeGreaterThanOrEqual(115)
    await sandbox.setFaults([{ path: '/sns/jscode2session', kind: 'badGateway' }])
    expect(await call()).toMatchObject({ status: 502, body: {} })
  })

  it('leaves other paths and its own alone', async () => {
    await sandbox.setFaults([{ path: '/cgi-bin/token', kind: 'drop' }])
    expect((await call()).body.errcode).toBe(40029)
    await sandbox.setFaults([{ path: '*', kind: 'drop' }])
    expect((await sandbox.get('/sandbox/clock')).status).toBe(200)
  })

  it('explains what is wrong with a fault', async () => {
    const reply = await sandbox.put('/sandbox/faults', { faults: [{ path: '/x', kind: 'explode' }] })
    expect(reply.status).toBe(400)
    expect(reply.body.error).toContain('faults.0.kind')
  })
})

describe('request log', () => {
  it('keeps calls with their outcome, and no secret or token', async () => {
    await sandbox.get('/sns/jscode2session', login)
    await sandbox.callMini('/wxa/msg_sec_check', { version: 2, openid: 'o', scene: 1, content: '好' })
    const { requests } = (await sandbox.get('/sandbox/requests')).body as {
      requests: Record<string, unknown>[]
    }
    expect(
      requests.map((request) => [request.method, request.path, request.status, request.errcode]),
    ).toEqual([
      ['GET', '/sns/jscode2session', 200, 40029],
      ['POST', '/cgi-bin/stable_token', 200, undefined],
      ['POST', '/wxa/msg_sec_check', 200, 40003],
    ])
    expect(requests[0]?.query).toEqual({ ...login, secret: '***' })
    expect(requests[1]?.body).toMatchObject({ appid: mini.appid, secret: '***' })
    expect(requests[2]).toMatchObject({ query: { access_token: '***' }, body: { content: '好' } })
    const only = await sandbox.get('/sandbox/requests', { path: '/wxa/msg_sec_check' })
    expect(only.body.requests).toHaveLength(1)
    await fetch(`${sandbox.url}/sandbox/requests`, { method: 'DELETE' })
    expect((await sandbox.get('/sandbox/requests')).body.requests).toEqual([])
  })
})

describe('clock', () => {
  it('is set, moved and put back', async () => {
    const set = await sandbox.put('/sandbox/clock', { now: '2030-01-01T08:00:00+08:00' })
    expect(set.body.now).toMatch(/^2030-01-01T00:00:00/)
    await sandbox.advance(60)
    expect((await sandbox.get('/sandbox/clock')).body.now).toMatch(/^2030-01-01T00:01:0/)
    expect((await sandbox.put('/sandbox/clock', { reset: true })).body.offsetSeconds).toBe(0)
    expect((await sandbox.put('/sandbox/clock', { now: 'tomorrow' })).status).toBe(400)
    // Further than any timer can follow: the sandbox, and the product with it, must not die of it.
    for (const change of [
      { advanceSeconds: 8.64e15 },
      { advanceSeconds: 1e308 },
      { now: '9999-12-31T00:00:00Z' },
    ])
      expect((await sandbox.put('/sandbox/clock', change)).status).toBe(400)
    expect((await sandbox.get('/sandbox/clock')).body.offsetSeconds).toBe(0)
  })
})

describe('identities', () => {
  it('are made with given or own ids, and described', async () => {
    const made = await sandbox.post('/sandbox/identities', {
      name: '老张',
      phone: '13800000009',
      openid: 'oGivenOpenid000000000000001',
      unionid: 'oGivenUnionid00000000000001',
    })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      name: '老张',
      openid: 'oGivenOpenid000000000000001',
      unionid: 'oGivenUnionid00000000000001',
      phone: '13800000009',
    })
    expect((await sandbox.get(`/sandbox/identities/${String(made.body.id)}`)).body.webOpenid).toMatch(/^o/)
    expect((await sandbox.get('/sandbox/identities/nobody')).status).toBe(404)
    expect((await sandbox.get('/sandbox/identities/constructor')).status).toBe(404)
    expect((await sandbox.post('/sandbox/identities', { nom: 'x' })).status).toBe(400)
    expect((await sandbox.post('/sandbox/identities/granny/subscribe', { templateId: 'no' })).status).toBe(
      404,
    )
  })

  it('can be registered later, by the demo', async () => {
    sandbox.registerIdentities([{ key: 'secretary', name: '陈书记' }])
    expect((await sandbox.get('/sandbox/identities/secretary')).body.name).toBe('陈书记')
  })

  it('have the same openids on every machine', async () => {
    const other = await openSandbox()
    expect(await other.openidOf('granny')).toBe(await sandbox.openidOf('granny'))
    await other.stop()
  })
})

describe('reset and restart', () => {
  it('goes back to the first state', async () => {
    await sandbox.post('/sandbox/identities', { key: 'extra', name: '多' })
    await sandbox.advance(1000)
    await sandbox.setFaults([{ path: '*', kind: 'drop' }])
    const code = await sandbox.codeOf('granny', 'js-code')
    expect((await sandbox.post('/sandbox/reset')).status).toBe(204)
    expect((await sandbox.get('/sandbox/identities')).body.identities).toHaveLength(2)
    expect((await sandbox.get('/sandbox/clock')).body.offsetSeconds).toBe(0)
    expect((await sandbox.get('/sns/jscode2session', { ...login, js_code: code })).body.errcode).toBe(40029)
  })

  it('keeps people, visits, quotas and waiting pushes in the data directory', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'sandbox-'))
    const first = await openSandbox({ dataDir, mediaCheckMs: 3600_000 })
    await first.post('/sandbox/identities', { key: 'extra', name: '多' })
    const openid = await first.openidOf('extra')
    await first.post('/sandbox/identities/extra/visit')
    const { body } = await first.get('/sandbox/templates')
    const [template] = body.templates as { templateId: string }[]
    await first.post('/sandbox/identities/extra/subscribe', { templateId: template?.templateId, times: 3 })
    const media = { media_url: 'http://127.0.0.1:9/x', media_type: 2, version: 2, openid, scene: 1 }
    await first.callMini('/wxa/media_check_async', media)
    await first.stop()

    const second = await openSandbox({ dataDir })
    const extra = (await second.get('/sandbox/identities/extra')).body
    expect(extra).toMatchObject({ openid, quotas: { [template?.templateId ?? '']: 3 } })
    const text = { version: 2, openid, scene: 1, content: '好' }
    expect((await second.callMini('/wxa/msg_sec_check', text)).body.errcode).toBe(0)
    const { pushes } = (await second.get('/sandbox/pushes')).body as { pushes: { source: string }[] }
    expect(pushes.map((push) => push.source)).toContain('/wxa/media_check_async')
    await second.stop()

    const file = path.join(dataDir, 'wechat-sandbox.json')
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('identities.extra')
    await writeFile(file, '{broken')
    await expect(openSandbox({ dataDir })).rejects.toThrow('Delete it')
    await rm(dataDir, { recursive: true })
  })

  it('says what it is, and fails to start on a taken port', async () => {
    expect((await sandbox.get('/sandbox')).body).toMatchObject({ mini: { appid: mini.appid } })
    await expect(openSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toThrow('EADDRINUSE')
  })

  it('is as its page for other programs says', async () => {
    const page = await readFile(path.resolve(__dirname, '../../../../docs/sandbox.md'), 'utf8')
    const row = (name: string) => page.split('\n').find((line) => line.startsWith(`| ${name} `)) ?? ''
    const told = (name: string) => [...row(name).matchAll(/`([^`]+)`/g)].map(([, value]) => value)
    const { mini: app, web, push } = sandboxCredentials
    expect(told('mini program')).toEqual([app.appid, app.secret, app.originalId])
    expect(told('service account (H5)')).toEqual([web.appid, web.secret])
    expect(told('message push').slice(0, 2)).toEqual([push.token, push.encodingAesKey])
    expect(told('address')).toEqual([`http://127.0.0.1:${readConfig({}).sandbox.port}`, 'SANDBOX_PORT'])
    const { templates } = (await sandbox.get('/sandbox/templates')).body as { templates: Template[] }
    const [templateId, ...fields] = told('a template id')
    const template = templates.find((each) => each.templateId === templateId)
    expect(Object.keys(template?.fields ?? {})).toEqual(fields.slice(0, 3))
    for (const [name, suggest] of [
      ['a text it calls risky', 'risky'],
      ['a text it leaves for review', 'review'],
    ] as const)
      for (const text of told(name)) expect(judgeText(text ?? '').suggest).toBe(suggest)
  })

  it('never starts in production', async () => {
    const mode = process.env.NODE_ENV
    process.env.NODE_ENV = 'production'
    await expect(openSandbox()).rejects.toThrow('never runs in production')
    process.env.NODE_ENV = mode
  })
})
