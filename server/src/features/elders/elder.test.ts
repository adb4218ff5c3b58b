import '../../database/mongoose'
import { capacityMoves, capacityStates } from '@linli/shared/elders/elder'
import { elderContracts } from '@linli/shared/elders/elder.contract'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { openRecord } from '@linli/shared/users/recordAccess.contract'
import {
  giveConsent,
  listConsents,
  listOwnRecordAccesses,
  withdrawConsent,
} from '@linli/shared/users/ownData.contract'
import { consentVersions } from '@linli/shared/users/consents'
import { rotateFields } from '../../lib/fieldRotation'
import { createFieldCrypto } from '../../lib/fieldCrypto'
import { buildAreas } from '../../test/areas.factory'
import { expectError } from '../../test/apiClient'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../../test/families.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildBuildingLeader,
  buildCommunityWorker,
  buildDistrictOfficer,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildVolunteer,
  signIn,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Person } from '../register/person.model'
import { User } from '../users/user.model'
import { FamilyBond, ProxyAct } from '../families/bond.model'
import { Elder, elderSecretFields, type ElderRecord } from './elder.model'
import { mayMoveCapacity, type ElderReader } from './elder.policy'
import { openElder } from './elder.record'

const app = startTestApp()
const { api, deps } = app
const { district, street, community } = testAreas

const allergy = '花生过敏暗号'
const care = {
  abilityGrade: 'severe',
  assessedOn: '2026-05-01',
  diet: { allergies: [allergy], isDiabetic: true, needsSoftFood: false, isHalal: false, dislikes: [] },
} as const
const contacts = [{ name: '王小丽', relation: '女儿', phone: '13900000009' }]
const means = { incomeClass: 'minimum', entitlements: ['veteran'] } as const

const update = (user: TestUser, id: string, body: object) =>
  api(user).call(elderContracts.updateElder, { params: { id }, body: body as never })
const get = (user: TestUser, id: string) => api(user).call(elderContracts.getElder, { params: { id } })
const everything = { livesAlone: true, care, contacts, means, hasHealthConsent: true }

async function buildKept(): Promise<{ personId: string; secretary: TestUser }> {
  const personId = await buildElder(deps)
  const secretary = await buildSecretary()
  const { status, body } = await update(secretary, personId, { version: 0, ...everything })
  expect({ status, code: (body as { code?: string }).code }).toEqual({ status: 200, code: undefined })
  return { personId, secretary }
}

beforeEach(buildAreas)

