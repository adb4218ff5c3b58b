import type { CallResult } from '@linli/shared/elderCare/followUp'
import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import type { ErrorBody } from '@linli/shared/errors'
import { monthBillContracts } from '@linli/shared/elderCare/monthBill.contract'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { orderRules } from '@linli/shared/elderCare/order.state'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import { Types } from 'mongoose'
import { makeOutboxEntry } from '../../messages/outbox'
import { moveOutbox } from '../../messages/outbox.mover'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildHelper,
  buildOffering,
  buildProvider,
  endRole,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { newKey } from '../../../test/needs.factory'
import { buildApprovedVolunteer } from '../../../test/volunteers.factory'
import { startTestApp } from '../../../test/testApp'
import {
  buildDistrictOfficer,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../../test/users.factory'
import { Area } from '../../areas/area.model'
import { Unit } from '../../areas/unit.model'
import { FollowUp } from '../followUps/followUp.model'
import { applyOrderEntry } from './order.effects'
import { Volunteer } from '../../volunteers/volunteer.model'
import { Person } from '../../register/person.model'
import { Order, type OrderRecord } from './order.model'
import { sweepOrders } from './order.sweep'
import { isSpotChecked } from './order.policy'
import { Offering } from '../catalogue/offering.model'
import { Helper } from '../providers/provider.model'
import { Slot } from '../providers/slot.model'
import { followUnable } from './unable.service'

const app = startTestApp()
const { api, deps } = app
const { getProposal, placeOrder, actOnOrder, getOrder, listServices, listOrderQueue } = orderContracts
const { receiveMonthBill } = monthBillContracts

let elder: TestElder
let unit: TestProvider
let secretary: TestUser

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z') // Monday, 10:00 in Shanghai
  await buildCatalogue(deps)
  elder = await buildElder(deps)
  secretary = await buildSecretary()
})

/** Books the first thing that is proposed, and lets the undo run out. */
async function book(user: TestUser, code: string, requestKey = newKey()): Promise<OrderView> {
  const { proposal } = await api(user).ok(getProposal, { params: { code } })
  if (!proposal) throw new Error(`nothing proposed for ${code}`)
  const { offeringId, startsAt } = proposal
  const order = await api(user).ok(placeOrder, { body: { itemCode: code, offeringId, startsAt }, requestKey })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  return api(user).ok(getOrder, { params: { id: order.id } })
}

const press = (user: TestUser, id: string, body: OrderActionInput, requestKey = newKey()) =>
  api(user).call(actOnOrder, { params: { id }, body, requestKey })

async function take(user: TestUser, id: string, body: OrderActionInput): Promise<OrderView> {
  const response = await press(user, id, body)
  if (response.status !== 200)
    throw new Error(`${body.action}: ${response.status} ${JSON.stringify(response.body)}`)
  return response.body
}

const toStart = (order: OrderView) => {
  deps.clock.set(order.startsAt)
}
const readRecord = async (id: string): Promise<OrderRecord> => {
  const order = await Order.findOne({ _id: id }).lean<OrderRecord>()
  if (!order) throw new Error('no such order')
  return order
}
const vitals = { systolic: 132, diastolic: 78, pulse: 72 }
const bathRecord = {
  outcome: 'done' as const,
  checklist: ['水温 38–41 度', '地面防滑', '全程有人陪'],
  vitals: { before: vitals, after: vitals },
  text: '皮肤有一点红',
}

async function buildBathing(): Promise<void> {
  unit = await buildProvider({ name: '临江助浴点', certificates: ['careWorker'] })
  await buildOffering(unit, 'siteBath', {
    windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:00', capacity: 2 }],
  })
}

