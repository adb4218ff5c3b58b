import sharp from 'sharp'
import type { Clock } from '../../lib/clock'
import { sandboxCredentials } from '../../sandbox/credentials'
import { openReceiver, openSandbox, type TestSandbox } from '../../sandbox/sandbox.client'
import { sandboxTemplates } from '../../sandbox/wechat/template'
import { createWechat, type WechatOptions } from './wechat'
import type { WechatError } from './wechat.error'
import type { WechatPort } from './wechat.port'

const { mini, web, push } = sandboxCredentials

let sandbox: TestSandbox
let wechat: WechatPort
let now: number
const clock: Clock = { now: () => new Date(now) }

const connect = (changes: Partial<WechatOptions> = {}) =>
  createWechat({
    apiBase: sandbox.url,
    openBase: sandbox.url,
    mini,
    web,
    push,
    clock,
    ...changes,
  })

beforeEach(async () => {
  now = Date.now()
  sandbox = await openSandbox()
  wechat = connect()
})
afterEach(() => sandbox.stop())

const failureOf = async (call: Promise<unknown>): Promise<WechatError> => {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error as WechatError,
  )
  if (!outcome) throw new Error('expected a refusal')
  return outcome
}
const callsTo = async (path: string) =>
  (await sandbox.get('/sandbox/requests', { path })).body.requests as { body: Record<string, unknown> }[]

/** Advances both clocks: WeChat's and ours. */
const advance = async (seconds: number) => {
  now += seconds * 1000
  await sandbox.advance(seconds)
}

describe('who somebody is', () => {
  it('exchanges a login code for openid and unionid, and nothing else', async () => {
    const granny = (await sandbox.get('/sandbox/identities/granny')).body
    const identity = await wechat.exchangeLoginCode(await sandbox.codeOf('granny', 'js-code'))
    expect(identity).toEqual({ openid: granny.openid, unionid: granny.unionid })
  })

  it('leaves the unionid out where WeChat does', async () => {
    await sandbox.post('/sandbox/identities', { key: 'loner', name: '独行', unionid: null })
    const identity = await wechat.exchangeLoginCode(await sandbox.codeOf('loner', 'js-code'))
    expect(Object.keys(identity)).toEqual(['openid'])
    const code = await sandbox.codeOf('granny', 'oauth-code', { scope: 'snsapi_base' })
    expect(Object.keys(await wechat.exchangeWebCode(code))).toEqual(['openid'])
  })

  it('joins H5 and mini program by unionid', async () => {
    const onPhone = await wechat.exchangeLoginCode(await sandbox.codeOf('granny', 'js-code'))
    const onWeb = await wechat.exchangeWebCode(await sandbox.codeOf('granny', 'oauth-code'))
    expect(onWeb.unionid).toBe(onPhone.unionid)
    expect(onWeb.openid).not.toBe(onPhone.openid)
  })

  it('tells used and invalid codes apart and keeps the rid', async () => {
    const code = await sandbox.codeOf('granny', 'js-code')
    await wechat.exchangeLoginCode(code)
    const used = await failureOf(wechat.exchangeLoginCode(code))
    expect(used).toMatchObject({ failure: 'api', errcode: 40163, retryable: false })
    expect(used.errmsg).toMatch(/rid: [0-9a-f]{8}-/)
    expect((await failureOf(wechat.exchangeWebCode('nothing'))).errcode).toBe(40029)
  })

  it('refuses the virtual account of a snapshot page', async () => {
    await sandbox.post('/sandbox/identities', { key: 'passer-by', name: '路人', isSnapshot: true })
    const failure = await failureOf(wechat.exchangeWebCode(await sandbox.codeOf('passer-by', 'oauth-code')))
    expect(failure.failure).toBe('virtualAccount')
  })

  it("builds the authorise address in WeChat's order, and the page takes it", async () => {
    const url = wechat.buildAuthoriseUrl({ redirectUri: 'http://localhost:3000/a?b=c&d=e', state: 's t' })
    expect(url).toBe(
      `${sandbox.url}/connect/oauth2/authorize?appid=${web.appid}&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fa%3Fb%3Dc%26d%3De&response_type=code&scope=snsapi_userinfo&state=s+t#wechat_redirect`,
    )
    expect((await fetch(url)).status).toBe(200)
  })

  it('gets a phone number with the country code as text', async () => {
    const openid = await sandbox.openidOf('granny')
    const phone = await wechat.getPhoneNumber(await sandbox.codeOf('granny', 'phone-code'), openid)
    expect(phone).toEqual({ phone: '13900000001', countryCode: '86' })
    const foreign = wechat.getPhoneNumber(
      await sandbox.codeOf('granny', 'phone-code'),
      await sandbox.openidOf('daughter'),
    )
    expect((await failureOf(foreign)).errcode).toBe(40003)
  })
})

