import { sandboxCredentials } from '../credentials'
import { openReceiver, openSandbox, type TestReceiver, type TestSandbox } from '../sandbox.client'

const { mini, web } = sandboxCredentials
const notWechat = '本地演示，不是真的微信'

let sandbox: TestSandbox
let product: TestReceiver
beforeEach(async () => {
  product = await openReceiver(({ path }) =>
    path === '/api/auth/wechat'
      ? { text: JSON.stringify({ accessToken: 'access-1', refreshToken: 'refresh-1' }) }
      : { text: JSON.stringify({ number: '42' }) },
  )
  sandbox = await openSandbox({ appUrl: product.url })
})
afterEach(async () => {
  await sandbox.stop()
  await product.stop()
})

const request = (changes: Record<string, string> = {}) => ({
  appid: web.appid,
  redirect_uri: `${product.url}/pages/login/index?from=home`,
  response_type: 'code',
  scope: 'snsapi_userinfo',
  state: 's-1',
  ...changes,
})

describe('authorise page', () => {
  it('lists the known people by group, says that it is no WeChat, and offers a newcomer', async () => {
    const page = await sandbox.get('/connect/oauth2/authorize', request())
    expect(page.contentType).toMatch(/^text\/html/)
    for (const words of [notWechat, '李奶奶', '居民，83 岁', '王芳', '新朋友', 'lang="zh-CN"'])
      expect(page.text).toContain(words)
  })

  it('goes back with code and state; the code belongs to the chosen person, who now counts as a visitor', async () => {
    const { appid, redirect_uri, scope, state } = request()
    const back = await sandbox.submit('/sandbox/authorise', {
      appid,
      redirect_uri,
      scope,
      state,
      identity: 'daughter',
    })
    expect(back.status).toBe(302)
    const target = new URL(back.location ?? '')
    expect(target.origin + target.pathname).toBe(`${product.url}/pages/login/index`)
    expect(target.searchParams.get('from')).toBe('home')
    expect(target.searchParams.get('state')).toBe('s-1')
    const { body } = await sandbox.get('/sns/oauth2/access_token', {
      appid: web.appid,
      secret: web.secret,
      code: target.searchParams.get('code') ?? '',
      grant_type: 'authorization_code',
    })
    const daughter = (await sandbox.get('/sandbox/identities/daughter')).body
    expect(body).toMatchObject({ openid: daughter.webOpenid, unionid: daughter.unionid })
    const check = { version: 2, openid: daughter.openid, scene: 2, content: '好' }
    expect((await sandbox.callMini('/wxa/msg_sec_check', check)).body.errcode).toBe(0)
  })

  it('makes a new person with an openid of their own', async () => {
    const fields = { ...request(), identity: '', name: '  小陈 ' }
    await sandbox.submit('/sandbox/authorise', fields)
    await sandbox.submit('/sandbox/authorise', { ...fields, name: '' })
    const { identities } = (await sandbox.get('/sandbox/identities')).body as {
      identities: { name: string; openid: string }[]
    }
    expect(identities.map((identity) => identity.name)).toEqual(['李奶奶', '王芳', '小陈', '新朋友'])
    expect(new Set(identities.map((identity) => identity.openid)).size).toBe(4)
  })

  it.each([
    [{ appid: mini.appid }, 'AppID 参数错误'],
    [{ redirect_uri: 'https://evil.example/x' }, 'redirect_uri 参数错误'],
    [{ redirect_uri: 'javascript:alert(1)' }, 'redirect_uri 参数错误'],
    [{ scope: 'all' }, 'scope 参数错误'],
    [{ response_type: 'token' }, 'response_type 参数错误'],
  ])('refuses %j in words', async (changes, words) => {
    const page = await sandbox.get('/connect/oauth2/authorize', request(changes))
    expect(page.status).toBe(400)
    expect(page.text).toContain(words)
    expect(page.text).toContain(notWechat)
  })

  it('never sends a code to a foreign address, and knows who does not exist', async () => {
    const foreign = { ...request({ redirect_uri: 'https://evil.example/' }), identity: 'granny' }
    expect((await sandbox.submit('/sandbox/authorise', foreign)).status).toBe(400)
    expect((await sandbox.submit('/sandbox/authorise', { ...request(), identity: 'nobody' })).status).toBe(
      400,
    )
    expect((await sandbox.submit('/sandbox/authorise', request())).status).toBe(400)
  })

  it('escapes what people put in', async () => {
    await sandbox.post('/sandbox/identities', { name: '<script>alert(1)</script>' })
    const page = await sandbox.get('/connect/oauth2/authorize', request({ state: '"><img src=x>' }))
    expect(page.text).not.toContain('<script>alert')
    expect(page.text).not.toContain('<img src=x>')
    expect(page.text).toContain('&lt;script&gt;')
  })
})

