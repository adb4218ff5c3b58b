import { paymentContracts } from '@linli/shared/payments/payment.contract'
import { absenceContracts } from '@linli/shared/elderCare/absence.contract'
import { closureContracts } from '@linli/shared/elderCare/closure.contract'
import { offeringContracts, type OfferingContent } from '@linli/shared/elderCare/offering.contract'
import { unitContracts } from '@linli/shared/areas/unit.contract'
import { kitchenContracts } from '@linli/shared/elderCare/kitchen.contract'
import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { planContracts, type PlanView } from '@linli/shared/elderCare/plan.contract'
import { setPersonState } from '@linli/shared/register/person.contract'
import type { PersonState } from '@linli/shared/register/register'
import ExcelJS from 'exceljs'
import { Types } from 'mongoose'
import { Elder } from '../../elders/elder.model'
import { sealElderField } from '../../elders/elder.record'
import { FamilyBond } from '../../families/bond.model'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { followPersonChange } from '../../register/person.hooks'
import { Person } from '../../register/person.model'
import { Membership } from '../../users/membership.model'
import { killAfter } from '../../../test/killAfter'
import { runJobOnce } from '../../../jobs'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildHelper,
  buildOffering,
  buildProvider,
  endRole,
  farAway,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { testMchid } from '../../../test/fakeWechatPay'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { buildBond } from '../../../test/families.factory'
import {
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../../test/users.factory'
import { Payee } from '../../payments/payee.model'
import { FollowUp } from '../followUps/followUp.model'
import { writeKitchenSheet } from '../kitchen/kitchen.service'
import { Order, type OrderRecord } from '../orders/order.model'
import { sweepOrders } from '../orders/order.sweep'
import { Helper, Provider } from '../providers/provider.model'
import { Offering } from '../catalogue/offering.model'
import { Plan } from './plan.model'
import { sweepPlans } from './plan.sweep'
import { Slot } from '../providers/slot.model'

const { api, deps } = startTestApp()
const { addAbsence } = absenceContracts
const { createPlan, actOnPlan, getPlan, listPlans } = planContracts

let elder: TestElder
let kitchen: TestProvider
let offeringId: string

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z') // Monday, 10:00 in Shanghai
  await buildCatalogue(deps)
  elder = await buildElder(deps)
  kitchen = await buildProvider({ name: '临江食堂', licences: ['kitchen'], certificates: ['careWorker'] })
  offeringId = await buildOffering(kitchen, 'lunchDelivery')
})

const everyDay = [0, 1, 2, 3, 4, 5, 6]

const begin = (weekdays = everyDay, user: TestUser = elder, requestKey = newKey()): Promise<PlanView> =>
  api(user).ok(createPlan, {
    body: { itemCode: 'lunchDelivery', offeringId, from: '10:30', weekdays },
    requestKey,
  })

const readOrders = (filter: Record<string, unknown> = {}) =>
  Order.find({ source: 'plan', ...filter })
    .sort({ startsAt: 1, _id: 1 })
    .lean<OrderRecord[]>()
const first = (orders: readonly OrderRecord[]): OrderRecord => {
  const [order] = orders
  if (!order) throw new Error('no order')
  return order
}
const livingDays = async () => (await readOrders({ state: { $ne: 'cancelled' } })).map(({ day }) => day)
const act = (plan: PlanView, body: object) =>
  api(elder).callLoose(actOnPlan, { params: { id: plan.id }, body, requestKey: newKey() })
const tomorrow = '2026-11-24'

