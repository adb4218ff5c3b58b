import { noticeContracts } from '@linli/shared/notices/notice.contract'
import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildBond, buildElder, buildMove, buildProxy, linkToPerson } from '../../test/families.factory'
import {
  buildNoticeDesk,
  buildWorkerOf,
  makeOutage,
  publishNotice,
  takeNotice,
  type NoticeDesk,
} from '../../test/notices.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildDistrictOfficer,
  buildMembership,
  buildResident,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { Elder } from '../elders/elder.model'
import { ensureElderRecord, sealElderField } from '../elders/elder.record'
import { FamilyBond, ProxyAct } from '../families/bond.model'
import { forgetAllActors } from '../users/actor.service'
import { moveOutbox } from '../messages/outbox.mover'
import { deliverDue } from '../messages/delivery.service'
import { InboxMessage } from '../messages/inboxMessage.model'
import { announceNeedMoved } from '../needs/need.followers'
import { Need, type NeedRecord } from '../needs/need.model'
import { followPersonChange, followPersonPlace } from '../register/person.hooks'
import { Person, type PersonDocument } from '../register/person.model'
import { Area } from '../areas/area.model'
import { Notice, NoticeRead, NoticeVisitDay, type NoticeRecord } from './notice.model'
import { noteReached } from './reach.change'
import { NoticeReach, reachKeyOf } from './reach.model'
import { beginWithdrawal, tellWithdrawal, withdrawFields } from './notice.withdraw'
import { endVisits } from './reach.end'
import { mergeReach } from './reach.merge'
import { rankNext } from './reach.rank'
import { lookAtSms } from './reach.sms'
import { makeVisits } from './reach.visits'
import { sweepNotices } from './notice.sweep'

const { community, grid, building } = testAreas

let app: TestApp
let desk: NoticeDesk

beforeEach(async () => {
  app = startTestApp()
  app.deps.ports.sms.isAvailable = false
  desk = await buildNoticeDesk()
})

async function setLife(
  personId: string,
  life: { livesAlone?: boolean; grade?: 'severe' | 'mild'; kept?: boolean },
) {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  if (!person) throw new Error('no person')
  await ensureElderRecord(person)
  const { livesAlone, grade, kept = true } = life
  await Elder.updateOne(
    { _id: personId },
    {
      $set: {
        ...(livesAlone === undefined ? {} : { livesAlone }),
        ...(grade === undefined
          ? {}
          : { care: sealElderField(person._id, 'care', { abilityGrade: grade }, app.deps) }),
        ...(kept
          ? { healthConsent: { at: new Date(), byUserId: new Types.ObjectId(), byName: '本人' } }
          : {}),
      },
    },
  )
}

const elder = (room: string, name: string, birthDate: string, phone?: string) =>
  buildElder(app.deps, { room, name, birthDate, ...(phone === undefined ? {} : { phone }) })

const rows = (user: TestUser, id: string, state: 'waiting' | 'visiting' | 'reached' | 'toCall' = 'waiting') =>
  app.api(user).ok(noticeContracts.listNoticeReach, { params: { id }, query: { state } })
const figures = (user: TestUser, id: string) =>
  app.api(user).ok(noticeContracts.getNoticeFigures, { params: { id } })
const later = async (amount: number, unit: 'minutes' | 'hours' | 'days') => {
  app.deps.clock.advance(amount, unit)
  await sweepNotices(app.deps)
}