describe('one tap', () => {
  it('is proposed the next sensible time, is placed once, and goes to the unit when the undo ends', async () => {
    await buildBathing()
    const services = await api(elder).ok(listServices)
    const bath = services.items.find(({ code }) => code === 'siteBath')
    expect(bath).toMatchObject({ isAvailable: true, group: 'bathe', priceText: '60 元' })
    expect(services.client).toMatchObject({ name: '周桂珍', isSelf: true })
    const { proposal, item } = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
    // Monday 10:00, a day's notice: Tuesday 14:00.
    expect(proposal).toMatchObject({
      timeText: '明天 14:00–15:00',
      selfPaidFen: 6000,
      left: 2,
      isUsual: false,
    })
    expect(item.cancelText).toBe('提前 12 小时免费取消，之后取消要付 30%；生病、住院随时可以免费取消')
    const requestKey = newKey()
    const body = {
      itemCode: 'siteBath',
      offeringId: proposal?.offeringId ?? '',
      startsAt: proposal?.startsAt ?? '',
    }
    const answers = await Promise.all([1, 2, 3].map(() => api(elder).ok(placeOrder, { body, requestKey })))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(await Order.countDocuments()).toBe(1)
    expect(await Slot.findOne().lean()).toMatchObject({ left: 1 })
    expect(answers[0]).toMatchObject({ state: 'placed', payment: { state: 'due', text: '60 元，到站结算' } })
    deps.clock.advance(9, 'seconds')
    await sweepOrders(deps)
    const order = await api(elder).ok(getOrder, { params: { id: answers[0]?.id ?? '' } })
    expect(order).toMatchObject({
      ...{ state: 'assigned', stateText: '已告诉临江助浴点，今天 14:00 前答复', place: 'site' },
    })
    expect(order.code).toMatch(/^\d{6}$/)
    const again = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
    expect(again.proposal).toMatchObject({ isUsual: true, isOrdered: false })
    expect(again.others.find(({ startsAt }) => startsAt === order.startsAt)).toMatchObject({ left: 1 })
    // Begun or done before its time it is still that day's, by one rule for what is proposed and what is marked.
    for (const state of ['started', 'finished', 'confirmed'] as const) {
      await Order.updateOne({ _id: order.id }, { $set: { state, open: state !== 'confirmed' } })
      const { proposal: next, others } = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
      expect(next?.startsAt).toBe(again.proposal?.startsAt)
      expect(others.find(({ startsAt }) => startsAt === order.startsAt)?.isOrdered).toBe(true)
    }
    await Order.updateOne({ _id: order.id }, { $set: { state: 'cancelled', open: false } })
    const free = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
    expect(free.proposal).toMatchObject({ startsAt: order.startsAt, isOrdered: false })
  })

  it('is at the nearest of two units of one level, where it is known where they are', async () => {
    await buildBathing()
    const door = { longitude: 121.488, latitude: 31.4 }
    await Area.updateOne({ code: testAreas.building }, { $set: { location: door } })
    const near = await buildProvider({ name: '左邻助浴点', certificates: ['careWorker'] })
    await buildOffering(near, 'siteBath')
    const locate = (id: string, longitude: number) =>
      Unit.updateOne({ _id: id }, { location: { type: 'Point', coordinates: [longitude, door.latitude] } })
    await Promise.all([locate(unit.id, 121.52), locate(near.id, 121.489)])
    const { proposal } = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
    expect(proposal).toMatchObject({ unitName: '左邻助浴点', isUsual: false })
  })

  it('is undone for nothing, and gives the place back', async () => {
    await buildBathing()
    const { proposal } = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
    const { offeringId = '', startsAt = '' } = proposal ?? {}
    const { id } = await api(elder).ok(placeOrder, { body: { itemCode: 'siteBath', offeringId, startsAt } })
    const cancelled = await take(elder, id, { action: 'cancel', reason: 'wrong', feeFen: 0 })
    expect(cancelled).toMatchObject({ state: 'cancelled', stateText: '已取消，不收费', payableFen: 0 })
    expect(await Slot.findOne().lean()).toMatchObject({ left: 2, reservations: [] })
  })

  it('says why there is nothing, and what to do instead', async () => {
    unit = await buildProvider({ name: '无证助浴', certificates: [] })
    await buildOffering(unit, 'siteBath')
    const { items } = await api(elder).ok(listServices)
    const bath = items.find(({ code }) => code === 'siteBath')
    expect(bath).toMatchObject({ isAvailable: false, why: '附近的单位现在没有持证的人手' })
    expect(items.find(({ code }) => code === 'haircut')?.why).toBe('附近还没有单位做这一项')
    expect(items.find(({ code }) => code === 'woundCare')).toBeUndefined()
    const nothing = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
    expect(nothing).not.toHaveProperty('proposal')
    expect(nothing.instead?.text).toContain('打电话给社区')
  })
})

