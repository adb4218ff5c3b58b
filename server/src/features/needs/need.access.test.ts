import { needContracts, queueScopes } from '@linli/shared/needs/need.contract'
import { needActions, type NeedAction } from '@linli/shared/needs/need.state'
import { expectError } from '../../test/apiClient'
import {
  buildNeighbourhood,
  newKey,
  press,
  raiseNeed,
  take,
  type Neighbourhood,
} from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildUnit } from '../../test/areas.factory'
import {
  buildCommunityWorker,
  buildDistrictOfficer,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUnitStaff,
  buildUser,
  buildVolunteer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { Need } from './need.model'

let app: TestApp
let people: Neighbourhood
beforeEach(async () => {
  app = startTestApp()
  people = await buildNeighbourhood()
})

const read = (user: TestUser, id: string) => app.api(user).call(needContracts.getNeed, { params: { id } })
const secretText = '厨房水管漏水，家里只有我一个人'

describe('who sees a need', () => {
  test('strangers, neighbours and people of other communities are told there is none', async () => {
    const need = await raiseNeed(app, people, { text: secretText })
    const otherUnit = await buildUnit({ kind: 'station', name: '别的站' })
    const strangers = [
      await buildUser(),
      await buildUser({ level: 'joined', community: testAreas.community }),
      await buildResident(),
      await buildResident({ community: testAreas.neighbourCommunity }),
      await buildSecretary(testAreas.neighbourCommunity),
      await buildStreetOfficer(testAreas.otherStreet),
      await buildGridWorker(),
      await buildVolunteer(),
      await buildUnitStaff({ unitId: otherUnit.id, areaCode: testAreas.community }),
    ]
    for (const stranger of strangers) {
      expectError(await read(stranger, need.id), 'record.not_found')
      expectError(await press(app, stranger, need.id, { action: 'note', text: '看看' }), 'record.not_found')
    }
    const anonymous = await app.api().call(needContracts.getNeed, { params: { id: need.id } })
    expectError(anonymous, 'session.required')
  })

  test('rank sees numbers and deadlines; words only after giving a reason, and the resident sees who', async () => {
    const need = await raiseNeed(app, people, { text: secretText })
    const { recordAccessContracts } = await import('@linli/shared/users/recordAccess.contract')
    const { ownDataContracts } = await import('@linli/shared/users/ownData.contract')
    const before = await read(people.officer, need.id)
    expect(before.body).toMatchObject({ state: 'assigned', actions: ['extend', 'supervise'] })
    expect(JSON.stringify(before.body)).not.toContain('水管')
    expect(before.body.timeline).toEqual([])
    const body = { kind: 'need' as const, recordId: need.id, reason: '居民来电催办' }
    await app.api(people.officer).ok(recordAccessContracts.openRecord, { body })
    expect((await read(people.officer, need.id)).body.text).toBe(secretText)
    const traces = await app.api(people.resident).ok(ownDataContracts.listOwnRecordAccesses)
    expect(traces.items).toHaveLength(1)
    expect(JSON.stringify(traces.items)).toContain('居民来电催办')
  })

  test('the worker who has the job sees name and phone, and no longer once it is closed or given away', async () => {
    const resident = await buildResident(
      { building: testAreas.building, grid: testAreas.grid, clearPhone: '13800001234', clearName: '王阿婆' },
      app.deps,
    )
    const need = await raiseNeed(app, { ...people, resident }, { text: secretText })
    const held = await read(people.worker, need.id)
    expect(held.body.contact).toEqual({ name: '王阿婆', phone: '13800001234' })
    await take(app, people.secretary, need.id, { action: 'transfer', post: 'grid:310113007001-G01' })
    expectError(await read(people.worker, need.id), 'record.not_found')
    const gridWorker = await buildGridWorker()
    expect((await read(gridWorker, need.id)).body.contact?.phone).toBe('13800001234')
  })

  test('once it has ended the desk reads name, phone and home only with a reason that the resident sees', async () => {
    const { recordAccessContracts } = await import('@linli/shared/users/recordAccess.contract')
    const { ownDataContracts } = await import('@linli/shared/users/ownData.contract')
    const resident = await buildResident(
      { building: testAreas.building, grid: testAreas.grid, clearPhone: '13800001235', clearName: '王阿婆' },
      app.deps,
    )
    const colleague = await buildCommunityWorker()
    const phoneFor = async (user: TestUser, id: string) => (await read(user, id)).body.contact?.phone
    const need = await raiseNeed(app, { ...people, resident })
    await take(app, people.worker, need.id, { action: 'accept' })
    await take(app, people.worker, need.id, { action: 'resolve', text: '好了' })
    expect(await phoneFor(people.worker, need.id)).toBeUndefined()
    expect(await phoneFor(colleague, need.id)).toBe('13800001235')
    await take(app, resident, need.id, { action: 'confirm', outcome: 'solved', grade: 1, reasons: [] })

    for (const user of [people.worker, people.secretary, colleague, people.officer])
      expect(await phoneFor(user, need.id)).toBeUndefined()
    expect((await read(colleague, need.id)).body).toMatchObject({
      isContactShut: true,
      timeline: [{}, {}, {}, {}, {}],
    })
    expect((await read(people.worker, need.id)).body.isContactShut).toBe(false)
    const open = (user: TestUser) =>
      app.api(user).call(recordAccessContracts.openRecord, {
        body: { kind: 'need', recordId: need.id, reason: '评价不满意，打电话回访' },
      })
    expect((await open(colleague)).status).toBe(201)
    expect(await phoneFor(colleague, need.id)).toBe('13800001235')
    expect(await phoneFor(people.secretary, need.id)).toBeUndefined()
    expectError(await open(people.worker), 'record.not_found')
    const traces = await app.api(resident).ok(ownDataContracts.listOwnRecordAccesses)
    expect(traces.items).toMatchObject([{ reason: '评价不满意，打电话回访', byRole: '社区工作者' }])
    app.deps.clock.advance(31, 'minutes')
    expect(await phoneFor(colleague, need.id)).toBeUndefined()
  })

  test('a need that was withdrawn or declined shows no contact either', async () => {
    for (const end of ['withdraw', 'decline'] as const) {
      const resident = await buildResident(
        { clearPhone: end === 'withdraw' ? '13800001236' : '13800001237' },
        app.deps,
      )
      const need = await raiseNeed(app, { ...people, resident })
      expect((await read(people.secretary, need.id)).body.contact?.phone).toBeDefined()
      const by = end === 'withdraw' ? resident : people.secretary
      await take(app, by, need.id, { action: end, ...bodies[end] } as never)
      for (const user of [people.worker, people.secretary])
        expect((await read(user, need.id)).body.contact).toBeUndefined()
    }
  })

  test('nothing of a list carries words to whoever may not read them', async () => {
    await raiseNeed(app, people, { text: secretText })
    const district = await buildDistrictOfficer()
    for (const [user, post] of [
      [people.officer, 'triage:310113007'],
      [district, 'triage:310113'],
    ] as const)
      for (const scope of queueScopes) {
        const list = await app.api(user).ok(needContracts.listQueue, { query: { post, scope } })
        expect(JSON.stringify(list)).not.toContain('水管')
      }
    const foreign = { post: `unit:${people.unit.id}` }
    expectError(
      await app.api(people.secretary).call(needContracts.listQueue, { query: foreign }),
      'access.denied',
    )
  })

  test('a complaint about the secretary is nowhere to be found for her, nor is its author', async () => {
    const complaint = await app.api(people.resident).ok(needContracts.createNeed, {
      body: {
        category: people.category.code,
        text: '书记态度不好',
        subject: { kind: 'user', id: people.secretary.id },
      },
      requestKey: newKey(),
    })
    await app.api(people.resident).ok(needContracts.releaseNeed, { params: { id: complaint.id } })
    expectError(await read(people.secretary, complaint.id), 'record.not_found')
    for (const scope of queueScopes) {
      const query = { post: 'triage:310113007001', scope }
      expect((await app.api(people.secretary).ok(needContracts.listQueue, { query })).items).toEqual([])
    }
    const colleague = await buildCommunityWorker()
    expectError(await read(colleague, complaint.id), 'record.not_found')
    const seen = await read(people.officer, complaint.id)
    expect(seen.body).toMatchObject({ text: '书记态度不好', holder: { post: 'triage:310113007' } })
    for (const post of ['triage:310113007001', 'grid:310113007001-G01'])
      expectError(
        await press(app, people.officer, complaint.id, {
          action: 'assign',
          post: post === 'grid:310113007001-G01' ? 'triage:310113007001' : post,
        }),
        'need.post_of_subject',
      )
  })

  test('staff who learn that it is about a colleague set the subject, and the colleague loses sight of it', async () => {
    const need = await raiseNeed(app, people, { text: '物业师傅收了钱不办事' })
    await take(app, people.secretary, need.id, {
      action: 'setSubject',
      subject: { kind: 'unit', id: people.unit.id },
    })
    expectError(await read(people.worker, need.id), 'record.not_found')
    const record = await Need.findOne({ _id: need.id }).lean()
    expect(record?.post).toBe('triage:310113007')
  })

  test('a card for forwarding names nobody, and a complaint has none', async () => {
    const need = await raiseNeed(app, people, { text: secretText })
    const card = await app.api().ok(needContracts.getNeedCard, { params: { id: need.id } })
    expect(Object.keys(card).sort()).toEqual(['communityName', 'stateText', 'title'])
    expect(JSON.stringify(card)).not.toContain('水管')
    expect(need.canForward).toBe(true)
    for (const hidden of [
      { isSensitive: true },
      { subject: { kind: 'unit', id: people.unit.id, name: '站' } },
    ]) {
      await Need.updateOne({ _id: need.id }, { $set: { isSensitive: false }, $unset: { subject: 1 } })
      await Need.updateOne({ _id: need.id }, { $set: hidden })
      expectError(
        await app.api().call(needContracts.getNeedCard, { params: { id: need.id } }),
        'record.not_found',
      )
      const own = await app.api(people.resident).ok(needContracts.getNeed, { params: { id: need.id } })
      expect(own.canForward).toBeUndefined()
    }
  })
})

/** A body for each action, good enough to pass the schema. */
const bodies: Record<NeedAction, object> = {
  withdraw: {},
  supplement: { text: '补充' },
  accept: {},
  claim: {},
  return: { reason: 'notOurs' },
  assign: { post: 'grid:310113007001-G01' },
  transfer: { post: 'grid:310113007001-G01' },
  coordinate: { post: 'grid:310113007001-G01', text: '牵头' },
  recategorise: { category: 'repair' },
  setSubject: { subject: null },
  note: { text: '说明' },
  ask: { text: '请问' },
  answer: { text: '回答' },
  hold: { reason: '等配件' },
  review: { text: '复核' },
  resume: {},
  extend: { until: '2027-01-20', reason: '等配件' },
  resolve: { text: '办好了' },
  confirm: { outcome: 'solved', grade: 5, reasons: [] },
  dispute: { text: '没办好' },
  callback: { outcome: 'solved', text: '问过了' },
  close: { outcome: 'notSolved', reason: '办不了' },
  rate: { grade: 5, reasons: [] },
  reopen: { text: '又坏了' },
  decline: { reason: '不属于社区' },
  merge: { into: '000000000000000000000000' },
  supervise: { text: '督办' },
}

describe('the buttons and the rule are one', () => {
  test('in each state, what the view does not offer is refused, and nothing changes', async () => {
    const { resident, worker, secretary, officer } = people
    const need = await raiseNeed(app, people, { text: secretText })
    const steps: [TestUser, NeedAction][] = [
      [worker, 'accept'],
      [worker, 'ask'],
      [resident, 'answer'],
      [secretary, 'hold'],
      [secretary, 'resume'],
      [worker, 'resolve'],
      [resident, 'confirm'],
    ]
    const users = [resident, worker, secretary, officer]
    for (const [index, step] of [undefined, ...steps].entries()) {
      if (step) await take(app, step[0], need.id, { action: step[1], ...bodies[step[1]] } as never)
      // Each state from the other side in turn; the whole matrix is in need.policy.test.ts.
      for (const user of [users[index % 4], users[(index + 2) % 4]]) {
        if (!user) continue
        const view = await read(user, need.id)
        const before = await Need.findOne({ _id: need.id }).lean()
        const refused = needActions.filter((action) => !view.body.actions.includes(action))
        const answers = await Promise.all(
          refused.map((action) => press(app, user, need.id, { action, ...bodies[action] } as never)),
        )
        for (const [at, answer] of answers.entries())
          expect({ action: refused[at], ok: [403, 409].includes(answer.status) }).toEqual({
            action: refused[at],
            ok: true,
          })
        expect(await Need.findOne({ _id: need.id }).lean()).toEqual(before)
      }
    }
  })
})

describe('whom a complaint may be about', () => {
  test('the units and the people who serve the resident, by their work, never by name', async () => {
    const elsewhere = await buildGridWorker(testAreas.otherGrid)
    const own = await buildGridWorker(testAreas.grid)
    const { items } = await app.api(people.resident).ok(needContracts.listSubjects)
    const ids = items.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining([people.secretary.id, own.id, people.unit.id]))
    expect(ids).not.toContain(elsewhere.id)
    expect(items.find(({ id }) => id === people.secretary.id)?.name).toBe('社区书记')
  })
})
