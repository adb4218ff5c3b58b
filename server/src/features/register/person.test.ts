import '../../database/mongoose'
import { needContracts } from '@linli/shared/needs/need.contract'
import {
  addPerson,
  correctPerson,
  getPerson,
  setPersonState,
  unmaskPerson,
} from '@linli/shared/register/person.contract'
import { openRecord } from '@linli/shared/users/recordAccess.contract'
import { listOwnRecordAccesses } from '@linli/shared/users/ownData.contract'
import { expectError } from '../../test/apiClient'
import { buildMedia } from '../../test/media.factory'
import { buildNeighbourhood, newKey, raiseNeed, take } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildBuildingLeader,
  buildCommunityWorker,
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { User } from '../users/user.model'
import { Home } from './home.model'
import { Elder } from '../elders/elder.model'
import { ensureElderRecord } from '../elders/elder.record'
import { HomeLink } from './homeLink.model'
import { killAfter } from '../../test/killAfter'
import { openPerson } from './person.crypto'
import { Person, PersonCorrection, PersonEvidence, type PersonDocument } from './person.model'
import { registerPerson } from './register.lookup'

const app = startTestApp()
const { api, deps } = app
const { district, street, community, grid, building } = testAreas

async function buildPerson(): Promise<string> {
  const place = { district, street, community, grid, building }
  const home = await Home.create({ room: '101', label: '1号楼 101室', ...place })
  const zhang = { name: '张小江', phone: '19900000001', birthDate: '1944-03-05' }
  return registerPerson({ ...zhang, homeId: home._id.toString(), kind: 'owner', source: 'counter' }, deps)
}

const link = (user: TestUser, personId: string) => User.updateOne({ _id: user.id }, { $set: { personId } })
const died = { from: 'present', to: 'deceased', note: '家属送来死亡证明' } as const
const unknownId = '0'.repeat(24)