describe('a weekly plan', () => {
  it('makes one order for each of its days, however many servers lay it out at once', async () => {
    const requestKey = newKey()
    const plans = await Promise.all([1, 2, 3].map(() => begin([1, 3, 5], elder, requestKey)))
    expect(new Set(plans.map(({ id }) => id)).size).toBe(1)
    expect(await livingDays()).toEqual(['2026-11-25', '2026-11-27', '2026-11-30'])
    await Plan.updateMany({}, { $set: { nextDay: '2026-11-23', checkAt: deps.clock.now() } })
    await Promise.all([sweepPlans(deps), sweepPlans(deps), sweepPlans(deps)])
    expect(await livingDays()).toHaveLength(3)
    const slots = await Slot.find().lean()
    expect(slots.every(({ left, reservations }) => left === 19 && reservations.length === 1)).toBe(true)
    // Asked again: the answer that came first may have been given while another server still laid the plan out.
    const { days } = await api(elder).ok(getPlan, { params: { id: plans[0]?.id ?? '' } })
    expect(days.map(({ day, state }) => [day, state])).toEqual([
      ['2026-11-23', 'closed'],
      ['2026-11-25', 'ordered'],
      ['2026-11-27', 'ordered'],
      ['2026-11-30', 'ordered'],
    ])
  })

  it('says what she pays of each and where, and lets whoever may pay do it in WeChat, one by one', async () => {
    const plain = await begin([1, 3, 5])
    expect(plain.payText).toBe('自己付每次 17 元：到服务站付。')
    expect(plain.days.some(({ payableFen }) => payableFen !== undefined)).toBe(false)
    await Payee.create({
      ...{ _id: kitchen.id, mchid: testMchid, isActive: true, unitName: kitchen.name },
      ...{ changedAt: deps.clock.now(), district: testAreas.district, community: testAreas.community },
    })
    const read = (user: TestUser) => api(user).ok(getPlan, { params: { id: plain.id } })
    const own = await read(elder)
    expect(own.payText).toBe('自己付每次 17 元：下面约好的可以一份一份在微信里付，不付的到服务站付。')
    const [lunch] = own.days.filter(({ orderId }) => orderId !== undefined)
    expect(lunch).toMatchObject({ payableFen: 1700 })
    // Who may order and not pay is told where it is paid.
    const son = await buildUser()
    await buildBond({ proxy: son, personId: elder.personId }, { scopes: ['orders'] })
    expect((await read(son)).days.some(({ payableFen }) => payableFen !== undefined)).toBe(false)
    await api(elder).ok(paymentContracts.startPayment, {
      params: { kind: 'careOrder', id: lunch?.orderId ?? '' },
      body: { channel: 'mini', amountFen: 1700 },
    })
  })

  it('says of a day that it is paid, and once it is left out that the money goes back', async () => {
    const plan = await begin()
    const payment = { state: 'received', method: 'wechat', paymentId: new Types.ObjectId().toString() }
    const { _id } = first(await readOrders({ day: tomorrow }))
    await Order.updateOne({ _id }, { $set: { payment } })
    const see = async () => {
      const { days } = await api(elder).ok(getPlan, { params: { id: plan.id } })
      const found = days.find(({ day }) => day === tomorrow)
      return [found?.state, found?.note]
    }
    expect(await see()).toEqual(['ordered', '临江食堂，10:30–12:00，17 元，已在微信里付'])
    expect((await act(plan, { action: 'skip', day: tomorrow })).status).toBe(200)
    expect(await see()).toEqual(['skipped', '这一天不要，付过的 17 元原路退回微信'])
    await Order.updateOne({ _id }, { $set: { state: 'refunded' } })
    expect(await see()).toEqual(['skipped', '这一天不要，17 元已退回微信'])
  })

  it('goes on day after day, over midnight in Shanghai', async () => {
    await begin()
    expect(await livingDays()).toHaveLength(7)
    deps.clock.set('2026-11-23T16:04:00.000Z') // Tuesday 00:04
    await sweepPlans(deps)
    expect(await livingDays()).toHaveLength(7)
    deps.clock.set('2026-11-23T16:06:00.000Z')
    await Promise.all([sweepPlans(deps), sweepPlans(deps)])
    expect((await livingDays()).at(-1)).toBe('2026-12-01')
    deps.clock.set('2026-11-27T02:00:00.000Z') // the servers slept three days
    await sweepPlans(deps)
    expect((await livingDays()).at(-1)).toBe('2026-12-04')
    expect(new Set(await livingDays()).size).toBe((await livingDays()).length)
  })

  it('tells nobody of every lunch, but of one that is late', async () => {
    await begin([2, 3])
    await sweepOrders(deps)
    await sweepOrders(deps)
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments()).toBe(0)
    deps.clock.set('2026-11-24T04:00:00.000Z') // noon: the window has ended
    await sweepOrders(deps)
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: elder.id })).toBe(1)
    expect(await InboxMessage.countDocuments({ userId: kitchen.staff.id })).toBe(1)
  })

  it('is not made twice for one person, and only of what recurs', async () => {
    const body = { itemCode: 'lunchDelivery', offeringId, from: '10:30', weekdays: [1] }
    // Her son and her daughter at the same moment: one of them begins it, the other is told that there is one.
    const both = [await buildUser(), await buildUser()]
    for (const proxy of both) await buildBond({ proxy, personId: elder.personId }, { scopes: ['orders'] })
    const started = await Promise.all(
      both.map((user) =>
        api(user).call(createPlan, { body: { ...body, personId: elder.personId }, requestKey: newKey() }),
      ),
    )
    expect(started.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await Plan.countDocuments()).toBe(1)
    await Plan.updateMany({}, { $set: { state: 'ended' } })
    await begin([1])
    expectError(await api(elder).call(createPlan, { body, requestKey: newKey() }), 'care.plan_exists')
    const lock = await buildProvider({ name: '开锁', licences: ['firm'] })
    const other = { ...body, itemCode: 'lockOpening', offeringId: await buildOffering(lock, 'lockOpening') }
    expectError(await api(elder).call(createPlan, { body: other }), 'care.not_recurring')
    const wrong = { ...body, itemCode: 'dinnerDelivery' }
    expectError(await api(elder).call(createPlan, { body: wrong }), 'care.not_offered')
  })

  it('makes no second one for a day that somebody ordered by hand, nor is a second one proposed', async () => {
    const ask = () =>
      api(elder).ok(orderContracts.getProposal, { params: { code: 'lunchDelivery' }, query: {} })
    const startsAt = '2026-11-25T02:30:00.000Z'
    const body = { itemCode: 'lunchDelivery', offeringId, startsAt }
    const { id } = await api(elder).ok(orderContracts.placeOrder, { body, requestKey: newKey() })
    const plan = await begin([3, 5])
    expect(await livingDays()).toEqual(['2026-11-27'])
    expect(plan.days.map(({ day, state }) => [day, state])).toEqual([
      ['2026-11-25', 'ordered'],
      ['2026-11-27', 'ordered'],
    ])
    expect(plan.days[0]).toMatchObject({
      orderId: id,
      note: expect.stringMatching(/^另外约好了：/) as string,
    })
    const { proposal, others } = await ask()
    expect(proposal).toMatchObject({ startsAt: '2026-11-24T02:30:00.000Z', isOrdered: false })
    expect(others.filter(({ isOrdered }) => isOrdered)).toHaveLength(2)
    // Called off and paid back, it is no lunch: the plan sees to the day.
    await Order.updateOne({ _id: id }, { $set: { state: 'refunded', open: false } })
    await Plan.updateMany({}, { $set: { nextDay: '2026-11-23', checkAt: deps.clock.now() } })
    await sweepPlans(deps)
    expect(await livingDays()).toEqual(['2026-11-25', '2026-11-27'])
  })

  it('leaves a day out until the cut-off and not after, and takes it in again', async () => {
    const plan = await begin()
    deps.clock.set('2026-11-23T07:00:00.000Z') // 15:00, on the dot
    expect((await act(plan, { action: 'skip', day: tomorrow })).status).toBe(200)
    expect(await livingDays()).not.toContain(tomorrow)
    expect(await Slot.findOne({ day: tomorrow }).lean()).toMatchObject({ left: 20 })
    expect((await readOrders({ day: tomorrow }))[0]).toMatchObject({ state: 'cancelled', feeFen: 0 })
    expect((await act(plan, { action: 'unskip', day: tomorrow })).status).toBe(200)
    expect((await livingDays()).filter((day) => day === tomorrow)).toHaveLength(1)
    // A server that dies between the plan and its orders: the clock calls off what is not wanted.
    const undo = { $pull: { skips: tomorrow }, $set: { nextDay: tomorrow }, $inc: { round: 1 } }
    await Plan.updateOne(
      { _id: plan.id },
      { $push: { skips: tomorrow }, $set: { checkAt: deps.clock.now() } },
    )
    await sweepPlans(deps)
    expect(await livingDays()).not.toContain(tomorrow)
    await Plan.updateOne({ _id: plan.id }, { ...undo, $set: { ...undo.$set, checkAt: deps.clock.now() } })
    await sweepPlans(deps)
    expect(await livingDays()).toContain(tomorrow)
    deps.clock.set('2026-11-23T07:00:01.000Z')
    expectError(await act(plan, { action: 'skip', day: tomorrow }), 'care.cutoff_passed')
    expect(await livingDays()).toContain(tomorrow)
  })

  it('leaves out a day that was called off on the order’s own page, until it is taken in again', async () => {
    const plan = await begin()
    const params = { id: first(await readOrders({ day: tomorrow }))._id.toString() }
    const body = { action: 'cancel' as const, reason: 'changed' as const, feeFen: 0 }
    await api(elder).ok(orderContracts.actOnOrder, { params, body, requestKey: newKey() })
    await moveOutbox(deps)
    const change = { action: 'change', weekdays: everyDay, skipsHolidays: false }
    const changed = (await act(plan, change)).body as PlanView
    expect(changed.days.find(({ day }) => day === tomorrow)).toMatchObject({
      ...{ state: 'skipped', note: '这一天不要', mayChange: true },
    })
    expect(await livingDays()).not.toContain(tomorrow)
    expect((await act(plan, { action: 'unskip', day: tomorrow })).status).toBe(200)
    expect(await livingDays()).toContain(tomorrow)
  })

  it('pauses and resumes without losing or doubling a day', async () => {
    const plan = await begin()
    expect((await act(plan, { action: 'pause', until: '2026-11-26' })).status).toBe(200)
    expect((await livingDays())[0]).toBe('2026-11-27')
    const seen = () => api(elder).ok(getPlan, { params: { id: plan.id } })
    expect(await seen()).toMatchObject({ state: 'paused', stateText: '暂停到 2026年11月26日，第二天起照常' })
    deps.clock.advance(4, 'days')
    const over = await seen()
    expect(over).toMatchObject({ state: 'active', stateText: '进行中' })
    expect(over.actions).toEqual(expect.arrayContaining(['skip', 'pause']))
    deps.clock.advance(-4, 'days')
    const resumed = await act(plan, { action: 'resume' })
    expect(resumed.status).toBe(200)
    expect(await livingDays()).toHaveLength(7)
    await act(plan, { action: 'pause' })
    expect(await livingDays()).toEqual([])
    expect((await act(plan, { action: 'end' })).status).toBe(200)
    expectError(await act(plan, { action: 'resume' }), 'care.plan_over')
  })

  it('paused anew begins again after the day that was said last, earlier or later than before', async () => {
    const plan = await begin()
    await act(plan, { action: 'pause', until: '2026-11-29' })
    expect((await livingDays())[0]).toBe('2026-11-30')
    // Her daughter, on a page that she opened before.
    const shorter = await act(plan, { action: 'pause', until: '2026-11-25' })
    expect(shorter.body).toMatchObject({ stateText: '暂停到 2026年11月25日，第二天起照常' })
    const after = ['2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30']
    expect(await livingDays()).toEqual(after)
    await act(plan, { action: 'pause', until: '2026-11-27' })
    expect(await livingDays()).toEqual(after.slice(2))
    await act(plan, { action: 'pause' })
    expect(await livingDays()).toEqual([])
    await act(plan, { action: 'pause', until: '2026-11-24' })
    expect(await livingDays()).toEqual(['2026-11-25', ...after])
  })

  it('skips public holidays where it was asked to', async () => {
    deps.clock.set('2026-09-29T02:00:00.000Z')
    const body = {
      itemCode: 'lunchDelivery',
      offeringId,
      from: '10:30',
      weekdays: everyDay,
      skipsHolidays: true,
    }
    await api(elder).ok(createPlan, { body })
    expect(await livingDays()).toEqual(['2026-09-30'])
  })

  it('stops in the same change when the elder is in hospital, and comes back with her', async () => {
    await begin()
    await Person.updateOne({ _id: elder.personId }, { $set: { state: 'hospital' } })
    await followPersonChange(elder.personId, 'hospital', deps)
    expect(await livingDays()).toEqual([])
    await sweepPlans(deps)
    expect(await FollowUp.find({ kind: 'personGone' }).lean()).toHaveLength(1)
    await Person.updateOne({ _id: elder.personId }, { $set: { state: 'present' } })
    await followPersonChange(elder.personId, 'present', deps)
    expect(await livingDays()).toHaveLength(7)
  })

  it('has her family called each time she is away, also twice on one day', async () => {
    await begin()
    const secretary = await buildSecretary()
    const set = async (from: PersonState, to: PersonState) => {
      const body = { from, to, note: '家属来电' }
      await api(secretary).ok(setPersonState, { params: { id: elder.personId }, body })
      await moveOutbox(deps)
      await sweepPlans(deps)
    }
    const countCalls = () => FollowUp.countDocuments({ kind: 'personGone' })
    await set('present', 'hospital')
    expect(await countCalls()).toBe(1)
    await set('hospital', 'present')
    expect(await livingDays()).toHaveLength(7)
    await set('present', 'hospital')
    expect(await livingDays()).toEqual([])
    expect(await countCalls()).toBe(2)
  })

  it('ends with the elder, also where the server died on it, and nothing is delivered to the dead', async () => {
    const daughter = await buildUser({ clearPhone: '13700000009' }, deps)
    await buildBond({ proxy: daughter, personId: elder.personId })
    await begin()
    const paid = first(await readOrders())
    const payment = { state: 'received', method: 'wechat', paymentId: new Types.ObjectId().toString() }
    await Order.updateOne({ _id: paid._id }, { $set: { payment } })
    const secretary = await buildSecretary()
    const record = () =>
      api(secretary).call(setPersonState, {
        params: { id: elder.personId },
        body: { from: 'present', to: 'deceased', note: '家属送来死亡证明' },
      })
    const update = Person.updateOne.bind(Person) as (...asked: unknown[]) => Promise<unknown>
    const killed = jest.spyOn(Person, 'updateOne').mockImplementationOnce((async (...asked: unknown[]) => {
      await update(...asked)
      throw new Error('killed')
    }) as never)
    expect((await record()).status).toBe(500)
    killed.mockRestore()
    // Sent again, the same word of the same colleague stands.
    expect((await record()).status).toBe(200)
    expect(await livingDays()).toHaveLength(7)
    // The outbox has it, and of those who follow one that fails keeps no other from it, and is asked again.
    const failing = jest.spyOn(Plan, 'find').mockImplementationOnce(() => {
      throw new Error('no plans')
    })
    await moveOutbox(deps)
    failing.mockRestore()
    expect(await livingDays()).toEqual([])
    expect(await FamilyBond.findOne().lean()).toMatchObject({ state: 'ended' })
    expect(await Plan.findOne().lean()).toMatchObject({ state: 'active' })
    await moveOutbox(deps)
    expect(await Person.exists({ hasOutbox: true })).toBeNull()
    expect(await Plan.findOne().lean()).toMatchObject({ state: 'ended' })
    const query = { post: `triage:${testAreas.community}`, isOpen: 'true' }
    const { items } = await api(secretary).ok(followUpContracts.listFollowUps, { query })
    expect(items).toMatchObject([
      {
        kind: 'personGone',
        relative: { name: '女儿 王小丽', phone: '13700000009' },
        person: { name: '周桂珍' },
      },
    ])
    expect(items[0]?.todo).toBe(
      '打电话告诉家人：已停下：11-24 午餐送上门、11-25 午餐送上门、11-26 午餐送上门、11-27 午餐送上门 等 7 项，不收费；' +
        '在微信付过的 17 元会原路退回，不用申请；没有欠款；补贴卡已停用，用过的照常结算，不用办手续。',
    )
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: daughter.id })).toBe(0)
    deps.clock.advance(3, 'days')
    await sweepPlans(deps)
    expect(await livingDays()).toEqual([])
  })

  it('orders nothing more as it was read once she died, it ended or it changed', async () => {
    const findOffering = Offering.findOne.bind(Offering) as (...asked: unknown[]) => never
    /** Lays out a plan of every day, and does something when the third day is about to be ordered. */
    const runBeside = async (happen: (plan: PlanView) => Promise<unknown>) => {
      const plan = await begin([0])
      const version = { weekdays: everyDay, nextDay: tomorrow, checkAt: deps.clock.now() }
      await Plan.updateOne({ _id: plan.id }, { $set: version })
      let asked = 0
      const asking = jest.spyOn(Offering, 'findOne').mockImplementation(((...args: unknown[]) => {
        asked += 1
        const wait = asked === 3 ? happen(plan) : Promise.resolve()
        return { lean: async () => (await wait, (findOffering(...args) as { lean(): unknown }).lean()) }
      }) as never)
      await sweepPlans(deps)
      asking.mockRestore()
      expect(asked).toBeGreaterThan(2)
    }
    await runBeside((plan) => act(plan, { action: 'change', weekdays: [4, 5], skipsHolidays: false }))
    expect(await livingDays()).toEqual(['2026-11-26', '2026-11-27'])
    const [changed] = (await api(elder).ok(listPlans, { query: {} })).items
    if (changed) await act(changed, { action: 'end' })
    // Begun anew the same day, it has its days once more.
    await runBeside((plan) => act(plan, { action: 'end' }))
    expect(await livingDays()).toEqual([])
    await runBeside(async () => {
      await Person.updateOne({ _id: elder.personId }, { $set: { state: 'deceased' } })
      await followPersonChange(elder.personId, 'deceased', deps)
    })
    await moveOutbox(deps)
    expect(await livingDays()).toEqual([])
    expect(await Plan.exists({ state: { $ne: 'ended' } })).toBeNull()
    await moveOutbox(deps)
    expect((await Slot.find().lean()).map(({ left }) => left)).toEqual(expect.not.arrayContaining([19]))
  })

  it('is changed and read by nobody else', async () => {
    const plan = await begin([2])
    const params = { id: plan.id }
    for (const user of [
      await buildElder(deps),
      await buildSecretary(testAreas.farCommunity),
      kitchen.staff,
    ]) {
      expectError(await api(user).call(getPlan, { params }), 'record.not_found')
      expectError(await api(user).call(actOnPlan, { params, body: { action: 'end' } }), 'record.not_found')
      const query = { person: elder.personId }
      expectError(await api(user).call(listPlans, { query }), 'record.not_found')
    }
  })
})