describe('the next sensible time', () => {
  it('is no time for somebody in hospital, and says so', async () => {
    await buildBathing()
    await Person.updateOne({ _id: elder.personId }, { $set: { state: 'hospital' } })
    const nothing = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
    expect(nothing).not.toHaveProperty('proposal')
    expect(nothing).toMatchObject({ why: '登记上说人不在家（住院或外出）', others: [], days: [] })
    expect(nothing.instead?.text).toMatch(/打电话给社区/)
  })

  it('is no second one of that day, and not while somebody else is with her; both may still be chosen', async () => {
    await buildBathing()
    await buildOffering(unit, 'bedBath', {
      windows: [
        { weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:30', to: '15:30', capacity: 2 },
        { weekdays: [0, 1, 2, 3, 4, 5, 6], from: '16:00', to: '17:00', capacity: 2 },
      ],
    })
    await book(elder, 'siteBath')
    const propose = (code: string, query = {}) => api(elder).ok(getProposal, { params: { code }, query })
    const second = await propose('siteBath')
    expect(second.proposal?.timeText).toBe('后天 14:00–15:00')
    expect(second.others.map(({ timeText }) => timeText)).toContain('明天 14:00–15:00')
    expect((await propose('bedBath')).proposal?.timeText).toBe('明天 16:00–17:00')
    expect((await propose('siteBath', { day: '2026-11-24' })).proposal?.timeText).toBe('明天 14:00–15:00')
  })
})

/** However many were called off before it and wait for nothing, or are of the same time: each that is due is listed once. */
async function expectDue(id: string): Promise<void> {
  const due = await readRecord(id)
  const before = new Date(due.startsAt.getTime() - 86_400_000)
  const clone = (n: number, part: Partial<OrderRecord>) => ({
    ...{ ...due, _id: new Types.ObjectId(), requestKey: `clone ${n}`, hasOutbox: false, outbox: [] },
    ...part,
  })
  const none = { ...due.payment, state: 'none' as const }
  const free = { state: 'cancelled' as const, startsAt: before, payment: none }
  const clones = Array.from({ length: 112 }, (_, n) => clone(n, n < 52 ? free : {}))
  await Order.insertMany([...clones, clone(112, { startsAt: deps.clock.now() })])
  const seen: string[] = []
  for (const post of [`unit:${unit.id}`, due.desk]) {
    const user = post === due.desk ? secretary : unit.staff
    let cursor: string | undefined
    do {
      const query = { post, scope: 'money' as const, ...(cursor === undefined ? {} : { cursor }) }
      const page = await api(user).ok(listOrderQueue, { query })
      seen.push(...page.items.map((order) => order.id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
  }
  expect(seen).toHaveLength(2 * 62)
  expect(new Set(seen).size).toBe(62)
  // Of one elder at one unit in one month the whole sum is taken in by one press; another sum than shown by none.
  await Order.deleteMany({ requestKey: /^clone ([3-9]|\d\d)/ })
  await Order.updateMany(
    { requestKey: /^clone/ },
    { $set: { state: 'confirmed', payment: due.payment, startsAt: due.startsAt } },
  )
  const view = await api(unit.staff).ok(getOrder, { params: { id } })
  const key = { unitId: unit.id, month: '2026-11' }
  expect(view.monthDue).toEqual({ ...key, orders: 4, fen: 4 * 6000 })
  const params = { ...key, personId: elder.personId }
  await api(unit.staff).ok(receiveMonthBill, { params, body: { fen: 24_000 }, requestKey: newKey() })
  const paid = await api(unit.staff).ok(getOrder, { params: { id } })
  expect(paid).toMatchObject({ payment: { text: '已收到' } })
  expect(paid).not.toHaveProperty('monthDue')
  expect(await Order.countDocuments({ 'payment.state': 'due' })).toBe(0)
  await Order.deleteMany({ requestKey: /^clone/ })
}

describe('the days that can be booked', () => {
  it('are those on which somebody can, whoever is away or off duty today', async () => {
    await buildBathing()
    const today = '2026-11-23'
    const away = (to: string) =>
      Helper.updateOne(
        { userId: unit.staff._id },
        { $set: { absences: [{ id: new Types.ObjectId(), from: today, to }] } },
      )
    const propose = (code: string) => api(elder).ok(getProposal, { params: { code } })
    await away(today)
    expect((await propose('siteBath')).proposal?.timeText).toBe('明天 14:00–15:00')
    await away('2026-11-24')
    expect((await propose('siteBath')).proposal?.timeText).toBe('后天 14:00–15:00')
    await away('2026-12-31')
    const { items } = await api(elder).ok(listServices)
    expect(items.find(({ code }) => code === 'siteBath')).toMatchObject({ isAvailable: false })
    // Nor does it matter that the volunteer is not on duty at this minute.
    const station = await buildProvider({ name: '服务站', kind: 'station' })
    await buildOffering(station, 'homeCompany')
    await buildApprovedVolunteer({ isOnDuty: false })
    const { proposal, days } = await propose('homeCompany')
    expect([proposal?.timeText, days[0]]).toEqual(['明天 10:30–12:00', '2026-11-24'])
  })
})

describe('an order from the door to the settlement', () => {
  it('is accepted, started by the digits, finished with its record, confirmed, rated and settled', async () => {
    await buildBathing()
    const order = await book(elder, 'siteBath')
    const accepted = await take(unit.staff, order.id, { action: 'accept' })
    expect(accepted).toMatchObject({ state: 'accepted', relation: 'staff', contact: { name: '周桂珍' } })
    expect(accepted).not.toHaveProperty('code')
    toStart(order)
    const wrong = order.code === '000000' ? '111111' : '000000'
    expectError(await press(unit.staff, order.id, { action: 'start', code: wrong }), 'care.code_wrong')
    expectError(await press(unit.staff, order.id, { action: 'start' }), 'care.code_wrong')
    await take(unit.staff, order.id, { action: 'start', code: order.code })
    // A bath takes longer than anybody may be late; who is there is not late any more.
    deps.clock.advance(30, 'minutes')
    await sweepOrders(deps)
    expect((await readRecord(order.id)).isLate).toBe(false)
    const incomplete = { ...bathRecord, checklist: ['水温 38–41 度'] }
    expectError(
      await press(unit.staff, order.id, { action: 'finish', record: incomplete }),
      'care.record_incomplete',
    )
    const finished = await take(unit.staff, order.id, { action: 'finish', record: bathRecord })
    expect(finished.record?.details).toMatchObject({ text: '皮肤有一点红', vitals: { after: vitals } })
    const own = await api(elder).ok(getOrder, { params: { id: order.id } })
    expect(own.record?.details?.vitals?.before).toEqual(vitals)
    expect(JSON.stringify(await readRecord(order.id))).not.toContain('皮肤')
    expectError(await press(unit.staff, order.id, { action: 'confirm' }), 'access.denied')
    const confirmed = await take(elder, order.id, { action: 'confirm', grade: 5, reasons: ['kind'] })
    expect(confirmed).toMatchObject({ state: 'confirmed', rating: { grade: 5 } })
    expectError(await press(elder, order.id, { action: 'rate', grade: 1, reasons: [] }), 'care.rated_already')
    await sweepOrders(deps)
    expect((await readRecord(order.id)).state).toBe('confirmed')
    await expectDue(order.id)
    await sweepOrders(deps)
    const record = await readRecord(order.id)
    expect(record).toMatchObject({ state: 'settled', open: false, payment: { state: 'received' } })
    expect(record.history.map(({ action }) => action)).toEqual([
      ...['create', 'release', 'accept', 'start', 'finish', 'confirm', 'receive', 'settle'],
    ])
  })

  it('locks the digits after five wrong tries, for a while', async () => {
    await buildBathing()
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'accept' })
    toStart(order)
    const wrong = order.code === '000000' ? '111111' : '000000'
    const tries = Array.from({ length: 9 }, () =>
      press(unit.staff, order.id, { action: 'start', code: wrong }),
    )
    const codes = (await Promise.all(tries)).map(({ body }) => (body as unknown as ErrorBody).code)
    expect(codes.filter((code) => code === 'care.code_wrong')).toHaveLength(5)
    expect(codes.filter((code) => code === 'care.code_locked')).toHaveLength(4)
    const locked = await press(unit.staff, order.id, { action: 'start', code: order.code })
    expectError(locked, 'care.code_locked')
    deps.clock.advance(16, 'minutes')
    await take(unit.staff, order.id, { action: 'start', code: order.code })
  })

  it('that nobody finishes goes on with a colleague, calls the desk, and is ended by the station at last', async () => {
    await buildBathing()
    const second = await buildHelper(unit, ['careWorker'])
    const third = await buildHelper(unit, [])
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'accept' })
    toStart(order)
    await take(unit.staff, order.id, { action: 'start', code: order.code })
    const end = { action: 'conclude' as const, outcome: 'partly' as const, text: '手机坏了，人先走了' }
    expectError(await press(secretary, order.id, end), 'care.invalid_transition')
    // She falls ill in the middle, and then leaves the unit: only who may do it goes on with it.
    const give = (user: TestUser) => ({ action: 'assign' as const, helperIds: [user.id] })
    expectError(await press(second, order.id, give(third)), 'care.not_qualified')
    await endRole(unit.staff, deps)
    await moveOutbox(deps)
    expect(await readRecord(order.id)).toMatchObject({ state: 'started', isUnfinished: true })
    await take(second, order.id, give(second))
    expect(await readRecord(order.id)).toMatchObject({ state: 'started', isUnfinished: false })
    expectError(
      await press(unit.staff, order.id, { action: 'finish', record: bathRecord }),
      'record.not_found',
    )
    deps.clock.advance(2, 'hours')
    await sweepOrders(deps)
    expect((await readRecord(order.id)).isUnfinished).toBe(false)
    deps.clock.advance(1, 'hours')
    await sweepOrders(deps)
    await moveOutbox(deps)
    const query = { post: `triage:${testAreas.community}` }
    const calls = async () =>
      (await api(secretary).ok(followUpContracts.listFollowUps, { query })).items.map(({ kind }) => kind)
    expect(await calls()).toEqual(['unfinished', 'unfinished'])
    expect((await api(elder).ok(getOrder, { params: { id: order.id } })).stateText).toBe(
      '比说好的时间长，社区正在打电话问',
    )
    const waiting = await api(secretary).ok(listOrderQueue, { query: { ...query, scope: 'waiting' } })
    expect(waiting.items.map(({ id }) => id)).toEqual([order.id])
    expectError(await press(elder, order.id, end), 'access.denied')
    expect(await take(secretary, order.id, end)).toMatchObject({
      state: 'finished',
      record: { outcome: 'partly' },
    })
    await moveOutbox(deps)
    expect(await calls()).toContain('concluded')
    // Nobody's silence makes it well done: somebody asks her, and writes what she says of it.
    deps.clock.advance(10, 'days')
    await sweepOrders(deps)
    expect(await readRecord(order.id)).toMatchObject({ state: 'finished', isCallDue: true })
    expect(JSON.stringify(await readRecord(order.id))).not.toContain('手机坏了')
    const asked = await api(secretary).ok(listOrderQueue, { query: { ...query, scope: 'waiting' } })
    expect(asked.items.map(({ id }) => id)).toEqual([order.id])
    const { items } = await api(secretary).ok(followUpContracts.listFollowUps, { query })
    const call = items.find(({ kind }) => kind === 'concluded')
    const tell = (result?: CallResult) =>
      api(secretary).call(followUpContracts.endFollowUp, {
        params: { id: call?.id ?? '' },
        body: result ? { result } : { note: '问过了' },
      })
    expect(call?.asksResult).toBe(true)
    expectError(await tell(), 'care.result_missing')
    expect((await tell('later')).body).toMatchObject({
      isOpen: true,
      isOverdue: false,
      tried: { note: '没有问到，明天再打' },
    })
    expect((await readRecord(order.id)).state).toBe('finished')
    expect((await tell('good')).body).toMatchObject({ isOpen: false, asksResult: false })
    expect(await readRecord(order.id)).toMatchObject({ state: 'confirmed', isCallDue: false })
    // Whom nobody reaches is not waited for without end.
    await Order.updateOne(
      { _id: order.id },
      { $set: { state: 'finished', open: true, isCallDue: true, checkAt: deps.clock.now() } },
    )
    await FollowUp.updateOne({ kind: 'concluded' }, { $set: { isOpen: true }, $unset: { doneAt: 1 } })
    deps.clock.advance(4, 'days')
    await sweepOrders(deps)
    await moveOutbox(deps)
    expect(
      (await api(elder).ok(getOrder, { params: { id: order.id } })).timeline.map(({ title }) => title),
    ).toContain('打电话也没有问到，按做好了算')
    expect(await calls()).not.toContain('concluded')
    // Where her word is the proof, the clock asks for the call itself; what was badly done is disputed in her name.
    const { item } = await readRecord(order.id)
    await Order.updateOne(
      { _id: order.id },
      {
        $set: {
          ...{
            state: 'finished',
            open: true,
            checkAt: deps.clock.now(),
            item: { ...item, proofs: ['confirm'] },
          },
          finishedAt: new Date(deps.clock.now().getTime() - orderRules.silenceDays * 86_400_000),
        },
        $unset: { isCallDue: 1, confirmedAt: 1 },
      },
    )
    await sweepOrders(deps)
    await moveOutbox(deps)
    expect(await readRecord(order.id)).toMatchObject({ state: 'finished', isCallDue: true })
    const due = (await api(secretary).ok(followUpContracts.listFollowUps, { query })).items.find(
      ({ kind }) => kind === 'callDue',
    )
    expect(due?.asksResult).toBe(true)
    const bad = { params: { id: due?.id ?? '' }, body: { result: 'bad' as const, note: '没洗干净' } }
    expect((await api(secretary).call(followUpContracts.endFollowUp, bad)).body).toMatchObject({
      isOpen: false,
    })
    expect(await readRecord(order.id)).toMatchObject({ state: 'disputed' })
    expect(JSON.stringify(await api(elder).ok(getOrder, { params: { id: order.id } }))).toContain('没洗干净')
    await moveOutbox(deps)
    expect(await calls()).not.toContain('callDue')
  })

  it('never takes a photo in bathing', async () => {
    await buildBathing()
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'accept' })
    toStart(order)
    await take(unit.staff, order.id, { action: 'start', code: order.code })
    const record = { ...bathRecord, photoIds: ['0'.repeat(24)] }
    expectError(await press(unit.staff, order.id, { action: 'finish', record }), 'care.photo_forbidden')
    const own = await api(unit.staff).ok(getOrder, { params: { id: order.id } })
    expect(own.asks.mayPhoto).toBe(false)
  })

  it('does not begin with a certificate that ran out since', async () => {
    unit = await buildProvider({ name: '助浴队' })
    const worker = await buildHelper(unit, ['careWorker'], '2026-11-24')
    await buildHelper(unit, ['careWorker'])
    await buildOffering(unit, 'bedBath', {
      windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '09:00', to: '10:00', capacity: 3 }],
    })
    const { proposal, others } = await api(elder).ok(getProposal, { params: { code: 'bedBath' } })
    expect(proposal?.timeText).toBe('后天 09:00–10:00')
    const order = await book(elder, 'bedBath')
    expectError(await press(worker, order.id, { action: 'accept' }), 'care.not_qualified')
    expectError(await press(unit.staff, order.id, { action: 'accept' }), 'care.not_qualified')
    expect(others.length).toBeGreaterThan(3)
  })

  it('of two at once is done by two, and by nobody twice at the same time', async () => {
    unit = await buildProvider({ name: '助浴队', certificates: ['careWorker'] })
    const second = await buildHelper(unit, ['careWorker'])
    await buildOffering(unit, 'homeBath', { capacity: 2 })
    const order = await book(elder, 'homeBath')
    expectError(await press(unit.staff, order.id, { action: 'accept' }), 'care.helpers_missing')
    const ids = [unit.staff.id, second.id]
    const listed = await api(unit.staff).ok(orderContracts.listOrderHelpers, { params: { id: order.id } })
    expect(listed).toMatchObject({ needed: 2 })
    expect(listed.items.map(({ userId }) => userId).sort()).toEqual([...ids].sort())
    await take(unit.staff, order.id, { action: 'assign', helperIds: ids })
    expect(await take(second, order.id, { action: 'accept' })).toMatchObject({ state: 'accepted' })
    const other = await buildElder(deps, { name: '李阿婆' })
    const clash = await book(other, 'homeBath')
    const answer = await press(unit.staff, clash.id, { action: 'accept', helperIds: ids })
    expectError(answer, 'care.helper_busy')
  })
})

