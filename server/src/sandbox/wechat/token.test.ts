import { sandboxCredentials } from '../credentials'
import { openSandbox, type TestSandbox } from '../sandbox.client'

const { mini, web } = sandboxCredentials

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await openSandbox()
})
afterEach(() => sandbox.stop())

async function stable(changes: object = {}) {
  const { body } = await sandbox.post('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid: mini.appid,
    secret: mini.secret,
    ...changes,
  })
  return { token: String(body.access_token), expiresIn: Number(body.expires_in), errcode: body.errcode }
}

const plain = async () => {
  const query = { grant_type: 'client_credential', appid: mini.appid, secret: mini.secret }
  return String((await sandbox.get('/cgi-bin/token', query)).body.access_token)
}

/** The errcode of a call with this token; 44002 (empty post data) means that the token was good. */
const tryToken = async (token: string) =>
  (await sandbox.post(`/wxa/msg_sec_check?access_token=${token}`)).body.errcode
const good = 44002

it('answers the same token while it lives, with the time that is left', async () => {
  const first = await stable()
  expect(first.expiresIn).toBe(7200)
  expect(first.token.length).toBeGreaterThanOrEqual(512)
  await sandbox.advance(3600)
  const second = await stable()
  expect(second.token).toBe(first.token)
  expect(second.expiresIn).toBeGreaterThanOrEqual(3599)
  expect(second.expiresIn).toBeLessThanOrEqual(3600)
})

it('answers a new one in the last five minutes, and both work for five minutes', async () => {
  const old = await stable()
  await sandbox.advance(7200 - 299)
  const next = await stable()
  expect(next.token).not.toBe(old.token)
  expect(next.expiresIn).toBe(7200)
  expect(await tryToken(old.token)).toBe(good)
  expect(await tryToken(next.token)).toBe(good)
  await sandbox.advance(290)
  expect(await tryToken(old.token)).toBe(good)
  await sandbox.advance(11)
  expect(await tryToken(old.token)).toBe(42001)
  expect(await tryToken(next.token)).toBe(good)
})

it('ends the old token at once on a forced refresh, at most every 30 s and 20 times a day', async () => {
  const old = await stable()
  const forced = await stable({ force_refresh: true })
  expect(forced.token).not.toBe(old.token)
  expect(await tryToken(old.token)).toBe(40001)
  expect((await stable({ force_refresh: true })).token).toBe(forced.token)
  await sandbox.put('/sandbox/clock', { now: '2030-05-05T01:00:00Z' })
  for (let i = 0; i < 20; i += 1) {
    expect((await stable({ force_refresh: true })).errcode).toBeUndefined()
    await sandbox.advance(31)
  }
  expect((await stable({ force_refresh: true })).errcode).toBe(45009)
  // Midnight in China, not in UTC.
  await sandbox.put('/sandbox/clock', { now: '2030-05-05T16:00:01Z' })
  expect((await stable({ force_refresh: true })).errcode).toBeUndefined()
})

it('keeps /cgi-bin/token apart: its tokens end each other, not the stable one', async () => {
  const stableOne = await stable()
  const first = await plain()
  const second = await plain()
  expect(await tryToken(first)).toBe(40001)
  expect(await tryToken(second)).toBe(good)
  expect(await tryToken(stableOne.token)).toBe(good)
})

it('tells missing, malformed, unknown, expired and foreign tokens apart', async () => {
  expect((await sandbox.post('/wxa/msg_sec_check')).body.errcode).toBe(41001)
  expect(await tryToken('short')).toBe(40014)
  expect(await tryToken('x'.repeat(512))).toBe(40001)
  const foreign = await stable({ appid: web.appid, secret: web.secret })
  expect(await tryToken(foreign.token)).toBe(48001)
  const { token } = await stable()
  await sandbox.advance(7201)
  expect(await tryToken(token)).toBe(42001)
})

it('insists on POST, a body, JSON and the grant type', async () => {
  expect((await sandbox.get('/cgi-bin/stable_token')).body.errcode).toBe(43002)
  expect((await sandbox.post('/cgi-bin/stable_token')).body.errcode).toBe(44002)
  expect((await sandbox.submit('/cgi-bin/stable_token', { appid: mini.appid })).body.errcode).toBe(47001)
  expect((await stable({ grant_type: 'x' })).errcode).toBe(40002)
  expect((await stable({ appid: undefined })).errcode).toBe(41002)
  expect((await stable({ secret: undefined })).errcode).toBe(41004)
  expect((await stable({ appid: 'wx1' })).errcode).toBe(40013)
  expect((await stable({ secret: 'wrong' })).errcode).toBe(40125)
})