describe('a kitchen that closes', () => {
  const close = (from = tomorrow, to = from) =>
    api(kitchen.staff).ok(closureContracts.addClosure, {
      params: { id: kitchen.id },
      body: { from, to, reason: '设备检修' },
    })

  it('is asked two weeks before a long holiday, once, unless it has said so', async () => {
    const other = await buildProvider({ name: '东区食堂', licences: ['kitchen'] })
    await buildOffering(other, 'lunchDelivery')
    await buildProvider({ name: '不做饭的' })
    const body = { from: '2026-10-01', to: '2026-10-03', reason: '国庆' }
    await api(other.staff).ok(closureContracts.addClosure, { params: { id: other.id }, body })
    const asked = async (at: string) => {
      deps.clock.set(at)
      await Promise.all([1, 2].map(() => runJobOnce('askForHolidays', deps)))
      const rows = await InboxMessage.find({ event: 'careProvider.holidayAsked' }).lean()
      return rows.map(({ userId, title }) => [userId.toString(), title])
    }
    expect(await asked('2026-09-16T01:00:00.000Z')).toEqual([])
    const first = await asked('2026-09-17T01:00:00.000Z')
    expect(first).toHaveLength(1)
    expect(first[0]?.[0]).toBe(kitchen.staff.id)
    expect(first[0]?.[1]).toContain('临江食堂：10月1日 周四到')
    expect(await asked('2026-09-20T01:00:00.000Z')).toEqual(first)
  })

  it('over a holiday moves each of its days, also what is not out yet and what comes in at that moment', async () => {
    deps.clock.set('2026-11-22T16:10:00.000Z')
    await begin()
    await sweepOrders(deps)
    await sweepOrders(deps)
    const single = await buildElder(deps, { name: '李阿婆' })
    const { proposal } = await api(single).ok(orderContracts.getProposal, {
      params: { code: 'lunchDelivery' },
    })
    const { startsAt = '' } = proposal ?? {}
    const body = { itemCode: 'lunchDelivery', offeringId, startsAt }
    const { id: placed } = await api(single).ok(orderContracts.placeOrder, { body })
    expect((await Order.findOne({ _id: placed }).lean())?.state).toBe('placed')
    const second = await buildProvider({
      name: '东区食堂',
      licences: ['kitchen'],
      certificates: ['careWorker'],
    })
    // Open from Wednesday on: on Tuesday there is nobody else, and both are called.
    await buildOffering(second, 'lunchDelivery', {
      windows: [{ weekdays: [3, 4, 5, 6], from: '10:30', to: '12:00', capacity: 1 }],
    })
    const { moved, calls } = await close('2026-11-24', '2026-11-28')
    expect({ moved, calls }).toEqual({ moved: 4, calls: 2 })
    const listCalls = async () =>
      (await FollowUp.find({ kind: 'returned' }).lean()).map(({ orderId }) => orderId?.toString())
    expect(await listCalls()).toEqual([placed])
    await moveOutbox(deps)
    const left = await Order.find({ unitId: kitchen.id, day: tomorrow }).lean()
    expect((await listCalls()).sort()).toEqual(left.map(({ _id }) => _id.toString()).sort())

    // Booked in the moment of the closing: the second look finds it, and a place that came back.
    const late = first(await readOrders({ day: '2026-11-29' }))
    const at = {
      startsAt: new Date('2026-11-26T02:30:00.000Z'),
      endsAt: new Date('2026-11-26T04:00:00.000Z'),
    }
    await Order.updateOne({ _id: late._id }, { $set: { ...at, day: '2026-11-26' } })
    await Slot.updateMany({ unitId: second.id, day: '2026-11-26' }, { $inc: { left: 1 } })
    deps.clock.advance(3, 'minutes')
    await sweepOrders(deps)
    await Promise.all([runJobOnce('followUnableUnits', deps), runJobOnce('followUnableUnits', deps)])
    expect((await Order.findOne({ _id: late._id }).lean())?.unitName).toBe('东区食堂')
    expect(await Provider.countDocuments({ lookAt: { $exists: true } })).toBe(0)
  })

  it('moves every diner to another kitchen, and who cannot be moved is called, wherever a server dies on it', async () => {
    const others = await Promise.all(['李阿婆', '王伯伯'].map((name) => buildElder(deps, { name })))
    for (const user of [elder, ...others]) await begin([2], user)
    await sweepOrders(deps)
    const second = await buildProvider({
      name: '东区食堂',
      licences: ['kitchen'],
      certificates: ['careWorker'],
    })
    await buildOffering(second, 'lunchDelivery', { capacity: 2 })
    // Killed before the first diner, and then after each: whoever comes up goes on with the next.
    expect(await killAfter(0, close, [Order])).toBe(true)
    const goOn = () => runJobOnce('followUnableUnits', deps)
    for (const writes of [0, 1, 1]) {
      deps.clock.advance(3, 'minutes')
      expect(await killAfter(writes, goOn, [Order])).toBe(true)
    }
    deps.clock.advance(3, 'minutes')
    expect(await killAfter(9, goOn, [Order])).toBe(false)
    const { closures } = await Provider.findOne({ unitId: kitchen.id }).orFail().lean()
    expect(closures).toMatchObject([{ from: tomorrow, reason: '设备检修' }])
    const orders = await readOrders({ day: tomorrow })
    expect(orders.map(({ unitName }) => unitName).sort()).toEqual(['东区食堂', '东区食堂', '临江食堂'])
    expect(await Slot.findOne({ unitId: second.id }).lean()).toMatchObject({ left: 0 })
    await moveOutbox(deps)
    expect(await FollowUp.find({ kind: 'returned' }).lean()).toHaveLength(1)
    const mine = await api(elder).ok(listPlans)
    expect(mine.items).toHaveLength(1)
  })

  it('or stops in any other way moves its diners too, and calls where it is too late or nobody else is there', async () => {
    await begin([2])
    await sweepOrders(deps)
    const second = await buildProvider({
      name: '东区食堂',
      licences: ['kitchen'],
      certificates: ['careWorker'],
    })
    await buildOffering(second, 'lunchDelivery')
    const officer = await buildStreetOfficer()
    const lunch = first(await readOrders())
    const { unitId, unitName, offeringId: offered, post, state } = lunch
    const save = async (part: Partial<OfferingContent>) => {
      const { version, windows, isAcceptedAtOnce, isOpen } = await Offering.findOne({ _id: offeringId })
        .orFail()
        .lean()
      const content = { windows, isAcceptedAtOnce, isOpen, ...part }
      await api(kitchen.staff).ok(offeringContracts.updateOffering, {
        params: { id: offeringId },
        body: { content, version },
      })
    }
    const license = async (licences: { kind: 'kitchen'; number: string; expiresOn: string }[]) => {
      const { version } = await Provider.findOne({ unitId: kitchen.id }).orFail().lean()
      const body = { licences, version }
      await api(officer).ok(offeringContracts.setLicences, { params: { id: kitchen.id }, body })
    }
    const shut = (isOpen: boolean) =>
      api(officer).ok(unitContracts.updateUnit, { params: { id: kitchen.id }, body: { isOpen } })
    const open = (weekdays: number[]) =>
      save({ windows: [{ weekdays, from: '10:30', to: '12:00', capacity: 20 }] })
    const papers = { kind: 'kitchen' as const, number: 'JY-1', expiresOn: farAway }
    const her = { unitId: kitchen.id, userId: kitchen.staff._id }
    const params = { id: kitchen.id, userId: kitchen.staff.id }
    const certify = async (expiresOn: string) => {
      const { version } = await Helper.findOne(her).orFail().lean()
      const certificates = [{ kind: 'careWorker' as const, number: 'Z-1', expiresOn }]
      await api(officer).ok(offeringContracts.setCertificates, { params, body: { certificates, version } })
    }
    const leave = () => api(kitchen.staff).ok(addAbsence, { params, body: { from: tomorrow, to: tomorrow } })
    const runOut = async () => {
      await Helper.updateOne(her, { $set: { 'certificates.0.expiresOn': '2026-11-23' } })
      await runJobOnce('lookAtUnitsAnew', deps)
    }
    const ways: [stop: () => Promise<unknown>, goOn: () => Promise<unknown>][] = [
      [() => save({ isOpen: false }), () => save({ isOpen: true })],
      [() => open([0, 1]), () => open(everyDay)],
      [() => license([{ ...papers, expiresOn: '2026-11-23' }]), () => license([papers])],
      [() => shut(false), () => shut(true)],
      // Only she may do it: what is promised goes on without her, or somebody calls.
      [() => certify('2026-11-23'), () => certify(farAway)],
      [runOut, () => certify(farAway)],
      [leave, () => Helper.updateOne(her, { $set: { absences: [] } })],
      [() => endRole(kitchen.staff, deps), () => Membership.updateOne(her, { $unset: { endedAt: 1 } })],
    ]
    const stopAndLook = async (stop: () => Promise<unknown>) => {
      await Order.updateOne(
        { _id: lunch._id },
        { $set: { unitId, unitName, offeringId: offered, post, state } },
      )
      await stop()
      await runJobOnce('followUnableUnits', deps)
      return Order.findOne({ _id: lunch._id }).orFail().lean<OrderRecord>()
    }
    for (const [stop, goOn] of ways) {
      expect(await stopAndLook(stop)).toMatchObject({ unitName: '东区食堂', day: tomorrow })
      await goOn()
      expect(await stopAndLook(() => Promise.resolve())).toMatchObject({ unitName: '临江食堂', state })
    }
    // A colleague may do it: it stays there and is given to somebody else.
    const colleague = await buildHelper(kitchen, ['careWorker'])
    await Order.updateOne(
      { _id: lunch._id },
      { $set: { helpers: [{ userId: kitchen.staff._id, name: '原来的', isVolunteer: false }] } },
    )
    expect(await stopAndLook(() => certify('2026-11-23'))).toMatchObject({
      ...{ unitName: '临江食堂', post: `unit:${kitchen.id}`, state: 'assigned', helpers: [] },
    })
    expect(await FollowUp.countDocuments()).toBe(0)
    await certify(farAway)
    await Helper.deleteOne({ unitId: kitchen.id, userId: colleague._id })
    await Offering.deleteMany({ unitId: second.id })
    await moveOutbox(deps)
    expect(await stopAndLook(() => shut(false))).toMatchObject({ state: 'assigned', post: lunch.desk })
    await moveOutbox(deps)
    expect((await FollowUp.find().lean()).map(({ kind }) => kind)).toEqual(['returned'])
    // Half an hour before, it is cooked: nobody takes it away, and somebody asks, once.
    deps.clock.set('2026-11-24T02:00:00.000Z')
    for (let i = 0; i < 2; i += 1)
      expect(await stopAndLook(() => shut(false))).toMatchObject({ unitName: '临江食堂', state })
    // Nor what is on the road when the rest of the day is given up.
    expect(await stopAndLook(() => close(tomorrow, tomorrow))).toMatchObject({ unitName: '临江食堂', state })
    expect(await FollowUp.countDocuments({ kind: 'unitStopped' })).toBe(1)
  })

  it('before the days are laid out leaves no day without a kitchen or a call', async () => {
    await close('2026-11-25', '2026-11-26')
    await begin([2, 3, 4])
    await sweepPlans(deps)
    expect(await livingDays()).toEqual([tomorrow])
    const tasks = await FollowUp.find({ kind: 'unplaced' }).sort({ day: 1 }).lean()
    expect(tasks.map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-26'])
  })

  it('says of a day without a kitchen that somebody calls, and after the call that it was seen to', async () => {
    await close('2026-11-25', '2026-11-26')
    const plan = await begin([3, 4])
    const notes = async () => {
      const { days } = await api(elder).ok(getPlan, { params: { id: plan.id } })
      return days.map(({ state, note }) => [state, note])
    }
    const waits = ['problem', '这一天没有单位能做，社区会打电话']
    expect(await notes()).toEqual([waits, waits])
    const secretary = await buildSecretary()
    const [call] = await FollowUp.find({ kind: 'unplaced' }).sort({ day: 1 }).lean()
    const params = { id: call?._id.toString() ?? '' }
    await api(secretary).ok(followUpContracts.endFollowUp, { params, body: { note: '女儿送饭' } })
    const over = '这一天没有单位能做，社区今天 10:00 已经处理。想再安排，请打电话给社区'
    expect(await notes()).toEqual([['problem', over], waits])
    await FollowUp.deleteMany({})
    const unknown = '这一天没有约上。想再安排，请打电话给社区'
    expect(await notes()).toEqual([
      ['problem', unknown],
      ['problem', unknown],
    ])
  })

  it('has a day called about once more that was left out and is wanted after all', async () => {
    await close('2026-11-25', '2026-11-25')
    const plan = await begin([3])
    const day = '2026-11-25'
    const calls = async () =>
      (await FollowUp.find({ kind: 'unplaced', day }).lean()).map(({ isOpen }) => isOpen)
    // Wanted anew while the call is still to be made, it is the same call.
    await act(plan, { action: 'change', weekdays: [3, 4], skipsHolidays: false })
    expect(await calls()).toEqual([true])
    await FollowUp.updateMany({ day }, { $set: { isOpen: false } })
    await act(plan, { action: 'skip', day })
    const { body } = await act(plan, { action: 'unskip', day })
    expect((body as PlanView).days[0]).toMatchObject({ day, state: 'problem' })
    expect(await calls()).toEqual([false, true])
    await Promise.all([1, 2].map(() => sweepPlans(deps)))
    expect(await calls()).toEqual([false, true])
  })

  it('closed, opened and closed again shortly before a meal, has the desk ask each time', async () => {
    await begin([2])
    await sweepOrders(deps)
    deps.clock.set('2026-11-24T02:00:00.000Z')
    const isAsked = async () =>
      (await FollowUp.find({ kind: 'unitStopped' }).lean()).map(({ isOpen }) => isOpen)
    const { provider } = await close()
    await FollowUp.updateMany({}, { $set: { isOpen: false } })
    deps.clock.advance(3, 'minutes')
    await runJobOnce('followUnableUnits', deps)
    expect(await isAsked()).toEqual([false])
    const params = { id: kitchen.id, closureId: provider.closures[0]?.id ?? '' }
    await api(kitchen.staff).ok(closureContracts.removeClosure, { params })
    await close()
    expect(await isAsked()).toEqual([false, true])
  })

  it('may be closed by its own people and those above only', async () => {
    const body = { from: tomorrow, to: tomorrow, reason: '不开' }
    const other = await buildProvider({ name: '别家' })
    for (const user of [other.staff, await buildSecretary(testAreas.neighbourCommunity)])
      expectError(
        await api(user).call(closureContracts.addClosure, { params: { id: kitchen.id }, body }),
        'access.denied',
      )
    const { provider } = await close()
    const params = { id: kitchen.id, closureId: provider.closures[0]?.id ?? '' }
    expectError(await api(other.staff).call(closureContracts.removeClosure, { params }), 'access.denied')
    expect((await api(kitchen.staff).ok(closureContracts.removeClosure, { params })).closures).toEqual([])
  })
})

describe('the kitchen’s list for tomorrow', () => {
  const params = () => ({ id: kitchen.id })
  const query = { day: tomorrow }

  beforeEach(async () => {
    const care = {
      diet: { allergies: ['花生'], isDiabetic: true, needsSoftFood: false, isHalal: false, dislikes: [] },
    }
    await Elder.create({
      _id: elder.personId,
      district: testAreas.district,
      healthConsent: { at: new Date('2026-01-05T02:00:00.000Z'), byUserId: elder._id, byName: '长者' },
      care: sealElderField(new Types.ObjectId(elder.personId), 'care', care, deps),
    })
    await begin([2])
    await sweepOrders(deps)
  })

  it('is told nothing of her health once she takes back that it is kept', async () => {
    await Elder.updateOne({ _id: elder.personId }, { $unset: { healthConsent: 1 } })
    const list = await api(kitchen.staff).ok(kitchenContracts.getKitchenList, { params: params(), query })
    expect(list.rows.map(({ diet }) => diet)).toEqual([[]])
  })

  it('shows whom it cooks for, what they must not eat, and when it leaves', async () => {
    const list = await api(kitchen.staff).ok(kitchenContracts.getKitchenList, { params: params(), query })
    expect(list).toMatchObject({ unitName: '临江食堂', dayText: '明天' })
    // Nor what may still be undone or is not paid for: its unit has not been told of it.
    await Order.updateOne({ day: tomorrow }, { $set: { state: 'placed' } })
    const early = await api(kitchen.staff).ok(kitchenContracts.getKitchenList, { params: params(), query })
    expect(early).toMatchObject({ rows: [], totals: [] })
    expect(list.totals).toEqual([
      {
        ...{ label: '午餐送上门', count: 1 },
        parts: [
          { label: '过敏：花生', count: 1 },
          { label: '糖尿病', count: 1 },
        ],
      },
    ])
    expect(list.rows[0]).toMatchObject({
      name: '周桂珍',
      diet: ['过敏：花生', '糖尿病'],
      leaveByText: '10:15 前出发',
      eatByText: '12:15 前吃完',
      isDelivered: true,
    })
  })

  it('carries all that a diet can ask for, on the list, on the sheet and on the box', async () => {
    const diet = { allergies: ['虾', '花生'], isDiabetic: true, needsSoftFood: true, isHalal: true }
    const care = sealElderField(
      new Types.ObjectId(elder.personId),
      'care',
      { diet: { ...diet, dislikes: ['香菜'] } },
      deps,
    )
    await Elder.updateOne({ _id: elder.personId }, { $set: { care } })
    const minded = ['过敏：虾、花生', '糖尿病', '清真', '软食', '不吃：香菜']
    const list = await api(kitchen.staff).ok(kitchenContracts.getKitchenList, { params: params(), query })
    expect(list.rows.map((row) => row.diet)).toEqual([minded])
    expect(list.totals[0]?.parts.map(({ label }) => label)).toEqual(minded)
    const printed = { params: params(), query }
    const html = (await api(kitchen.staff).call(kitchenContracts.getKitchenPrint, printed)).bytes.toString()
    expect(html).toContain(`<p class="diet">${minded.join(' · ')}</p>`)
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load((await writeKitchenSheet(list)) as unknown as ArrayBuffer)
    const row = workbook.worksheets[0]?.getRow(2).values as string[]
    expect(row).toEqual(expect.arrayContaining([minded.join('；'), '10:15 前出发', '12:15 前吃完']))
  })

  it('says of a meal that is done, of a past day or of the dead how many and whose, and nothing of where or what', async () => {
    const read = async () => {
      const asked = { params: params(), query }
      const { rows, totals } = await api(kitchen.staff).ok(kitchenContracts.getKitchenList, asked)
      return { rows: rows.map(({ name, address, phone, diet }) => ({ name, address, phone, diet })), totals }
    }
    const open = { address: expect.stringContaining('地方') as string, diet: ['过敏：花生', '糖尿病'] }
    const shut = { name: '周桂珍', address: undefined, phone: undefined, diet: [] }
    const count = [{ label: '午餐送上门', count: 1, parts: [] }]
    const filter = { day: tomorrow }
    deps.clock.set('2026-11-24T05:00:00.000Z')
    await Order.updateOne(filter, { $set: { state: 'finished' } })
    expect((await read()).rows).toMatchObject([open])
    await Person.updateOne({ _id: elder.personId }, { $set: { state: 'deceased' } })
    expect(await read()).toMatchObject({ rows: [shut], totals: count })
    await Person.updateOne({ _id: elder.personId }, { $set: { state: 'present' } })
    await Order.updateOne(filter, { $set: { state: 'confirmed', open: false } })
    expect(await read()).toMatchObject({ rows: [shut], totals: count })
    // Also where nobody has said yet how it was.
    await Order.updateOne(filter, { $set: { state: 'finished', open: true } })
    deps.clock.set('2026-11-25T02:00:00.000Z')
    expect(await read()).toMatchObject({ rows: [shut], totals: count })
    const asked = { params: params(), query }
    const html = (await api(kitchen.staff).call(kitchenContracts.getKitchenPrint, asked)).bytes.toString()
    expect(html).toContain('周桂珍')
    expect(html).not.toMatch(/花生|糖尿病|地方/)
  })

  it('comes as a sheet and as a page to print, with a label for each box', async () => {
    const sheet = await api(kitchen.staff).call(kitchenContracts.getKitchenSheet, { params: params(), query })
    expect(sheet.headers['content-type']).toContain('spreadsheetml')
    const printed = await api(kitchen.staff).call(kitchenContracts.getKitchenPrint, {
      params: params(),
      query,
    })
    const html = printed.bytes.toString()
    expect(html).toContain('@page { size: A4')
    expect(html).toContain('<p class="diet">过敏：花生 · 糖尿病</p>')
    // Paper is read on another day than it is printed.
    expect(html).toContain('<p>10:15 前出发 · <b>2026年11月24日 周二 12:15 前吃完</b></p></div>')
    expect(html).toContain('2026年11月24日 周二 餐单</h1>')
    expect(html).toContain('<b>午餐送上门 1 份</b>，其中：过敏：花生 1 份；糖尿病 1 份')
    expect(html).toContain('<th>最晚出发</th><th>最晚吃完</th>')
    expect(html).toContain('<td>10:15</td><td>12:15</td></tr>')
    expect(html).not.toMatch(/今天|明天|2026-11/)
    expect(html).not.toContain('<script')
  })

  it('is for those who cook it', async () => {
    const other = await buildProvider({ name: '别家', licences: ['kitchen'] })
    for (const user of [other.staff, await buildSecretary(), elder])
      for (const contract of Object.values(kitchenContracts))
        expectError(await api(user).call(contract, { params: params(), query }), 'access.denied')
  })

  it('as a sheet begins no cell like a formula', async () => {
    await Order.updateMany({}, { $set: { 'item.name': '=1+1' } })
    const list = await api(kitchen.staff).ok(kitchenContracts.getKitchenList, { params: params(), query })
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load((await writeKitchenSheet(list)) as unknown as ArrayBuffer)
    const row = workbook.worksheets[0]?.getRow(2).values as string[]
    expect(row.slice(2, 4)).toEqual(['周桂珍', '过敏：花生；糖尿病'])
    expect(row[4]).toBe("'=1+1")
  })
})