describe('a meal', () => {
  beforeEach(async () => {
    unit = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
    await buildOffering(unit, 'lunchDelivery')
  })

  it('is taken up at once, and alarms the desk when its window ends without it', async () => {
    const order = await book(elder, 'lunchDelivery')
    expect(order).toMatchObject({
      state: 'accepted',
      stateText: '临江食堂会送来',
      timeText: '明天 10:30–12:00',
    })
    deps.clock.set(order.endsAt)
    await sweepOrders(deps)
    await moveOutbox(deps)
    expect((await readRecord(order.id)).isLate).toBe(true)
    const post = `triage:${testAreas.community}`
    const { items } = await api(secretary).ok(followUpContracts.listFollowUps, { query: { post } })
    const others = [{ name: '临江食堂', phone: '02156000002' }]
    expect(items).toMatchObject([
      { kind: 'lateMeal', title: '午餐送上门：饭还没送到', orderId: order.id, others },
    ])
    expect(items[0]?.person).toMatchObject({ name: '周桂珍' })
    const messages = await InboxMessage.find({ userId: secretary.id }).lean()
    expect(messages.some(({ title }) => title.includes('饭还没送到'))).toBe(true)
    expect(JSON.stringify(messages)).not.toContain('周桂珍')
    expect(deps.ports.sms.sent).toEqual([])
  })

  it('that nobody came to eat is asked after, for she may lie at home', async () => {
    await buildOffering(unit, 'canteenMeal')
    const order = await book(elder, 'canteenMeal')
    deps.clock.set(order.endsAt)
    await sweepOrders(deps)
    await moveOutbox(deps)
    const post = `triage:${testAreas.community}`
    const { items } = await api(secretary).ok(followUpContracts.listFollowUps, { query: { post } })
    expect(items).toMatchObject([{ kind: 'absent', title: '长者食堂堂食：约好了没有来' }])
    const shown = await api(elder).ok(getOrder, { params: { id: order.id } })
    expect(shown.stateText).toBe('人还没有来，社区会打电话问')
  })

  it('that is there in time alarms nobody', async () => {
    const order = await book(elder, 'lunchDelivery')
    toStart(order)
    await take(unit.staff, order.id, { action: 'start', code: order.code })
    await take(unit.staff, order.id, { action: 'finish', record: { outcome: 'done', hasMet: true } })
    deps.clock.set(order.endsAt)
    await sweepOrders(deps)
    expect((await readRecord(order.id)).isLate).toBe(false)
    deps.clock.advance(3, 'days')
    await sweepOrders(deps)
    expect((await readRecord(order.id)).history.at(-1)?.action).toBe('confirmInSilence')
  })

  it('costs nothing to cancel until the cut-off, and all of it after; illness never', async () => {
    const first = await book(elder, 'lunchDelivery')
    deps.clock.set('2026-11-23T07:00:00.000Z') // 15:00 in Shanghai, on the dot
    expect(await take(elder, first.id, { action: 'cancel', reason: 'changed', feeFen: 0 })).toMatchObject({
      payableFen: 0,
    })
    deps.clock.set('2026-11-23T06:00:00.000Z')
    const second = await book(elder, 'lunchDelivery')
    deps.clock.set('2026-11-23T07:00:01.000Z')
    const surprised = await press(elder, second.id, { action: 'cancel', reason: 'changed', feeFen: 0 })
    expectError(surprised, 'care.fee_risen')
    const shown = await api(elder).ok(getOrder, { params: { id: second.id } })
    expect(shown.cancel).toMatchObject({ feeFen: 1700 })
    expect(shown.cancel?.text).toContain('现在取消要付 17 元')
    const sneaky = await press(elder, second.id, { action: 'cancel', reason: 'provider', feeFen: 1700 })
    expectError(sneaky, 'access.denied')
    const ill = await take(elder, second.id, { action: 'cancel', reason: 'illness', feeFen: 0 })
    expect(ill).toMatchObject({ state: 'cancelled', payableFen: 0 })
    const third = await book(await buildElder(deps), 'lunchDelivery')
    expect(third.timeText).toBe('后天 10:30–12:00')
  })

  it('after midnight in Shanghai is of the new day', async () => {
    deps.clock.set('2026-11-23T15:59:00.000Z') // 23:59 on Monday
    const before = await api(elder).ok(getProposal, { params: { code: 'lunchDelivery' } })
    expect(before.proposal).toMatchObject({
      timeText: '后天 10:30–12:00',
      startsAt: '2026-11-25T02:30:00.000Z',
    })
    deps.clock.set('2026-11-23T16:01:00.000Z') // 00:01 on Tuesday
    const after = await api(elder).ok(getProposal, { params: { code: 'lunchDelivery' } })
    expect(after.proposal).toMatchObject({
      timeText: '明天 10:30–12:00',
      startsAt: '2026-11-25T02:30:00.000Z',
    })
  })
})

