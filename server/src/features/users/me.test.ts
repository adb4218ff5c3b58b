import {
  checkPhoneWithSms,
  checkPhoneWithWechat,
  getMe,
  sendPhoneCode,
  setDuty,
  updateMe,
} from '@linli/shared/users/me.contract'
import { fieldAad } from '../../lib/fieldCrypto'
import { buildAreas } from '../../test/areas.factory'
import { expectError } from '../../test/apiClient'
import { createFakeSms } from '../../test/fakePorts'
import { createTestDeps, startTestApp, type TestApp } from '../../test/testApp'
import {
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildUser,
  testAreas,
} from '../../test/users.factory'
import { readActor } from './actor.service'
import { PhoneCode } from './phoneCode.model'
import { User } from './user.model'

const phone = '13800000001'

const readCode = ({ deps }: TestApp): string =>
  /验证码 (\d{6})/.exec(deps.ports.sms.sent.at(-1)?.text ?? '')?.[1] ?? ''

describe('my account', () => {
  it('tells in one call who I am, masked, with my roles', async () => {
    const { api, deps } = startTestApp()
    await buildAreas()
    const user = await buildResident({ clearPhone: phone, clearName: '王小明', nickname: '老王' }, deps)
    await buildMembership(user, 'secretary', testAreas.community, { name: '和丰居委会' })
    await buildMembership(user, 'unitStaff', {
      unitId: '64b000000000000000000001',
      areaCode: testAreas.street,
      name: '吴淞服务站',
    })
    const me = await api(user).ok(getMe)
    expect(me).toMatchObject({
      id: user.id,
      displayName: '老王',
      level: 'verified',
      maskedPhone: '138****0001',
      maskedName: '王**',
      community: { code: testAreas.community },
      offDuty: false,
      elderMode: false,
      supportPhone: '12345',
      features: { smsCode: true },
    })
    expect(me.memberships).toMatchObject([
      { role: 'secretary', roleName: '社区书记', areaCode: testAreas.community, areaName: '和丰居委会' },
      { role: 'unitStaff', unitName: '吴淞服务站', unitKind: 'station', areaName: '地方3007' },
    ])
    expect(JSON.stringify(me)).not.toContain(phone)
    expectError(await api().call(getMe), 'session.required')
  })

  it('leaves out roles that are over, and shows those off duty', async () => {
    const { api } = startTestApp()
    const user = await buildUser()
    await buildMembership(user, 'gridWorker', testAreas.grid, { until: new Date('2026-02-01') })
    await buildMembership(user, 'gridWorker', testAreas.otherGrid, { isOffDuty: true })
    const { memberships } = await api(user).ok(getMe)
    expect(memberships).toMatchObject([{ areaCode: testAreas.otherGrid, isOffDuty: true }])
  })

  it('changes nickname, elder mode and text size; absent leaves, null clears', async () => {
    const { api, deps } = startTestApp()
    const user = await buildUser()
    const client = api(user)
    expect(
      await client.ok(updateMe, { body: { nickname: '老王', elderMode: true, textSize: 24 } }),
    ).toMatchObject({
      nickname: '老王',
      elderMode: true,
      textSize: 24,
    })
    expect(deps.ports.wechat.checkedTexts).toMatchObject([{ openid: user.openid, content: '老王' }])
    const me = await client.ok(updateMe, { body: { nickname: null } })
    expect(me).toMatchObject({ displayName: '居民', elderMode: true })
    expect(me.nickname).toBeUndefined()
    for (const body of [{ textSize: 40 }, { nickname: '' }, { level: 'verified' }])
      expectError(await client.callLoose(updateMe, { body }), 'request.invalid')
  })

  it('takes no nickname that did not pass the content check', async () => {
    const { api, deps } = startTestApp()
    const user = await buildUser({ nickname: '老王' })
    for (const verdict of ['risky', 'review'] as const) {
      deps.ports.wechat.textVerdict = { verdict }
      expectError(await api(user).call(updateMe, { body: { nickname: '坏话' } }), 'nickname.refused')
    }
    expect(await User.findOne({ _id: user.id }).lean()).toMatchObject({ nickname: '老王' })
  })
})

