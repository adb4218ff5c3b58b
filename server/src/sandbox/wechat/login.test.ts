import { sandboxCredentials } from '../credentials'
import { openSandbox, type TestSandbox } from '../sandbox.client'

const { mini, web } = sandboxCredentials
const rid = /rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await openSandbox()
})
afterEach(() => sandbox.stop())

const exchange = (code: string, changes: Record<string, string> = {}) =>
  sandbox.get('/sns/jscode2session', {
    appid: mini.appid,
    secret: mini.secret,
    js_code: code,
    grant_type: 'authorization_code',
    ...changes,
  })

describe('jscode2session', () => {
  it('answers JSON as text/plain with openid, unionid and a session key', async () => {
    const reply = await exchange(await sandbox.codeOf('granny', 'js-code'))
    expect(reply.status).toBe(200)
    expect(reply.contentType).toMatch(/^text\/plain/)
    expect(reply.body.openid).toMatch(/^o[\w-]{27}$/)
    expect(reply.body.unionid).toMatch(/^o[\w-]{27}$/)
    expect(Buffer.from(String(reply.body.session_key), 'base64')).toHaveLength(16)
    expect(reply.body).not.toHaveProperty('errcode')
  })

  it('takes a code once: 40163 the second time, with a rid, in HTTP 200', async () => {
    const code = await sandbox.codeOf('granny', 'js-code')
    await exchange(code)
    const again = await exchange(code)
    expect(again.status).toBe(200)
    expect(again.contentType).toMatch(/^text\/plain/)
    expect(again.body.errcode).toBe(40163)
    expect(again.body.errmsg).toMatch(/^code been used, rid: /)
    expect(again.body.errmsg).toMatch(rid)
  })

  it('does not use a code up when the app could not prove itself', async () => {
    const code = await sandbox.codeOf('granny', 'js-code')
    expect((await exchange(code, { secret: 'wrong' })).body.errcode).toBe(40125)
    expect((await exchange(code)).body.openid).toBeDefined()
  })

  it('lets a code die after five minutes', async () => {
    const [early, late] = [
      await sandbox.codeOf('granny', 'js-code'),
      await sandbox.codeOf('granny', 'js-code'),
    ]
    await sandbox.advance(299)
    expect((await exchange(early)).body.openid).toBeDefined()
    await sandbox.advance(2)
    expect((await exchange(late)).body.errcode).toBe(40029)
  })

  it('binds a code to one app and one purpose', async () => {
    const login = await sandbox.codeOf('granny', 'js-code')
    expect((await exchange(login, { appid: web.appid, secret: web.secret })).body.errcode).toBe(40029)
    expect((await exchange(await sandbox.codeOf('granny', 'phone-code'))).body.errcode).toBe(40029)
    expect((await exchange(await sandbox.codeOf('granny', 'oauth-code'))).body.errcode).toBe(40029)
  })

  it.each([
    [{ appid: '' }, 41002],
    [{ secret: '' }, 41004],
    [{ appid: 'wx9999' }, 40013],
    [{ secret: 'x' }, 40125],
    [{ grant_type: 'client_credential' }, 40002],
    [{ js_code: '' }, 41008],
    [{ js_code: 'never-issued' }, 40029],
  ])('refuses %j with %i', async (changes, errcode) => {
    const reply = await exchange('anything', changes)
    expect(reply.status).toBe(200)
    expect(reply.body.errcode).toBe(errcode)
  })

  it('gives one person other openids per app, the same unionid, and none where the apps are not joined', async () => {
    const made = await sandbox.post('/sandbox/identities', { key: 'loner', name: '独行', unionid: null })
    expect(made.status).toBe(201)
    const loner = await exchange(await sandbox.codeOf('loner', 'js-code'))
    expect(loner.body).not.toHaveProperty('unionid')
    const granny = (await sandbox.get('/sandbox/identities/granny')).body
    expect(granny.openid).not.toBe(granny.webOpenid)
  })
})

describe('getuserphonenumber', () => {
  const path = '/wxa/business/getuserphonenumber'

  it('gives the number with its country code, once', async () => {
    const code = await sandbox.codeOf('granny', 'phone-code')
    const reply = await sandbox.callMini(path, { code, openid: await sandbox.openidOf('granny') })
    expect(reply.body).toMatchObject({
      errcode: 0,
      phone_info: {
        phoneNumber: '13900000001',
        purePhoneNumber: '13900000001',
        countryCode: '86',
        watermark: { appid: mini.appid },
      },
    })
    expect((await sandbox.callMini(path, { code })).body.errcode).toBe(40029)
  })

  it('checks that code and openid are one person', async () => {
    const code = await sandbox.codeOf('granny', 'phone-code')
    const openid = await sandbox.openidOf('daughter')
    expect((await sandbox.callMini(path, { code, openid })).body.errcode).toBe(40003)
  })

  it('knows neither login codes nor late ones, and people without a phone get none', async () => {
    const login = await sandbox.codeOf('granny', 'js-code')
    expect((await sandbox.callMini(path, { code: login })).body.errcode).toBe(40029)
    const late = await sandbox.codeOf('granny', 'phone-code')
    await sandbox.advance(301)
    expect((await sandbox.callMini(path, { code: late })).body.errcode).toBe(40029)
    expect((await sandbox.post('/sandbox/identities/daughter/phone-code')).status).toBe(409)
  })
})