describe('a door that stays shut', () => {
  it('is no no-show: the desk is called, and only once the elder is known to be well is there one', async () => {
    await buildBathing()
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'accept' })
    toStart(order)
    // She comes to the station: nobody sets out to her.
    const { actions } = await api(unit.staff).ok(getOrder, { params: { id: order.id } })
    expect(actions).toEqual(expect.arrayContaining(['start', 'noAnswer']))
    expect(actions).not.toContain('depart')
    expectError(await press(unit.staff, order.id, { action: 'depart' }), 'care.invalid_transition')
    const shut = await take(unit.staff, order.id, { action: 'noAnswer' })
    expect(shut).toMatchObject({ state: 'accepted', isSafetyOpen: true })
    await moveOutbox(deps)
    const post = `triage:${testAreas.community}`
    const { items } = await api(secretary).ok(followUpContracts.listFollowUps, { query: { post } })
    expect(items).toMatchObject([
      { kind: 'notMet', title: expect.stringMatching(/：约好的时间没有等到人$/) as string },
    ])
    // Whom else to call stands with the call for help that began with it.
    const call = { params: { id: items[0]?.sosId ?? '' } }
    expect(await api(secretary).ok(sosContracts.getSos, call)).toMatchObject({ isOpen: true })
    const hasty = await press(secretary, order.id, { action: 'noShow', text: '不在家' })
    expectError(hasty, 'care.not_safe_yet')
    expectError(await press(unit.staff, order.id, { action: 'noShow', text: '不在家' }), 'access.denied')
    const params = { id: items[0]?.id ?? '' }
    // The first answer was lost: what she wrote herself is no colleague's doing.
    for (let i = 0; i < 2; i += 1)
      await api(secretary).ok(followUpContracts.endFollowUp, { params, body: { note: '打通电话，平安' } })
    const twice = await api(secretary).call(followUpContracts.endFollowUp, {
      params,
      body: { note: '又一次' },
    })
    expectError(twice, 'care.task_done')
    await take(secretary, order.id, { action: 'reportSafe', text: '在女儿家，平安' })
    const ended = await take(secretary, order.id, { action: 'noShow', text: '忘了说' })
    expect(ended).toMatchObject({ state: 'noShow', payableFen: 1800 })
    expect(await Slot.findOne().lean()).toMatchObject({ left: 2 })
  })

  it('that is opened after all goes on', async () => {
    await buildBathing()
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'accept' })
    toStart(order)
    await take(unit.staff, order.id, { action: 'noAnswer' })
    const started = await take(unit.staff, order.id, { action: 'start', code: order.code })
    expect(started).toMatchObject({ state: 'started', isSafetyOpen: false })
  })
})

