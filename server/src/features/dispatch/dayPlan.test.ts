import { pathToFileURL } from 'node:url'
import path from 'node:path'
import { dispatchRulesContracts } from '@linli/shared/dispatch/dispatchRules.contract'
import { workingHoursContracts } from '@linli/shared/elderCare/workingHours.contract'
import { dayPlanContracts, type DayPlanView } from '@linli/shared/dispatch/dayPlan.contract'
import { closureContracts } from '@linli/shared/elderCare/closure.contract'
import { absenceContracts } from '@linli/shared/elderCare/absence.contract'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import { build } from 'esbuild'
import { addDays, toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildHelper,
  buildOffering,
  buildProvider,
  changeItem,
  farAway,
  type TestElder,
  type TestProvider,
} from '../../test/elderCare.factory'
import { killAfter } from '../../test/killAfter'
import { buildBond } from '../../test/families.factory'
import { newKey } from '../../test/needs.factory'
import { buildApprovedVolunteer } from '../../test/volunteers.factory'
import { startTestApp } from '../../test/testApp'
import { buildSecretary, type TestUser } from '../../test/users.factory'
import { readActor } from '../users/actor.service'
import { HelperDay } from '../elderCare/providers/helperDay.model'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { Helper, Provider } from '../elderCare/providers/provider.model'
import { sweepOrders } from '../elderCare/orders/order.sweep'
import { noteUsual } from '../elderCare/orders/usual.service'
import { followBond } from '../families/bond.events'
import { FamilyBond, type BondRecord } from '../families/bond.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { followOrder } from './dayPlan.change'
import { DayPlan, dayPlanId } from './dayPlan.model'
import { startDayPlan } from './dayPlan.service'
import { replanDays } from './dayPlan.sweep'
import { resumeApply, startApply } from './dayPlan.apply'
import { claimPlanning } from './dayPlan.work'
import { DispatchRulesModel } from './dispatchRules.model'
import { resumeRules } from './dispatchRules.service'
import { makePlan } from './plan'
import { makeSampleDay } from './plan.sample'
import { toProblem } from './planner.port'
import { createWorkerPlanner } from './workerPlanner'

const app = startTestApp()
const { api, deps } = app
const { getDayPlan, makeDayPlan, applyDayPlan } = dayPlanContracts
const { getProposal, placeOrder, getOrder } = orderContracts
const { addAbsence, removeAbsence } = absenceContracts
const { setWorkingHours } = workingHoursContracts

let unit: TestProvider
let first: TestElder
let second: TestElder
let day: string

/** A bathing team of three; a bath at home takes two of them. */
beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  unit = await buildProvider({
    name: '临江助浴队',
    certificates: ['careWorker'],
    licences: ['nursing', 'firm', 'medical'],
  })
  await buildHelper(unit, ['careWorker'])
  await buildHelper(unit, ['careWorker'])
  await buildOffering(unit, 'homeBath', {
    windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:30', capacity: 5 }],
  })
  first = await buildElder(deps, { name: '周桂珍' })
  second = await buildElder(deps, { name: '吴根娣' })
})

