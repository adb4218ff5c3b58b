import {
  collectDeskLogin,
  confirmDeskLogin,
  finishWebLogin,
  loginWithMiniProgram,
  logout,
  previewDeskLogin,
  refreshSession,
  startDeskLogin,
  startWebLogin,
} from '@linli/shared/users/auth.contract'
import { getMe } from '@linli/shared/users/me.contract'
import { WechatError } from '../../integrations/wechat/wechat.error'
import { expectError } from '../../test/apiClient'
import { createTestConfig, startTestApp, type TestApp } from '../../test/testApp'
import {
  buildMembership,
  buildResident,
  buildSecretary,
  buildVolunteer,
  testAreas,
} from '../../test/users.factory'
import { Types } from 'mongoose'
import { insertRaw } from '../../lib/insertRaw'
import { Order } from '../elderCare/orders/order.model'
import { Helper } from '../elderCare/providers/provider.model'
import { DutyRoster } from '../safety/duty.model'
import { SosCase } from '../safety/sos.model'
import { resumeMerges } from './accountMerge.service'
import { DeskLogin } from './deskLogin.model'
import { Membership } from './membership.model'
import { Session } from './session.model'
import { User } from './user.model'
import { registerAccountMerge } from './userHooks'

const asBearer = (token: string) => ({ id: '', token })

async function loginMini({ api }: TestApp, code: string) {
  return api().ok(loginWithMiniProgram, { body: { code } })
}

async function startWeb({ api }: TestApp, redirect = '/') {
  const response = await api().call(startWebLogin, { query: { redirect } })
  const cookie = String(response.headers['set-cookie']).split(';')[0] ?? ''
  return { ...response.body, cookie }
}

describe('login in the mini program', () => {
  it('makes a guest on the first visit and finds the same account on the next', async () => {
    const test = startTestApp()
    const first = await loginMini(test, 'openid-1#1')
    const second = await loginMini(test, 'openid-1#2')
    const [one, other] = [
      await test.api(asBearer(first.accessToken)).ok(getMe),
      await test.api(asBearer(second.accessToken)).ok(getMe),
    ]
    expect(one).toMatchObject({ level: 'guest', phoneVerified: false, memberships: [], homes: [] })
    expect(other.id).toBe(one.id)
    expect(await User.countDocuments()).toBe(1)
    expect(await Session.countDocuments({ userId: one.id })).toBe(2)
  })

  it('makes one account when two first visits come together', async () => {
    const test = startTestApp()
    await Promise.all([loginMini(test, 'openid-1#1'), loginMini(test, 'openid-1#2')])
    expect(await User.countDocuments()).toBe(1)
  })

  it('starts anew where a deletion was interrupted', async () => {
    const test = startTestApp()
    await loginMini(test, 'openid-1#1')
    await User.updateOne({}, { $set: { deletedAt: test.deps.clock.now(), openids: [] } })
    const tokens = await loginMini(test, 'openid-1#2')
    expect((await test.api(asBearer(tokens.accessToken)).ok(getMe)).level).toBe('guest')
    expect(await User.countDocuments()).toBe(2)
  })

  it('says what to do when WeChat refuses the code or does not answer', async () => {
    const test = startTestApp()
    expectError(await test.api().call(loginWithMiniProgram, { body: { code: 'bad' } }), 'login.code_invalid')
    test.deps.ports.wechat.exchangeLoginCode = () =>
      Promise.reject(new WechatError('timeout', '/sns/jscode2session', ''))
    expectError(
      await test.api().call(loginWithMiniProgram, { body: { code: 'x' } }),
      'login.wechat_unavailable',
    )
    expectError(
      await test.api().callLoose(loginWithMiniProgram, { body: { code: '', a: 1 } }),
      'request.invalid',
    )
  })
})