describe('scan page', () => {
  it('opens the same page on H5 for a join code', async () => {
    const scan = await sandbox.get('/sandbox/scan', { scene: 'J0in', page: 'pages/join/index' })
    expect(scan.status).toBe(302)
    expect(scan.location).toBe(`${product.url}/pages/join/index?scene=J0in`)
  })

  it('signs in at a desk as the mini program would: log in with a code, confirm the ticket', async () => {
    const page = await sandbox.get('/sandbox/scan', { scene: 'ticket-1', page: 'pages/desk/index' })
    expect(page.text).toContain('谁在扫码登录电脑？')
    expect(page.text).toContain(notWechat)
    const done = await sandbox.submit('/sandbox/scan', {
      scene: 'ticket-1',
      page: 'pages/desk/index',
      identity: 'daughter',
    })
    expect(done.status).toBe(200)
    expect(done.text).toContain('王芳，好了')
    expect(done.text).toContain('42')
    const [login, preview, confirm] = product.requests
    expect(login).toMatchObject({ method: 'POST', path: '/api/auth/wechat' })
    expect(preview).toMatchObject({ method: 'GET', path: '/api/auth/desk/ticket-1' })
    expect(confirm).toMatchObject({ method: 'POST', path: '/api/auth/desk/ticket-1/confirm' })
    expect(preview?.headers.authorization).toBe('Bearer access-1')
    expect(confirm?.headers.authorization).toBe('Bearer access-1')
    const { body } = await sandbox.get('/sns/jscode2session', {
      appid: mini.appid,
      secret: mini.secret,
      js_code: (JSON.parse(login?.body ?? '') as { code: string }).code,
      grant_type: 'authorization_code',
    })
    expect(body.openid).toBe(await sandbox.openidOf('daughter'))
  })

  it("shows the product's own words when it refuses, and says so when it is not there", async () => {
    await product.stop()
    product = await openReceiver(() => ({ status: 409, text: JSON.stringify({ message: '二维码已过期。' }) }))
    await sandbox.stop()
    sandbox = await openSandbox({ appUrl: () => product.url })
    const fields = { scene: 't', page: 'pages/desk/index', identity: 'granny' }
    const refused = await sandbox.submit('/sandbox/scan', fields)
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('二维码已过期。')
    await product.stop()
    expect((await sandbox.submit('/sandbox/scan', fields)).text).toContain('没有回应')
  })

  it('knows a desk ticket without a page by its length', async () => {
    const page = await sandbox.get('/sandbox/scan', { scene: 'AbCdEfGhIjKlMnOpQrSt_-' })
    expect(page.text).toContain('谁在扫码登录电脑？')
    const join = await sandbox.get('/sandbox/scan', { scene: 'AbCd2345' })
    expect(join.location).toBe(`${product.url}/pages/join/index?scene=AbCd2345`)
  })

  it('stops at the preview when the product refuses there', async () => {
    await product.stop()
    product = await openReceiver(({ method }) =>
      method === 'POST'
        ? { text: JSON.stringify({ accessToken: 'access-1' }) }
        : { status: 403, text: JSON.stringify({ message: '只有工作人员可以这样登录。' }) },
    )
    await sandbox.stop()
    sandbox = await openSandbox({ appUrl: product.url })
    const fields = { scene: 't', page: 'pages/desk/index', identity: 'granny' }
    expect((await sandbox.submit('/sandbox/scan', fields)).text).toContain('只有工作人员可以这样登录。')
    expect(product.requests.map((request) => request.path)).toEqual(['/api/auth/wechat', '/api/auth/desk/t'])
  })

  it('does what a given action says', async () => {
    await sandbox.stop()
    sandbox = await openSandbox({
      appUrl: product.url,
      scanActions: [
        {
          kind: 'act',
          matches: ({ page }) => page === 'pages/card/index',
          question: '谁在扫卡？',
          run: ({ scene, jsCode }) => Promise.resolve({ isDone: jsCode !== '', words: `扫到 ${scene}` }),
        },
      ],
    })
    const fields = { scene: 'c1', page: 'pages/card/index', identity: 'granny' }
    expect((await sandbox.submit('/sandbox/scan', fields)).text).toContain('扫到 c1')
  })

  it('does not know other codes', async () => {
    expect((await sandbox.get('/sandbox/scan', { page: 'pages/join/index' })).status).toBe(400)
    const choice = { scene: 'J0in', page: 'pages/join/index', identity: 'granny' }
    expect((await sandbox.submit('/sandbox/scan', choice)).status).toBe(400)
    expect((await sandbox.get('/sandbox/scan', { scene: 'a', page: '//evil.example' })).status).toBe(400)
  })
})

describe('home page', () => {
  it('shows codes to scan and messages that came, with the names of their fields', async () => {
    const empty = await sandbox.get('/')
    expect(empty.text).toContain(notWechat)
    expect(empty.text).toContain('还没有')
    await sandbox.callMini('/wxa/getwxacodeunlimit', { scene: 'J0in', page: 'pages/join/index' })
    const { body } = await sandbox.get('/sandbox/templates')
    const [template] = body.templates as { templateId: string; fields: Record<string, string> }[]
    await sandbox.post('/sandbox/identities/granny/subscribe', { templateId: template?.templateId })
    const data = {
      thing1: { value: '楼道灯' },
      phrase2: { value: '已派单' },
      thing3: { value: '物业' },
      time4: { value: '15:01' },
      thing5: { value: '等候' },
    }
    const message = { touser: await sandbox.openidOf('granny'), template_id: template?.templateId, data }
    expect((await sandbox.callMini('/cgi-bin/message/subscribe/send', message)).body.errcode).toBe(0)
    const page = await sandbox.get('/')
    for (const words of [
      '/sandbox/scan?page=pages%2Fjoin%2Findex&amp;scene=J0in',
      '诉求进度提醒',
      '李奶奶',
      '楼道灯',
      '办理单位',
    ])
      expect(page.text).toContain(words)
  })
})