describe('a notice that must reach everybody', () => {
  it('is told to families as well, who say by one tap that she knows; nobody else, and no longer than the bond', async () => {
    const { api, deps } = app
    const [mother, other] = [
      await elder('101', '张没电话', '1936-01-01'),
      await elder('102', '李四', '1940-01-01'),
    ]
    const [daughter, orders, former] = [
      await buildProxy(),
      await buildProxy('只订服务'),
      await buildProxy('以前的'),
    ]
    const bond = await buildBond({ proxy: daughter, personId: mother })
    await buildBond({ proxy: orders, personId: mother }, { scopes: ['orders', 'payments'] })
    await buildBond({ proxy: former, personId: mother }, { state: 'ended', isLiving: false })
    const id = await publishNotice(app, desk, makeOutage())
    const told = await InboxMessage.find({ event: 'notice.family' }).lean()
    expect(told.map(({ userId }) => userId.toString())).toEqual([daughter.id])
    expect(told[0]).toMatchObject({ title: '请告诉您家老人：停水停电停气', isRead: false })
    expect(JSON.stringify(told)).not.toContain('张')
    const get = (user: TestUser) => api(user).call(noticeContracts.getNotice, { params: { id } })
    const tell = (user: TestUser, personId: string) =>
      api(user).call(noticeContracts.tellElder, { params: { id, personId } })
    expect((await get(daughter)).body.elders).toEqual([{ personId: mother, name: '张没电话', isTold: false }])
    for (const user of [orders, former, await buildProxy('陌生人')]) {
      expectError(await get(user), 'record.not_found')
      expectError(await tell(user, mother), 'record.not_found')
    }
    expectError(await tell(daughter, other), 'record.not_found')
    await Promise.all([tell(daughter, mother), tell(daughter, mother)])
    expect((await tell(daughter, mother)).body.elders).toMatchObject([{ isTold: true }])
    const [row] = (await rows(desk.worker, id, 'reached')).items
    expect(row).toMatchObject({ name: '张没电话', reached: [{ channel: 'family', by: '女儿 王小丽' }] })
    expect((await ProxyAct.find({ personId: mother }).lean()).length).toBeGreaterThan(0)
    await FamilyBond.updateOne({ _id: bond }, { $set: { state: 'ended', isLiving: false } })
    forgetAllActors()
    expectError(await get(daughter), 'record.not_found')
    await takeNotice(app, desk.secretary, id, { action: 'withdraw', reason: '水管修好了' })
    await sweepNotices(deps)
    expect((await InboxMessage.findOne({ event: 'notice.family' }).lean())?.title).toContain('已撤回')
  })

  it('sends somebody to those not reached, in order of risk, as many as the workers can visit; the rest waits', async () => {
    const worker = await buildWorkerOf(grid)
    await app
      .api(desk.secretary)
      .ok(noticeContracts.setNoticeSettings, { body: { community, visitsPerWorkerDay: 2 } })
    // Eighty only tomorrow.
    const able = await elder('101', '张有电话', '1946-11-24', '13900000001')
    const old = await elder('102', '张没电话', '1936-01-01')
    const alone = await elder('103', '张独居', '1950-01-01', '13900000003')
    const frail = await elder('104', '张失能', '1955-01-01', '13900000004')
    const hidden = await elder('105', '张不同意', '1956-01-01', '13900000005')
    const away = await elder('106', '张住院', '1930-01-01')
    const reader = await elder('107', '张看了', '1931-01-01')
    await setLife(alone, { livesAlone: true })
    await setLife(frail, { grade: 'severe' })
    // Without her consent her grade moves her nowhere.
    await setLife(hidden, { grade: 'severe', kept: false })
    await Person.updateOne({ _id: away }, { $set: { state: 'hospital' } })
    const account = await buildResident()
    await linkToPerson(account, reader)
    const id = await publishNotice(app, desk, makeOutage())
    for (let times = 0; times < 2; times += 1)
      await app.api(account).ok(noticeContracts.readNotice, { params: { id } })
    const order = await rows(desk.worker, id)
    expect(order.items.map(({ name }) => name)).toEqual([
      '张住院',
      '张没电话',
      '张独居',
      '张失能',
      '张有电话',
      '张不同意',
    ])
    expect(order.items[1]).toMatchObject({
      reasons: ['noContact', 'aged'],
      placeText: '1号楼 102室',
      reached: [],
    })
    expect(order.items[4]).toMatchObject({ reasons: [] })
    expect(JSON.stringify(order)).not.toMatch(/severe|grade/)
    expect(await Need.countDocuments({ kind: 'visit' })).toBe(0)

    await later(61, 'minutes')
    const visits = await Need.find({ kind: 'visit' }).sort({ _id: 1 }).lean()
    expect(visits.map(({ personId }) => personId?.toString())).toEqual([old, alone])
    expect(visits[0]).toMatchObject({ source: 'system', post: `grid:${grid}`, state: 'assigned' })
    expect(visits[0]?.text).not.toContain('张')
    expect(await figures(desk.officer, id)).toMatchObject({
      people: 7,
      reached: 1,
      visiting: 2,
      waiting: 4,
      visitsLeftToday: 0,
    })
    // Looked at again it makes none twice; tomorrow the next two go, by then one more was told.
    await later(2, 'minutes')
    expect(await Need.countDocuments({ kind: 'visit' })).toBe(2)
    const frailRow = (await rows(worker, id)).items.find(({ name }) => name === '张失能')
    const tap = { params: { id, recipientId: frailRow?.id ?? '' }, body: { channel: 'family' as const } }
    await app.api(worker).ok(noticeContracts.recordNoticeReach, tap)
    await later(1, 'days')
    const next = await Need.find({ kind: 'visit' }).sort({ _id: 1 }).lean()
    expect(next.slice(2).map(({ personId }) => personId?.toString())).toEqual([able, hidden])
    // A door that nobody opened is no news: she waits, and somebody goes again the next day, not the same.
    const byPerson = { personId: old }
    const write = async (outcome: 'solved' | 'notSolved') => {
      await Need.updateOne(byPerson, { $set: { state: 'resolved', outcome } })
      const visit = await Need.findOne(byPerson).lean<NeedRecord>()
      if (visit) for (let times = 0; times < 2; times += 1) await announceNeedMoved(visit, app.deps)
    }
    await write('notSolved')
    await later(2, 'minutes')
    expect(await NoticeReach.findOne(byPerson).lean()).toMatchObject({ state: 'waiting', visits: 1 })
    await NoticeReach.updateOne(byPerson, { $unset: { visitedOn: 1 } })
    await later(2, 'minutes')
    expect(await Need.countDocuments(byPerson)).toBe(1)
    await NoticeReach.updateOne(byPerson, { $set: { state: 'visiting', visitId: visits[0]?._id } })
    await write('solved')
    const after = await figures(desk.worker, id)
    expect(after).toMatchObject({ reached: 3, visiting: 3, waiting: 1 })
    // Whoever calls her back hears that nobody was there: she waits again, and counts by no visit.
    const done = await Need.findOne(byPerson).lean<NeedRecord>()
    const said = async (change: Partial<NeedRecord>) => {
      if (done)
        for (let times = 0; times < 2; times += 1) await announceNeedMoved({ ...done, ...change }, app.deps)
    }
    await said({ state: 'closed', outcome: 'solved' })
    expect(await NoticeReach.findOne(byPerson).lean()).toMatchObject({ state: 'reached' })
    await said({ state: 'closed', outcome: 'notSolved' })
    const again = await NoticeReach.findOne(byPerson).lean()
    expect([again?.state, again?.reachedBy, again?.channels, again?.visitId]).toEqual([
      'waiting',
      undefined,
      [],
      undefined,
    ])
    await NoticeReach.updateOne(byPerson, {
      $set: { state: 'reached', reachedBy: 'visit', channels: ['visit'], visitId: visits[0]?._id },
    })
    const counts = Object.fromEntries(after.byChannel.map(({ channel, count }) => [channel, count]))
    expect(counts).toMatchObject({ app: 1, family: 1, visit: 1, call: 0 })
    // Withdrawn, nobody is sent any more, and who is on the way knows.
    await takeNotice(app, desk.secretary, id, { action: 'withdraw', reason: '水管修好了' })
    await later(1, 'days')
    await later(1, 'days')
    const all = await Need.find({ kind: 'visit' }).lean<NeedRecord[]>()
    const told = all.filter(({ history }) => history.some(({ text }) => text?.includes('水管修好了')))
    expect([all.length, told.length]).toEqual([4, 3])
  })

  it('passes over those who are in hospital or away, however many they are, finds who moved, and sends nobody when it is over', async () => {
    await buildWorkerOf(grid)
    for (let room = 101; room < 125; room += 1) await elder(String(room), `李${room}`, '1930-01-01')
    await Person.updateMany({}, { $set: { state: 'away' } })
    const home = await elder('201', '张在家', '1950-01-01')
    const [moved, out] = [
      await elder('203', '张搬家', '1970-01-01'),
      await elder('204', '张搬走', '1970-01-01'),
    ]
    const met = await elder('202', '张见到', '1951-01-01')
    const id = await publishNotice(app, desk, makeOutage())
    // As long as nobody has a place in the order yet the list has its pages all the same.
    await NoticeReach.updateMany({ noticeId: id }, { $set: { rank: 1_000_000 } })
    await Notice.updateOne({ _id: id }, { $unset: { isRanked: 1 } })
    const listed = new Set<string>()
    for (let cursor: string | undefined; ;) {
      const query = { state: 'waiting' as const, limit: 20, ...(cursor === undefined ? {} : { cursor }) }
      const page = await app.api(desk.worker).ok(noticeContracts.listNoticeReach, { params: { id }, query })
      for (const { name } of page.items) listed.add(name)
      cursor = page.nextCursor
      if (cursor === undefined) break
    }
    expect(listed.size).toBe(28)
    // Whoever moves meanwhile is looked for at the new door, or not at all where the water still runs.
    const { otherGrid, otherBuilding, neighbourCommunity } = testAreas
    await followPersonPlace(moved, { ...placeOf(otherBuilding), grid: otherGrid }, app.deps)
    await followPersonPlace(out, placeOf(neighbourCommunity), app.deps)
    await buildWorkerOf(otherGrid)
    await later(61, 'minutes')
    const visits = await Need.find({ kind: 'visit' }).lean()
    expect(visits.map(({ personId, grid: where }) => [personId?.toString(), where]).sort()).toEqual(
      [
        [home, grid],
        [met, grid],
        [moved, otherGrid],
      ].sort(),
    )
    await followPersonChange(out, 'present', app.deps)
    expect(await NoticeReach.findOne({ personId: out }).lean()).toMatchObject({ state: 'gone' })
    // Put right she is looked for again, also where somebody else wrote in that moment; who is on the way to an old door knows.
    const here = { ...placeOf(building), grid }
    for (const personId of [out, moved]) {
      const write = NoticeReach.updateOne.bind(NoticeReach)
      jest.spyOn(NoticeReach, 'updateOne').mockImplementationOnce(((...asked: Parameters<typeof write>) =>
        (async () => {
          await write({ personId }, { $inc: { version: 1 } })
          return write(...asked)
        })()) as never)
      for (let times = 0; times < 2; times += 1) await followPersonPlace(personId, here, app.deps)
      expect(await NoticeReach.findOne({ personId }).lean()).toMatchObject({ state: 'waiting', ...here })
    }
    await sweepNotices(app.deps)
    const sent = await Need.find({ kind: 'visit' }).sort({ _id: 1 }).lean<NeedRecord[]>()
    const of = (who: string) => sent.filter(({ personId }) => personId?.toString() === who)
    expect(of(out).map((visit) => visit.grid)).toEqual([grid])
    expect(of(moved).map((visit) => visit.grid)).toEqual([otherGrid, grid])
    const moves = of(moved).map(
      ({ history }) => history.filter(({ text }) => text?.includes('搬家了')).length,
    )
    expect(moves).toEqual([1, 0])
    // When it is over nobody goes for it any more, and who was told all the same is written down.
    await Need.updateOne({ personId: met }, { $set: { state: 'resolved' } })
    await later(30, 'days')
    const visit = await Need.findOne({ personId: home }).lean<NeedRecord>()
    expect(visit?.history.at(-1)?.text).toContain('还没去的不用再去')
    expect(await figures(desk.worker, id)).toMatchObject({ visiting: 0, reached: 1, waiting: 27 })
    const row = await NoticeReach.findOne({ noticeId: id, personId: home }).lean()
    const params = { id, recipientId: row?._id.toString() ?? '' }
    const told = { params, body: { channel: 'visit' as const } }
    await app.api(desk.worker).ok(noticeContracts.recordNoticeReach, told)
    expect(await figures(desk.worker, id)).toMatchObject({ reached: 2, waiting: 26 })
  })

  it('counts a person once, by the first way, and by one tap of whoever serves the place', async () => {
    const [gridWorker, otherGrid] = [await buildWorkerOf(grid), await buildWorkerOf(testAreas.otherGrid)]
    const [leader, otherLeader] = [
      await buildBuildingLeader(),
      await buildBuildingLeader(testAreas.otherBuilding, testAreas.otherGrid),
    ]
    const personId = await elder('101', '张桂珍', '1944-01-01', '13900000001')
    const gone = await elder('102', '李走了', '1944-01-01')
    const account = await buildResident()
    await linkToPerson(account, personId)
    const id = await publishNotice(app, desk, makeOutage())
    const key = reachKeyOf(id, { personId })
    const recipientId = (await NoticeReach.findOne({ key }).lean())?._id.toString() ?? ''
    const tap = (user: TestUser, channel: 'call' | 'paper') =>
      app
        .api(user)
        .call(noticeContracts.recordNoticeReach, { params: { id, recipientId }, body: { channel } })
    for (const user of [otherGrid, otherLeader]) {
      expectError(await tap(user, 'call'), 'record.not_found')
      expect((await rows(user, id)).items).toEqual([])
    }
    for (const user of [account, await buildUser()]) expectError(await tap(user, 'call'), 'access.denied')
    // Rank has figures and opens no list of names.
    expectError(
      await app
        .api(desk.officer)
        .call(noticeContracts.listNoticeReach, { params: { id }, query: { state: 'waiting' } }),
      'access.denied',
    )
    expectError(await tap(desk.officer, 'call'), 'access.denied')
    expect((await rows(gridWorker, id)).items.map(({ phone }) => phone)).toEqual([undefined, '13900000001'])
    expect((await rows(leader, id)).items.every(({ phone }) => phone === undefined)).toBe(true)
    // Found in the register only after it went out, she reads it, and is not waited for as an account either.
    const later = await buildResident()
    const next = await publishNotice(app, desk, makeOutage())
    await linkToPerson(later, gone)
    await app.api(later).ok(noticeContracts.readNotice, { params: { id: next } })
    const both = await NoticeReach.find({ noticeId: next, state: 'reached' }, { key: 1 }).lean()
    expect(both.map((row) => row.key).sort()).toEqual(
      [reachKeyOf(next, { personId: gone }), reachKeyOf(next, { userId: later.id })].sort(),
    )
    await Promise.all([tap(leader, 'paper'), tap(gridWorker, 'call'), tap(desk.worker, 'call')])
    await app.api(account).ok(noticeContracts.readNotice, { params: { id } })
    const record = await NoticeReach.findOne({ key }).lean()
    expect([...(record?.channels ?? [])].sort()).toEqual(['app', 'call', 'paper'])
    expect(record?.entries).toHaveLength(3)
    const total = async () =>
      (await figures(desk.worker, id)).byChannel.reduce((sum, { count }) => sum + count, 0)
    expect(await total()).toBe(1)
    // Nobody looks for someone who has died, and no message goes there.
    await Person.updateOne({ _id: gone }, { $set: { state: 'deceased' } })
    await followPersonChange(gone, 'deceased', app.deps)
    expect((await rows(desk.worker, id)).items).toEqual([])
    const goneRow = await NoticeReach.findOne({ personId: gone }).lean()
    const params = { id, recipientId: goneRow?._id.toString() ?? '' }
    expectError(
      await app
        .api(desk.worker)
        .call(noticeContracts.recordNoticeReach, { params, body: { channel: 'call' } }),
      'notice.not_now',
    )
    expect(await figures(desk.worker, id)).toMatchObject({ people: 1, reached: 1, gone: 1 })
  })

  it('tries an SMS once, which is enough for most, and knocks all the same where somebody is old, alone or in care', async () => {
    app.deps.ports.sms.isAvailable = true
    await buildWorkerOf(grid)
    const byPhone = await elder('101', '张桂珍', '1960-01-01', '13900000001')
    const withAccount = await elder('102', '李桂珍', '1960-01-01')
    const aged = await elder('104', '陈桂珍', '1940-01-01', '13900000002')
    const alone = await elder('105', '周桂珍', '1960-01-01', '13900000003')
    const inCare = await elder('106', '吴桂珍', '1960-01-01', '13900000004')
    await setLife(alone, { livesAlone: true })
    await setLife(inCare, { grade: 'severe' })
    const nothing = await elder('103', '王桂珍', '1944-01-01')
    const dying = await elder('107', '郑桂珍', '1944-01-01')
    const account = await buildResident({ clearPhone: '13900000009' }, app.deps)
    await linkToPerson(account, withAccount)
    const sms = app.deps.ports.sms
    sms.failure = new Error('the gateway is down')
    const id = await publishNotice(app, desk, makeOutage())
    // What did not leave is looked at a minute later, then two, and nothing else meanwhile.
    await later(1, 'minutes')
    sms.failure = undefined
    await later(1, 'minutes')
    expect(sms.sent).toHaveLength(0)
    await later(1, 'minutes')
    expect(sms.sent).toHaveLength(4)
    await moveOutbox(app.deps)
    await deliverDue(app.deps)
    await later(2, 'minutes')
    await later(2, 'minutes')
    const reachedBy = async (personId: string) => (await NoticeReach.findOne({ personId }).lean())?.reachedBy
    expect([await reachedBy(byPhone), await reachedBy(withAccount), await reachedBy(nothing)]).toEqual([
      'sms',
      'sms',
      undefined,
    ])
    expect(app.deps.ports.sms.sent.map(({ phone }) => phone).sort()).toEqual(
      [1, 2, 3, 4, 9].map((n) => `1390000000${n}`),
    )
    const tried = (await rows(desk.worker, id)).items.filter(({ reached }) => reached.length > 0)
    expect(tried.map(({ reached }) => reached.map(({ channel }) => channel))).toEqual([
      ['sms'],
      ['sms'],
      ['sms'],
    ])
    await later(1, 'hours')
    const visited = (await Need.find({ kind: 'visit' }).lean()).map(({ personId }) => personId?.toString())
    expect(visited.sort()).toEqual([nothing, dying, aged, alone, inCare].sort())
    expect((await figures(desk.worker, id)).byChannel.find(({ channel }) => channel === 'sms')?.count).toBe(2)
    // Told by telephone meanwhile: whoever is on the way hears that she need not go, once.
    const [row] = (await rows(desk.worker, id, 'visiting')).items.filter(
      ({ reached }) => reached.length === 0,
    )
    const tap = { params: { id, recipientId: row?.id ?? '' }, body: { channel: 'call' as const } }
    for (let times = 0; times < 2; times += 1)
      await app.api(desk.worker).ok(noticeContracts.recordNoticeReach, tap)
    const visit = await Need.findOne({ kind: 'visit', personId: nothing }).lean<NeedRecord>()
    expect(visit?.history.filter(({ text }) => text?.includes('不用再上门'))).toHaveLength(1)
    const paper = { channel: 'paper' as const, at: app.deps.clock.now(), byName: '王五' }
    await noteReached(reachKeyOf(id, { personId: dying }), paper)
    // Withdrawn, each hears of it by the way she was told; whom only a person can tell is on a list to call.
    await takeNotice(app, desk.secretary, id, { action: 'withdraw', reason: '水管修好了' })
    const mark = NoticeReach.updateMany.bind(NoticeReach)
    jest.spyOn(NoticeReach, 'updateMany').mockImplementationOnce(((...asked: Parameters<typeof mark>) =>
      (async () => {
        // She dies in the moment in which she is put on the list.
        await Person.updateOne({ _id: dying }, { $set: { state: 'deceased' } })
        await followPersonChange(dying, 'deceased', app.deps)
        return mark(...asked)
      })()) as never)
    await sweepNotices(app.deps)
    await deliverDue(app.deps)
    const back = app.deps.ports.sms.sent.filter(({ text }) => text.includes('已经撤回'))
    expect(back.map(({ phone }) => phone).sort()).toEqual([1, 2, 3, 4, 9].map((n) => `1390000000${n}`))
    expect(await InboxMessage.countDocuments({ userId: account._id, event: 'notice.withdrawn' })).toBe(1)
    expect(await InboxMessage.countDocuments({ userId: desk.worker._id, event: 'notice.callBack' })).toBe(1)
    const toCall = async () => (await rows(desk.worker, id, 'toCall')).items.map(({ name }) => name)
    // In the order of the visits, whether she knew, somebody was on the way, or she had an SMS only.
    expect(new Set(await toCall())).toEqual(new Set(['王桂珍', '陈桂珍', '周桂珍', '吴桂珍']))
    for (let times = 0; times < 2; times += 1)
      await app.api(desk.worker).ok(noticeContracts.recordNoticeReach, tap)
    expect(new Set(await toCall())).toEqual(new Set(['陈桂珍', '周桂珍', '吴桂珍']))
    // Nobody calls the home of somebody who has died meanwhile.
    await Person.updateOne({ _id: aged }, { $set: { state: 'deceased' } })
    await followPersonChange(aged, 'deceased', app.deps)
    expect(new Set(await toCall())).toEqual(new Set(['周桂珍', '吴桂珍']))
    const [called] = (await rows(desk.worker, id, 'reached')).items.filter((item) => item.id === row?.id)
    expect(called).toMatchObject({ isToCall: false, reached: [{ channel: 'call' }, { channel: 'call' }] })
  })
})