describe('one person of the register', () => {
  it('is shown masked to those who serve them, and to nobody else', async () => {
    const id = await buildPerson()
    const params = { id }
    const seen = await api(await buildSecretary()).ok(getPerson, { params })
    expect(seen).toMatchObject({
      id,
      maskedName: '张**',
      maskedPhone: '199****0001',
      state: 'present',
      states: [],
    })
    expect(JSON.stringify(seen)).not.toContain('1944-03')
    expect(seen.actions).toEqual(['unmask', 'setState', 'correct'])
    for (const user of [await buildGridWorker(), await buildBuildingLeader()])
      expect((await api(user).ok(getPerson, { params })).actions).toEqual(['unmask'])
    for (const user of [
      await buildSecretary(testAreas.neighbourCommunity),
      await buildGridWorker(testAreas.otherGrid),
      await buildBuildingLeader(testAreas.otherBuilding),
      await buildStreetOfficer(testAreas.otherStreet),
      await buildResident(),
    ]) {
      expectError(await api(user).call(getPerson, { params }), 'access.denied')
      expectError(
        await api(user).call(unmaskPerson, { params, body: { reason: '想看一看' } }),
        'access.denied',
      )
      expectError(await api(user).call(setPersonState, { params, body: died }), 'access.denied')
    }
    expectError(await api().call(getPerson, { params }), 'session.required')
    const secretary = api(await buildSecretary())
    expectError(await secretary.call(getPerson, { params: { id: unknownId } }), 'record.not_found')
    expectError(await secretary.call(getPerson, { params: { id: 'x' } }), 'request.invalid')
  })

  it('is put in by hand by those who keep it, once, and found where she is in it already', async () => {
    const known = await buildPerson()
    const home = await Home.findOne({}).lean()
    const worker = await buildCommunityWorker()
    const zhang = { name: '张小江', birthDate: '1944-03-05' }
    const add = (user: TestUser, body: object, requestKey = newKey()) =>
      api(user).call(addPerson, {
        body: { homeId: home?._id.toString(), kind: 'family', ...body } as never,
        requestKey,
      })
    expect((await add(worker, zhang)).body.id).toBe(known)
    const key = newKey()
    const answers = await Promise.all(
      [1, 2, 3].map(() => add(worker, { name: '李阿妹', phone: '19900000009' }, key)),
    )
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers[0]?.body).toMatchObject({
      maskedName: '李**',
      homes: [{ kind: 'family' }],
      state: 'present',
    })
    expect(await Person.countDocuments()).toBe(2)
    // Of one name in one home she may be the same: it is asked, unless the year tells them apart.
    const li = { name: '李阿妹', birthDate: '1950-01-01' }
    expectError(await add(worker, li), 'person.namesake')
    expect(await Person.countDocuments()).toBe(2)
    const another = (await add(worker, { ...li, isAnother: true })).body.id
    expect(another).not.toBe(answers[0]?.body.id)
    expect((await add(worker, li)).body.id).toBe(another)
    expect((await add(worker, { name: '张小江', birthDate: '1970-01-01' })).status).toBe(201)
    expectError(await add(worker, { name: '李阿妹' }), 'request.invalid')
    expectError(await add(worker, { ...zhang, homeId: unknownId }), 'record.not_found')
    expectError(await add(await buildSecretary(testAreas.neighbourCommunity), zhang), 'record.not_found')
    for (const user of [await buildGridWorker(), await buildBuildingLeader(), await buildResident()])
      expectError(await add(user, zhang), 'access.denied')
    // Who moved away and comes back is changed back with a reason, not put in as one who is not here.
    await Person.updateOne({ _id: known }, { $set: { state: 'moved' } })
    const links = await HomeLink.countDocuments()
    expectError(await add(worker, zhang), 'person.gone')
    expect(await HomeLink.countDocuments()).toBe(links)
  })

  it('opens to rank only with a reason, which the person reads', async () => {
    const id = await buildPerson()
    const resident = await buildResident()
    await link(resident, id)
    const officer = api(await buildStreetOfficer())
    expectError(await officer.call(getPerson, { params: { id } }), 'access.reason_required')
    const reason = '核对高龄津贴'
    await officer.ok(openRecord, { body: { kind: 'person', recordId: id, reason } })
    expect((await officer.ok(getPerson, { params: { id } })).maskedName).toBe('张**')
    deps.clock.advance(31, 'minutes')
    expectError(await officer.call(getPerson, { params: { id } }), 'access.reason_required')
    const traces = await api(resident).ok(listOwnRecordAccesses)
    expect(traces.items).toMatchObject([{ reason, byRole: '街道工作人员', what: '您的登记信息' }])
  })

  it('is unmasked with a reason, which leaves a trace', async () => {
    const id = await buildPerson()
    const resident = await buildResident()
    await link(resident, id)
    const worker = api(await buildGridWorker())
    const clear = await worker.ok(unmaskPerson, { params: { id }, body: { reason: '上门前打电话' } })
    expect(clear).toEqual({ name: '张小江', phone: '19900000001', birthDate: '1944-03-05' })
    expectError(await worker.call(unmaskPerson, { params: { id }, body: { reason: ' ' } }), 'request.invalid')
    const traces = await api(resident).ok(listOwnRecordAccesses)
    expect(traces.items.map(({ reason }) => reason)).toEqual(['上门前打电话'])
    const rank = api(await buildAdministrator())
    expect(await rank.ok(unmaskPerson, { params: { id }, body: { reason: '核对重复登记' } })).toEqual(clear)
  })
})

