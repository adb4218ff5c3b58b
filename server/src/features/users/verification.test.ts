import { checkPhoneWithWechat, getMe, requestVerification } from '@linli/shared/users/me.contract'
import { decideVerification, listVerifications } from '@linli/shared/users/verification.contract'
import { buildAreas } from '../../test/areas.factory'
import { expectError } from '../../test/apiClient'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildCommunityWorker,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { Home } from '../register/home.model'
import { HomeLink } from '../register/homeLink.model'
import { Person } from '../register/person.model'
import { registerPerson } from '../register/register.lookup'
import { User } from './user.model'

const { community, building, grid } = testAreas
const phone = '13800000001'
const asked = { name: '王小明', kind: 'tenant', building, room: '302', from: '2026-03-01' } as const

async function buildHome(room = '302'): Promise<string> {
  const { district, street } = testAreas
  const label = `1号楼 ${room}室`
  const home = await Home.create({ district, street, community, grid, building, room, label })
  return home._id.toString()
}

/** A joined person with a checked phone. */
async function buildJoined({ deps }: TestApp, clearPhone = phone): Promise<TestUser> {
  await buildAreas()
  return buildUser({ level: 'joined', community, clearPhone }, deps)
}

async function buildPerson(
  { deps }: TestApp,
  overrides: { birthDate?: string; phone?: string | undefined } = {},
) {
  const homeId = await buildHome()
  const person = { name: '王小明', phone, homeId, kind: 'owner', source: 'import', ...overrides } as const
  return { homeId, personId: await registerPerson(person, deps) }
}

async function request({ api }: TestApp, user: TestUser, body: Partial<typeof asked> = {}) {
  const me = await api(user).ok(requestVerification, { body: { ...asked, ...body } })
  return { me, params: { id: me.verification?.id ?? '' } }
}

const approve = { decision: 'approve' } as const

describe('verification by the register', () => {
  it('confirms at once whom the register knows by name, checked phone and home', async () => {
    const test = startTestApp()
    const user = await buildJoined(test)
    const { personId, homeId } = await buildPerson(test)
    const { me } = await request(test, user)
    expect(me).toMatchObject({
      level: 'verified',
      maskedName: '王**',
      home: { address: '1号楼 302室', kind: 'owner', homeId },
      verification: { state: 'approved' },
    })
    const stored = await User.findOne({ _id: user.id }).lean()
    expect(stored).toMatchObject({ building, grid })
    expect(stored?.personId?.toString()).toBe(personId)
    expect(JSON.stringify(stored)).not.toContain('王小明')
    expect(await AuditEntry.countDocuments({ action: 'user.verified', subjectId: user.id })).toBe(1)
  })

  it('waits for the phone, and confirms as soon as it is checked', async () => {
    const test = startTestApp()
    await buildAreas()
    const user = await buildUser({ level: 'joined', community })
    await buildPerson(test)
    expect((await request(test, user)).me).toMatchObject({ level: 'joined', verification: { state: 'open' } })
    const { me } = await test.api(user).ok(checkPhoneWithWechat, { body: { code: phone } })
    expect(me.level).toBe('verified')
  })

  it('leaves it to people when the home, the phone or the person does not agree', async () => {
    const test = startTestApp()
    await buildHome('501')
    const user = await buildJoined(test)
    await buildPerson(test)
    expect((await request(test, user, { room: '501' as '302' })).me.level).toBe('joined')
    const other = await buildUser({ level: 'joined', community, clearPhone: '13800000002' }, test.deps)
    expect((await request(test, other)).me.level).toBe('joined')
  })

  it('gives no second account to one person of the register', async () => {
    const test = startTestApp()
    const user = await buildJoined(test)
    const { personId } = await buildPerson(test)
    await buildResident({ personId: personId as never })
    expect((await request(test, user)).me.level).toBe('joined')
  })

  it('gives one person of the register to one account of several that are confirmed in one moment', async () => {
    const test = startTestApp()
    const { personId } = await buildPerson(test, { phone: undefined, birthDate: '1950-01-01' })
    const secretary = await buildSecretary()
    await buildAreas()
    const asking = []
    for (const i of [1, 2, 3, 4, 5, 6]) {
      const clearPhone = `1380000100${i}`
      asking.push(await request(test, await buildUser({ level: 'joined', community, clearPhone }, test.deps)))
    }
    const body = { ...approve, isSamePerson: true, personId }
    const answers = await Promise.all(
      asking.map(({ params }) => test.api(secretary).call(decideVerification, { params, body })),
    )
    expect(answers.map(({ status }) => status)).toEqual(asking.map(() => 200))
    expect(await User.countDocuments({ level: 'verified', verification: { $exists: true } })).toBe(6)
    expect(await User.countDocuments({ personId })).toBe(1)
  })

  it('gives no account of their own to children under 14', async () => {
    const test = startTestApp()
    const user = await buildJoined(test)
    await buildPerson(test, { birthDate: '2013-01-01' })
    const refused = await test.api(user).call(requestVerification, { body: asked })
    expectError(refused, 'account.too_young')
    expect(await User.findOne({ _id: user.id }).lean()).toMatchObject({ level: 'joined' })
  })
})

