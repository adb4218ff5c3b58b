import { loginWithMiniProgram } from '@linli/shared/users/auth.contract'
import { getMe } from '@linli/shared/users/me.contract'
import {
  deleteAccount,
  exportOwnData,
  getOwnData,
  giveConsent,
  listConsents,
  withdrawConsent,
} from '@linli/shared/users/ownData.contract'
import { consentVersions } from '@linli/shared/users/consents'
import { expectError } from '../../test/apiClient'
import { startTestApp } from '../../test/testApp'
import { buildMembership, buildResident, buildVolunteer, testAreas } from '../../test/users.factory'
import { Identity } from './identity.model'
import { Session } from './session.model'
import { User } from './user.model'
import { registerAccountDeletion, registerOwnData } from './userHooks'

const phone = '13800000001'
const health = { kind: 'health', version: consentVersions.health } as const

let isBusy = false
registerOwnData({
  name: 'test',
  describe: () => Promise.resolve([{ title: '测试', items: [{ label: '一项', value: '有' }] }]),
  collect: (userId) => Promise.resolve({ userId }),
})
registerAccountDeletion({
  name: 'test',
  hasOpenMatters: () => Promise.resolve(isBusy),
  erase: () => Promise.resolve([{ what: '服务单', basis: '财务规定', until: '2031-01-01T00:00:00.000Z' }]),
})

beforeEach(() => {
  isBusy = false
})

describe('my own data', () => {
  it('is shown in words, of every feature, in clear for its owner', async () => {
    const { api, deps } = startTestApp()
    const user = await buildResident({ clearPhone: phone, clearName: '王小明' }, deps)
    await buildMembership(user, 'volunteer', testAreas.community)
    const { sections } = await api(user).ok(getOwnData)
    expect(sections.map(({ title }) => title)).toEqual(expect.arrayContaining(['账号', '担任的工作', '测试']))
    expect(sections[0]?.items).toContainEqual({ label: '手机号', value: phone })
    expectError(await api().call(getOwnData), 'session.required')
  })

  it('comes as a file', async () => {
    const { api, deps } = startTestApp()
    const user = await buildResident({ clearPhone: phone, clearName: '王小明' }, deps)
    const file = await api(user).call(exportOwnData)
    expect(file.headers['content-disposition']).toContain('attachment')
    expect(JSON.parse(file.bytes.toString())).toMatchObject({
      exportedAt: deps.clock.now().toISOString(),
      account: { name: '王小明', phone, level: 'verified', homes: [], memberships: [] },
      test: { userId: user.id },
    })
    expectError(await api().call(exportOwnData), 'session.required')
  })
})

describe('consents', () => {
  it('are given, withdrawn and given again, each with its date', async () => {
    const { api, deps } = startTestApp()
    const user = api(await buildResident())
    expect((await user.ok(listConsents)).items.map(({ kind, isGiven }) => [kind, isGiven])).toEqual([
      ['privacyPolicy', false],
      ['health', false],
      ['whereabouts', false],
      ['children', false],
    ])
    expect((await user.ok(giveConsent, { body: health })).isGiven).toBe(true)
    await user.ok(giveConsent, { body: health })
    expect((await user.ok(getMe)).consents).toEqual(['health'])
    deps.clock.advance(1, 'days')
    const withdrawn = await user.ok(withdrawConsent, { params: { kind: 'health' } })
    expect(withdrawn).toMatchObject({ isGiven: false, withdrawnAt: deps.clock.now().toISOString() })
    expect((await user.ok(giveConsent, { body: health })).isGiven).toBe(true)
    expect((await User.findOne({}).lean())?.consents).toHaveLength(2)
  })

  it('count only for the version that was shown', async () => {
    const { api } = startTestApp()
    const user = await buildResident()
    const old = { ...health, version: '2020-01' }
    expectError(await api(user).call(giveConsent, { body: old }), 'request.conflict')
    expectError(
      await api(user).callLoose(giveConsent, { body: { kind: 'all', version: '1' } }),
      'request.invalid',
    )
    expectError(await api().call(listConsents), 'session.required')
  })
})

describe('deleting the account', () => {
  const body = { confirm: '注销' } as const

  it('leaves nothing that names the person, ends all sessions, and says what is kept', async () => {
    const { api, deps } = startTestApp()
    const overrides = { clearPhone: phone, clearName: '王小明', nickname: '老王', openid: 'openid-1' }
    const user = await buildResident(overrides, deps)
    const client = api(user)
    const { kept } = await client.ok(deleteAccount, { body })
    expect(kept.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['操作日志（不含姓名和电话）', '服务单']),
    )
    const stored = await User.findOne({ _id: user.id }).lean()
    expect(Object.keys(stored ?? {}).sort()).toEqual(
      [
        '__v',
        '_id',
        'consents',
        'createdAt',
        'deletedAt',
        'isOffDuty',
        'kept',
        'level',
        'openids',
        'updatedAt',
      ].sort(),
    )
    expect(stored?.openids).toEqual([])
    expect(await Session.countDocuments({ userId: user.id, endedAt: { $exists: false } })).toBe(0)
    expect(await Identity.countDocuments({ userId: user.id })).toBe(0)
    expectError(await client.call(getMe), 'session.expired')
    const tokens = await api().ok(loginWithMiniProgram, { body: { code: 'openid-1' } })
    const me = await api({ id: '', token: tokens.accessToken }).ok(getMe)
    expect(me.id).not.toBe(user.id)
  })

  it('waits for roles and open matters, and for the word', async () => {
    const { api } = startTestApp()
    expectError(await api(await buildVolunteer()).call(deleteAccount, { body }), 'account.holds_roles')
    const user = await buildResident()
    expectError(await api(user).callLoose(deleteAccount, { body: {} }), 'request.invalid')
    isBusy = true
    expectError(await api(user).call(deleteAccount, { body }), 'account.has_open_matters')
    expect((await User.findOne({ _id: user.id }).lean())?.deletedAt).toBeUndefined()
    expectError(await api().call(deleteAccount, { body }), 'session.required')
  })
})