describe('how a person is', () => {
  it('is set with evidence by the community, each change kept', async () => {
    const id = await buildPerson()
    const params = { id }
    const worker = await buildCommunityWorker()
    const photo = await buildMedia({ ownerId: worker._id })
    const admitted = { from: 'present', to: 'hospital', note: '女儿来电，住进友谊医院' } as const
    // The second time its answer had been lost.
    for (let i = 0; i < 2; i += 1) await api(worker).ok(setPersonState, { params, body: admitted })
    deps.clock.advance(3, 'days')
    const secretary = api(await buildSecretary())
    expectError(await secretary.call(setPersonState, { params, body: admitted }), 'person.state_changed')
    const other = { ...admitted, note: '听邻居说住院了' }
    expectError(await api(worker).call(setPersonState, { params, body: other }), 'person.state_changed')
    expectError(await secretary.call(setPersonState, { params, body: died }), 'person.state_changed')
    const body = { from: 'hospital', to: 'present', note: '已经出院回家', photoId: photo.id } as const
    const seen = await api(worker).ok(setPersonState, { params, body })
    expect(seen.state).toBe('present')
    expect(seen.states).toMatchObject([
      { from: 'present', to: 'hospital', note: '女儿来电，住进友谊医院' },
      { from: 'hospital', to: 'present', note: '已经出院回家', photoId: photo.id },
    ])
    expect(await PersonEvidence.countDocuments({ note: /医院|出院/ })).toBe(0)
    expect(
      (await AuditEntry.find({ action: 'person.stateSet' }).lean()).map((e) => e.details as unknown),
    ).toEqual([
      { from: 'present', to: 'hospital' },
      { from: 'hospital', to: 'present' },
    ])
    const leader = await api(await buildBuildingLeader()).ok(getPerson, { params })
    expect(leader.states.map(({ to, note }) => ({ to, note }))).toEqual([
      { to: 'hospital', note: undefined },
      { to: 'present', note: undefined },
    ])
  })

  it('changes once when two set it, never for oneself, and needs evidence', async () => {
    const id = await buildPerson()
    const params = { id }
    const [one, two] = [await buildSecretary(), await buildCommunityWorker()]
    const answers = await Promise.all([
      api(one).call(setPersonState, { params, body: died }),
      api(two).call(setPersonState, { params, body: { from: 'present', to: 'moved', note: '搬去外地了' } }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await Person.findById(id).lean())?.states).toHaveLength(1)
    const state = (await Person.findById(id).lean())?.state ?? 'present'
    const same = { from: state, to: state, note: '再登记一次' }
    expectError(await api(one).call(setPersonState, { params, body: same }), 'person.state_same')
    expectError(
      await api(one).call(setPersonState, { params, body: { ...died, note: '' } }),
      'request.invalid',
    )
    await link(one, id)
    const self = await api(await buildSecretary()).ok(getPerson, { params })
    expect(self.actions).toContain('setState')
    const body = { from: state, to: 'present', note: '我自己改一下' } as const
    expectError(await api({ id: one.id }).call(setPersonState, { params, body }), 'access.denied')
    const missing = { params: { id: unknownId }, body: died }
    expectError(await api(two).call(setPersonState, missing), 'record.not_found')
  })
})

describe('whoever has died or moved away', () => {
  it('is told of nothing more, even of what was under way, and leaves open work to be decided', async () => {
    const people = await buildNeighbourhood()
    const personId = await buildPerson()
    await link(people.resident, personId)
    const need = await raiseNeed(app, people)
    await moveOutbox(deps)
    const before = await InboxMessage.countDocuments({ userId: people.resident.id })
    expect(before).toBeGreaterThan(0)
    const seen = await api(people.secretary).ok(setPersonState, { params: { id: personId }, body: died })
    expect(seen.openWork).toEqual([
      { id: need.id, kind: 'need', label: people.category.name, since: need.createdAt },
    ])
    await take(app, people.worker, need.id, { action: 'accept' })
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: people.resident.id })).toBe(before)

    const body = { from: 'deceased', to: 'moved', note: '登记错了，是搬走了' } as const
    await api(people.secretary).ok(setPersonState, { params: { id: personId }, body })
    await take(app, people.worker, need.id, { action: 'resolve', text: '修好了' })
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: people.resident.id })).toBe(before)
  })

  it('is told as before once set right, and while at work here', async () => {
    const people = await buildNeighbourhood()
    const personId = await buildPerson()
    await link(people.resident, personId)
    await buildMembership(people.resident, 'volunteer', community)
    const body = { from: 'present', to: 'moved', note: '搬到隔壁街道，仍来值班' } as const
    await api(people.secretary).ok(setPersonState, { params: { id: personId }, body })
    const need = await raiseNeed(app, people)
    await take(app, people.worker, need.id, { action: 'accept' })
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: people.resident.id })).toBeGreaterThan(0)
  })

  it('shows the secretary no complaint about her among the open work', async () => {
    const people = await buildNeighbourhood()
    const personId = await buildPerson()
    await link(people.resident, personId)
    await api(people.resident).ok(needContracts.createNeed, {
      body: { category: people.category.code, subject: { kind: 'user', id: people.secretary.id } },
      requestKey: newKey(),
    })
    const seen = await api(people.secretary).ok(getPerson, { params: { id: personId } })
    expect(seen.openWork).toEqual([])
    expect((await api(await buildUser()).call(getPerson, { params: { id: personId } })).status).toBe(403)
  })
})