describe('access token', () => {
  const ask = async () => wechat.getPhoneNumber(await sandbox.codeOf('granny', 'phone-code'))

  it('is fetched once for many calls at the same time, and kept', async () => {
    const codes = await Promise.all(Array.from({ length: 12 }, () => sandbox.codeOf('granny', 'phone-code')))
    await Promise.all(codes.map((code) => wechat.getPhoneNumber(code)))
    await ask()
    expect(await callsTo('/cgi-bin/stable_token')).toHaveLength(1)
  })

  it('is renewed before it ends', async () => {
    await ask()
    await advance(7200 - 59)
    await ask()
    expect(await callsTo('/cgi-bin/stable_token')).toHaveLength(2)
    expect((await callsTo('/wxa/business/getuserphonenumber')).length).toBe(2)
  })

  it.each(['revoked', 'expired'])('is fetched anew, once, when WeChat calls it %s', async (how) => {
    await ask()
    if (how === 'expired') await sandbox.advance(7201)
    else {
      const grant = { grant_type: 'client_credential', appid: mini.appid, secret: mini.secret }
      await sandbox.post('/cgi-bin/stable_token', { ...grant, force_refresh: true })
    }
    const codes = await Promise.all(Array.from({ length: 4 }, () => sandbox.codeOf('granny', 'phone-code')))
    const phones = await Promise.all(codes.map((code) => wechat.getPhoneNumber(code)))
    expect(phones.every(({ phone }) => phone === '13900000001')).toBe(true)
  })

  it('gives up when the new one is rejected too', async () => {
    await sandbox.setFaults([{ path: '/wxa/business/getuserphonenumber', kind: 'error', errcode: 40001 }])
    expect((await failureOf(ask())).errcode).toBe(40001)
    expect(await callsTo('/wxa/business/getuserphonenumber')).toHaveLength(2)
  })

  it('does not remember a failed fetch', async () => {
    await sandbox.setFaults([{ path: '/cgi-bin/stable_token', kind: 'error', errcode: -1, times: 1 }])
    expect(await failureOf(ask())).toMatchObject({ errcode: -1, retryable: true })
    expect((await ask()).phone).toBe('13900000001')
  })
})