describe('what was not done well', () => {
  it('goes back to the unit, the second time one level above', async () => {
    await buildBathing()
    const officer = await buildStreetOfficer()
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'accept' })
    toStart(order)
    await take(unit.staff, order.id, { action: 'start', code: order.code })
    await take(unit.staff, order.id, { action: 'finish', record: bathRecord })
    expect(await take(elder, order.id, { action: 'dispute', text: '水不热' })).toMatchObject({
      stateText: '您说没做好，临江助浴点正在处理，11月27日 周五 14:00 前答复',
    })
    expectError(await api(officer).call(getOrder, { params: { id: order.id } }), 'access.reason_required')
    await take(unit.staff, order.id, { action: 'redo', text: '又洗了一次' })
    await take(elder, order.id, { action: 'dispute', text: '还是不热' })
    expectError(
      await press(unit.staff, order.id, { action: 'redo', text: '好了' }),
      'care.invalid_transition',
    )
    const read = await api(officer).ok(getOrder, { params: { id: order.id } })
    expect(read.record).not.toHaveProperty('details')
    expect(read.actions).toContain('decide')
    const decided = await take(officer, order.id, { action: 'decide', isWaived: true, reason: '水温不够' })
    expect(decided).toMatchObject({
      state: 'confirmed',
      payableFen: 0,
      payment: { text: '这一单不收费' },
    })
    await sweepOrders(deps)
    expect((await readRecord(order.id)).state).toBe('settled')
  })

  it('and that nobody answers goes up level by level, stands in their lists, and ends when she says so', async () => {
    await buildBathing()
    const [street, district] = [await buildStreetOfficer(), await buildDistrictOfficer()]
    const desks = [`triage:${testAreas.street}`, `triage:${testAreas.district}`] as const
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'accept' })
    toStart(order)
    await take(unit.staff, order.id, { action: 'start', code: order.code })
    await take(unit.staff, order.id, { action: 'finish', record: bathRecord })
    await take(elder, order.id, { action: 'dispute', text: '水不热' })
    const waiting = async (user: TestUser, post: string) =>
      (await api(user).ok(listOrderQueue, { query: { post, scope: 'waiting' } })).items.map(({ id }) => id)
    expect(await waiting(street, desks[0])).toEqual([])
    const seen = await api(secretary).ok(getOrder, { params: { id: order.id } })
    expect(seen.actions).toContain('confirm')
    const days = async (count: number) => {
      deps.clock.advance(count, 'days')
      await sweepOrders(deps)
      await moveOutbox(deps)
    }
    await days(3)
    expect(await waiting(street, desks[0])).toEqual([order.id])
    expectError(await press(secretary, order.id, { action: 'confirm' }), 'care.not_confirmable')
    await days(7)
    expect(await waiting(street, desks[0])).toEqual([])
    expect(await waiting(district, desks[1])).toEqual([order.id])
    expectError(
      await api(district).call(listOrderQueue, { query: { post: desks[0], scope: 'waiting' } }),
      'access.denied',
    )
    // Nobody is above the district: it stays with it, and the desk of the community is asked once more; then no more.
    for (const count of [7, 7, 30]) await days(count)
    expect(await waiting(district, desks[1])).toEqual([order.id])
    expect(await waiting(unit.staff, `unit:${unit.id}`)).toEqual([order.id])
    expect(await FollowUp.countDocuments({ kind: 'disputeOpen' })).toBe(3)
    expect((await readRecord(order.id)).history.filter(({ action }) => action === 'escalate')).toHaveLength(3)
    expect(await take(elder, order.id, { action: 'confirm', grade: 3, reasons: [] })).toMatchObject({
      state: 'confirmed',
    })
    for (const [user, post] of [
      [district, desks[1]],
      [unit.staff, `unit:${unit.id}`],
    ] as const)
      expect(await waiting(user, post)).toEqual([])
  })

  it('or that only somebody’s word shows, is asked about now and then by the desk', async () => {
    await buildBathing()
    const { id } = await book(elder, 'siteBath')
    const order = await readRecord(id)
    const details = { at: deps.clock.now(), details: '', photos: [] }
    const visit = (number: number): OrderRecord => ({
      ...order,
      ...{ _id: Types.ObjectId.createFromHexString(String(number).padStart(24, '0')), state: 'finished' },
      ...{ item: { ...order.item, place: 'home', proofs: ['met'] }, startedBy: 'none' },
      record: { outcome: 'done', ...details },
    })
    const drawn = Array.from({ length: 1000 }, (_, number) => visit(number)).filter(isSpotChecked)
    expect(drawn.length).toBeGreaterThan(70)
    expect(drawn.length).toBeLessThan(130)
    const [first] = drawn
    if (!first) throw new Error('none was drawn')
    expect(isSpotChecked({ ...first, startedBy: 'code' })).toBe(false)
    expect(isSpotChecked({ ...first, record: { outcome: 'notDone', ...details } })).toBe(false)
    const entry = makeOutboxEntry('careOrder.finish', {}, deps)
    for (let i = 0; i < 2; i += 1) await applyOrderEntry(first, entry, deps)
    expect(await FollowUp.find({}, { kind: 1 }).lean()).toMatchObject([{ kind: 'spotCheck' }])
  })

  it('is called about when it is rated badly', async () => {
    await buildBathing()
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'accept' })
    toStart(order)
    await take(unit.staff, order.id, { action: 'start', code: order.code })
    await take(unit.staff, order.id, { action: 'finish', record: bathRecord })
    await take(elder, order.id, { action: 'confirm', grade: 1, reasons: ['rude'] })
    await moveOutbox(deps)
    await moveOutbox(deps)
    const post = `triage:${testAreas.community}`
    const { items } = await api(secretary).ok(followUpContracts.listFollowUps, { query: { post } })
    expect(items.map(({ kind }) => kind)).toEqual(['badRating'])
  })
})

