import { sandboxCredentials } from '../credentials'
import { openSandbox, type TestSandbox } from '../sandbox.client'

const { mini, web } = sandboxCredentials

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await openSandbox()
})
afterEach(() => sandbox.stop())

const exchange = (code: string, app: { appid: string; secret: string } = web) =>
  sandbox.get('/sns/oauth2/access_token', {
    appid: app.appid,
    secret: app.secret,
    code,
    grant_type: 'authorization_code',
  })

it('gives the unionid for snsapi_userinfo only', async () => {
  const granny = (await sandbox.get('/sandbox/identities/granny')).body
  const silent = await exchange(await sandbox.codeOf('granny', 'oauth-code', { scope: 'snsapi_base' }))
  expect(silent.body).toMatchObject({ openid: granny.webOpenid, scope: 'snsapi_base', expires_in: 7200 })
  expect(silent.body).not.toHaveProperty('unionid')
  const asked = await exchange(await sandbox.codeOf('granny', 'oauth-code'))
  expect(asked.body).toMatchObject({ openid: granny.webOpenid, unionid: granny.unionid })
})

it('takes a code once, within five minutes, for the app it was made for', async () => {
  const code = await sandbox.codeOf('granny', 'oauth-code')
  expect((await exchange(code, mini)).body.errcode).toBe(40029)
  expect((await exchange(code)).body.openid).toBeDefined()
  expect((await exchange(code)).body.errcode).toBe(40163)
  const late = await sandbox.codeOf('granny', 'oauth-code')
  await sandbox.advance(301)
  expect((await exchange(late)).body.errcode).toBe(40029)
  expect((await exchange('')).body.errcode).toBe(41008)
})

it('marks the virtual account of a snapshot page', async () => {
  await sandbox.post('/sandbox/identities', { key: 'passer-by', name: '路人', isSnapshot: true })
  const { body } = await exchange(await sandbox.codeOf('passer-by', 'oauth-code'))
  expect(body.is_snapshotuser).toBe(1)
})

it('gives the profile to snsapi_userinfo and renews the grant', async () => {
  const profile = async (token: unknown, openid: unknown) =>
    (
      await sandbox.get('/sns/userinfo', {
        access_token: String(token),
        openid: String(openid),
        lang: 'zh_CN',
      })
    ).body
  const { body } = await exchange(await sandbox.codeOf('granny', 'oauth-code'))
  expect(await profile(body.access_token, body.openid)).toMatchObject({
    nickname: '李奶奶',
    unionid: body.unionid,
    privilege: [],
  })
  expect((await profile(body.access_token, 'somebody-else')).errcode).toBe(40003)
  expect((await profile('unknown', body.openid)).errcode).toBe(40001)
  const isGood = async (openid: unknown) => {
    const query = { access_token: String(body.access_token), openid: String(openid) }
    return (await sandbox.get('/sns/auth', query)).body.errcode
  }
  expect(await isGood(body.openid)).toBe(0)
  expect(await isGood('somebody-else')).toBe(40003)
  const silent = await exchange(await sandbox.codeOf('granny', 'oauth-code', { scope: 'snsapi_base' }))
  expect((await profile(silent.body.access_token, silent.body.openid)).errcode).toBe(48001)

  await sandbox.advance(7201)
  expect((await profile(body.access_token, body.openid)).errcode).toBe(42001)
  expect(await isGood(body.openid)).toBe(42001)
  const renewed = await sandbox.get('/sns/oauth2/refresh_token', {
    appid: web.appid,
    grant_type: 'refresh_token',
    refresh_token: String(body.refresh_token),
  })
  expect((await profile(renewed.body.access_token, body.openid)).nickname).toBe('李奶奶')
})