describe('web authorisation', () => {
  it('returns to our page with a state that is good once', async () => {
    const test = startTestApp()
    const { url, state, cookie } = await startWeb(test, '/#/pages/home/index')
    expect(new URL(url).searchParams.get('redirect_uri')).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/#\/pages\/home/,
    )
    const body = { code: 'web-openid', state }
    const tokens = await test.api().ok(finishWebLogin, { body, headers: { cookie } })
    await test.api(asBearer(tokens.accessToken)).ok(getMe)
    const again = await test.api().call(finishWebLogin, { body, headers: { cookie } })
    expectError(again, 'login.state_invalid')
  })

  it('refuses a state in another browser, an old one and a foreign address', async () => {
    const test = startTestApp()
    const { state, cookie } = await startWeb(test)
    const other = await startWeb(test)
    const body = { code: 'web-openid', state }
    expectError(await test.api().call(finishWebLogin, { body }), 'login.state_invalid')
    const wrong = cookie.replace(/=.*/, other.cookie.replace(/^[^=]*/, ''))
    expectError(
      await test.api().call(finishWebLogin, { body, headers: { cookie: wrong } }),
      'login.state_invalid',
    )
    test.deps.clock.advance(11, 'minutes')
    expectError(await test.api().call(finishWebLogin, { body, headers: { cookie } }), 'login.state_invalid')
    for (const redirect of ['//evil.example', 'https://evil.example', '/\\evil.example'])
      expectError(await test.api().call(startWebLogin, { query: { redirect } }), 'request.invalid')
  })

  it('finds one person across channels by unionid', async () => {
    const test = startTestApp()
    await loginMini(test, 'mini-openid+union-1')
    const { state, cookie } = await startWeb(test)
    await test.api().ok(finishWebLogin, { body: { code: 'web-openid+union-1', state }, headers: { cookie } })
    const user = await User.findOne({ unionid: 'union-1' }).lean()
    expect(user?.openids.map(({ openid }) => openid)).toEqual(['mini-openid', 'web-openid'])
    expect(await User.countDocuments()).toBe(1)
  })

  it('joins two accounts when WeChat says later that they are one person', async () => {
    const moves: string[][] = []
    registerAccountMerge({
      name: 'test',
      move: (from, into) => {
        moves.push([from, into])
        return Promise.resolve()
      },
    })
    const test = startTestApp()
    const { id: keptId } = await buildVolunteer()
    await User.updateOne({ _id: keptId }, { $set: { unionid: 'union-1' } })
    const mini = await loginMini(test, 'mini-openid#1')
    const lost = await User.findOne({ 'openids.openid': 'mini-openid' }).lean()
    const again = await loginMini(test, 'mini-openid+union-1')
    const me = await test.api(asBearer(again.accessToken)).ok(getMe)
    expect(me.id).toBe(keptId)
    expect(moves).toEqual([[lost?._id.toString(), keptId]])
    expect(await User.findOne({ _id: lost?._id }).lean()).toMatchObject({ openids: [], level: 'guest' })
    // The session of the account that ended goes on in the other.
    const refreshed = await test.api().ok(refreshSession, { body: { refreshToken: mini.refreshToken } })
    expect((await test.api(asBearer(refreshed.accessToken)).ok(getMe)).id).toBe(keptId)
  })

  it('moves roles with the account and ends one that both held', async () => {
    const test = startTestApp()
    const [kept, lost] = [await buildVolunteer(), await buildVolunteer()]
    await buildMembership(lost, 'gridWorker', testAreas.grid)
    await User.updateOne({ _id: kept.id }, { $set: { unionid: 'union-1' } })
    await loginMini(test, `${lost.openid}+union-1`)
    expect(await Membership.countDocuments({ userId: kept.id, endedAt: { $exists: false } })).toBe(2)
    expect(await Membership.countDocuments({ userId: lost.id })).toBe(0)
  })

  it('takes along what somebody is to do, may do and has agreed to', async () => {
    const test = startTestApp()
    const [kept, lost] = [await buildVolunteer(), await buildVolunteer()]
    const [unitId, from, deputyId] = [new Types.ObjectId(), lost._id, lost._id]
    const paper = (kind: 'nurse' | 'careWorker', expiresOn: string) => ({ kind, number: '1', expiresOn })
    await Helper.create({ unitId, userId: kept.id, certificates: [paper('careWorker', '2026-01-01')] })
    const certificates = [paper('careWorker', '2028-01-01'), paper('nurse', '2027-01-01')]
    await Helper.create({ unitId, userId: from, certificates })
    await Helper.create({ unitId: new Types.ObjectId(), userId: from, certificates })
    const shift = { weekdays: [1], from: 0, until: 1440 }
    const shifts = [
      { ...shift, userId: from },
      { ...shift, userId: kept.id, deputyId },
    ]
    await DutyRoster.create({
      ...{ street: '310113007', version: 1, shifts },
      changedAt: new Date(),
      changedBy: from,
    })
    await insertRaw(Order, [{ post: `volunteer:${lost.id}`, open: true, helpers: [] }], new Date())
    await insertRaw(SosCase, [{ open: true, helper: { userId: from } }], new Date())
    const on = (day: number) => new Date(Date.UTC(2026, 0, day))
    const health = (givenAt: Date, withdrawnAt?: Date) => ({
      ...{ kind: 'health', version: '1', givenAt },
      ...(withdrawnAt ? { withdrawnAt } : {}),
    })
    await User.updateOne({ _id: kept.id }, { $set: { unionid: 'union-1', consents: [health(on(1))] } })
    await User.updateOne({ _id: from }, { $set: { consents: [health(on(2), on(3))] } })
    await loginMini(test, `${lost.openid}+union-1`)

    expect(await Helper.countDocuments({ userId: from })).toBe(0)
    const papers = (await Helper.findOne({ unitId, userId: kept.id }).lean())?.certificates
    expect(papers?.map(({ kind, expiresOn }) => [kind, expiresOn]).sort()).toEqual([
      ['careWorker', '2028-01-01'],
      ['nurse', '2027-01-01'],
    ])
    expect(await Helper.countDocuments({ userId: kept.id })).toBe(2)
    expect(JSON.stringify((await DutyRoster.findOne().lean())?.shifts)).not.toContain(lost.id)
    expect(await Order.countDocuments({ post: `volunteer:${kept.id}` as const })).toBe(1)
    expect(await SosCase.countDocuments({ 'helper.userId': kept.id })).toBe(1)
    // Taken back in one account, it is not open again by what the other had given before.
    const { consents = [] } = (await User.findOne({ _id: kept.id }).lean()) ?? {}
    expect(consents.map(({ withdrawnAt }) => withdrawnAt)).toEqual([on(3), on(3)])
  })

  it('finishes a merge that a crash interrupted', async () => {
    const test = startTestApp()
    const [kept, lost] = [await buildResident(), await buildVolunteer()]
    await User.updateOne(
      { _id: lost.id },
      { $set: { mergedInto: kept.id, isMergePending: true, deletedAt: test.deps.clock.now() } },
    )
    await resumeMerges(test.deps)
    expect(await Membership.countDocuments({ userId: kept.id, role: 'volunteer' })).toBe(1)
    expect(await User.countDocuments({ isMergePending: true })).toBe(0)
  })
})