describe('the care profile of an elder', () => {
  it('is masked for the staff who keep it, opened with a reason that leaves a trace, encrypted at rest', async () => {
    const { personId, secretary } = await buildKept()
    const seen = (await get(secretary, personId)).body
    expect(seen).toMatchObject({
      maskedName: '张**',
      age: 82,
      livesAlone: true,
      hasAccount: false,
      known: { care: true, means: true, contacts: 1 },
      contacts: [{ name: '王**', phone: '139****0009' }],
      actions: ['update', 'updateMeans', 'unmask', 'doubtCapacity'],
    })
    expect(seen.care).toBeUndefined()
    expect(seen.means).toBeUndefined()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const reason = '排明天的送餐'
    const clear = await api(secretary).ok(elderContracts.unmaskElder, {
      params: { id: personId },
      body: { reason },
    })
    expect(clear).toMatchObject({ care, means, contacts })
    expect((await api(elder).ok(listOwnRecordAccesses)).items).toMatchObject([{ reason }])
    const raw = JSON.stringify(await Elder.collection.findOne({}))
    for (const secret of [allergy, 'severe', 'minimum', '王小丽', '13900000009'])
      expect(raw).not.toContain(secret)
  })

  it('is rewritten with a new key', async () => {
    await buildKept()
    const key = { id: 'new', key: Buffer.alloc(32, 7).toString('base64') }
    const { fieldKeys, indexKey } = deps.config
    const rotated = createFieldCrypto({ keys: [key, ...fieldKeys], indexKey })
    expect(await rotateFields(Elder.collection, elderSecretFields, rotated)).toMatchObject({ rewritten: 1 })
    const only = createFieldCrypto({ keys: [key], indexKey })
    const elder = await Elder.findOne({}).lean<ElderRecord>()
    expect(openElder(elder ?? undefined, { crypto: only })).toMatchObject({ care, means, contacts })
  })

  it('opens by who reads it: herself, proxies by scope, grid worker; to nobody else', async () => {
    const { personId } = await buildKept()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const [daughter, son, former] = [await buildProxy(), await buildProxy('儿子'), await buildProxy('前女婿')]
    await buildBond({ proxy: daughter, personId }, { scopes: ['health'] })
    await buildBond({ proxy: son, personId }, { scopes: ['needs', 'orders', 'payments'] })
    await buildBond({ proxy: former, personId }, { state: 'ended', isLiving: false })
    expect((await get(elder, personId)).body).toMatchObject({
      care,
      means,
      contacts,
      relationToViewer: 'self',
    })
    const hers = (await get(daughter, personId)).body
    expect(hers).toMatchObject({ care, contacts, relationToViewer: 'proxy' })
    expect(hers.means).toBeUndefined()
    const his = (await get(son, personId)).body
    expect(his).toMatchObject({
      contacts,
      known: { care: false, means: false },
      actions: ['openElderMode'],
    })
    expect(his.care).toBeUndefined()
    const grid = (await get(await buildGridWorker(), personId)).body
    expect(grid).toMatchObject({ livesAlone: true, known: { care: false }, actions: [] })
    for (const user of [
      former,
      await buildProxy('陌生人'),
      await buildResident(),
      await buildVolunteer(),
      await buildBuildingLeader(),
      await buildGridWorker(testAreas.otherGrid),
      await buildSecretary(testAreas.neighbourCommunity),
      await buildStreetOfficer(testAreas.otherStreet),
      await buildDistrictOfficer(),
      await buildAdministrator(),
    ]) {
      expectError(await get(user, personId), 'record.not_found')
      expectError(await update(user, personId, { version: 1, livesAlone: false }), 'record.not_found')
    }
    const officer = await buildStreetOfficer()
    // Another server ends it: here it counts at once, whatever is remembered of her.
    const phone = api(await signIn(daughter, deps))
    const read = () => phone.call(elderContracts.getElder, { params: { id: personId } })
    expect((await read()).body.care).toEqual(care)
    await FamilyBond.updateOne({ proxyUserId: daughter.id }, { $set: { state: 'ended', isLiving: false } })
    expectError(await read(), 'record.not_found')
    expectError(await get(officer, personId), 'access.reason_required')
    await api(officer).ok(openRecord, {
      body: { kind: 'person', recordId: personId, reason: '核对补贴名单' },
    })
    expect((await get(officer, personId)).body.known).toEqual({ care: false, means: false, contacts: 1 })
  })

  it('is changed by part, once when two change it at once, each change logged', async () => {
    const { personId, secretary } = await buildKept()
    const daughter = await buildProxy()
    await buildBond({ proxy: daughter, personId }, { scopes: ['health'] })
    const dislikes = { ...care.diet, dislikes: ['香菜'] }
    const answers = await Promise.all([
      update(daughter, personId, { version: 1, care: { abilityGrade: 'intact', diet: dislikes } }),
      update(secretary, personId, { version: 1, livesAlone: null }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      details: { state: 'clear', version: 2 },
    })
    const version = (await Elder.findOne({ _id: personId }).lean())?.version
    const again = await update(daughter, personId, {
      version,
      care: { abilityGrade: 'intact', diet: dislikes },
    })
    expect(again.body.care).toEqual({ ...care, diet: dislikes })
    expect((await ProxyAct.find({ personId }).lean()).at(-1)).toMatchObject({
      scope: 'health',
      what: '改了照护档案',
    })
    const changes = (await Elder.findOne({ _id: personId }).lean<ElderRecord>())?.changes ?? []
    expect(changes.at(-1)).toMatchObject({ parts: ['care'], proxyText: '由女儿 王小丽 代办' })
    for (const body of [{ means }, { hasHealthConsent: false }, { care: null }])
      expectError(await update(daughter, personId, { version: (version ?? 0) + 1, ...body }), 'access.denied')
  })

  it('keeps health only with consent, and erases it when the elder takes it back', async () => {
    const personId = await buildElder(deps)
    const worker = await buildCommunityWorker()
    expectError(await update(worker, personId, { version: 0, care }), 'elder.health_consent_needed')
    expect((await update(worker, personId, { version: 0, ...everything })).status).toBe(200)
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const { body } = await update(elder, personId, { version: 1, hasHealthConsent: false })
    expect(body.care).toBeUndefined()
    expect((await Elder.findOne({ _id: personId }).lean())?.care).toBeUndefined()
    await update(elder, personId, { version: 2, care, hasHealthConsent: true })
    const given = { kind: 'health', version: consentVersions.health, givenAt: deps.clock.now() }
    await User.updateOne({ _id: elder.id }, { $push: { consents: given } })
    deps.clock.advance(1, 'minutes')
    await api(elder).ok(withdrawConsent, { params: { kind: 'health' } })
    expect((await get(elder, personId)).body.care).toBeUndefined()
    const reason = { reason: '看看还在不在' }
    const clear = await api(worker).ok(elderContracts.unmaskElder, { params: { id: personId }, body: reason })
    expect(clear.care).toBeUndefined()
    // Of what she agrees to again only the last word counts; and so it does when she takes that back too.
    deps.clock.advance(1, 'minutes')
    const again = { kind: 'health', version: consentVersions.health } as const
    await api(elder).ok(giveConsent, { body: again })
    // What was kept is gone with the first withdrawal, as the page told her.
    const given2 = (await get(elder, personId)).body
    expect(given2).toMatchObject({ known: { care: false }, healthConsent: { byName: '老人本人' } })
    await update(elder, personId, { version: given2.version, care })
    deps.clock.advance(1, 'minutes')
    await api(elder).ok(withdrawConsent, { params: { kind: 'health' } })
    const taken = (await get(elder, personId)).body
    expect(taken).not.toHaveProperty('care')
    expect(taken).not.toHaveProperty('healthConsent')
    // The switch in the profile is the way back: it says so anew.
    const { version } = taken
    deps.clock.advance(1, 'minutes')
    const back = await update(elder, personId, { version, care, hasHealthConsent: true })
    expect(back.body).toMatchObject({ care: { diet: care.diet }, healthConsent: { byName: '老人本人' } })
  })

  it('is one consent: given before staff it stands in her account, and is taken back there or in the profile', async () => {
    const { personId } = await buildKept()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const readOwn = async () =>
      (await api(elder).ok(listConsents)).items.find(({ kind }) => kind === 'health')
    const at = deps.clock.now().toISOString()
    expect(await readOwn()).toMatchObject({ isGiven: true, givenAt: at, writtenByName: '社区书记 居民' })
    deps.clock.advance(1, 'minutes')
    const params = { kind: 'health' } as const
    expect(await api(elder).ok(withdrawConsent, { params })).toMatchObject({
      isGiven: false,
      withdrawnAt: deps.clock.now().toISOString(),
    })
    const taken = await Elder.findOne({ _id: personId }).lean<ElderRecord>()
    expect(taken).not.toHaveProperty('healthConsent')
    expect(taken).not.toHaveProperty('care')
    expect(taken?.changes.at(-1)).toMatchObject({ byName: '老人本人', parts: ['hasHealthConsent'] })
    // Again by account, and back by the profile: the account says so too.
    deps.clock.advance(1, 'minutes')
    await api(elder).ok(giveConsent, { body: { ...params, version: consentVersions.health } })
    const { version, healthConsent } = (await get(elder, personId)).body
    expect(healthConsent).toMatchObject({ byName: '老人本人' })
    const own = await readOwn()
    expect(own).toMatchObject({ isGiven: true })
    expect(own).not.toHaveProperty('writtenByName')
    deps.clock.advance(1, 'minutes')
    await update(elder, personId, { version, hasHealthConsent: false })
    expect(await readOwn()).toMatchObject({ isGiven: false, withdrawnAt: deps.clock.now().toISOString() })
  })
})

describe('长辈版 on the telephone of an elder', () => {
  const open = (user: TestUser, id: string) =>
    api(user).call(elderContracts.openElderMode, { params: { id } })

  it('is turned on by a relative, whatever the bond covers, once, with a line in her log', async () => {
    const personId = await buildElder(deps)
    const [son, elder] = [await buildProxy('儿子'), await buildResident()]
    await buildBond({ proxy: son, personId }, { scopes: ['payments'] })
    // She has no account yet: there is no telephone to turn.
    expect((await get(son, personId)).body.actions).toEqual([])
    expectError(await open(son, personId), 'elder.no_account')
    await linkToPerson(elder, personId)
    expect((await get(son, personId)).body.actions).toEqual(['openElderMode'])
    const answers = await Promise.all([open(son, personId), open(son, personId)])
    expect(answers.map(({ status, body }) => [status, body.actions])).toEqual([
      [200, []],
      [200, []],
    ])
    expect((await User.findById(elder.id).lean())?.elderMode).toBe(true)
    expect(await ProxyAct.find({ personId }).lean()).toMatchObject([{ what: '把手机换成了长辈版' }])
    const { items } = await api(elder).ok(bondContracts.listProxyActs, { query: {} })
    expect(items).toMatchObject([{ what: '把手机换成了长辈版', proxyText: '由女儿 王小丽 代办' }])
  })

  it('is nobody else’s to turn on, nor hers whose bond has ended', async () => {
    const personId = await buildElder(deps)
    const [former, elder] = [await buildProxy('前女婿'), await buildResident()]
    await linkToPerson(elder, personId)
    await buildBond({ proxy: former, personId }, { state: 'ended', isLiving: false })
    for (const user of [former, await buildResident(), await buildBuildingLeader()])
      expectError(await open(user, personId), 'record.not_found')
    for (const user of [elder, await buildSecretary(), await buildGridWorker()])
      expectError(await open(user, personId), 'access.denied')
    expect((await User.findById(elder.id).lean())?.elderMode).not.toBe(true)
    expect(await ProxyAct.countDocuments()).toBe(0)
  })
})

describe('the register of elders', () => {
  it('lists the old ones, the oldest first, page by page, of the community one serves', async () => {
    const years = ['1931', '1940', '1940', '1940', '1955', '1966', '1967']
    for (const [i, year] of years.entries())
      await buildElder(deps, { name: `李${i}`, birthDate: `${year}-01-0${i + 1}`, room: `20${i}` })
    const secretary = api(await buildSecretary())
    const seen: (number | undefined)[] = []
    let cursor: string | undefined
    do {
      const page = await secretary.ok(elderContracts.listElders, {
        query: { area: community, limit: '2', ...(cursor === undefined ? {} : { cursor }) },
      })
      seen.push(...page.items.map(({ birthYear }) => birthYear))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toEqual([1931, 1940, 1940, 1940, 1955, 1966])
    await Person.updateMany({ birthYear: 1940 }, { $set: { state: 'deceased' } })
    const left = await secretary.ok(elderContracts.listElders, { query: { area: community } })
    expect(left.items.map(({ birthYear }) => birthYear)).toEqual([1931, 1955, 1966])
    const gone = await secretary.ok(elderContracts.listElders, { query: { area: community, isGone: 'true' } })
    expect(gone.items.map(({ birthYear, state }) => [birthYear, state])).toEqual(
      [1940, 1940, 1940].map((year) => [year, 'deceased']),
    )
  })

  it('says the age of today: a year older on the birthday in Shanghai, none after a death', async () => {
    const born = ['1944-11-23', '1944-11-24', '1966-11-23', '1966-11-24', '1930-01-01']
    for (const [i, birthDate] of born.entries())
      await buildElder(deps, { name: `李${i}`, birthDate, room: `20${i}` })
    await Person.updateOne({ birthYear: 1930 }, { $set: { state: 'deceased' } })
    const secretary = api(await buildSecretary())
    const listAges = async (query: object = {}) =>
      (await secretary.ok(elderContracts.listElders, { query: { area: community, ...query } })).items.map(
        ({ age }) => age,
      )
    expect(await listAges()).toEqual([82, 81, 60])
    expect(await listAges({ isGone: 'true' })).toEqual([undefined])
    deps.clock.set('2026-11-23T16:00:00.000Z')
    expect(await listAges()).toEqual([82, 82, 60, 60])
  })

  it('lists those who live alone, and to the street only the doubts that came to it', async () => {
    const { personId, secretary } = await buildKept()
    await buildElder(deps, { name: '李四', birthDate: '1940-01-01', room: '102' })
    const list = (user: TestUser, query: object) =>
      api(user).call(elderContracts.listElders, { query: { area: community, ...query } })
    const alone = await list(secretary, { livesAlone: 'true' })
    expect(alone.body.items.map(({ id }) => id)).toEqual([personId])
    const next = await buildElder(deps, { name: '王五', birthDate: '1950-01-01', room: '103' })
    await Elder.create({ _id: next, livesAlone: true, district, street, community })
    const page = await list(secretary, { livesAlone: 'true', limit: '1' })
    expect(page.body.items.map(({ id }) => id)).toEqual([personId])
    const rest = await list(secretary, { livesAlone: 'true', limit: '1', cursor: page.body.nextCursor })
    expect(rest.body).toMatchObject({ items: [{ id: next }] })
    expect(rest.body.nextCursor).toBeUndefined()
    expect((await list(await buildGridWorker(), {})).body.items).toHaveLength(3)
    expect((await list(await buildGridWorker(testAreas.otherGrid), {})).body.items).toEqual([])
    const officer = await buildStreetOfficer()
    expectError(await list(officer, {}), 'access.denied')
    for (const area of [community, testAreas.street])
      expect((await list(officer, { area, capacity: 'doubted' })).body.items).toEqual([])
    expectError(await list(officer, { area: testAreas.otherStreet, capacity: 'doubted' }), 'access.denied')
    expectError(await list(secretary, { area: testAreas.street }), 'access.denied')
    for (const user of [
      await buildSecretary(testAreas.neighbourCommunity),
      await buildBuildingLeader(),
      await buildResident(),
    ])
      expectError(await list(user, {}), 'access.denied')
  })
})

describe('doubtful capacity', () => {
  it('is raised by the community, goes to the street, and is decided there', async () => {
    const { personId, secretary } = await buildKept()
    const officer = await buildStreetOfficer()
    const set = (user: TestUser, from: string, to: string) =>
      api(user).call(elderContracts.setCapacity, {
        params: { id: personId },
        body: { from, to, note: '这两个月常常认不出女儿' } as never,
      })
    expectError(await set(secretary, 'clear', 'guardianOnly'), 'access.denied')
    expectError(await set(officer, 'clear', 'doubted'), 'access.reason_required')
    const doubts = await Promise.all([set(secretary, 'clear', 'doubted'), set(secretary, 'clear', 'doubted')])
    expect(doubts.map(({ status }) => status).sort()).toEqual([200, 409])
    await moveOutbox(deps)
    expect((await InboxMessage.findOne({ userId: officer.id }).lean())?.title).toContain('社区请街道定')
    const open = await get(officer, personId)
    const query = { area: testAreas.street, capacity: 'doubted' } as const
    expect((await api(officer).ok(elderContracts.listElders, { query })).items).toHaveLength(1)
    expect(open.body).toMatchObject({ capacity: 'doubted', actions: ['decideCapacity'] })
    expect(open.body.capacityLog).toMatchObject([{ to: 'doubted', note: '这两个月常常认不出女儿' }])
    expectError(await set(secretary, 'doubted', 'clear'), 'access.denied')
    expect((await set(officer, 'doubted', 'guardianOnly')).status).toBe(200)
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: secretary.id, title: /街道定了/ })).toBe(1)
  })

  const readers: ElderReader[] = ['self', 'healthProxy', 'proxy', 'keeper', 'gridWorker', 'street']
  it.each(capacityStates.flatMap((from) => capacityStates.map((to) => [from, to] as const)))(
    'from %s to %s is for whom the table names',
    (from, to) => {
      const by = capacityMoves[from][to]
      const allowed = readers.filter((reader) => mayMoveCapacity(reader, from, to))
      expect(allowed).toEqual(by === undefined ? [] : [by === 'community' ? 'keeper' : 'street'])
    },
  )
})