it('goes on with the visit that is under way, and the call that is due, for one of two records that become one', async () => {
  const newId = () => new Types.ObjectId()
  const [noticeId, visitId] = [newId(), newId()]
  const { move } = buildMove({ from: newId(), into: newId() })
  const lineOf = (personId: Types.ObjectId, more: object) => ({
    ...{ key: reachKeyOf(noticeId, { personId }), noticeId, personId, ...placeOf(community) },
    ...{ visitArea: grid, hasPhone: false, rank: 1, version: 1, ...more },
  })
  await NoticeReach.insertMany([
    lineOf(move.into, { state: 'waiting' }),
    lineOf(move.from, { state: 'visiting', visitId, visitedOn: '2026-11-27', isToCall: true }),
  ])
  for (let times = 0; times < 2; times += 1) await mergeReach(move)
  expect(await NoticeReach.find({ noticeId }).lean()).toMatchObject([
    { personId: move.into, state: 'visiting', visitId, isToCall: true },
  ])
})

describe('two servers at once, and one that dies', () => {
  it('send to each once, make each visit once and stay below what can be visited', async () => {
    const residents = await Promise.all(Array.from({ length: 6 }, () => buildResident()))
    for (let room = 101; room < 113; room += 1) await elder(String(room), `张${room}`, '1944-01-01')
    const worker = await buildWorkerOf(grid)
    await buildMembership(worker, 'communityWorker', community)
    await app
      .api(desk.secretary)
      .ok(noticeContracts.setNoticeSettings, { body: { community, visitsPerWorkerDay: 5 } })
    const publishAt = '2026-11-23T04:00:00.000Z'
    const id = await publishNotice(app, desk, makeOutage({ publishAt }))
    app.deps.clock.set(publishAt)
    await Promise.all([sweepNotices(app.deps), sweepNotices(app.deps), sweepNotices(app.deps)])
    const told = { event: 'notice.published' }
    expect(await InboxMessage.countDocuments(told)).toBe(residents.length)
    expect(await NoticeReach.countDocuments({ noticeId: id })).toBe(residents.length + 12)
    // A server died in the middle: the batch before is sent again, and nobody hears twice.
    const midway = { what: 'publish', cursor: `${community}|joined|`, done: 12, total: 18 }
    const nextAt = app.deps.clock.now()
    await Notice.updateOne({ _id: id }, { $set: { run: midway, nextAt } })
    await sweepNotices(app.deps)
    expect(await InboxMessage.countDocuments(told)).toBe(residents.length)
    expect((await Notice.findOne({ _id: id }).lean())?.run).toBeUndefined()
    app.deps.clock.advance(61, 'minutes')
    await Promise.all([sweepNotices(app.deps), sweepNotices(app.deps), sweepNotices(app.deps)])
    expect(await Need.countDocuments({ kind: 'visit' })).toBe(5)
    // A crash after the slot was taken and before the visit was made: the slot is found again, not taken twice.
    const visiting = await NoticeReach.findOne({ noticeId: id, state: 'visiting' }).lean()
    const key = visiting?.key ?? ''
    await Need.deleteOne({ requestKey: `notice:${key}` })
    await NoticeReach.updateOne({ key }, { $set: { state: 'waiting' }, $unset: { visitId: 1 } })
    app.deps.clock.advance(1, 'days')
    await sweepNotices(app.deps)
    expect(await Need.countDocuments({ kind: 'visit' })).toBe(9)
    const days = await NoticeVisitDay.find().lean()
    expect(days.map(({ taken }) => taken)).toEqual([5, 5])
    await Promise.all(
      residents.map((resident) => app.api(resident).ok(noticeContracts.readNotice, { params: { id } })),
    )
    expect(await NoticeRead.countDocuments({ noticeId: id, isAddressed: true })).toBe(residents.length)
    expect(await Person.countDocuments({ building })).toBe(12)
  })

  it('stop sending people when another withdraws it or ends it, and tell those who were sent in that moment', async () => {
    await buildWorkerOf(grid)
    const [told, other] = [await elder('101', '张一', '1944-01-01'), await elder('102', '张二', '1945-01-01')]
    const id = await publishNotice(app, desk, makeOutage())
    const take = NoticeVisitDay.updateOne.bind(NoticeVisitDay)
    const meanwhile = (happens: () => Promise<unknown>) =>
      jest.spyOn(NoticeVisitDay, 'updateOne').mockImplementationOnce(((...asked: Parameters<typeof take>) =>
        (async () => {
          await happens()
          return take(...asked)
        })()) as never)
    meanwhile(async () => {
      const entry = { channel: 'call' as const, at: app.deps.clock.now(), byName: '王五' }
      await noteReached(reachKeyOf(id, { personId: told }), entry)
      await takeNotice(app, desk.secretary, id, { action: 'withdraw', reason: '水管修好了' })
      await sweepNotices(app.deps)
    })
    await later(61, 'minutes')
    const said = async (personId: string) =>
      (await Need.findOne({ personId }).sort({ _id: -1 }).lean<NeedRecord>())?.history.at(-1)?.text
    expect(await said(told)).toContain('已经知道了')
    expect(await said(other)).toContain('已经撤回')
    const next = await publishNotice(app, desk, makeOutage())
    meanwhile(() => Notice.updateOne({ _id: next }, { $set: { state: 'expired' } }))
    await later(61, 'minutes')
    expect(await said(other)).toContain('还没去的不用再去')
  })

  it('put a district into order a few communities at a time, and go on where one died', async () => {
    const { district, street } = testAreas
    await elder('101', '张一', '1944-01-01')
    const id = await publishNotice(app, desk, makeOutage())
    const line = await NoticeReach.findOne({ noticeId: id }).lean()
    const codes = Array.from({ length: 12 }, (_, i) => `${street}${500 + i}`)
    await Area.insertMany(
      codes.map((code) => ({ code, name: code, level: 'community', parent: street, ...placeOf(code) })),
    )
    await NoticeReach.collection.insertMany(
      codes.map((code) => ({ ...line, ...placeOf(code), _id: new Types.ObjectId(), key: code, rank: 9999 })),
    )
    await Notice.updateOne({ _id: id }, { $set: { areaCode: district }, $unset: { isRanked: 1 } })
    const step = async () => {
      const notice = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
      return notice && rankNext(notice, app.deps)
    }
    expect(await step()).toBe(true)
    const { ranked } = (await Notice.findOne({ _id: id }).lean()) ?? {}
    expect(ranked).toMatchObject({ people: expect.any(Number) as number })
    while (await step());
    const rows = await NoticeReach.find({ noticeId: id }).sort({ rank: 1 }).lean()
    expect(rows.map(({ rank }) => rank)).toEqual(rows.map((_, i) => i + 1))
    const order = rows.map((row) => row.community ?? '')
    expect(order).toEqual([...order].sort())
    expect(await Notice.findOne({ _id: id }).lean()).toMatchObject({ isRanked: true })
    // Visits are made and ended in steps as well.
    const visit = async () => {
      const notice = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
      return notice && makeVisits(notice, app.deps)
    }
    const people = await Promise.all(codes.map((_, i) => elder(String(201 + i), `张${i}`, '1944-01-01')))
    for (const [i, code] of codes.entries()) {
      await NoticeReach.updateOne({ key: code }, { $set: { personId: people[i], visitArea: code } })
      for (const user of [desk.worker, await buildUser()])
        await buildMembership(user, 'communityWorker', code)
    }
    const count = () => Need.countDocuments({ kind: 'visit', community: { $in: codes } })
    expect(await visit()).toBe(true)
    const midway = await count()
    while (await visit());
    expect([midway > 0, midway < 12, await count()]).toEqual([true, true, 12])
    expect((await Notice.findOne({ _id: id }).lean())?.visitsFrom).toBeUndefined()
    await NoticeReach.collection.insertMany(
      Array.from({ length: 200 }, (_, i) => ({
        ...line,
        ...{ _id: new Types.ObjectId(), key: `v${i}`, personId: new Types.ObjectId(), state: 'visiting' },
      })),
    )
    const end = () => endVisits({ _id: new Types.ObjectId(id) }, app.deps)
    expect([await end(), await end()]).toEqual([true, false])
    expect(await NoticeReach.countDocuments({ noticeId: id, state: 'visiting' })).toBe(0)
    // So are the SMS: what is due is looked at a few hundred at a time, and what has no telephone no more.
    app.deps.ports.sms.isAvailable = true
    const lines = {
      noticeId: new Types.ObjectId(id),
      visitArea: 'v',
      hasPhone: true,
      state: 'waiting',
      rank: 1,
    }
    const due = new Date(app.deps.clock.now().getTime() - 30 * 60_000)
    await NoticeReach.collection.insertMany(
      Array.from({ length: 60 }, (_, i) => ({
        ...lines,
        ...{ _id: new Types.ObjectId(), key: `s${i}`, lookAt: new Date(due.getTime() + i), version: 1 },
      })),
    )
    await Notice.updateOne({ _id: id }, { $set: { lookFrom: due } })
    const countDue = async () =>
      (await NoticeReach.find({ visitArea: 'v', noticeId: id }).lean()).filter(({ lookAt }) => lookAt).length
    const look = async () => {
      const notice = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
      return notice && lookAtSms(notice, app.deps)
    }
    expect(await look()).toBe(true)
    expect(await countDue()).toBeLessThan(60)
    expect(await countDue()).toBeGreaterThan(0)
    while (await look());
    expect(await countDue()).toBe(0)
    const officer = await buildDistrictOfficer(district)
    expect(await figures(officer, id)).toMatchObject({ waiting: expect.any(Number) as number })
    expect(await figures(officer, id)).not.toHaveProperty('visitsLeftToday')
    await withdrawInSteps(id, codes)
  })

  /** Withdrawn, it tells those who know of it community by community; killed in between it goes on where it stood. */
  async function withdrawInSteps(id: string, codes: readonly string[]): Promise<void> {
    const entry = { channel: 'paper', at: new Date(0), byName: '王五' }
    const knows = { $set: { state: 'reached', channels: ['paper'], entries: [entry] } } as const
    await NoticeReach.updateMany({ key: { $in: codes } }, knows)
    const at = app.deps.clock.now()
    const fields = withdrawFields({ reason: '水管修好了', byName: '书记' }, at)
    await Notice.updateOne({ _id: id }, { $set: { state: 'withdrawn', ...fields } })
    const toCall = () => NoticeReach.countDocuments({ noticeId: id, isToCall: true })
    const steps: number[] = []
    const step = async () => {
      const notice = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
      const isMore = notice !== null && (await tellWithdrawal(notice, app.deps))
      steps.push(await toCall())
      return isMore
    }
    while ((await toCall()) < 3) await step()
    const stand = jest.spyOn(Notice, 'updateOne').mockImplementationOnce(() => {
      throw new Error('killed')
    })
    await expect(step()).rejects.toThrow('killed')
    stand.mockRestore()
    // Called meanwhile, she is not on the list again when the step is repeated.
    const [, , third = '', fourth = ''] = codes
    const call = { channel: 'call', at: new Date(at.getTime() + 1000), byName: '李四' }
    await NoticeReach.updateOne({ key: fourth }, { $unset: { isToCall: 1 }, $push: { entries: call } })
    while (await step());
    expect(new Set(steps).size).toBeGreaterThan(10)
    expect(await toCall()).toBe(11)
    expect((await Notice.findOne({ _id: id }).lean())?.run).toBeUndefined()
    const told = { event: 'notice.callBack', userId: desk.worker._id }
    expect(await InboxMessage.countDocuments(told)).toBe(codes.length)
    // A batch that was still being sent begins it anew, for whoever it reached.
    await NoticeReach.updateOne({ key: third }, { $unset: { isToCall: 1 } })
    await beginWithdrawal(new Types.ObjectId(id), app.deps)
    while (await step());
    expect(await toCall()).toBe(11)
  }
})
