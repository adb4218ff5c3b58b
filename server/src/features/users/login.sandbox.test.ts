import {
  collectDeskLogin,
  finishWebLogin,
  loginWithMiniProgram,
  startDeskLogin,
  startWebLogin,
} from '@linli/shared/users/auth.contract'
import { checkPhoneWithWechat, getMe } from '@linli/shared/users/me.contract'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Types } from 'mongoose'
import { createWechat } from '../../integrations/wechat/wechat'
import { openSandbox, type TestSandbox } from '../../sandbox/sandbox.client'
import { expectError } from '../../test/apiClient'
import { createTestDeps, startTestApp, type TestApp } from '../../test/testApp'
import { buildMembership, testAreas } from '../../test/users.factory'
import { User } from './user.model'

let sandbox: TestSandbox
/** Where the sandbox finds the product, once that listens. */
let appUrl = 'http://127.0.0.1:9'

/** The app with the real WeChat client, pointed at the sandbox. */
function startApp(): TestApp {
  const deps = createTestDeps()
  const wechatConfig = { ...deps.config.wechat, apiBase: sandbox.url, openBase: sandbox.url }
  const wechat = createWechat({ ...wechatConfig, clock: deps.clock })
  const config = { ...deps.config, wechat: wechatConfig }
  return startTestApp({ config, ports: { ...deps.ports, wechat: Object.assign(deps.ports.wechat, wechat) } })
}

const asBearer = (token: string) => ({ id: '', token })

async function readIdentityId(): Promise<string> {
  const { body } = await sandbox.get('/sandbox/identities')
  const [first] = body.identities as { id: string }[]
  return first?.id ?? ''
}

beforeEach(async () => {
  sandbox = await openSandbox({ appUrl: () => appUrl })
})
afterEach(() => sandbox.stop())

describe('against the sandbox, with the production client', () => {
  it('signs in by wx.login, checks the phone by the button, and refuses a code twice', async () => {
    const { api } = startApp()
    const person = await readIdentityId()
    const code = await sandbox.codeOf(person, 'js-code')
    const { accessToken } = await api().ok(loginWithMiniProgram, { body: { code } })
    expectError(await api().call(loginWithMiniProgram, { body: { code } }), 'login.code_invalid')
    const phoneCode = await sandbox.codeOf(person, 'phone-code')
    const { me } = await api(asBearer(accessToken)).ok(checkPhoneWithWechat, { body: { code: phoneCode } })
    expect(me).toMatchObject({ phoneVerified: true, maskedPhone: '139****0001' })
  })

  it('knows the same person in the mini program and on H5', async () => {
    const { api } = startApp()
    const person = await readIdentityId()
    const mini = await api().ok(loginWithMiniProgram, {
      body: { code: await sandbox.codeOf(person, 'js-code') },
    })
    const { id } = await api(asBearer(mini.accessToken)).ok(getMe)
    const started = await api().call(startWebLogin, { query: {} })
    const cookie = String(started.headers['set-cookie']).split(';')[0] ?? ''
    const code = await sandbox.codeOf(person, 'oauth-code', { scope: 'snsapi_userinfo' })
    const body = { code, state: started.body.state }
    const web = await api().ok(finishWebLogin, { body, headers: { cookie } })
    expect((await api(asBearer(web.accessToken)).ok(getMe)).id).toBe(id)
    expect(await User.countDocuments()).toBe(1)
  })

  it('shows a desk the page that stands in for the phone', async () => {
    const { api } = startApp()
    const desk = await api().ok(startDeskLogin)
    expect((await fetch(desk.devScanUrl ?? '')).status).toBe(200)
    const params = { ticket: desk.ticket }
    expect(await api().ok(collectDeskLogin, { params, body: { secret: desk.secret } })).toEqual({
      status: 'pending',
    })
  })
})

describe('a desk, its QR code and the page that stands in for the phone', () => {
  let server: Server
  let app: TestApp
  beforeEach(async () => {
    app = startApp()
    const handle = app.app.callback()
    server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })

  /** Opens what the QR code says, as a phone would, and chooses who holds the phone. */
  async function scan(url: string, identity: string) {
    const { pathname, searchParams } = new URL(url)
    const asked = Object.fromEntries(searchParams)
    const page = await sandbox.get(pathname, asked)
    expect(page.text).toContain('谁在扫码登录电脑？')
    expect(page.text).toContain(`value="${asked.scene ?? ''}"`)
    return sandbox.submit(pathname, { page: '', ...asked, identity })
  }

  /** Makes a secretary of somebody who has been in the mini program. */
  async function appoint(identity: string) {
    const code = await sandbox.codeOf(identity, 'js-code')
    const { accessToken } = await app.api().ok(loginWithMiniProgram, { body: { code } })
    const { id } = await app.api(asBearer(accessToken)).ok(getMe)
    const user = { id, _id: new Types.ObjectId(id), community: undefined, openid: '' }
    await buildMembership(user, 'secretary', testAreas.community)
    return user
  }

  it('lets in whom the phone belongs to, at the one desk that shows this number, once', async () => {
    const { api } = app
    const secretary = await appoint('daughter')
    const desk = await api().ok(startDeskLogin)
    const ask = { params: { ticket: desk.ticket }, body: { secret: desk.secret } }

    const refused = await scan(desk.devScanUrl ?? '', 'granny')
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('工作人员')
    expect(await api().ok(collectDeskLogin, ask)).toEqual({ status: 'pending' })

    const done = await scan(desk.devScanUrl ?? '', 'daughter')
    expect(done.text).toContain(`电脑上显示 ${desk.number} 的那一台已经登录`)
    const collected = await api().ok(collectDeskLogin, ask)
    const token = collected.status === 'ready' ? collected.tokens.accessToken : ''
    expect((await api(asBearer(token)).ok(getMe)).id).toBe(secretary.id)
    expectError(await api().call(collectDeskLogin, ask), 'desk.used')
  })

  it('is too late after two minutes, and the page says what to do', async () => {
    await appoint('daughter')
    const desk = await app.api().ok(startDeskLogin)
    app.deps.clock.advance(121, 'seconds')
    const late = await scan(desk.devScanUrl ?? '', 'daughter')
    expect(late.status).toBe(400)
    expect(late.text).toContain('这个二维码已经过了两分钟，请在电脑上换一个新的再扫')
  })
})