describe('failures', () => {
  const path = '/sns/jscode2session'
  const login = (client = wechat) => failureOf(client.exchangeLoginCode('some-code'))

  it.each([
    [
      { kind: 'error', errcode: -1 },
      { failure: 'api', errcode: -1, retryable: true },
    ],
    [
      { kind: 'error', errcode: 45009 },
      { failure: 'api', errcode: 45009, retryable: true },
    ],
    [
      { kind: 'error', errcode: 45011 },
      { failure: 'api', errcode: 45011, retryable: true },
    ],
    [
      { kind: 'error', errcode: 40226 },
      { failure: 'api', errcode: 40226, retryable: false },
    ],
    [{ kind: 'drop' }, { failure: 'network', retryable: true }],
    [{ kind: 'badGateway' }, { failure: 'format', retryable: true }],
  ])('reads %j', async (fault, expected) => {
    await sandbox.setFaults([{ path, ...fault }])
    expect(await login()).toMatchObject(expected)
  })

  it('waits no longer than it should', async () => {
    await sandbox.setFaults([{ path, kind: 'slow', delayMs: 400 }])
    expect(await login(connect({ timeoutMs: 60 }))).toMatchObject({ failure: 'timeout', retryable: true })
  })

  it('takes an answer of another shape for what it is', async () => {
    const strange = await openReceiver(() => ({ text: '{"openid":7}' }))
    const failure = await login(connect({ apiBase: strange.url }))
    expect(failure).toMatchObject({ failure: 'format', retryable: false })
    expect(failure.message).toContain('openid')
    await strange.stop()
  })

  it('never shows a secret, a code or a token', async () => {
    const failures = [await login()]
    for (const fault of [{ kind: 'drop' }, { kind: 'badGateway' }, { kind: 'error', errcode: -1 }]) {
      await sandbox.setFaults([{ path: '*', ...fault }])
      failures.push(await login(), await failureOf(wechat.getPhoneNumber('phone-code')))
    }
    await sandbox.stop()
    failures.push(await login())
    for (const failure of failures) {
      const shown = JSON.stringify([failure.message, failure.stack, failure, String(failure.cause)])
      expect(shown).not.toContain(mini.secret)
      expect(shown).not.toContain('some-code')
      expect(shown).not.toContain('access_token=')
    }
  })
})

describe('subscription message', () => {
  const template = sandboxTemplates.notice
  const message = async () => ({
    openid: await sandbox.openidOf('granny'),
    templateId: template.templateId,
    page: 'pages/home/index',
    data: { thing1: '关于本周六上午九点全小区停水检修的重要通知', time2: '2026年11月22日 15:01', thing3: '' },
  })

  it('makes the values fit and sends', async () => {
    await sandbox.post('/sandbox/identities/granny/subscribe', { templateId: template.templateId })
    expect(await wechat.sendSubscribeMessage(await message())).toEqual({
      msgId: expect.stringMatching(/^\d+$/) as string,
    })
    const [call] = await callsTo('/cgi-bin/message/subscribe/send')
    expect(call?.body).toMatchObject({
      miniprogram_state: 'formal',
      lang: 'zh_CN',
      data: { thing1: { value: '关于本周六上午九点全小区停水检修的重要…' }, thing3: { value: '无' } },
    })
  })

  it('says that there is no quota', async () => {
    const failure = await failureOf(wechat.sendSubscribeMessage(await message()))
    expect(failure).toMatchObject({ errcode: 43101, retryable: false })
  })
})

describe('mini program code', () => {
  it('is a picture', async () => {
    const code = await wechat.createMiniProgramCode({ scene: 'J0in-1', page: 'pages/join/index', width: 600 })
    expect(code.contentType).toBe('image/jpeg')
    expect(await sharp(code.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 600 })
  })

  it('tells refusals from pictures, and bad scenes before they are sent', async () => {
    const page = 'pages/join/index?x=1'
    expect((await failureOf(wechat.createMiniProgramCode({ scene: 'a', page }))).errcode).toBe(41030)
    for (const scene of ['', 'a&b', '社区', 'a'.repeat(33)])
      expect(() => wechat.createMiniProgramCode({ scene, page: 'pages/join/index' })).toThrow(RangeError)
  })

  it('asks for the trial version without a path check', async () => {
    await connect({ miniProgramState: 'trial' }).createMiniProgramCode({
      scene: 'a',
      page: 'pages/new/index',
    })
    const [call] = await callsTo('/wxa/getwxacodeunlimit')
    expect(call?.body).toMatchObject({ env_version: 'trial', check_path: false, width: 430 })
  })
})
