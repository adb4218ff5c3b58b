import '../../database/mongoose'
import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import { checkInRules } from '@linli/shared/safety/checkIn'
import { Types } from 'mongoose'
import { tmpdir } from 'node:os'
import { watchFreeSpace } from '../../database/diskSpace'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildDoubleOf, buildElder, buildMove, buildProxy } from '../../test/families.factory'
import { newKey, press, take } from '../../test/needs.factory'
import { actOnSos, buildElderWithFamily, raiseSos, writeContacts } from '../../test/safety.factory'
import { createTestDeps, startTestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { fieldAad } from '../../lib/fieldCrypto'
import { toPlace } from '../../lib/placeFields'
import { FollowUp } from '../elderCare/followUps/followUp.model'
import { FamilyBond, ProxyAct } from '../families/bond.model'
import { insertMissing } from '../messages/insertMissing'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Need } from '../needs/need.model'
import { createVisit } from '../needs/need.visit'
import { Person } from '../register/person.model'
import { listAccountDeletionHooks, listAccountMergeHooks } from '../users/userHooks'
import { settle } from './checkIn.change'
import { mergeCheckIns } from './checkIn.merge'
import { CheckIn, type CheckInRecord, type Search } from './checkIn.model'
import { followPerson, noteSeen, sweepCheckIns } from './checkIn.sweep'
import { startLadder } from './sos.door'
import { SosCase } from './sos.model'
import { sweepSos } from './sos.sweep'

const app = startTestApp()
const { api, deps } = app
const at = (text: string) => {
  deps.clock.set(new Date(`${text}:00+08:00`))
}
const ten = 10 * 60

beforeEach(async () => {
  await buildAreas()
  at('2026-11-23T08:00')
})

const set = (user: TestUser, id: string, body: object = {}) =>
  api(user).call(checkInContracts.setCheckIn, {
    params: { id },
    body: { isOn: true, dueMinutes: ten, isConsented: true, ...body },
  })
const act = (user: TestUser, id: string, body: object, requestKey = newKey()) =>
  api(user).call(checkInContracts.actOnCheckIn, { params: { id }, body: body as never, requestKey })
const tap = (user: TestUser, id: string, key = newKey()) => act(user, id, { action: 'tap' }, key)
const get = (user: TestUser, id: string) => api(user).call(checkInContracts.getCheckIn, { params: { id } })
const read = async (id: string): Promise<CheckInRecord> => {
  const record = await CheckIn.findOne({ _id: id }).lean<CheckInRecord>()
  if (!record) throw new Error('not enrolled')
  return record
}
const titlesOf = async ({ id }: { id: string }) =>
  (await InboxMessage.find({ userId: id }).sort({ _id: 1 }).lean()).map(({ title }) => title)

/** Nobody answers until somebody goes. */
async function search(personId: string): Promise<string> {
  for (let i = 0; (await read(personId)).state !== 'visiting'; i += 1) {
    expect(i).toBeLessThan(6)
    deps.clock.advance(checkInRules.rungMinutes, 'minutes')
    await sweepCheckIns(deps)
  }
  await moveOutbox(deps)
  return (await read(personId)).visitId?.toString() ?? ''
}

/** Whoever went did not see her. */
async function endVisit(_id: string): Promise<void> {
  await Need.updateOne({ _id }, { $set: { state: 'closed', open: false, outcome: 'notSolved' } })
  for (let i = 0; i < 2; i += 1) {
    deps.clock.advance(checkInRules.visitLookMinutes, 'minutes')
    await sweepCheckIns(deps)
  }
}

async function enrol() {
  const family = await buildElderWithFamily(deps)
  expect((await set(family.elder, family.personId)).status).toBe(200)
  return family
}