describe('the phone', () => {
  it('is checked by the WeChat button, kept encrypted and found by its blind index', async () => {
    const { api, deps } = startTestApp()
    const user = await buildUser()
    const { me, tokens } = await api(user).ok(checkPhoneWithWechat, { body: { code: phone } })
    expect(me).toMatchObject({ phoneVerified: true, maskedPhone: '138****0001' })
    expect(tokens).toBeUndefined()
    const stored = await User.findOne({ phoneIndex: deps.crypto.blindIndex(phone, 'phone') }).lean()
    expect(stored?.phoneCheckedBy).toBe('phoneButton')
    expect(stored?.phone).not.toContain(phone)
    expect(deps.crypto.decrypt(stored?.phone ?? '', fieldAad('users', user.id, 'phone'))).toBe(phone)
    const used = await api(user).call(checkPhoneWithWechat, { body: { code: phone } })
    expectError(used, 'phone.code_invalid')
  })

  it('joins the accounts of one person from two channels, with new tokens', async () => {
    const { api, deps } = startTestApp()
    const kept = await buildResident({ clearPhone: phone }, deps)
    const web = await buildUser()
    await User.updateOne({ _id: web.id }, { $set: { 'openids.0.appid': 'wx0000000000000002' } })
    const reply = await api(web).ok(checkPhoneWithWechat, { body: { code: phone } })
    expect(reply.me).toMatchObject({ id: kept.id, level: 'verified' })
    const token = reply.tokens?.accessToken
    expect((await api({ id: kept.id, token }).ok(getMe)).id).toBe(kept.id)
    expect((await User.findOne({ _id: kept.id }).lean())?.openids).toHaveLength(2)
  })

  it('is not taken from another WeChat account by the button', async () => {
    const { api, deps } = startTestApp()
    const owner = await buildResident({ clearPhone: phone }, deps)
    const other = await buildUser()
    expectError(await api(other).call(checkPhoneWithWechat, { body: { code: phone } }), 'phone.in_use')
    expect((await User.findOne({ _id: owner.id }).lean())?.phoneCheckedAt).toBeDefined()
    expect((await User.findOne({ _id: other.id }).lean())?.phone).toBeUndefined()
  })

  it('is checked by an SMS code that is stored as a hash', async () => {
    const test = startTestApp()
    const user = await buildUser()
    await test.api(user).ok(sendPhoneCode, { body: { phone } })
    const code = readCode(test)
    expect(JSON.stringify(await PhoneCode.findOne({}).lean())).not.toContain(code)
    const { me } = await test.api(user).ok(checkPhoneWithSms, { body: { phone, code } })
    expect(me.phoneVerified).toBe(true)
    expectError(await test.api(user).call(checkPhoneWithSms, { body: { phone, code } }), 'phone.sms_expired')
  })

  it('gives five tries, five minutes, and one code a minute for a person and for a phone', async () => {
    const test = startTestApp()
    const { api, deps } = test
    const user = await buildUser()
    await api(user).ok(sendPhoneCode, { body: { phone } })
    const code = readCode(test)
    expectError(await api(user).call(sendPhoneCode, { body: { phone: '13800000002' } }), 'phone.sms_too_soon')
    expectError(await api(await buildUser()).call(sendPhoneCode, { body: { phone } }), 'phone.sms_too_soon')
    const wrong = code === '000000' ? '000001' : '000000'
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const reply = await api(user).call(checkPhoneWithSms, { body: { phone, code: wrong } })
      expect(expectError(reply, 'phone.sms_wrong').details).toEqual({ triesLeft })
    }
    expectError(await api(user).call(checkPhoneWithSms, { body: { phone, code } }), 'phone.sms_expired')
    deps.clock.advance(61, 'seconds')
    await api(user).ok(sendPhoneCode, { body: { phone } })
    deps.clock.advance(5, 'minutes')
    const late = { phone, code: readCode(test) }
    expectError(await api(user).call(checkPhoneWithSms, { body: late }), 'phone.sms_expired')
  })

  it('is offered no code without a gateway, and can try again when sending failed', async () => {
    const deps = createTestDeps()
    const { api } = startTestApp({ ...deps, ports: { ...deps.ports, sms: createFakeSms(false) } })
    const user = await buildUser()
    expect((await api(user).ok(getMe)).features.smsCode).toBe(false)
    expectError(await api(user).call(sendPhoneCode, { body: { phone } }), 'phone.sms_unavailable')
    const other = startTestApp()
    other.deps.ports.sms.failure = new Error('gateway down')
    expectError(await other.api(user).call(sendPhoneCode, { body: { phone } }), 'phone.sms_failed')
    other.deps.ports.sms.failure = undefined
    await other.api(user).ok(sendPhoneCode, { body: { phone } })
  })
})

describe('being off duty', () => {
  it('lets the deputy act at once and names posts that nobody holds', async () => {
    const { api, deps } = startTestApp()
    const holder = await buildGridWorker()
    await buildMembership(holder, 'buildingLeader', testAreas.building)
    const deputy = await buildUser()
    await buildMembership(deputy, 'gridWorker', testAreas.grid, { isDeputy: true })
    const readRoles = async () =>
      (await readActor(deputy.id, '', deps.clock.now()))?.memberships.map(({ role }) => role)
    expect(await readRoles()).toEqual([])
    const { me, uncovered } = await api(holder).ok(setDuty, { body: { isOffDuty: true } })
    expect(me.offDuty).toBe(true)
    expect(uncovered).toMatchObject([{ post: `building:${testAreas.building}` }])
    expect(await readRoles()).toEqual(['gridWorker'])
    await api(holder).ok(setDuty, { body: { isOffDuty: false } })
    expect(await readRoles()).toEqual([])
    expect(deps.published).toContainEqual({
      name: 'session.changed',
      rooms: [`user:${holder.id}`],
      data: { reason: 'membership' },
    })
  })

  it('is for signed-in people', async () => {
    const { api } = startTestApp()
    expectError(await api().call(setDuty, { body: { isOffDuty: true } }), 'session.required')
    const secretary = await buildSecretary()
    expectError(await api(secretary).callLoose(setDuty, { body: {} }), 'request.invalid')
  })
})