describe('a session', () => {
  it('goes on with a new pair of tokens', async () => {
    const test = startTestApp()
    const first = await loginMini(test, 'openid-1')
    test.deps.clock.advance(3, 'hours')
    expectError(await test.api(asBearer(first.accessToken)).call(getMe), 'session.expired')
    const next = await test.api().ok(refreshSession, { body: { refreshToken: first.refreshToken } })
    await test.api(asBearer(next.accessToken)).ok(getMe)
    expect(next.refreshToken).not.toBe(first.refreshToken)
  })

  it('gives the same successor again when the answer was lost, for a minute', async () => {
    const test = startTestApp()
    const { refreshToken } = await loginMini(test, 'openid-1')
    const first = await test.api().ok(refreshSession, { body: { refreshToken } })
    test.deps.clock.advance(59, 'seconds')
    const again = await test.api().ok(refreshSession, { body: { refreshToken } })
    expect(again.refreshToken).toBe(first.refreshToken)
    expect(await Session.findOne({}).lean()).toMatchObject({ generation: 1 })
  })

  it('ends for both holders when an old token comes back', async () => {
    const test = startTestApp()
    const { refreshToken } = await loginMini(test, 'openid-1')
    const first = await test.api().ok(refreshSession, { body: { refreshToken } })
    test.deps.clock.advance(2, 'minutes')
    expectError(await test.api().call(refreshSession, { body: { refreshToken } }), 'session.expired')
    const good = await test.api().call(refreshSession, { body: { refreshToken: first.refreshToken } })
    expectError(good, 'session.expired')
    expectError(await test.api(asBearer(first.accessToken)).call(getMe), 'session.expired')
  })

  it('does not end for a forged token', async () => {
    const test = startTestApp()
    const { refreshToken } = await loginMini(test, 'openid-1')
    const forged = refreshToken.slice(0, -1) + (refreshToken.endsWith('A') ? 'B' : 'A')
    for (const token of [forged, 'nonsense'])
      expectError(await test.api().call(refreshSession, { body: { refreshToken: token } }), 'session.expired')
    await test.api().ok(refreshSession, { body: { refreshToken } })
  })

  it('ends at logout and after its time', async () => {
    const test = startTestApp()
    const tokens = await loginMini(test, 'openid-1#1')
    await test.api(asBearer(tokens.accessToken)).ok(logout)
    expectError(await test.api(asBearer(tokens.accessToken)).call(getMe), 'session.expired')
    const { refreshToken } = tokens
    expectError(await test.api().call(refreshSession, { body: { refreshToken } }), 'session.expired')
    const other = await loginMini(test, 'openid-1#2')
    test.deps.clock.advance(61, 'days')
    const late = await test.api().call(refreshSession, { body: { refreshToken: other.refreshToken } })
    expectError(late, 'session.expired')
    expectError(await test.api().call(logout), 'session.required')
  })
})