describe('a correction by hand', () => {
  async function setScene() {
    const id = await buildPerson()
    const secretary = await buildSecretary()
    const correct = async (body: object, user = secretary, requestKey = newKey()) => {
      const { version } = await api(secretary).ok(getPerson, { params: { id } })
      const asked = { version, reason: '本人到柜台更正', ...body } as never
      return api(user).call(correctPerson, { params: { id }, body: asked, requestKey })
    }
    const readClear = async () => {
      const person = await Person.findOne({ _id: id }).lean<PersonDocument>()
      if (!person) throw new Error('no person')
      return { person, ...openPerson(person, deps.crypto) }
    }
    return { id, secretary, correct, readClear }
  }

  it('changes what is wrong, is found by it, and stays in the history with its reason', async () => {
    const { id, secretary, correct, readClear } = await setScene()
    const right = { name: '张小红', phone: '19900000002', birthDate: '1944-03-06' }
    const key = newKey()
    const { status, body } = await correct(right, secretary, key)
    expect(status).toBe(201)
    expect(body).toMatchObject({ maskedName: '张**', maskedPhone: '199****0002' })
    expect(body.corrections).toEqual([
      expect.objectContaining({
        fields: ['name', 'phone', 'birthDate'],
        reason: '本人到柜台更正',
        changes: ['姓名：张** → 张**', '手机号：199****0001 → 199****0002', '生日：1944-**-** → 1944-**-**'],
      }),
    ])
    expect(await readClear()).toMatchObject(right)
    const found = { community, nameIndex: deps.crypto.blindIndex('张小红', 'name') }
    expect(await Person.countDocuments(found)).toBe(1)
    const stored = JSON.stringify(await PersonCorrection.find().lean())
    expect(stored).not.toMatch(/张小|1990000|柜台/)
    expectError(await correct(right), 'person.nothing_to_correct')
    // Who comes to the counter under what stood there before is still she, and no second record is made.
    const before = { homeId: body.homes[0]?.homeId ?? '', kind: 'owner' as const, name: '张小江' }
    const again = { body: { ...before, birthDate: '1944-03-05' }, requestKey: newKey() }
    expect((await api(secretary).ok(addPerson, again)).id).toBe(id)
    // There and back again, and without a telephone.
    // Wherever it is killed: corrected with its line in the log, or not at all.
    const back = { name: '张小江', birthDate: '1944-03-05', phone: null }
    for (let changes = 1; (await readClear()).name !== back.name; changes += 1)
      await killAfter(changes, () => correct(back))
    expect(await readClear()).toMatchObject({ name: '张小江', phone: undefined })
    expect((await readClear()).person.phoneIndex).toBeUndefined()
    const grid = await api(await buildGridWorker()).ok(getPerson, { params: { id } })
    expect(grid.corrections.map(({ reason, changes }) => [reason, changes])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ])
    expect(await AuditEntry.countDocuments({ action: 'person.corrected' })).toBe(2)
  })

  it('is made once of two, and refused for whoever saw something older or has no right', async () => {
    const { id, secretary, correct } = await setScene()
    const { version } = await api(secretary).ok(getPerson, { params: { id } })
    const bodies = ['19900000003', '19900000004'].map((phone) => ({ version, phone, reason: '电话写错了' }))
    const answers = await Promise.all(
      bodies.map((body) =>
        api(secretary).call(correctPerson, { params: { id }, body, requestKey: newKey() }),
      ),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409])
    expect(await PersonCorrection.countDocuments()).toBe(1)
    for (const user of [
      await buildSecretary(testAreas.neighbourCommunity),
      await buildGridWorker(),
      await buildStreetOfficer(),
      await buildResident(),
    ])
      expectError(await correct({ name: '王五' }, user), 'access.denied')
    await link(secretary, id)
    expectError(await correct({ name: '王五' }), 'access.denied')
  })

  it('takes the number of somebody else only as a shared one, and never makes one person twice', async () => {
    const { correct, readClear } = await setScene()
    const home = await Home.findOne({}).lean()
    const husband = { name: '李大山', phone: '19900000007', birthDate: '1940-01-01' }
    const homeId = home?._id.toString() ?? ''
    await registerPerson({ ...husband, homeId, kind: 'owner', source: 'counter' }, deps)
    const refused = expectError(await correct({ phone: husband.phone }), 'person.phone_known')
    expect(refused.details).toEqual({ names: ['李**'] })
    expect((await correct({ phone: husband.phone, isPhoneShared: true })).status).toBe(201)
    const { name, birthDate } = husband
    expectError(await correct({ name, birthDate }), 'person.already_registered')
    expect(await readClear()).toMatchObject({ name: '张小江', phone: husband.phone })
  })

  it('brings her to another home, and what is kept of her place with her', async () => {
    const { id, correct, readClear } = await setScene()
    const person = await Person.findOne({ _id: id }).lean<PersonDocument>()
    if (!person) throw new Error('no person')
    await ensureElderRecord(person)
    const place = {
      district,
      street,
      community,
      grid: testAreas.otherGrid,
      building: testAreas.otherBuilding,
    }
    const there = await Home.create({ room: '202', label: '9号楼 202室', ...place })
    const [old] = await HomeLink.find({ personId: id }).lean()
    const endedHomeId = old?.homeId.toString() ?? ''
    const moved = await correct({ home: { homeId: there._id.toString(), kind: 'tenant' }, endedHomeId })
    expect(moved.body.homes.map(({ label }) => label)).toEqual(['9号楼 202室'])
    expect(moved.body.corrections[0]?.changes).toEqual(['住址：1号楼 101室 → 9号楼 202室（租户）'])
    expect((await readClear()).person).toMatchObject(place)
    expect(await Elder.findOne({ _id: id }).lean()).toMatchObject(place)
    // Killed before anybody followed: the outbox brings them after her, once.
    await Elder.updateOne({ _id: id }, { $set: { building: 'elsewhere' } })
    await moveOutbox(deps)
    expect(await Elder.findOne({ _id: id }).lean()).toMatchObject(place)
    expect((await readClear()).person).toMatchObject({ outbox: [] })
    const back = await correct({
      home: { homeId: endedHomeId, kind: 'owner' },
      endedHomeId: there._id.toString(),
    })
    expect(back.status).toBe(201)
    expect((await readClear()).person).toMatchObject({ building })
    expectError(await correct({ endedHomeId: there._id.toString() }), 'record.not_found')
    const far = await Home.create({
      ...{ room: '1', label: '远', district, street, community: testAreas.neighbourCommunity },
      building: `${testAreas.neighbourCommunity}-B001`,
    })
    expectError(await correct({ home: { homeId: far._id.toString(), kind: 'owner' } }), 'record.not_found')
  })
})
