import { sandboxCredentials } from '../credentials'
import { openSandbox, type TestSandbox } from '../sandbox.client'

const { mini } = sandboxCredentials
const grant = { grant_type: 'client_credential', appid: mini.appid, secret: mini.secret }

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await openSandbox()
  await sandbox.put('/sandbox/clock', { now: '2030-05-05T01:00:00Z' })
})
afterEach(() => sandbox.stop())

const signIn = async (id: string) => {
  const js_code = await sandbox.codeOf(id, 'js-code')
  const query = { appid: mini.appid, secret: mini.secret, grant_type: 'authorization_code', js_code }
  return (await sandbox.get('/sns/jscode2session', query)).body
}

it('lets a person sign in 100 times a minute, and others beside them', async () => {
  for (let i = 0; i < 100; i += 1) expect((await signIn('granny')).openid).toBeDefined()
  const { errcode, errmsg } = await signIn('granny')
  expect(errcode).toBe(45011)
  expect(errmsg).toContain('api minute-quota reach limit')
  expect((await signIn('daughter')).openid).toBeDefined()
  await sandbox.advance(60)
  expect((await signIn('granny')).openid).toBeDefined()
})

it('gives 2,000 plain tokens a day, until midnight in China', async () => {
  const plain = async () => (await sandbox.get('/cgi-bin/token', grant)).body
  for (let i = 0; i < 2000; i += 1) await plain()
  expect((await plain()).errcode).toBe(45009)
  expect((await sandbox.post('/cgi-bin/stable_token', grant)).body.errcode).toBeUndefined()
  await sandbox.put('/sandbox/clock', { now: '2030-05-05T16:00:01Z' })
  expect((await plain()).errcode).toBeUndefined()
})

it('keeps the numbers of the documents, and takes smaller ones for a trial', async () => {
  const { body } = await sandbox.get('/sandbox/limits')
  expect(body.limits).toMatchObject({
    '/cgi-bin/stable_token': { perMinute: 10_000, perDay: 500_000 },
    '/wxa/msg_sec_check': { perMinute: 4000, perDay: 2_000_000 },
    '/wxa/media_check_async': { perMinute: 2000, perDay: 200_000 },
    '/cgi-bin/message/subscribe/send': { perDay: 10_000_000 },
    '/wxa/getwxacodeunlimit': { perMinute: 5000 },
  })
  const limits = { '/wxa/msg_sec_check': { perMinute: 2, perDay: 3 } }
  await sandbox.put('/sandbox/limits', { limits })
  const check = async () =>
    (await sandbox.callMini('/wxa/msg_sec_check', { content: '今天有汤' })).body.errcode
  expect([await check(), await check(), await check()]).toEqual([0, 0, 45011])
  await sandbox.advance(60)
  expect([await check(), await check()]).toEqual([0, 45009])
  await sandbox.post('/sandbox/reset')
  expect(await check()).toBe(0)
})

it.each([
  ['/wxa/media_check_async', { media_url: 'http://127.0.0.1:9/a.png', media_type: 2, version: 1 }],
  ['/cgi-bin/message/subscribe/send', {}],
  ['/wxa/getwxacodeunlimit', { scene: 'abc' }],
])('counts the calls of %s', async (path, body) => {
  await sandbox.put('/sandbox/limits', { limits: { [path]: { perDay: 1 } } })
  expect((await sandbox.callMini(path, body)).body.errcode).not.toBe(45009)
  expect((await sandbox.callMini(path, body)).body.errcode).toBe(45009)
})
