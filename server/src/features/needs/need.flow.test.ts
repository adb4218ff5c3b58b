import { needContracts } from '@linli/shared/needs/need.contract'
import { expectError } from '../../test/apiClient'
import {
  buildNeighbourhood,
  newKey,
  press,
  raiseNeed,
  readRecord,
  take,
  type Neighbourhood,
} from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { User } from '../users/user.model'
import { Need } from './need.model'
import { sweepNeeds } from './need.sweep'

let app: TestApp
let people: Neighbourhood
beforeEach(async () => {
  app = startTestApp()
  people = await buildNeighbourhood()
})

const titlesOf = (view: { timeline: { title: string }[] }) => view.timeline.map((entry) => entry.title)

describe('from one tap to a rating', () => {
  test('the need is taken, done, disputed, done again, confirmed and rated, and the timeline tells it all', async () => {
    const { resident, worker } = people
    const need = await raiseNeed(app, people, { text: '厨房水管漏水' })
    expect(need).toMatchObject({ state: 'assigned', holder: { name: '友谊物业', phone: '02156000000' } })

    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'resolve', text: '换好了' })
    const disputed = await take(app, resident, need.id, { action: 'dispute', text: '还在漏' })
    expect(disputed.state).toBe('accepted')
    const again = await app.api(worker).ok(needContracts.getNeed, { params: { id: need.id } })
    expect(again.actions).toContain('resolve')
    await take(app, worker, need.id, { action: 'resolve', text: '换了新阀门' })
    const closed = await take(app, resident, need.id, {
      action: 'confirm',
      outcome: 'solved',
      grade: 5,
      reasons: ['quick', 'kind'],
    })

    expect(closed).toMatchObject({ state: 'closed', outcome: 'solved', rating: { grade: 5 }, isOpen: false })
    expect(titlesOf(closed)).toEqual([
      '您提出诉求',
      '已派单',
      '友谊物业接单了',
      '友谊物业说办好了',
      '您说没办好，退回重办',
      '友谊物业说办好了',
      '您确认：已解决',
    ])
  })

  test('a verdict on words that comes between is no conflict', async () => {
    const { worker } = people
    const need = await raiseNeed(app, people, { text: '厨房水管漏水' })
    const write = Need.updateOne.bind(Need)
    jest.spyOn(Need, 'updateOne').mockImplementationOnce(((...change: Parameters<typeof write>) => ({
      then: async (done: (result: unknown) => void) => {
        await Need.collection.updateOne({ requestKey: { $exists: true } }, { $inc: { version: 1 } })
        done(await write(...change))
      },
    })) as never)
    const taken = await take(app, worker, need.id, { action: 'accept' })
    expect(taken).toMatchObject({ state: 'accepted', version: need.version + 2 })
    expect(taken.timeline.filter(({ action }) => action === 'accept')).toHaveLength(1)
  })

  test('nothing is assigned before the undo ends, and a withdrawn need never is', async () => {
    const { resident, category, worker } = people
    const body = { category: category.code }
    const need = await app.api(resident).ok(needContracts.createNeed, { body, requestKey: newKey() })
    expect(need).toMatchObject({
      state: 'submitted',
      actions: expect.arrayContaining(['withdraw']) as unknown,
    })
    const queue = { query: { post: `unit:${people.unit.id}` } }
    expect((await app.api(worker).ok(needContracts.listQueue, queue)).items).toEqual([])

    await take(app, resident, need.id, { action: 'withdraw' })
    app.deps.clock.advance(10, 'seconds')
    await sweepNeeds(app.deps)
    expect((await readRecord(need.id)).state).toBe('withdrawn')
  })

  test('in 长辈版 the undo stays open for two minutes, for its bar counts nothing down', async () => {
    await User.updateOne({ _id: people.resident._id }, { $set: { elderMode: true } })
    const body = { category: people.category.code }
    const need = await app.api(people.resident).ok(needContracts.createNeed, { body, requestKey: newKey() })
    expect(Date.parse(need.releaseAt ?? '') - app.deps.clock.now().getTime()).toBe(120_000)
    const states: string[] = []
    for (const seconds of [10, 109, 2]) {
      app.deps.clock.advance(seconds, 'seconds')
      await sweepNeeds(app.deps)
      states.push((await readRecord(need.id)).state)
    }
    expect(states).toEqual(['submitted', 'submitted', 'assigned'])
  })

  test('closing the undo bar sends it at once', async () => {
    const body = { category: people.category.code }
    const need = await app.api(people.resident).ok(needContracts.createNeed, { body, requestKey: newKey() })
    const released = await app.api(people.resident).ok(needContracts.releaseNeed, { params: { id: need.id } })
    expect(released).toMatchObject({ state: 'assigned', holder: { name: '友谊物业' } })
    expect(released.acceptBy).toBeDefined()
  })

  test('the same submission sent ten times at once is one need', async () => {
    const requestKey = newKey()
    const body = { category: people.category.code, text: '灯坏了' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        app.api(people.resident).ok(needContracts.createNeed, { body, requestKey }),
      ),
    )
    expect(new Set(answers.map((a) => a.id)).size).toBe(1)
    const mine = await app.api(people.resident).ok(needContracts.listMyNeeds)
    expect(mine.items).toHaveLength(1)
  })

  test('the same press resent has one effect', async () => {
    const need = await raiseNeed(app, people)
    const requestKey = newKey()
    const first = await press(app, people.worker, need.id, { action: 'accept' }, requestKey)
    const second = await press(app, people.worker, need.id, { action: 'accept' }, requestKey)
    expect([first.status, second.status]).toEqual([200, 200])
    const record = await readRecord(need.id)
    expect(record.history.filter((h) => h.action === 'accept')).toHaveLength(1)
  })

  test('two who accept at once: one wins, the other is told that it is taken', async () => {
    const { buildUnitStaff, testAreas } = await import('../../test/users.factory')
    const colleague = await buildUnitStaff({ unitId: people.unit.id, areaCode: testAreas.community })
    const need = await raiseNeed(app, people)
    const answers = await Promise.all([
      press(app, people.worker, need.id, { action: 'accept' }),
      press(app, colleague, need.id, { action: 'accept' }),
    ])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409])
    const loser = answers.find((a) => a.status === 409)
    if (!loser) throw new Error('nobody lost')
    expect(expectError(loser, 'need.already_taken').details).toMatchObject({
      state: 'accepted',
      by: '友谊物业',
    })
  })

  test('a second dispute is decided one level up, and the street may end it with a reason', async () => {
    const { resident, worker, officer } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    for (const text of ['没修好', '还是没修好']) {
      await take(app, worker, need.id, { action: 'resolve', text: '修好了' })
      await take(app, resident, need.id, { action: 'dispute', text })
    }
    const record = await readRecord(need.id)
    expect(record).toMatchObject({ state: 'assigned', post: 'triage:310113007', disputes: 2 })
    const close = { action: 'close', outcome: 'notSolved', reason: '管道属产权单位，已发函' } as const
    await Need.updateOne({ _id: need.id }, { $set: { reporterId: officer._id } })
    expectError(await press(app, officer, need.id, close), 'need.own')
    await Need.updateOne({ _id: need.id }, { $set: { reporterId: resident._id } })
    const ended = await take(app, officer, need.id, close)
    expect(ended).toMatchObject({ state: 'closed', outcome: 'notSolved' })
  })

  test('silence ends it as not confirmed, and it can be reopened for thirty days', async () => {
    const { resident, worker } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'resolve', text: '办好了' })
    app.deps.clock.advance(7, 'days')
    await sweepNeeds(app.deps)
    expect(await readRecord(need.id)).toMatchObject({ state: 'closed', outcome: 'notConfirmed' })
    app.deps.clock.advance(29, 'days')
    const reopened = await take(app, resident, need.id, { action: 'reopen', text: '又漏了' })
    expect(reopened).toMatchObject({ state: 'assigned', holder: { name: '友谊物业' } })

    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'resolve', text: '办好了' })
    await take(app, resident, need.id, { action: 'confirm', outcome: 'solved', grade: 4, reasons: [] })
    app.deps.clock.advance(31, 'days')
    expectError(
      await press(app, resident, need.id, { action: 'reopen', text: '又漏了' }),
      'need.reopen_window_over',
    )
  })

  test('a bad rating is called back by someone who did not do the work', async () => {
    const { resident, worker, secretary } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'resolve', text: '办好了' })
    await take(app, resident, need.id, {
      action: 'confirm',
      outcome: 'partly',
      reason: '还有点漏',
      grade: 1,
      reasons: ['slow'],
    })
    const query = { post: 'triage:310113007001', scope: 'callbacks' as const }
    const list = await app.api(secretary).ok(needContracts.listQueue, { query })
    expect(list.items.map((item) => item.id)).toEqual([need.id])
    expectError(
      await press(app, worker, need.id, { action: 'callback', outcome: 'partly', text: '问过了' }),
      'access.denied',
    )
    const called = await take(app, secretary, need.id, {
      action: 'callback',
      outcome: 'partly',
      text: '已道歉，明天再去',
    })
    expect(called.isCallbackDue).toBe(false)
  })
})