describe('a unit that cannot come', () => {
  it('hands the order to another one at that time, else the desk is called', async () => {
    await buildBathing()
    const order = await book(elder, 'siteBath')
    await take(unit.staff, order.id, { action: 'return', reason: 'noStaff' })
    await moveOutbox(deps)
    const post = `triage:${testAreas.community}`
    const list = async () =>
      (await api(secretary).ok(followUpContracts.listFollowUps, { query: { post } })).items
    expect(await list()).toMatchObject([{ kind: 'returned' }])
    const other = await buildProvider({ name: '东区助浴点', certificates: ['careWorker'] })
    const offeringId = await buildOffering(other, 'siteBath')
    const moved = await take(secretary, order.id, {
      action: 'move',
      offeringId,
      startsAt: '2026-11-25T02:30:00.000Z',
    })
    expect(moved).toMatchObject({ state: 'assigned', unitName: '东区助浴点', selfPaidFen: 6000 })
    expect(await Slot.findOne({ unitId: unit.id }).lean()).toMatchObject({ left: 2 })
    // Moved, it is hers as before: she cannot have a second one beside it.
    const wanted = { itemCode: 'siteBath', offeringId, startsAt: '2026-11-25T02:30:00.000Z' }
    expectError(
      await api(elder).call(placeOrder, { body: wanted, requestKey: newKey() }),
      'care.ordered_already',
    )
    const second = await book(await buildElder(deps), 'siteBath')
    expect(second.unitName).toBe('东区助浴点')
    const third = await buildProvider({ name: '西区助浴点', certificates: ['careWorker'] })
    await buildOffering(third, 'siteBath')
    const handOver = {
      ...{ params: { id: second.id }, requestKey: newKey() },
      body: { action: 'return' as const, reason: 'closed' as const },
    }
    await api(other.staff).ok(actOnOrder, handOver)
    await moveOutbox(deps)
    expect(await readRecord(second.id)).toMatchObject({ unitName: '西区助浴点', state: 'assigned' })
    // It is out of her sight by now; the same press, whose answer was lost, is answered all the same.
    expect(await api(other.staff).ok(actOnOrder, handOver)).toMatchObject({ id: second.id })
    expectError(
      await api(other.staff).call(actOnOrder, { ...handOver, requestKey: newKey() }),
      'record.not_found',
    )
    expect(await list()).toHaveLength(1)
    // What only volunteers do lies with the pool wherever it goes.
    const stations = await Promise.all(
      ['服务站', '另一站'].map((name) => buildProvider({ name, kind: 'station' })),
    )
    await buildApprovedVolunteer()
    for (const station of stations) await buildOffering(station, 'homeCompany')
    const company = await book(await buildElder(deps), 'homeCompany')
    const { unitId } = await readRecord(company.id)
    await Offering.updateMany({ unitId }, { $set: { isOpen: false } })
    await followUnable(unitId, deps)
    const elsewhere = await readRecord(company.id)
    expect(elsewhere.post).toBe(`pool:${testAreas.community}`)
    expect(elsewhere.unitId).not.toEqual(unitId)
  })

  it('is pressed when it says nothing', async () => {
    await buildBathing()
    const order = await book(elder, 'siteBath')
    deps.clock.advance(5, 'hours')
    await sweepOrders(deps)
    await moveOutbox(deps)
    expect(await readRecord(order.id)).toMatchObject({ isUnaccepted: true, state: 'assigned' })
    const queue = await api(unit.staff).ok(listOrderQueue, {
      query: { post: `unit:${unit.id}`, scope: 'waiting' },
    })
    expect(queue.items.map(({ id }) => id)).toEqual([order.id])
  })
})

