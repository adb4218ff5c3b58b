import {
  collectDeskLogin,
  finishWebLogin,
  loginWithMiniProgram,
  startDeskLogin,
  startWebLogin,
} from '@linli/shared/users/auth.contract'
import { checkPhoneWithWechat, getMe } from '@linli/shared/users/me.contract'
import { createWechat } from '../../integrations/wechat/wechat'
import { openSandbox, type TestSandbox } from '../../sandbox/sandbox.client'
import { expectError } from '../../test/apiClient'
import { createTestDeps, startTestApp, type TestApp } from '../../test/testApp'
import { User } from './user.model'

let sandbox: TestSandbox

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
  sandbox = await openSandbox()
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