describe('login at a desk', () => {
  it('lets in the browser that shows the code, once, after the phone has confirmed', async () => {
    const { api, deps } = startTestApp()
    const desk = await api().ok(startDeskLogin)
    expect(desk.qr).toMatch(/^data:image\/png;base64,iVBOR/)
    expect(desk.devScanUrl).toBe(`${deps.config.wechat.openBase}/sandbox/scan?scene=${desk.ticket}`)
    const [params, body] = [{ ticket: desk.ticket }, { secret: desk.secret }]
    expect(await api().ok(collectDeskLogin, { params, body })).toEqual({ status: 'pending' })
    const secretary = await buildSecretary()
    expect((await api(secretary).ok(previewDeskLogin, { params })).number).toBe(desk.number)
    await api(secretary).ok(confirmDeskLogin, { params })
    await api(secretary).ok(confirmDeskLogin, { params })
    const collected = await api().ok(collectDeskLogin, { params, body })
    const token = collected.status === 'ready' ? collected.tokens.accessToken : ''
    expect((await api(asBearer(token)).ok(getMe)).id).toBe(secretary.id)
    expectError(await api().call(collectDeskLogin, { params, body }), 'desk.used')
    expectError(await api(secretary).call(previewDeskLogin, { params }), 'desk.used')
  })

  it('is bound to the browser by a secret that the code does not show', async () => {
    const { api } = startTestApp()
    const [desk, other] = [await api().ok(startDeskLogin), await api().ok(startDeskLogin)]
    const params = { ticket: desk.ticket }
    await api(await buildSecretary()).ok(confirmDeskLogin, { params })
    const stolen = await api().call(collectDeskLogin, { params, body: { secret: other.secret } })
    expectError(stolen, 'desk.expired')
    expect(await DeskLogin.findOne({ ticket: desk.ticket }).lean()).toMatchObject({ state: 'confirmed' })
  })

  it('is over after two minutes', async () => {
    const { api, deps } = startTestApp()
    const desk = await api().ok(startDeskLogin)
    const params = { ticket: desk.ticket }
    deps.clock.advance(121, 'seconds')
    expectError(await api(await buildSecretary()).call(confirmDeskLogin, { params }), 'desk.expired')
    const late = await api().call(collectDeskLogin, { params, body: { secret: desk.secret } })
    expectError(late, 'desk.expired')
  })

  it('is for staff, and for the first who confirms', async () => {
    const { api } = startTestApp()
    const params = { ticket: (await api().ok(startDeskLogin)).ticket }
    expectError(await api().call(confirmDeskLogin, { params }), 'session.required')
    for (const person of [await buildResident(), await buildVolunteer()])
      expectError(await api(person).call(confirmDeskLogin, { params }), 'desk.staff_only')
    await api(await buildSecretary()).ok(confirmDeskLogin, { params })
    expectError(await api(await buildSecretary()).call(confirmDeskLogin, { params }), 'desk.used')
  })

  it('shows a mini-program code where WeChat is real, and a plain one when it makes none', async () => {
    const config = createTestConfig({ sandbox: { isOn: false, port: 0 } })
    const { api, deps } = startTestApp({ config })
    const desk = await api().ok(startDeskLogin)
    expect(deps.ports.wechat.madeCodes).toMatchObject([{ scene: desk.ticket }])
    expect(desk.devScanUrl).toBeUndefined()
    deps.ports.wechat.createMiniProgramCode = () =>
      Promise.reject(new WechatError('api', '/wxa/getwxacodeunlimit', 'invalid page', 41030))
    expect((await api().ok(startDeskLogin)).qr).toMatch(/^data:image\/png;base64,iVBOR/)
  })
})