describe('volunteers', () => {
  it('get what only they do at once, and exactly one of five claims it', async () => {
    unit = await buildProvider({ name: '服务站', kind: 'station' })
    const volunteers = await Promise.all([1, 2, 3, 4, 5].map(() => buildApprovedVolunteer()))
    await buildOffering(unit, 'homeCompany')
    const order = await book(elder, 'homeCompany')
    expect(order.stateText).toBe('正在请志愿者接单')
    const [first] = volunteers
    if (!first) throw new Error('no volunteer')
    const post = `pool:${testAreas.community}`
    const pool = await api(first).ok(listOrderQueue, { query: { post } })
    expect(pool.items).toMatchObject([{ personName: '一位长者', helperNames: [] }])
    const seen = await api(first).ok(getOrder, { params: { id: order.id } })
    expect(seen.relation).toBe('pool')
    expect(JSON.stringify(seen)).not.toMatch(/周桂珍|139\d{8}/)
    const answers = await Promise.all(volunteers.map((v) => press(v, order.id, { action: 'claim' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    for (const answer of answers) if (answer.status === 409) expectError(answer, 'care.already_taken')
    const winner = volunteers[answers.findIndex(({ status }) => status === 200)]
    if (!winner) throw new Error('nobody won')
    const mine = await api(winner).ok(getOrder, { params: { id: order.id } })
    expect(mine.contact).toMatchObject({ name: '周桂珍' })
    await take(winner, order.id, { action: 'return', reason: 'sick' })
    expect(await readRecord(order.id)).toMatchObject({
      state: 'assigned',
      helpers: [],
      post: `unit:${unit.id}`,
    })
    await take(unit.staff, order.id, { action: 'offer' })
    expect(await readRecord(order.id)).toMatchObject({ post })
    // Its time has begun: it is still to be found; and who took it may go off duty, which keeps only new ones away.
    toStart(order)
    deps.clock.advance(5, 'minutes')
    const open = await api(first).ok(listOrderQueue, { query: { post } })
    expect(open.items.map(({ id }) => id)).toEqual([order.id])
    await take(first, order.id, { action: 'claim' })
    await api(first).ok(volunteerContracts.setMyVolunteerDuty, { body: { isOnDuty: false } })
    const { code } = await api(elder).ok(getOrder, { params: { id: order.id } })
    await take(first, order.id, { action: 'start', code })
  })

  it('have no more in hand than they said, of care and needs together; a round of meals is one', async () => {
    unit = await buildProvider({ name: '服务站', kind: 'station', licences: ['kitchen'] })
    const volunteer = await buildApprovedVolunteer({ maxOpenJobs: 2 })
    await buildOffering(unit, 'homeCompany')
    await buildOffering(unit, 'lunchDelivery')
    const people = await Promise.all(['甲', '乙', '丙'].map((name) => buildElder(deps, { name })))
    const visits: OrderView[] = []
    for (const person of people) visits.push(await book(person, 'homeCompany'))
    // Another time each, so that only their number stands against it.
    for (const [n, { id }] of visits.entries())
      await Order.updateOne(
        { _id: id },
        {
          $set: {
            startsAt: new Date(Date.UTC(2026, 10, 24, n)),
            endsAt: new Date(Date.UTC(2026, 10, 24, n, 30)),
          },
        },
      )
    const [first, second, third] = visits.map(({ id }) => id)
    if (!first || !second || !third) throw new Error('not booked')
    await take(volunteer, first, { action: 'claim' })
    const meals: string[] = []
    for (const person of people) meals.push((await book(person, 'lunchDelivery')).id)
    for (const id of meals) await take(unit.staff, id, { action: 'assign', helperIds: [volunteer.id] })
    expectError(await press(volunteer, second, { action: 'claim' }), 'volunteer.too_many_jobs')
    await Order.updateOne({ _id: third }, { $set: { post: `unit:${unit.id}` } })
    const give = { action: 'assign' as const, helperIds: [volunteer.id] }
    expectError(await press(unit.staff, third, give), 'volunteer.not_assignable')
    await take(volunteer, first, { action: 'return', reason: 'sick' })
    const both = await Promise.all([
      press(volunteer, second, { action: 'claim' }),
      press(unit.staff, third, give),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('without insurance visit nobody at home', async () => {
    unit = await buildProvider({ name: '服务站', kind: 'station' })
    await buildApprovedVolunteer()
    const uninsured = await buildApprovedVolunteer({ insuredUntil: new Date('2026-01-01') })
    await buildOffering(unit, 'homeCompany')
    const order = await book(elder, 'homeCompany')
    expectError(await press(uninsured, order.id, { action: 'claim' }), 'volunteer.not_insured')
    // The unit gives it out itself: the papers hold on the day of the visit, and 200 others hide nobody who is named.
    await Order.updateOne({ _id: order.id }, { $set: { post: `unit:${unit.id}` } })
    const soon = new Date(deps.clock.now().getTime() + 60_000)
    const ends = await buildApprovedVolunteer({ insuredUntil: soon })
    const same = await Volunteer.findOne({ userId: ends._id }).orFail().lean()
    const crowd = Array.from({ length: 200 }, () => ({
      ...same,
      ...{ _id: new Types.ObjectId(), userId: new Types.ObjectId() },
    }))
    await Volunteer.insertMany(crowd)
    const last = await buildApprovedVolunteer()
    const give = (user: TestUser) => ({ action: 'assign' as const, helperIds: [user.id] })
    expectError(await press(unit.staff, order.id, give(ends)), 'care.not_qualified')
    await take(unit.staff, order.id, give(last))
    expect((await readRecord(order.id)).helpers).toMatchObject([{ userId: last._id, isVolunteer: true }])
  })
})