describe('asking to be verified', () => {
  it('needs a community, one open request, and is not for whoever is verified', async () => {
    const test = startTestApp()
    const { api } = test
    const user = await buildJoined(test)
    await request(test, user)
    expectError(await api(user).call(requestVerification, { body: asked }), 'verification.open_already')
    expectError(
      await api(await buildUser()).call(requestVerification, { body: asked }),
      'verification.community_needed',
    )
    expectError(
      await api(await buildResident()).call(requestVerification, { body: asked }),
      'verification.verified_already',
    )
    const elsewhere = { ...asked, building: `${testAreas.neighbourCommunity}-B001` }
    const other = await buildUser({ level: 'joined', community })
    expectError(await api(other).call(requestVerification, { body: elsewhere }), 'record.not_found')
    expectError(await api().call(requestVerification, { body: asked }), 'session.required')
    expectError(await api(other).callLoose(requestVerification, { body: { name: '王' } }), 'request.invalid')
  })
})

describe('deciding on a request', () => {
  it('is done by the building leader, the grid worker or the desk of the place, and by nobody else', async () => {
    const test = startTestApp()
    const user = await buildJoined(test)
    const { params } = await request(test, user)
    const strangers = [
      await buildBuildingLeader(testAreas.otherBuilding),
      await buildGridWorker(testAreas.otherGrid),
      await buildSecretary(testAreas.neighbourCommunity),
    ]
    for (const stranger of strangers)
      expectError(
        await test.api(stranger).call(decideVerification, { params, body: approve }),
        'access.denied',
      )
    for (const person of [user, await buildStreetOfficer()])
      expectError(await test.api(person).call(decideVerification, { params, body: approve }), 'access.denied')
    const leader = await buildBuildingLeader()
    expect(await test.api(leader).ok(decideVerification, { params, body: approve })).toMatchObject({
      state: 'approved',
    })
    expect(await User.findOne({ _id: user.id }).lean()).toMatchObject({
      level: 'verified',
      verification: { basis: 'buildingLeader' },
    })
  })

  it.each([
    ['grid worker', buildGridWorker],
    ['community worker', buildCommunityWorker],
  ])('lets the %s approve: level, name, home with its dates, and the register', async (_, build) => {
    const test = startTestApp()
    const user = await buildJoined(test)
    const homeId = await buildHome()
    const { params } = await request(test, user)
    await test.api(await build()).ok(decideVerification, { params, body: approve })
    const me = await test.api(user).ok(getMe)
    expect(me.home).toEqual({ address: '1号楼 302室', homeId, kind: 'tenant', from: '2026-03-01' })
    expect(me).toMatchObject({ level: 'verified', maskedName: '王**' })
    expect(await HomeLink.findOne({ homeId }).lean()).toMatchObject({ kind: 'tenant', from: '2026-03-01' })
    expect(await Person.countDocuments({ community })).toBe(1)
    expect(test.deps.published).toContainEqual({
      name: 'session.changed',
      rooms: [`user:${user.id}`],
      data: { reason: 'level' },
    })
  })

  it('never verifies without a checked phone', async () => {
    const test = startTestApp()
    await buildAreas()
    const user = await buildUser({ level: 'joined', community })
    const { params } = await request(test, user)
    const refused = await test.api(await buildSecretary()).call(decideVerification, { params, body: approve })
    expectError(refused, 'verification.phone_needed')
    expect(await User.findOne({ _id: user.id }).lean()).toMatchObject({
      level: 'joined',
      verification: { state: 'open' },
    })
  })

  it('says why it declines, and the resident may ask again', async () => {
    const test = startTestApp()
    const user = await buildJoined(test)
    const { params } = await request(test, user)
    const secretary = test.api(await buildSecretary())
    expectError(
      await secretary.callLoose(decideVerification, { params, body: { decision: 'decline' } }),
      'request.invalid',
    )
    const body = { decision: 'decline', reason: '请带租房合同到居委会' } as const
    await secretary.ok(decideVerification, { params, body })
    expect((await test.api(user).ok(getMe)).verification).toMatchObject({
      state: 'declined',
      reason: '请带租房合同到居委会',
    })
    expectError(
      await secretary.call(decideVerification, { params, body: approve }),
      'verification.decided_already',
    )
    expect((await request(test, user)).params.id).not.toBe(params.id)
  })

  it('is decided by one of two who decide at once', async () => {
    const test = startTestApp()
    const user = await buildJoined(test)
    const { params } = await request(test, user)
    const [one, other] = [await buildSecretary(), await buildGridWorker()]
    const decline = { decision: 'decline', reason: '不住在这里' } as const
    const replies = await Promise.all([
      test.api(one).call(decideVerification, { params, body: approve }),
      test.api(other).call(decideVerification, { params, body: decline }),
    ])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await AuditEntry.countDocuments({ subjectId: user.id })).toBe(1)
  })

  it('asks whoever checks whether it is the one whom the register has with another telephone', async () => {
    const test = startTestApp()
    const { api } = test
    const user = await buildJoined(test)
    const { personId } = await buildPerson(test, { phone: '13900000009', birthDate: '1944-03-05' })
    const { params } = await request(test, user)
    const secretary = api(await buildSecretary())
    const { items } = await secretary.ok(listVerifications, { query: {} })
    expect(items).toMatchObject([
      { userId: user.id, namesakes: [{ personId, maskedPhone: '139****0009', birthYear: 1944 }] },
    ])
    const unasked = await secretary.call(decideVerification, { params, body: approve })
    expectError(unasked, 'verification.same_person_unasked')
    expect(await User.findOne({ _id: user.id }).lean()).toMatchObject({ verification: { state: 'open' } })
    await secretary.ok(decideVerification, { params, body: { ...approve, isSamePerson: true } })
    expect((await User.findOne({ _id: user.id }).lean())?.personId?.toString()).toBe(personId)
    expect(await Person.countDocuments()).toBe(1)
    // A second of that name in the home is a person of his own once somebody has said so.
    const son = await buildUser({ level: 'joined', community, clearPhone: '13800000003' }, test.deps)
    const asks = await request(test, son)
    const body = { ...approve, isSamePerson: false }
    await secretary.ok(decideVerification, { params: asks.params, body })
    expect(await Person.countDocuments()).toBe(2)
    expect((await User.findOne({ _id: son.id }).lean())?.personId?.toString()).not.toBe(personId)
  })

  it('asks which of two of one name in a home it is, and makes no third of them unasked', async () => {
    const test = startTestApp()
    const { api } = test
    const user = await buildJoined(test)
    const { homeId, personId: father } = await buildPerson(test, {
      phone: undefined,
      birthDate: '1944-03-05',
    })
    const born = { name: '王小明', birthDate: '1970-05-01', homeId, kind: 'owner', source: 'import' } as const
    const son = await registerPerson({ ...born, phone: '13900000009' }, test.deps)
    const { params } = await request(test, user)
    const secretary = api(await buildSecretary())
    const namesakes = [
      { personId: father, birthYear: 1944 },
      { personId: son, birthYear: 1970, maskedPhone: '139****0009' },
    ]
    const { items } = await secretary.ok(listVerifications, { query: {} })
    expect(items).toMatchObject([{ userId: user.id, namesakes }])
    const other = '64b000000000000000000001'
    for (const said of [{}, { isSamePerson: true }, { isSamePerson: true, personId: other }]) {
      const unsaid = await secretary.call(decideVerification, { params, body: { ...approve, ...said } })
      expect(expectError(unsaid, 'verification.same_person_unasked').details).toEqual({ namesakes })
    }
    const said = { ...approve, isSamePerson: true, personId: father }
    await secretary.ok(decideVerification, { params, body: said })
    expect((await User.findOne({ _id: user.id }).lean())?.personId?.toString()).toBe(father)
    expect(await Person.countDocuments()).toBe(2)
    // Her telephone tells them apart now, and that of the son does.
    const his = await buildUser({ level: 'joined', community, clearPhone: '13900000009' }, test.deps)
    await request(test, his)
    expect((await User.findOne({ _id: his.id }).lean())?.personId?.toString()).toBe(son)
    // A third of that name is somebody of her own once somebody has said so.
    const third = await buildUser({ level: 'joined', community, clearPhone: '13800000003' }, test.deps)
    const asks = await request(test, third)
    const body = { ...approve, isSamePerson: false }
    await secretary.ok(decideVerification, { params: asks.params, body })
    expect(await Person.countDocuments()).toBe(3)
  })

  it('lets the desk add the building that the person did not know', async () => {
    const test = startTestApp()
    const user = await buildJoined(test)
    const me = await test.api(user).ok(requestVerification, {
      body: { name: '王小明', kind: 'family', room: '1号楼302' },
    })
    const params = { id: me.verification?.id ?? '' }
    const leader = await test
      .api(await buildBuildingLeader())
      .call(decideVerification, { params, body: approve })
    expectError(leader, 'access.denied')
    const body = { ...approve, building }
    await test.api(await buildSecretary()).ok(decideVerification, { params, body })
    expect(await User.findOne({ _id: user.id }).lean()).toMatchObject({ building, grid, level: 'verified' })
    const unknown = await test.api(await buildSecretary()).call(decideVerification, {
      params: { id: '64b000000000000000000001' },
      body,
    })
    expectError(unknown, 'record.not_found')
  })
})