async function book(elder: TestElder, itemCode = 'homeBath', onDay?: string): Promise<OrderView> {
  const query = onDay === undefined ? {} : { day: onDay }
  const { proposal } = await api(elder).ok(getProposal, { params: { code: itemCode }, query })
  if (!proposal) throw new Error('nothing proposed')
  const { offeringId, startsAt } = proposal
  const body = { itemCode, offeringId, startsAt }
  const order = await api(elder).ok(placeOrder, { body, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  day = (await Order.findOne({ _id: order.id }).lean())?.day ?? ''
  return api(elder).ok(getOrder, { params: { id: order.id } })
}

const params = () => ({ unitId: unit.id, day })

async function waitUntil(isThere: (plan: DayPlanView) => boolean): Promise<DayPlanView> {
  for (let i = 0; i < 100; i += 1) {
    const { plan: found } = await api(unit.staff).ok(getDayPlan, { params: params() })
    if (found && isThere(found)) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('not there in time')
}

async function plan(): Promise<DayPlanView> {
  await api(unit.staff).ok(makeDayPlan, { params: params() })
  return waitUntil(({ state }) => state !== 'planning')
}

/** Begins to give it out, and looks until it is done. */
async function giveOut(version: number): Promise<DayPlanView> {
  await api(unit.staff).ok(applyDayPlan, { params: params(), body: { version } })
  return waitUntil(({ applied }) => applied?.isOver === true)
}

describe('the plan of a unit for a day', () => {
  it('sends two who can to a bath, says why, and gives the orders out when it is applied', async () => {
    const order = await book(first)
    const ready = await plan()
    expect(ready).toMatchObject({ state: 'ready', percent: 100, openOrders: 1, left: [] })
    const visits = ready.routes.flatMap((route) => route.visits)
    expect(visits).toHaveLength(2)
    expect(new Set(ready.routes.map(({ helperId }) => helperId)).size).toBe(2)
    expect(visits.map(({ personName }) => personName)).toEqual(['周桂珍', '周桂珍'])
    expect(visits.every(({ startsAt, why }) => startsAt === order.startsAt && why.length > 5)).toBe(true)

    const applied = { isOver: true, done: 1, total: 1, assigned: 1, refused: [] }
    expect(await giveOut(ready.version)).toMatchObject({ openOrders: 0, applied })
    const given = await Order.findOne({ _id: order.id }).lean()
    expect(given?.helpers.map(({ userId }) => userId.toString()).sort()).toEqual(
      ready.routes.map(({ helperId }) => helperId).sort(),
    )
    // Pressed again, or by a colleague in the same moment, it gives nothing out twice.
    expect((await giveOut(ready.version)).applied).toMatchObject({ total: 0, assigned: 0 })
    expect(given?.history.filter(({ action }) => action === 'assign')).toHaveLength(1)
  })

  it('is given out by two dispatchers at once only once, and takes nothing from whom a colleague has chosen', async () => {
    const colleague = await buildHelper(unit)
    const [one, two] = [await book(first), await book(second)]
    const ready = await plan()
    const body = { version: ready.version }
    // One of the two orders was given out by hand after the page was opened: the page of the other shows nobody yet.
    const helpersOf = (id: string) =>
      ready.routes
        .filter(({ visits }) => visits.some((v) => v.orderId === id))
        .map(({ helperId }) => helperId)
    const hand = { action: 'assign' as const, helperIds: helpersOf(two.id), instead: [] }
    const give = (user: TestUser, more: object) =>
      api(user).call(orderContracts.actOnOrder, { params: { id: two.id }, body: { ...hand, ...more } })
    expect((await give(colleague, {})).status).toBe(200)
    expectError(await give(unit.staff, {}), 'request.conflict')
    const applied = await Promise.all(
      [unit.staff, colleague].map((user) => api(user).call(applyDayPlan, { params: params(), body })),
    )
    expect(applied.map(({ status }) => status)).toEqual([200, 200])
    await waitUntil((shown) => shown.applied?.isOver === true)
    for (const { id } of [one, two]) {
      const { history } = await Order.findOne({ _id: id }).orFail().lean()
      expect(history.filter(({ action }) => action === 'assign').length).toBeLessThanOrEqual(1)
    }
    // Who is replaced is told not to go.
    await moveOutbox(deps)
    const [kept = '', replaced = ''] = helpersOf(two.id)
    const third = (await Helper.find({ unitId: unit.id }).lean())
      .filter(({ certificates }) => certificates.length > 0)
      .map(({ userId }) => userId.toString())
      .find((id) => id !== kept && id !== replaced)
    await Order.updateMany({ _id: one.id }, { $set: { state: 'cancelled', open: false, helpers: [] } })
    await HelperDay.deleteMany({})
    const answer = await give(unit.staff, { helperIds: [kept, third], instead: [kept, replaced] })
    expect(answer.status).toBe(200)
    await moveOutbox(deps)
    const told = await InboxMessage.find({ title: /不用您去了/ }).lean()
    expect(told.map(({ userId }) => userId.toString())).toEqual([replaced])
  })

  it('keeps who was given an order when it plans again, and names what it has no people for', async () => {
    const old = await book(first)
    const ready = await plan()
    await giveOut(ready.version)
    const helpers = (await Order.findOne({ _id: old.id }).lean())?.helpers.map(({ userId }) =>
      userId.toString(),
    )

    const fresh = await book(second)
    const next = await plan()
    const settled = next.routes.filter(({ visits }) => visits.some(({ orderId }) => orderId === old.id))
    expect(settled.map(({ helperId }) => helperId).sort()).toEqual(helpers?.sort())
    // Three people cannot give two baths at once: the second is late for whoever comes from the first.
    const late = next.routes.flatMap(({ visits }) => visits).find(({ orderId }) => orderId === fresh.id)
    expect(late?.lateMinutes).toBeGreaterThan(0)

    await Order.updateOne({ _id: fresh.id }, { $set: { 'item.doers': [{ kind: 'nurse', count: 1 }] } })
    const without = await plan()
    expect(without.left).toMatchObject([{ orderId: fresh.id, personName: '吴根娣' }])
  })

  it('says of what three do together that somebody has to choose them', async () => {
    const order = await book(first)
    await Order.updateOne({ _id: order.id }, { $set: { 'item.doers': [{ kind: 'careWorker', count: 3 }] } })
    const why = '要护理员、服务员 3 人，排班只会排一个人或两个人一组。请打开这一单，自己选人派。'
    expect((await plan()).left).toMatchObject([{ orderId: order.id, why }])
  })

  it('plans nothing into the time that somebody has promised elsewhere', async () => {
    // Two who can bathe, and one of them works for another unit as well, which has her at that very time.
    const other = await buildProvider({ name: '东区助浴队' })
    const both = await buildHelper(unit, ['careWorker'])
    await Helper.updateMany(
      { unitId: unit.id, userId: { $nin: [unit.staff._id, both._id] } },
      { certificates: [] },
    )
    const order = await book(first)
    const { _id, ...taken } = await Order.findOne({ _id: order.id }).orFail().lean()
    const lateOf = async () =>
      (await plan()).routes.flatMap(({ visits }) => visits.map((visit) => visit.lateMinutes))
    expect(await lateOf()).toEqual([0, 0])
    await Order.insertMany([
      {
        ...{ ...taken, requestKey: newKey(), unitId: other.id, post: `unit:${other.id}`, outbox: [] },
        ...{ state: 'accepted', helpers: [{ userId: both._id, name: '两头忙', isVolunteer: false }] },
      },
    ])
    // Given to her there after this day was laid out: it is laid out anew.
    const there = await Order.findOne({ unitId: other.id }).orFail().lean<OrderRecord>()
    await followOrder(there, 'assign', undefined, deps)
    const { plan: marked } = await api(unit.staff).ok(getDayPlan, { params: params() })
    expect(marked?.changes).toEqual(['有人那天另外接了单'])
    const late = await lateOf()
    expect(late).toHaveLength(2)
    expect(Math.min(...late)).toBeGreaterThanOrEqual(80)
    expect(_id.toString()).toBe(order.id)
  })

  it('sends volunteers where an item is for them, of that community and insured for homes', async () => {
    await buildOffering(unit, 'homeCompany', {
      windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:00', capacity: 5 }],
    })
    const able = await buildApprovedVolunteer()
    await buildApprovedVolunteer({ insuredUntil: new Date('2026-01-01T00:00:00.000Z') })
    const order = await book(first, 'homeCompany')
    // Offered to the pool first; the station takes it back to give it out itself.
    await Order.updateOne({ _id: order.id }, { $set: { post: `unit:${unit.id}` } })
    const ready = await plan()
    expect(ready).toMatchObject({
      left: [],
      routes: [
        {
          helperId: able.id,
          helperName: expect.stringMatching(/^志愿者/) as string,
          visits: [{ orderId: order.id, why: '本单位只有这一位能做' }],
        },
      ],
    })
    expect((await giveOut(ready.version)).applied).toMatchObject({ assigned: 1 })
    expect((await plan()).routes[0]?.visits[0]).toMatchObject({ isSettled: true, why: '已经定了，不改动' })
    // Where either may do it, the one care worker and the volunteer share what comes at one time.
    await book(second, 'homeCompany')
    await Helper.updateMany({ unitId: unit.id, userId: { $ne: unit.staff._id } }, { certificates: [] })
    const doers = (['careWorker', 'volunteer'] as const).map((kind) => ({ kind, count: 1 }))
    const free = { helpers: [], state: 'assigned', post: `unit:${unit.id}`, 'item.doers': doers }
    await Order.updateMany({}, { $set: free })
    const shared = (await plan()).routes.filter(({ visits }) => visits.length > 0)
    expect(shared.map(({ helperId }) => helperId).sort()).toEqual([able.id, unit.staff.id].sort())
    expect(shared.flatMap(({ visits }) => visits.map((visit) => visit.lateMinutes))).toEqual([0, 0])
    // Somebody acts for one of them from now on, and the plan sent her there: it is laid out anew.
    const sent = shared.find(({ visits }) => visits.some(({ personName }) => personName === '周桂珍'))
    const proxyUserId = new Types.ObjectId(sent?.helperId)
    const begun = { state: 'active', personId: new Types.ObjectId(first.personId), proxyUserId }
    const changesNow = async () => (await api(unit.staff).ok(getDayPlan, { params: params() })).plan?.changes
    await followBond({ ...begun, personId: new Types.ObjectId() } as BondRecord, deps)
    expect(await changesNow()).toEqual([])
    await followBond({ ...begun, from: addDays(day, 1) } as BondRecord, deps)
    expect(await changesNow()).toEqual([])
    await followBond({ ...begun, from: day } as BondRecord, deps)
    expect(await changesNow()).toEqual([
      expect.stringMatching(/^原来排的人替长者办事，要另排一位：周桂珍/) as string,
    ])
    // The daughter of one of them is sent to the other only, whoever of the two she is; where only she could, nobody is.
    // It is the day of the visit that counts: today she does not act for her yet.
    const bonds = [await buildBond({ proxy: able, personId: first.personId }, { from: day })]
    const visitsOf = (shown: DayPlanView, userId: string) =>
      shown.routes.find(({ helperId }) => helperId === userId)?.visits.map(({ personName }) => personName)
    expect(visitsOf(await plan(), able.id)).toEqual(['吴根娣'])
    bonds.push(await buildBond({ proxy: unit.staff, personId: first.personId }))
    const without = await plan()
    const why = expect.stringContaining('不派给自家人') as string
    expect(without.left).toMatchObject([{ orderId: order.id, why }])
    expect(without.routes.flatMap(({ visits }) => visits.map(({ personName }) => personName))).toEqual([
      '吴根娣',
    ])
    await FamilyBond.deleteMany({ _id: { $in: bonds } })
    await plan()
    // She goes off duty: whoever planned with her lays the day out anew.
    await api(able).ok(volunteerContracts.setMyVolunteerDuty, { body: { isOnDuty: false } })
    const { plan: marked } = await api(unit.staff).ok(getDayPlan, { params: params() })
    expect(marked?.changes).toEqual(['人员有变化（请假、下班时间、证书或离开）'])
  })

  it('is made once when two ask at once, and asked for again when its process died', async () => {
    await book(first)
    const answers = await Promise.all(
      [1, 2, 3].map(() => api(unit.staff).call(makeDayPlan, { params: params() })),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    await plan()
    const past = new Date(deps.clock.now().getTime() - 1)
    await DayPlan.updateOne(
      { _id: dayPlanId(unit.id, day) },
      { $set: { state: 'planning', leaseUntil: past } },
    )
    expect((await api(unit.staff).ok(getDayPlan, { params: params() })).plan?.state).toBe('failed')
    expect((await plan()).state).toBe('ready')
  })

  it('leaves out whoever comes to a canteen, and asks whoever holds a class for nothing else then', async () => {
    const everyDay = [0, 1, 2, 3, 4, 5, 6]
    await buildOffering(unit, 'canteenMeal', {
      windows: [{ weekdays: everyDay, from: '11:00', to: '12:30', capacity: 80 }],
    })
    await Provider.updateOne(
      { unitId: unit.id },
      { $push: { licences: { kind: 'kitchen', number: 'JY-1', expiresOn: farAway } } },
    )
    await book(await buildElder(deps, { name: '食客一' }), 'canteenMeal')
    expectError(await api(unit.staff).call(makeDayPlan, { params: params() }), 'dispatch.nothing_to_plan')

    // Day care from two to half past three has one of the three, whom two guests name: two are left for the bath.
    await buildOffering(unit, 'dayCare', {
      windows: [{ weekdays: everyDay, from: '14:00', to: '15:30', capacity: 10 }],
      isAcceptedAtOnce: false,
    })
    const bath = await book(first)
    for (const name of ['日托一', '日托二']) {
      const guest = await book(await buildElder(deps, { name }), 'dayCare')
      await Order.updateOne(
        { _id: guest.id },
        {
          $set: { startsAt: bath.startsAt, endsAt: bath.endsAt, day: toShanghaiDay(new Date(bath.startsAt)) },
        },
      )
      const body = { action: 'accept' as const }
      await api(unit.staff).ok(orderContracts.actOnOrder, { params: { id: guest.id }, body })
    }
    day = toShanghaiDay(new Date(bath.startsAt))
    const ready = await plan()
    expect(ready.left).toEqual([])
    const planned = ready.routes.flatMap(({ helperId, visits }) =>
      visits.map((each) => ({ helperId, ...each })),
    )
    expect(planned.map(({ orderId, lateMinutes }) => [orderId, lateMinutes])).toEqual([
      [bath.id, 0],
      [bath.id, 0],
    ])
    expect(planned.map(({ helperId }) => helperId)).not.toContain(unit.staff.id)

    for (const name of ['食客二', '食客三']) await book(await buildElder(deps, { name }), 'canteenMeal', day)
    await moveOutbox(deps)
    const { plan: same } = await api(unit.staff).ok(getDayPlan, { params: params() })
    expect(same?.changes).toEqual([])
  })

  it('is refused to others, for an empty day, and when an older one is applied', async () => {
    await book(first)
    const other = await buildProvider({ name: '别家助浴队' })
    for (const user of [other.staff, await buildSecretary(), first]) {
      expectError(await api(user).call(getDayPlan, { params: params() }), 'access.denied')
      expectError(await api(user).call(makeDayPlan, { params: params() }), 'access.denied')
      const body = { version: 1 }
      expectError(await api(user).call(applyDayPlan, { params: params(), body }), 'access.denied')
    }
    const empty = { unitId: unit.id, day: '2027-01-01' }
    expectError(await api(unit.staff).call(makeDayPlan, { params: empty }), 'dispatch.nothing_to_plan')
    const { version } = await plan()
    await plan()
    expectError(
      await api(unit.staff).call(applyDayPlan, { params: params(), body: { version } }),
      'dispatch.plan_changed',
    )
    // What was laid out before is still being given out: whoever applies the new one hears so, and applies it then.
    const apply = { version, byUserId: unit.staff._id, total: 1, done: 0, assigned: 0, refused: [] }
    const applyAt = new Date(deps.clock.now().getTime() + 60_000)
    await DayPlan.updateOne({ _id: dayPlanId(unit.id, day) }, { $set: { apply, applyAt } })
    const now = { params: params(), body: { version: version + 1 } }
    const { details } = expectError(await api(unit.staff).call(applyDayPlan, now), 'dispatch.still_applying')
    expect(details).toEqual({ version: version + 1, givenOut: version, done: 0, total: 1 })
    await DayPlan.updateOne({ _id: dayPlanId(unit.id, day) }, { $unset: { applyAt: 1 } })
    expect((await giveOut(version + 1)).applied).toMatchObject({ assigned: 1 })
  })

  it('says that it failed when the planner breaks off', async () => {
    await book(first)
    const broken = {
      ...deps,
      ports: { ...deps.ports, planner: { plan: () => Promise.reject(new Error('broken')) } },
    }
    const staff = await readActor(unit.staff.id, 'desk', deps.clock.now())
    if (!staff) throw new Error('no actor')
    await (
      await startDayPlan(staff, params(), broken)
    ).background
    expect((await api(unit.staff).ok(getDayPlan, { params: params() })).plan?.state).toBe('failed')
  })
})

describe('the rules of a place and the hours of its people', () => {
  const { getDispatchRules, putDispatchRules, deleteDispatchRules } = dispatchRulesContracts
  const helpersOf = ({ routes }: DayPlanView) => routes.filter(({ visits }) => visits.length > 0)
  const ownScope = () => ({ scope: `unit:${unit.id}` })
  const changesNow = async () => (await api(unit.staff).ok(getDayPlan, { params: params() })).plan?.changes

  /** Both elders want the same helper, whom they know, at the same time. */
  async function bookBoth(from: string, to: string): Promise<string> {
    await buildOffering(unit, 'bedBath', {
      windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from, to, capacity: 5 }],
    })
    for (const elder of [first, second]) {
      const { id } = await book(elder, 'bedBath')
      const last = await Order.findOne({ _id: id }).orFail().lean<OrderRecord>()
      const helpers = [{ userId: unit.staff._id, name: '常来的', isVolunteer: false }]
      await noteUsual({ ...last, helpers, finishedAt: deps.clock.now() })
    }
    return unit.staff.id
  }

  it('decide whether somebody waits or somebody new comes: the unit before the community, each with its own', async () => {
    const usual = await bookBoth('14:00', '15:30')
    expect(helpersOf(await plan())).toHaveLength(2)
    const secretary = await buildSecretary()
    const area = { scope: unit.areaCode }
    const { rules, ...known } = await api(secretary).ok(getDispatchRules, { params: area })
    expect(known).toEqual({ scope: unit.areaCode, name: expect.any(String) as string, canEdit: true })
    expect(rules).toMatchObject({ change: 12, shift: { from: '07:00', to: '19:00' } })

    // Nobody may be late, whoever comes; then: nobody new may come, however late it is.
    const patient = { ...rules, lateness: 0, worstLateness: 0, change: 100 }
    // The server dies between the new rules and the days that were laid out by the old ones.
    const goOn = async (change: () => Promise<unknown>) => {
      expect(await killAfter(0, change, [DayPlan])).toBe(true)
      expect(await changesNow()).toEqual([])
      deps.clock.advance(61, 'seconds')
      await resumeRules(deps)
      expect(await changesNow()).toEqual(byRules)
    }
    const byRules = ['排班的算法或上班时间改了']
    await goOn(() => api(secretary).ok(putDispatchRules, { params: area, body: { rules: patient } }))
    const [only, ...others] = helpersOf(await plan())
    expect([only?.helperId, others]).toEqual([usual, []])
    expect(only?.visits.at(-1)?.lateMinutes).toBeGreaterThan(60)
    expect(await api(unit.staff).ok(getDispatchRules, { params: ownScope() })).toMatchObject({
      rules: patient,
      fromName: known.name,
    })

    const own = await api(unit.staff).ok(putDispatchRules, { params: ownScope(), body: { rules } })
    expect(own).toMatchObject({ version: 1, fromName: unit.name })
    expect(await changesNow()).toEqual(byRules)
    expect(helpersOf(await plan())).toHaveLength(2)
    // What the community says now is nothing to a unit with rules of its own.
    const again = { rules: { ...patient, load: 1 }, version: 1 }
    await api(secretary).ok(putDispatchRules, { params: area, body: again })
    expect(await changesNow()).toEqual([])
    for (const version of [undefined, 7])
      expectError(
        await api(unit.staff).call(putDispatchRules, {
          params: ownScope(),
          body: { rules: { ...rules, load: 3 }, version },
        }),
        'request.conflict',
      )
    const wrong = [{ lateness: -1 }, { graceMinutes: 61 }, { shift: { from: '19:00', to: '07:00' } }]
    for (const part of wrong)
      expectError(
        await api(unit.staff).call(putDispatchRules, {
          params: ownScope(),
          body: { rules: { ...rules, ...part }, version: 1 },
        }),
        'request.invalid',
      )
    expectError(
      await api(unit.staff).call(putDispatchRules, { params: area, body: { rules, version: 1 } }),
      'access.denied',
    )
    const stranger = await buildProvider({ name: '别家助浴队' })
    expectError(await api(stranger.staff).call(getDispatchRules, { params: ownScope() }), 'access.denied')
    await goOn(() => api(unit.staff).ok(deleteDispatchRules, { params: ownScope() }))
    expect(helpersOf(await plan())).toHaveLength(1)
    expect(await DispatchRulesModel.countDocuments()).toBe(1)
    // Sent again after a lost answer.
    await api(unit.staff).ok(deleteDispatchRules, { params: ownScope() })
    expectError(await api(stranger.staff).call(deleteDispatchRules, { params: ownScope() }), 'access.denied')
    // Written anew they count again, also while those before are still being given up.
    await killAfter(0, () => api(secretary).ok(deleteDispatchRules, { params: area }), [DayPlan])
    expect((await api(secretary).ok(getDispatchRules, { params: area })).version).toBeUndefined()
    const { version } = await api(secretary).ok(putDispatchRules, { params: area, body: { rules } })
    expect(version).toBeGreaterThan(1)
  })

  it('send whoever works in the evening there, without overtime', async () => {
    const usual = await bookBoth('19:30', '21:00')
    await Order.deleteMany({ personId: second.personId })
    const [known] = helpersOf(await plan())
    expect(known?.helperId).toBe(usual)

    const evening = await buildHelper(unit, ['careWorker'])
    const path = { id: unit.id, userId: evening.id }
    const hours = { from: '13:00', to: '22:00' }
    const { helpers } = await api(unit.staff).ok(setWorkingHours, { params: path, body: { hours } })
    expect(helpers.find(({ userId }) => userId === evening.id)).toMatchObject({ hours })
    const { plan: marked } = await api(unit.staff).ok(getDayPlan, { params: params() })
    expect(marked?.changes).toEqual(['人员有变化（请假、下班时间、证书或离开）'])
    const [chosen] = helpersOf(await plan())
    expect(chosen?.helperId).toBe(evening.id)
    await api(unit.staff).ok(setWorkingHours, { params: path, body: { hours: null } })
    expect(helpersOf(await plan())[0]?.helperId).toBe(usual)
    const backwards = { params: path, body: { hours: { from: '22:00', to: '13:00' } } }
    expectError(await api(unit.staff).call(setWorkingHours, backwards), 'request.invalid')
  })
})

describe('services one after another', () => {
  it('reach the planner as the catalogue says: the nurse comes when the bath is over, however late that is', async () => {
    await buildHelper(unit, ['nurse'])
    await changeItem('vitalsCheck', { doers: [{ kind: 'nurse', count: 1 }] })
    const bath = await book(first)
    expect(bath.next).toEqual({ code: 'vitalsCheck', name: '血压血糖测量' })
    const bathDay = day
    await buildOffering(unit, 'vitalsCheck', {
      windows: ['13:30', '15:00', '15:30', '17:00'].map((from) => ({
        ...{ weekdays: [0, 1, 2, 3, 4, 5, 6], from, capacity: 5 },
        to: from.replace(/30$/, '45').replace(/00$/, '15'),
      })),
    })
    const check = await book(first, 'vitalsCheck')
    // Proposed is the day of the bath, and the first time after it.
    expect([day, check.startsAt]).toEqual([bathDay, bath.endsAt])
    expect(check.next).toBeUndefined()
    expect((await api(first).ok(getOrder, { params: { id: bath.id } })).next).toBeUndefined()

    const startOf = (shown: DayPlanView, id: string) =>
      shown.routes.flatMap(({ visits }) => visits).filter(({ orderId }) => orderId === id)
    const ready = await plan()
    const [planned] = startOf(ready, check.id)
    expect(planned).toMatchObject({
      startsAt: bath.endsAt,
      why: expect.stringContaining('等前一项做完') as string,
    })

    // The bath has begun a quarter of an hour late: the nurse waits for its end.
    const startedAt = new Date(new Date(bath.startsAt).getTime() + 15 * 60_000)
    const helpers = ready.routes
      .filter(({ visits }) => visits.some(({ orderId }) => orderId === bath.id))
      .map(({ helperId }) => ({ userId: helperId, name: '助浴', isVolunteer: false }))
    await Order.updateOne({ _id: bath.id }, { $set: { state: 'started', startedAt, helpers } })
    const [later] = startOf(await plan(), check.id)
    expect(new Date(later?.startsAt ?? 0).getTime()).toBe(new Date(bath.endsAt).getTime() + 15 * 60_000)

    // Another unit gives the bath: the nurse still does not come before its end.
    const other = await buildProvider({ name: '东区助浴队' })
    await Order.updateOne({ _id: bath.id }, { $set: { unitId: other.id, post: `unit:${other.id}` } })
    expect(startOf(await plan(), check.id)).toMatchObject([{ startsAt: bath.endsAt }])
  })
})

describe('a day that changes after it was laid out', () => {
  const { actOnOrder } = orderContracts
  const read = async (): Promise<DayPlanView> => {
    const { plan: found } = await api(unit.staff).ok(getDayPlan, { params: params() })
    if (!found) throw new Error('no plan')
    return found
  }
  /** The job, once the changes have come to rest. */
  const replan = async (): Promise<DayPlanView> => {
    await moveOutbox(deps)
    deps.clock.advance(3, 'seconds')
    await Promise.all([replanDays(deps), replanDays(deps)])
    return read()
  }
  const helpersOf = (shown: DayPlanView, id: string) =>
    shown.routes
      .filter(({ visits }) => visits.some(({ orderId }) => orderId === id))
      .map(({ helperId }) => helperId)
      .sort()

  it('is out of date, laid out anew by itself once, and keeps what was given out', async () => {
    const old = await book(first)
    const ready = await plan()
    await giveOut(ready.version)
    await moveOutbox(deps)
    // What the plan itself gave out is no news to it.
    expect(await read()).toMatchObject({ version: ready.version, changes: [] })

    const fresh = await book(second)
    await moveOutbox(deps)
    expect(await read()).toMatchObject({
      ...{ version: ready.version, state: 'ready', changes: ['新来的：吴根娣 上门助浴（双人）'] },
      replanAt: expect.any(String) as string,
    })
    await replanDays(deps)
    expect((await read()).version).toBe(ready.version)
    const next = await replan()
    expect(next).toMatchObject({
      ...{
        version: ready.version + 1,
        state: 'ready',
        changes: [],
        taken: ['新来的：吴根娣 上门助浴（双人）'],
      },
      differences: [expect.stringMatching(/^吴根娣 上门助浴（双人）：.+、.+去，1[45]:\d\d$/)],
    })
    expect(helpersOf(next, old.id)).toEqual(helpersOf(ready, old.id))
    expect(helpersOf(next, fresh.id)).toHaveLength(2)
    expect(await replan()).toMatchObject({ version: next.version })

    const body = { action: 'cancel' as const, reason: 'changed' as const, feeFen: fresh.cancel?.feeFen ?? 0 }
    await api(second).ok(actOnOrder, { params: { id: fresh.id }, body })
    expect(await replan()).toMatchObject({
      ...{ version: next.version + 1, taken: ['不用去了：吴根娣 上门助浴（双人）'] },
      differences: ['吴根娣 上门助浴（双人）：不用去了'],
    })

    // The unit closes on that day: nobody else can do it, so the community has it and calls.
    const closed = { params: { id: unit.id }, body: { from: day, to: day, reason: '检修' } }
    await api(unit.staff).ok(closureContracts.addClosure, closed)
    expect(await replan()).toMatchObject({
      taken: ['不用去了：周桂珍 上门助浴（双人）'],
      routes: [],
      left: [],
    })
  })

  it('gives the work of somebody who cannot come to others, and tells the dispatcher what nobody can do', async () => {
    const order = await book(first)
    const ready = await plan()
    // The server that was to give it out died at once: another one goes on, and what cannot be given is named.
    await DayPlan.updateOne(
      { _id: dayPlanId(unit.id, day) },
      {
        $set: {
          applyAt: deps.clock.now(),
          apply: {
            ...{ version: ready.version, byUserId: unit.staff._id, total: 1, done: 0, assigned: 0 },
            refused: [{ orderId: order.id, why: 'care.helper_busy' }],
          },
        },
      },
    )
    await Promise.all([resumeApply(deps), resumeApply(deps)])
    expect((await read()).applied).toMatchObject({
      ...{ isOver: true, done: 1, assigned: 1 },
      refused: [{ personName: '周桂珍', itemName: '上门助浴（双人）' }],
    })
    await moveOutbox(deps)
    const [sick = ''] = helpersOf(ready, order.id)
    const path = { id: unit.id, userId: sick }
    const body = { from: day, to: day }
    const stranger = await buildProvider({ name: '别家助浴队' })
    expectError(await api(stranger.staff).call(addAbsence, { params: path, body }), 'access.denied')
    const other = { id: unit.id, userId: stranger.staff.id }
    expectError(await api(unit.staff).call(addAbsence, { params: other, body }), 'record.not_found')
    const { returned, provider } = await api(unit.staff).ok(addAbsence, { params: path, body })
    expect(returned).toBe(1)
    const next = await replan()
    expect([...next.taken].sort()).toEqual([
      '人员有变化（请假、下班时间、证书或离开）',
      '退回来，要另派人：周桂珍 上门助浴（双人）',
    ])
    expect(helpersOf(next, order.id)).toHaveLength(2)
    expect(helpersOf(next, order.id)).not.toContain(sick)
    const given = { action: 'assign' as const, helperIds: [sick, helpersOf(next, order.id)[0] ?? ''] }
    expectError(
      await api(unit.staff).call(actOnOrder, { params: { id: order.id }, body: given }),
      'care.helper_away',
    )
    const { timeline } = await api(first).ok(getOrder, { params: { id: order.id } })
    expect(timeline.at(-1)?.title).toBe('正在换一位来做')
    expect(await InboxMessage.countDocuments({ userId: unit.staff.id, event: 'dayPlan.troubled' })).toBe(0)

    // One more cannot come: a bath takes two.
    const [alsoAway = ''] = helpersOf(next, order.id)
    await api(unit.staff).ok(addAbsence, { params: { id: unit.id, userId: alsoAway }, body })
    expect(await replan()).toMatchObject({ left: [{ orderId: order.id }], routes: [] })
    await moveOutbox(deps)
    const told = await InboxMessage.find({ event: 'dayPlan.troubled' }).lean()
    expect(told.map(({ userId }) => userId.toString())).toContain(unit.staff.id)
    expect(told[0]?.title).toMatch(/的排班有变化：1 单排不进$/)

    // She comes after all.
    const absence = provider.helpers.find(({ userId }) => userId === sick)?.absences[0]
    const back = { params: { ...path, absenceId: absence?.id ?? '' } }
    await api(unit.staff).ok(removeAbsence, back)
    expect(helpersOf(await replan(), order.id)).toHaveLength(2)
    expectError(await api(unit.staff).call(removeAbsence, back), 'record.not_found')
  })

  it('goes on wherever a server dies while it lays a day out and gives it out, and gives nothing out twice', async () => {
    await buildHelper(unit, ['careWorker'])
    const orders = [await book(first), await book(second)]
    const actor = await readActor(unit.staff.id, 'test', deps.clock.now())
    if (!actor) throw new Error('no actor')
    const later = () => {
      deps.clock.advance(121, 'seconds')
    }
    const die = (updates: number, work: () => Promise<unknown>) => killAfter(updates, work, [DayPlan, Order])
    // Before what was planned is written; then after the day was taken up again.
    expect(
      await die(1, async () => (await startDayPlan(actor, { unitId: unit.id, day }, deps)).background),
    ).toBe(true)
    later()
    expect(await die(1, () => replanDays(deps))).toBe(true)
    later()
    await replanDays(deps)
    const { version } = await read()
    const give = async () => (await startApply(actor, { unitId: unit.id, day, version }, deps)).background
    // Before the first order has its people, before that is counted, before the second one, and before it is over.
    expect(await die(1, give)).toBe(true)
    for (const updates of [2, 1, 3]) {
      later()
      expect(await die(updates, () => resumeApply(deps))).toBe(true)
    }
    later()
    await resumeApply(deps)
    expect((await read()).applied).toMatchObject({ isOver: true, refused: [] })
    for (const { id } of orders) {
      const { helpers, history } = await Order.findOne({ _id: id }).orFail().lean<OrderRecord>()
      expect(helpers).toHaveLength(2)
      expect(history.filter(({ action }) => action === 'assign')).toHaveLength(1)
    }
  })

  it('does not move what has begun, plans nothing into the past, and goes on after a crash', async () => {
    const order = await book(first)
    await plan()
    deps.clock.set(new Date(order.startsAt))
    deps.clock.advance(5, 'minutes')
    const helperIds = (await read()).routes.map(({ helperId }) => helperId)
    await api(unit.staff).ok(actOnOrder, {
      ...{ params: { id: order.id }, body: { action: 'accept', helperIds } },
    })
    const { code } = await api(first).ok(getOrder, { params: { id: order.id } })
    const begin = { action: 'start' as const, code: code ?? '' }
    await api(unit.staff).ok(actOnOrder, { params: { id: order.id }, body: begin })
    const startedAt = deps.clock.now().toISOString()
    deps.clock.advance(3, 'minutes')
    await book(second)
    // The day of the second is another one; what is late for the first one's day comes by hand.
    const fresh = await Order.findOne({ personId: second.personId }).orFail().lean()
    const { day: today, startsAt, endsAt } = await Order.findOne({ _id: order.id }).orFail().lean()
    day = today
    await Order.updateOne({ _id: fresh._id }, { $set: { day, startsAt, endsAt } })
    await moveOutbox(deps)
    deps.clock.advance(16, 'seconds')

    // The process that was to lay it out anew dies: another one goes on when its time is up.
    await claimPlanning(unit.id, day, deps.clock.now())
    await replanDays(deps)
    expect((await read()).state).toBe('planning')
    deps.clock.advance(121, 'seconds')
    await replanDays(deps)
    const next = await read()
    expect(next).toMatchObject({ state: 'ready', changes: [] })
    const visits = next.routes.flatMap((route) => route.visits)
    const begun = visits.filter(({ orderId }) => orderId === order.id)
    expect(begun.map((visit) => visit.startsAt)).toEqual([startedAt, startedAt])
    const late = visits.filter(({ orderId }) => orderId === fresh._id.toString())
    expect(late.every((visit) => new Date(visit.startsAt) >= new Date(startedAt))).toBe(true)
    // Tomorrow it is nobody's business any more.
    await DayPlan.updateOne({ _id: dayPlanId(unit.id, day) }, { $set: { replanAt: deps.clock.now() } })
    deps.clock.advance(1, 'days')
    await replanDays(deps)
    expect(await DayPlan.countDocuments({ replanAt: { $exists: true }, day })).toBe(0)
  })
})

describe('the worker', () => {
  it('plans as the planner does, and tells how far it is', async () => {
    const outfile = path.join(process.cwd(), 'server/dist/test/plan.worker.mjs')
    const entry = path.join(__dirname, 'plan.worker.ts')
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    })
    const sample = makeSampleDay(6, 20)
    const shares: number[] = []
    const planned = await createWorkerPlanner(pathToFileURL(outfile)).plan(sample, {
      rounds: 200,
      onProgress: (share) => shares.push(share),
    })
    expect(planned).toEqual(makePlan(toProblem(sample), { rounds: 200 }))
    expect(shares.length).toBeGreaterThan(0)
    await expect(createWorkerPlanner(pathToFileURL('/nowhere.mjs')).plan(sample, {})).rejects.toThrow()
  })

  it('plans from its source too, where nothing was built', async () => {
    const sample = makeSampleDay(6, 20)
    const planned = await createWorkerPlanner(pathToFileURL(path.join(__dirname, 'plan.worker.ts'))).plan(
      sample,
      { rounds: 20 },
    )
    expect(planned).toEqual(makePlan(toProblem(sample), { rounds: 20 }))
  })
})