describe('being enrolled', () => {
  it('needs consent, and says who gave it: herself, a relative within scope, or the secretary', async () => {
    const { elder, daughter, son, personId } = await buildElderWithFamily(deps)
    const secretary = await buildSecretary()
    expectError(await set(elder, personId, { isConsented: false }), 'checkIn.consent_missing')
    expectError(await set(son, personId), 'access.denied')
    expectError(await set(await buildGridWorker(), personId), 'access.denied')
    expect((await set(daughter, personId)).body).toMatchObject({
      consent: { byName: '女儿 王小丽' },
      state: 'waiting',
      stateText: '今天 10:00 前报平安',
    })
    expect(await ProxyAct.findOne({ personId }).lean()).toMatchObject({ what: '开通了报平安' })
    expect((await set(elder, personId, { isOn: false })).body).toMatchObject({ isOn: false, actions: [] })
    expect((await set(secretary, personId)).body.consent?.byName).toBe('社区书记')
    expectError(await set(elder, personId, { dueMinutes: 60 }), 'request.invalid')
    const moved = await set(elder, personId, { dueMinutes: 9 * 60, isConsented: false })
    expect(moved.body.stateText).toBe('今天 09:00 前报平安')
  })

  it('after the time of the day begins tomorrow', async () => {
    at('2026-11-23T11:00')
    const { elder, personId } = await enrol()
    expect((await get(elder, personId)).body.stateText).toBe('明天开始报平安')
    await sweepCheckIns(deps)
    expect((await read(personId)).state).toBe('safe')
    at('2026-11-24T00:00')
    await sweepCheckIns(deps)
    expect((await read(personId)).state).toBe('waiting')
  })

  it('anew says nothing of what was before, and keeps it as the day it was', async () => {
    const { elder, personId } = await enrol()
    await tap(elder, personId)
    const again = async (time: string) => {
      await set(elder, personId, { isOn: false })
      at(time)
      return (await set(elder, personId)).body
    }
    const monday = { day: '2026-11-23', outcome: 'tap', at: '2026-11-23T00:00:00.000Z' }
    expect(await again('2026-11-27T11:00')).toMatchObject({ stateText: '明天开始报平安', days: [monday] })
    expect(await again('2026-11-28T09:00')).toMatchObject({
      ...{ stateText: '今天 10:00 前报平安', days: [monday], actions: ['tap'] },
    })
    await tap(elder, personId)
    expect((await again('2026-11-28T09:30')).days.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-28'])
    expect((await tap(elder, personId)).body.days.map(({ at }) => at)).toEqual([
      ...[monday.at, '2026-11-28T01:30:00.000Z'],
    ])
  })
})

describe('a day', () => {
  it('is done by one tap, once, and kept; the next begins at midnight in Shanghai', async () => {
    const { elder, daughter, personId } = await enrol()
    const key = newKey()
    expect((await tap(elder, personId, key)).body).toMatchObject({
      state: 'safe',
      stateText: '自己报了平安，08:00',
    })
    expect((await tap(elder, personId, key)).status).toBe(200)
    expect((await tap(elder, personId)).status).toBe(200)
    at('2026-11-23T23:59')
    expect(await sweepCheckIns(deps)).toBe(0)
    at('2026-11-24T00:00')
    expect(await sweepCheckIns(deps)).toBe(1)
    expect(await read(personId)).toMatchObject({ state: 'waiting', day: '2026-11-24' })
    const { days } = (await get(daughter, personId)).body
    expect(days).toEqual([{ day: '2026-11-23', outcome: 'tap', at: '2026-11-23T00:00:00.000Z' }])
    await moveOutbox(deps)
    expect(await titlesOf(daughter)).toEqual([])
  })

  it('is counted as the new one by a tap after midnight that comes before the clock', async () => {
    const { elder, personId } = await enrol()
    await tap(elder, personId)
    at('2026-11-24T00:00')
    await tap(elder, personId)
    expect((await get(elder, personId)).body.days.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-24'])
    at('2026-11-24T10:30')
    await sweepCheckIns(deps)
    expect((await read(personId)).state).toBe('safe')
  })

  it('keeps thirty days', async () => {
    const { elder, personId } = await enrol()
    for (let i = 0; i < 33; i += 1) {
      await tap(elder, personId)
      deps.clock.advance(1, 'days')
      await sweepCheckIns(deps)
    }
    expect((await read(personId)).days).toHaveLength(checkInRules.daysKept)
  })

  it('that she was seen in person counts; on another day it does not', async () => {
    const { elder, personId } = await enrol()
    await noteSeen(personId, new Date('2026-11-22T04:00:00.000Z'), '助餐点', deps)
    expect((await read(personId)).state).toBe('waiting')
    await Promise.all([
      noteSeen(personId, deps.clock.now(), '助餐点', deps),
      noteSeen(new Types.ObjectId(), deps.clock.now(), '助餐点', deps),
    ])
    expect((await get(elder, personId)).body.stateText).toBe('有人当面见到，08:00')
  })
})

describe('a missed one', () => {
  it('calls one after the other, then somebody goes, and ends with what came of it', async () => {
    const { daughter, son, personId } = await enrol()
    const leader = await buildBuildingLeader()
    const grid = await buildGridWorker()
    const secretary = await buildSecretary()
    await writeContacts(personId, [{ name: '李秀英', relation: '邻居', phone: '13600000002' }], deps)
    const phone = deps.crypto.encrypt('13900000011', fieldAad('people', personId, 'phone'))
    await Person.updateOne({ _id: personId }, { $set: { phone } })
    deps.ports.sms.sent.length = 0
    const phonesOf = async (user: TestUser) => (await get(user, personId)).body.phones.map(({ name }) => name)
    at('2026-11-23T09:59')
    expect(await sweepCheckIns(deps)).toBe(0)
    at('2026-11-23T10:00')
    for (const user of [daughter, son, leader, grid]) {
      expect(await titlesOf(user)).toEqual([])
      expect(await sweepCheckIns(deps)).toBe(1)
      await moveOutbox(deps)
      expect(await titlesOf(user)).toEqual(['今天还没有报平安'])
      expect(await sweepCheckIns(deps)).toBe(0)
      // Whoever was called has the numbers, and nobody before her turn.
      expect(await phonesOf(user)).toEqual(['张桂珍', '邻居 李秀英'])
      if (user !== grid) expect(await phonesOf(grid)).toEqual([])
      deps.clock.advance(checkInRules.rungMinutes, 'minutes')
    }
    expect(await phonesOf(secretary)).toEqual(['张桂珍', '邻居 李秀英'])
    const toContacts = deps.ports.sms.sent.filter(({ phone }) => phone === '13600000002')
    expect(toContacts).toHaveLength(1)
    expect(toContacts[0]?.text).not.toMatch(/张桂珍/)
    expect(deps.ports.voice.sent.map(({ phone }) => phone)).toContain('13600000002')
    const missed = await api(secretary).ok(checkInContracts.listMissedCheckIns, {
      query: { community: testAreas.community },
    })
    expect(missed.items).toMatchObject([{ personId, state: 'calling', name: '张桂珍' }])
    await sweepCheckIns(deps)
    const { visitId = new Types.ObjectId() } = await read(personId)
    const need = await Need.findOne({ _id: visitId }).lean()
    expect(need).toMatchObject({
      ...{ kind: 'visit', source: 'system', state: 'assigned', post: `grid:${testAreas.grid}` },
      ...{ personId: new Types.ObjectId(personId), isSensitive: true },
    })
    await moveOutbox(deps)
    expect((await titlesOf(daughter)).at(-1)).toBe('还没联系上，已请人上门看')
    // A search lasts past midnight.
    at('2026-11-24T00:30')
    await sweepCheckIns(deps)
    expect((await read(personId)).state).toBe('visiting')
    const visit = await take(app, grid, visitId.toString(), { action: 'accept' })
    expect(visit).toMatchObject({
      kind: 'visit',
      source: 'system',
      category: { name: '上门看看' },
      isDanger: true,
    })
    const seen = { action: 'resolve', text: '人在家，手机没电了。' } as const
    expectError(await press(app, grid, visitId.toString(), seen), 'need.met_missing')
    const done = await take(app, grid, visitId.toString(), { ...seen, isMet: true })
    expect(done.timeline.at(-1)?.title).toMatch(/上门看过，见到了本人$/)
    deps.clock.advance(checkInRules.visitLookMinutes, 'minutes')
    await sweepCheckIns(deps)
    // It answers the day of the search; the day that has begun is asked for at its own time.
    expect(await read(personId)).toMatchObject({ state: 'waiting', day: '2026-11-24', calls: [] })
    await moveOutbox(deps)
    expect((await titlesOf(daughter)).at(-1)).toBe('见到本人了')
    at('2026-11-24T10:00')
    await sweepCheckIns(deps)
    expect((await read(personId)).state).toBe('calling')
    const { body } = await act(daughter, personId, { action: 'reached', text: '在吃早饭' })
    expect(body.days).toMatchObject([
      { day: '2026-11-23', outcome: 'visit' },
      { day: '2026-11-24', outcome: 'call' },
    ])
  })

  it('for the second time on a day sends somebody again, and the ladder after it', async () => {
    const { personId } = await enrol()
    const grid = await buildGridWorker()
    const be = async (state: 'hospital' | 'present') => {
      await Person.updateOne({ _id: personId }, { $set: { state } })
      await followPerson(personId, state, deps)
    }
    at('2026-11-23T10:00')
    const first = await search(personId)
    await endVisit(first)
    const [sos] = await SosCase.find({ personId }).lean()
    await actOnSos(app, grid, sos?._id.toString() ?? '', { action: 'arrive' })
    await actOnSos(app, grid, sos?._id.toString() ?? '', {
      action: 'close',
      outcome: 'hospital',
      text: '送医',
    })
    await moveOutbox(deps)
    expect((await read(personId)).state).toBe('safe')
    await be('hospital')
    at('2026-11-23T15:00')
    await be('present')
    // Written down only now, what somebody saw in the morning says nothing of the afternoon.
    await noteSeen(personId, new Date('2026-11-23T12:00:00+08:00'), '网格员', deps)
    const second = await search(personId)
    expect(second).not.toBe(first)
    await endVisit(second)
    expect(await read(personId)).toMatchObject({ state: 'visiting', day: '2026-11-23' })
    expect(await SosCase.countDocuments({ personId, cause: 'noAnswer' })).toBe(2)
  })

  it.each([
    ['a call in the night', 'call', '24T00:20', { state: 'waiting', nextAt: '24T10:00' }, true],
    ['a visit before the time', 'visit', '24T09:59', { state: 'waiting', nextAt: '24T10:00' }, true],
    ['a call after the time of the new day', 'call', '24T10:01', { state: 'safe', nextAt: '25T00:00' }, true],
    ['her own tap in the night', 'tap', '24T00:20', { state: 'safe', nextAt: '25T00:00' }, true],
    ['a neighbour at her door in the night', 'seen', '24T00:20', { state: 'safe', nextAt: '25T00:00' }, true],
    ['a call on the same day', 'call', '23T23:59', { state: 'safe', nextAt: '24T00:00' }, false],
  ] as const)('%s', (_, outcome, now, next, hasLine) => {
    const when = (short: string) => new Date(`2026-11-${short}:00+08:00`)
    const sought = { state: 'calling', day: '2026-11-23', dueMinutes: ten } as CheckInRecord
    const { set: after, days = [], event } = settle(sought, { outcome, settledBy: '女儿' }, when(now))
    expect(after).toMatchObject({ ...next, nextAt: when(next.nextAt), day: `2026-11-${now.slice(0, 2)}` })
    expect(days).toEqual(hasLine ? [{ day: '2026-11-23', outcome, at: when(now) }] : [])
    expect(event).toBe('checkIn.settled')
  })

  it.each(['who was sent first', 'who was sent for the double'] as const)(
    'on two records that are one ends for both, whoever met her: %s',
    async (who) => {
      const { personId } = await enrol()
      at('2026-11-23T10:00')
      const first = await search(personId)
      const sought = await read(personId)
      const doubleId = new Types.ObjectId(await buildDoubleOf(deps))
      const key = `checkIn:${doubleId.toString()}:${sought.begunAt?.getTime() ?? ''}`
      const place = toPlace(sought)
      const { _id: visitId } = await createVisit({ key, personId: doubleId, place, text: '请上门看看' }, deps)
      await startLadder({ personId: doubleId, key, at: deps.clock.now() }, deps)
      await CheckIn.create({ ...sought, _id: doubleId, visitId, outbox: [] })
      await mergeCheckIns(buildMove({ from: doubleId, into: sought._id }).move, deps)
      const [met, other] = who === 'who was sent first' ? [first, visitId] : [visitId, first]
      await Need.updateOne({ _id: met }, { $set: { state: 'resolved', isMet: true } })
      deps.clock.advance(checkInRules.visitLookMinutes, 'minutes')
      await sweepCheckIns(deps)
      await moveOutbox(deps)
      const { state, besides } = await read(personId)
      expect([state, besides]).toEqual(['safe', undefined])
      expect(await SosCase.find().lean()).toMatchObject([{ state: 'closed', outcome: 'well' }])
      const last = async (_id: Types.ObjectId | string) =>
        (await Need.findOne({ _id }).lean())?.history.at(-1)
      expect(await last(other)).toMatchObject({ action: 'callOff' })
      expect((await last(met))?.action).not.toBe('callOff')
    },
  )

  it.each([
    ['stays, as she was heard of on the other', 'safe', true],
    ['goes, as she was heard of on the other', 'safe', false],
    ['goes and is gone on with, once she was seen', 'waiting', false],
  ] as const)('on a record that %s ends with its ladder', async (_, state, isKept) => {
    const { personId } = await enrol()
    at('2026-11-23T10:00')
    await endVisit(await search(personId))
    const sought = await read(personId)
    const { calls, visitId, ...rest } = sought
    expect([calls.length > 0, visitId !== undefined]).toEqual([true, true])
    const otherId = await buildDoubleOf(deps)
    const heard = { outcome: 'tap' as const, settledBy: '本人', settledAt: deps.clock.now() }
    const own = { state, _id: new Types.ObjectId(otherId), calls: [], rung: 0, outbox: [] }
    await CheckIn.create({ ...rest, ...own, ...(state === 'safe' ? heard : {}) })
    const [from, into] = isKept ? [own._id, sought._id] : [sought._id, own._id]
    await mergeCheckIns(buildMove({ from, into }).move, deps)
    if (state === 'waiting') await noteSeen(into.toString(), deps.clock.now(), '网格员', deps)
    await moveOutbox(deps)
    await moveOutbox(deps)
    expect(await CheckIn.find().lean()).toMatchObject([{ _id: into, state: 'safe' }])
    expect(await SosCase.find({ cause: 'noAnswer' }).lean()).toMatchObject([{ outcome: 'well' }])
  })

  it('that is over calls back whoever goes, and whom the ladder calls', async () => {
    const { elder, daughter, son, personId } = await enrol()
    const grid = await buildGridWorker()
    const over = async (id: string) => {
      await moveOutbox(deps)
      await moveOutbox(deps)
      expect((await Need.findOne({ _id: id }).lean())?.history.at(-1)?.text).toMatch(/不用再上门/)
      expect((await titlesOf(grid)).at(-1)).toMatch(/上门看看|不用再找|人平安/)
    }
    at('2026-11-23T10:00')
    const tapped = await search(personId)
    await tap(elder, personId)
    // As the release before wrote it, which was stopped before it told.
    const told = await CheckIn.findOne({ _id: personId }).orFail().lean<CheckInRecord>()
    const outbox = told.outbox.map(({ data: { searches, ...data }, ...entry }) => {
      const [{ search = '', visitId } = {}] = searches as Partial<Search>[]
      return { ...entry, data: { ...data, search, visitId: visitId?.toString() } }
    })
    await CheckIn.updateOne({ _id: personId }, { $set: { outbox } })
    await over(tapped)

    at('2026-11-24T00:00')
    await sweepCheckIns(deps)
    at('2026-11-24T10:00')
    const inHospital = await search(personId)
    await Person.updateOne({ _id: personId }, { $set: { state: 'hospital' } })
    await followPerson(personId, 'hospital', deps)
    await over(inHospital)
    for (const user of [daughter, son]) expect((await titlesOf(user)).at(-1)).toBe('不用再找了')

    at('2026-11-25T09:00')
    await Person.updateOne({ _id: personId }, { $set: { state: 'present' } })
    await followPerson(personId, 'present', deps)
    const nobody = await search(personId)
    await take(app, grid, nobody, { action: 'accept' })
    await take(app, grid, nobody, { action: 'resolve', text: '敲门没有人应。', isMet: false })
    deps.clock.advance(checkInRules.visitLookMinutes, 'minutes')
    await sweepCheckIns(deps)
    const read = () => SosCase.findOne({ personId }).lean()
    expect(await read()).toMatchObject({ state: 'raised' })
    await sweepSos(deps)
    await act(daughter, personId, { action: 'reached', text: '在邻居家，手机没带' })
    await moveOutbox(deps)
    await moveOutbox(deps)
    expect(await read()).toMatchObject({ state: 'closed', outcome: 'well' })
    expect(await titlesOf(son)).toContain('找到人了，平安')

    at('2026-11-26T00:00')
    await sweepCheckIns(deps)
    at('2026-11-26T10:00')
    const turnedOff = await search(personId)
    expect((await set(elder, personId, { isOn: false })).status).toBe(200)
    await over(turnedOff)
  })

  it.each([
    ['before whoever went met nobody', '10:40', 'raised', 'visiting'],
    ['after it', '11:45', 'closed', 'safe'],
  ] as const)('ends, with its ladder, by a sight told late only %s', async (_, seen, sos, state) => {
    const { personId } = await enrol()
    const grid = await buildGridWorker()
    at('2026-11-23T10:00')
    const visit = await search(personId)
    at('2026-11-23T11:30')
    await take(app, grid, visit, { action: 'accept' })
    await take(app, grid, visit, { action: 'resolve', text: '敲门没有人应。', isMet: false })
    await sweepCheckIns(deps)
    deps.clock.advance(checkInRules.visitLookMinutes, 'minutes')
    await sweepCheckIns(deps)
    expect(await SosCase.findOne({ personId }).lean()).toMatchObject({ state: 'raised' })
    at('2026-11-23T12:00')
    await noteSeen(personId, new Date(`2026-11-23T${seen}:00+08:00`), '助餐点', deps)
    for (let i = 0; i < 2; i += 1) await moveOutbox(deps)
    expect(await SosCase.findOne({ personId }).lean()).toMatchObject({ state: sos })
    expect((await read(personId)).state).toBe(state)
  })

  it('is not ended by a tap that was pressed before it, and by one since it is', async () => {
    const { elder, daughter, personId } = await enrol()
    const pressed = (time: string) => ({ at: new Date(`2026-11-${time}:00+08:00`).toISOString() })
    await tap(elder, personId)
    at('2026-11-24T00:00')
    await sweepCheckIns(deps)
    at('2026-11-24T09:00')
    const late = { action: 'tap', ...pressed('23T21:00') }
    expectError(await act(elder, personId, late), 'checkIn.too_old')
    at('2026-11-24T10:00')
    await endVisit(await search(personId))
    const said = { action: 'reached', text: '昨天还好好的', ...pressed('23T20:00') }
    expectError(await act(elder, personId, late), 'checkIn.too_old')
    expectError(await act(elder, personId, { action: 'tap', ...pressed('24T10:05') }), 'checkIn.too_old')
    expectError(await act(daughter, personId, said), 'checkIn.too_old')
    expectError(await act(elder, personId, { action: 'tap', ...pressed('25T08:00') }), 'request.invalid')
    await moveOutbox(deps)
    expect(await SosCase.findOne({ personId }).lean()).toMatchObject({ state: 'raised' })
    expect((await read(personId)).state).toBe('visiting')
    at('2026-11-24T13:00')
    const { body } = await act(elder, personId, { action: 'tap', ...pressed('24T12:30') })
    expect(body.stateText).toBe('自己报了平安，12:30')
    for (let i = 0; i < 2; i += 1) await moveOutbox(deps)
    expect(await SosCase.findOne({ personId }).lean()).toMatchObject({ state: 'closed' })
  })

  it('is told by a telephone whose clock is wrong as long ago as it says, not by its clock', async () => {
    const { elder, personId } = await enrol()
    at('2026-11-23T10:00')
    const visit = await search(personId)
    await endVisit(visit)
    const met = deps.clock.now()
    deps.clock.advance(3, 'minutes')
    const sent = (pressedMinutesAgo: number, slowMinutes: number) => {
      const sentAt = deps.clock.now().getTime() - slowMinutes * 60_000
      const pressed = new Date(sentAt - pressedMinutesAgo * 60_000).toISOString()
      return api(elder).call(checkInContracts.actOnCheckIn, {
        ...{ params: { id: personId }, body: { action: 'tap', at: pressed }, requestKey: newKey() },
        headers: { 'X-Sent-At': new Date(sentAt).toISOString() },
      })
    }
    // Before whoever went met nobody, whatever the clock says.
    for (const slow of [0, 25, -25]) expectError(await sent(60, slow), 'checkIn.too_old')
    expect((await read(personId)).state).toBe('visiting')
    // And after it: nobody who is well has to wait until her clock has caught up.
    expect((await sent(1, 25)).status).toBe(200)
    const settledAt = new Date(met.getTime() + 2 * 60_000)
    expect(await read(personId)).toMatchObject({ state: 'safe', settledAt })
  })

  it('in which she was only spoken to is told as that', async () => {
    const { daughter, son, elder, personId } = await enrol()
    at('2026-11-23T10:00')
    await sweepCheckIns(deps)
    const { id } = (await raiseSos(app, elder)).body
    await actOnSos(app, son, id, { action: 'speak' })
    await actOnSos(app, son, id, { action: 'close', outcome: 'well', text: '说没有事' })
    await moveOutbox(deps)
    await moveOutbox(deps)
    expect((await get(daughter, personId)).body.stateText).toBe('打通电话，和本人说上话了，10:00')
    const titles = await titlesOf(daughter)
    expect(titles).toContain('和本人通上电话了')
    expect(titles).not.toContain('见到本人了')
  })

  it('goes at once to a visit where there is nobody to call', async () => {
    const { personId, bonds } = await enrol()
    await FamilyBond.updateMany(
      { _id: { $in: Object.values(bonds) } },
      { $set: { state: 'ended', isLiving: false } },
    )
    at('2026-11-23T10:00')
    // Also where nothing else is taken any more: what is left on the disk is kept for this.
    const stop = await watchFreeSpace({ dir: tmpdir(), floorBytes: Infinity, log: () => undefined })
    // What fails once is tried again a minute later.
    jest.spyOn(Need, 'findOne').mockImplementationOnce(() => {
      throw new Error('the database is away')
    })
    expect(await sweepCheckIns(deps)).toBe(0)
    expect(await sweepCheckIns(deps)).toBe(0)
    deps.clock.advance(1, 'minutes')
    await sweepCheckIns(deps)
    jest.restoreAllMocks()
    stop()
    expect(await read(personId)).toMatchObject({ state: 'visiting' })
    const visit = await Need.findOne({ personId }).lean()
    expect(visit).toMatchObject({ post: `triage:${testAreas.community}` })

    const secretary = await buildSecretary()
    // Nobody opened there either: the ladder runs, and whoever reaches her settles the day.
    await Need.updateOne(
      { personId, kind: 'visit' },
      { $set: { state: 'closed', open: false, outcome: 'notSolved' } },
    )
    const look = async () => {
      deps.clock.advance(checkInRules.visitLookMinutes, 'minutes')
      await sweepCheckIns(deps)
    }
    await look()
    await look()
    expect(await read(personId)).toMatchObject({ state: 'visiting' })
    const [sos] = await SosCase.find({ personId }).lean()
    expect(sos).toMatchObject({ cause: 'noAnswer', state: 'raised' })
    const grid = await buildGridWorker()
    const id = sos?._id.toString() ?? ''
    await actOnSos(app, grid, id, { action: 'arrive' })
    deps.clock.advance(1, 'hours')
    await actOnSos(app, grid, id, { action: 'close', outcome: 'well', text: '在楼下晒太阳' })
    await moveOutbox(deps)
    expect(await SosCase.countDocuments()).toBe(1)
    expect(await get(secretary, personId)).toMatchObject({
      body: { state: 'safe', stateText: '有人当面见到，10:05' },
    })
  })

  it('ends when the daughter reaches her, or she taps late; the others are told', async () => {
    const { elder, daughter, son, personId } = await enrol()
    at('2026-11-23T10:00')
    await sweepCheckIns(deps)
    deps.clock.advance(checkInRules.rungMinutes, 'minutes')
    await sweepCheckIns(deps)
    expectError(
      await act(elder, personId, { action: 'reached', text: '我很好' }),
      'checkIn.invalid_transition',
    )
    // Called by the one account, he has another since: it is told, and a case he was called to is open to it.
    const now = await buildProxy('儿子现在的账号')
    const call = { userId: son._id, name: '儿子' }
    const called = { version: 1, nextAt: new Date('2026-11-23T03:00:00.000Z'), dutyIds: [son._id] }
    const attempt = { id: 'a', callId: 'b', at: called.nextAt, rung: 'duty', round: 1, contacts: [] }
    await insertMissing(SosCase, [{ ...called, attempts: [{ ...attempt, people: [call] }], requestKey: 'a' }])
    const followUp = { key: 'a', isOpen: true, kind: 'personGone', relative: call }
    await insertMissing(FollowUp, [{ ...followUp, personId: new Types.ObjectId(personId) }])
    for (const hook of listAccountMergeHooks()) await hook.move(son.id, now.id, deps)
    const [moved] = await SosCase.find().lean()
    expect(JSON.stringify([moved, await FollowUp.find().lean()])).not.toContain(son.id)
    expect([moved?.attempts[0]?.people[0]?.userId, moved?.dutyIds[0]].map(String)).toEqual([now.id, now.id])
    expect((await FollowUp.findOne().lean())?.relative?.userId.toString()).toBe(now.id)
    const { body } = await act(daughter, personId, { action: 'reached', text: '电话里说刚起床' })
    expect(body).toMatchObject({
      state: 'safe',
      stateText: '女儿 王小丽联系上了，10:20',
      note: '电话里说刚起床',
    })
    const late = await act(now, personId, { action: 'reached', text: '我也打通了' })
    expect(late.body).toMatchObject({
      code: 'checkIn.invalid_transition',
      details: { state: 'safe', by: '女儿 王小丽' },
    })
    expect(JSON.stringify(await read(personId))).not.toContain('刚起床')
    await moveOutbox(deps)
    expect((await titlesOf(now)).at(-1)).toBe('联系上了，人平安')
    deps.clock.advance(2, 'hours')
    expect(await sweepCheckIns(deps)).toBe(0)
    // An account that ends is called no more, and another of her people is to be rung up instead.
    for (const hook of listAccountDeletionHooks()) await hook.erase(now.id, deps)
    expect(JSON.stringify([await read(personId), await SosCase.find().lean()])).not.toContain(
      `userId":"${now.id}`,
    )
    expect((await FollowUp.findOne().lean())?.relative?.userId.toString()).not.toBe(now.id)
  })

  it('is taken up once by several servers, also after a crash between, and after a morning without any', async () => {
    const { daughter, personId } = await enrol()
    const other = createTestDeps({ clock: deps.clock })
    at('2026-11-23T13:00')
    await Promise.all([sweepCheckIns(deps), sweepCheckIns(other)])
    expect((await read(personId)).calls).toHaveLength(1)
    // The first one died before anyone was told.
    await Promise.all([moveOutbox(other), moveOutbox(deps)])
    expect(await titlesOf(daughter)).toEqual(['今天还没有报平安'])
    for (let i = 0; i < 3; i += 1) {
      deps.clock.advance(checkInRules.rungMinutes, 'minutes')
      await Promise.all([sweepCheckIns(deps), sweepCheckIns(other)])
    }
    expect(await Need.countDocuments({ personId, kind: 'visit' })).toBe(1)
  })

  it('after a whole night without a server waits a while before it calls', async () => {
    const { elder, personId } = await enrol()
    await tap(elder, personId)
    at('2026-11-24T12:00')
    await sweepCheckIns(deps)
    expect((await read(personId)).state).toBe('waiting')
    deps.clock.advance(checkInRules.graceMinutes, 'minutes')
    await sweepCheckIns(deps)
    expect((await read(personId)).state).toBe('calling')
  })
})

describe('how she is', () => {
  it.each(['hospital', 'away'] as const)('%s pauses it, and being back goes on', async (state) => {
    const { elder, daughter, personId } = await enrol()
    await Person.updateOne({ _id: personId }, { $set: { state } })
    await followPerson(personId, state, deps)
    expect((await get(elder, personId)).body).toMatchObject({ state: 'paused', actions: [] })
    for (const day of ['24', '25']) {
      at(`2026-11-${day}T00:00`)
      await sweepCheckIns(deps)
      at(`2026-11-${day}T11:00`)
      await sweepCheckIns(deps)
    }
    await moveOutbox(deps)
    expect(await titlesOf(daughter)).toEqual([])
    expect((await read(personId)).days.map(({ outcome }) => outcome)).toEqual(['paused', 'paused'])
    at('2026-11-26T08:00')
    await Person.updateOne({ _id: personId }, { $set: { state: 'present' } })
    await followPerson(personId, 'present', deps)
    expect((await get(elder, personId)).body).toMatchObject({
      state: 'waiting',
      stateText: '今天 10:00 前报平安',
    })
  })

  it.each(['deceased', 'moved'] as const)('%s ends it in silence, also what was under way', async (state) => {
    const { daughter, personId } = await enrol()
    at('2026-11-23T10:00')
    await sweepCheckIns(deps)
    await Person.updateOne({ _id: personId }, { $set: { state } })
    await moveOutbox(deps)
    await followPerson(personId, state, deps)
    at('2026-11-25T12:00')
    await sweepCheckIns(deps)
    await moveOutbox(deps)
    expect(await titlesOf(daughter)).toEqual([])
    expect((await read(personId)).nextAt).toBeUndefined()
    expect(await Need.countDocuments({ personId })).toBe(0)
  })
})

describe('who may look', () => {
  it('is family, the rounds of her house, and those who keep the register; nobody else', async () => {
    const { daughter, son, personId, bonds, elder } = await enrol()
    await tap(elder, personId)
    for (const user of [elder, daughter, await buildSecretary()])
      expect((await get(user, personId)).body.days).toHaveLength(1)
    for (const user of [son, await buildGridWorker(), await buildBuildingLeader()])
      expect((await get(user, personId)).body.days).toEqual([])
    const others = [
      await buildUser(),
      await buildResident(),
      await buildProxy('别人'),
      await buildSecretary(testAreas.neighbourCommunity),
      await buildGridWorker(testAreas.otherGrid),
      await buildBuildingLeader(testAreas.otherBuilding),
      await buildStreetOfficer(),
    ]
    for (const other of others) {
      expectError(await get(other, personId), 'record.not_found')
      expectError(await tap(other, personId), 'record.not_found')
      expectError(await set(other, personId), 'record.not_found')
    }
    await FamilyBond.updateOne({ _id: bonds.daughter }, { $set: { state: 'ended', isLiving: false } })
    expectError(await get(daughter, personId), 'record.not_found')
  })

  it('finds herself and those whom one acts for without knowing a number', async () => {
    const { elder, daughter, personId } = await enrol()
    const mine = async (user: TestUser) => (await api(user).ok(checkInContracts.listMyCheckIns)).items
    expect(await mine(elder)).toMatchObject([{ personId, relation: 'elder', actions: ['tap'] }])
    expect(await mine(daughter)).toMatchObject([{ personId, relation: 'family', actions: ['reached'] }])
    expect(await mine(await buildResident())).toEqual([])
  })

  it('lists by place: the own grid and building, and for the secretary all', async () => {
    const { personId } = await enrol()
    const list = (user: TestUser, community: string = testAreas.community) =>
      api(user).call(checkInContracts.listMissedCheckIns, { query: { community, isMissed: 'false' } })
    for (const user of [await buildSecretary(), await buildGridWorker(), await buildBuildingLeader()])
      expect((await list(user)).body.items.map((row) => row.personId)).toEqual([personId])
    expect((await list(await buildGridWorker(testAreas.otherGrid))).body.items).toEqual([])
    expectError(await list(await buildSecretary(testAreas.neighbourCommunity)), 'access.denied')
    expectError(await list(await buildResident()), 'access.denied')
  })

  it('lists page by page, those who are looked for first, and every one of a grid in a large community', async () => {
    const { personId } = await enrol()
    const record = await read(personId)
    const { otherGrid, otherBuilding } = testAreas
    const states = ['safe', 'waiting', 'calling', 'visiting'] as const
    for (let i = 0; i < 12; i += 1) {
      const _id = new Types.ObjectId(await buildElder(deps, { name: `长者${i}` }))
      const place = i < 8 ? { grid: otherGrid, building: otherBuilding } : {}
      await CheckIn.create({ ...record, ...place, _id, state: states[i % 4] ?? 'waiting' })
    }
    const pages = async (user: TestUser, isMissed = 'false') => {
      const seen: { personId: string; state: string }[] = []
      for (let cursor: string | undefined, i = 0; i === 0 || cursor !== undefined; i += 1) {
        const query = { community: testAreas.community, isMissed, limit: '4' }
        const page = await api(user).ok(checkInContracts.listMissedCheckIns, {
          query: cursor === undefined ? query : { ...query, cursor },
        })
        expect(page.items.length).toBeGreaterThan(0)
        seen.push(...page.items)
        cursor = page.nextCursor
      }
      expect(new Set(seen.map((row) => row.personId)).size).toBe(seen.length)
      return seen.map(({ state }) => state)
    }
    const times = (state: string, count: number) => Array.from({ length: count }, () => state)
    const looked = [...times('visiting', 3), ...times('calling', 3)]
    const secretary = await buildSecretary()
    expect(await pages(secretary, 'true')).toEqual(looked)
    expect(await pages(secretary)).toEqual([...looked, ...times('waiting', 4), ...times('safe', 3)])
    const ownGrid = ['visiting', 'calling', 'waiting', 'waiting', 'safe']
    const grid = await buildGridWorker()
    expect(await pages(grid)).toEqual(ownGrid)
    // Whoever leads a building of the grid besides sees each of them once.
    await buildMembership(grid, 'buildingLeader', testAreas.building, { grid: testAreas.grid })
    expect(await pages(grid)).toEqual(ownGrid)
  })
})