describe('the queue of requests', () => {
  it('shows each checker those of the own place, oldest first, with the name but a masked phone', async () => {
    const test = startTestApp()
    const { api, deps } = test
    const user = await buildJoined(test)
    await request(test, user)
    const other = await buildUser({ level: 'joined', community, clearPhone: '13800000002' }, deps)
    await request(test, other, { building: testAreas.otherBuilding as typeof building })
    const secretary = api(await buildSecretary())
    const first = await secretary.ok(listVerifications, { query: { limit: 1 } })
    expect(first.items).toMatchObject([{ userId: user.id, name: '王小明', maskedPhone: '138****0001' }])
    const next = await secretary.ok(listVerifications, { query: { limit: 1, cursor: first.nextCursor } })
    expect(next.items.map(({ userId }) => userId)).toEqual([other.id])
    const leader = await api(await buildBuildingLeader()).ok(listVerifications, { query: {} })
    expect(leader.items.map(({ userId }) => userId)).toEqual([user.id])
    const worker = await api(await buildGridWorker()).ok(listVerifications, { query: {} })
    expect(worker.items).toHaveLength(2)
    const stranger = await buildSecretary(testAreas.neighbourCommunity)
    expectError(await api(stranger).call(listVerifications, { query: { community } }), 'access.denied')
    expectError(await api(user).call(listVerifications, { query: {} }), 'access.denied')
    expectError(await api().call(listVerifications, { query: {} }), 'session.required')
  })
})
