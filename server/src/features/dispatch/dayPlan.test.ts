import { pathToFileURL } from 'node:url'
import path from 'node:path'
import { dayPlanContracts, type DayPlanView } from '@linli/shared/dispatch/dayPlan.contract'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { build } from 'esbuild'
import { expectError } from '../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildHelper,
  buildOffering,
  buildProvider,
  type TestElder,
  type TestProvider,
} from '../../test/elderCare.factory'
import { newKey } from '../../test/needs.factory'
import { buildApprovedVolunteer } from '../../test/volunteers.factory'
import { startTestApp } from '../../test/testApp'
import { buildSecretary, type TestUser } from '../../test/users.factory'
import { readActor } from '../users/actor.service'
import { Order } from '../elderCare/order.model'
import { Helper } from '../elderCare/provider.model'
import { sweepOrders } from '../elderCare/order.sweep'
import { DayPlan, dayPlanId } from './dayPlan.model'
import { startDayPlan } from './dayPlan.service'
import { makePlan } from './plan'
import { makeSampleProblem } from './plan.sample'
import { createWorkerPlanner } from './workerPlanner'

const app = startTestApp()
const { api, deps } = app
const { getDayPlan, makeDayPlan, applyDayPlan } = dayPlanContracts
const { getProposal, placeOrder, getOrder } = orderContracts

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

async function book(elder: TestElder, itemCode = 'homeBath'): Promise<OrderView> {
  const { proposal } = await api(elder).ok(getProposal, { params: { code: itemCode } })
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

async function plan(user: TestUser = unit.staff): Promise<DayPlanView> {
  await api(user).ok(makeDayPlan, { params: params() })
  for (let i = 0; i < 100; i += 1) {
    const { plan: found } = await api(user).ok(getDayPlan, { params: params() })
    if (found && found.state !== 'planning') return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('not planned in time')
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

    const body = { version: ready.version }
    const applied = await api(unit.staff).ok(applyDayPlan, { params: params(), body })
    expect(applied).toMatchObject({ assigned: 1, refused: [], plan: { openOrders: 0 } })
    const given = await Order.findOne({ _id: order.id }).lean()
    expect(given?.helpers.map(({ userId }) => userId.toString()).sort()).toEqual(
      ready.routes.map(({ helperId }) => helperId).sort(),
    )
    // Pressed again it gives nothing out twice.
    expect(await api(unit.staff).ok(applyDayPlan, { params: params(), body })).toMatchObject({ assigned: 0 })
    expect(given?.history.filter(({ action }) => action === 'assign')).toHaveLength(1)
  })

  it('keeps who was given an order when it plans again, and names what it has no people for', async () => {
    const old = await book(first)
    const ready = await plan()
    await api(unit.staff).ok(applyDayPlan, { params: params(), body: { version: ready.version } })
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
    const body = { version: ready.version }
    expect(await api(unit.staff).ok(applyDayPlan, { params: params(), body })).toMatchObject({ assigned: 1 })
    expect((await plan()).routes[0]?.visits[0]).toMatchObject({ isSettled: true, why: '已经定了，不改动' })
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
    const problem = makeSampleProblem(6, 20)
    const shares: number[] = []
    const planned = await createWorkerPlanner(pathToFileURL(outfile)).plan(problem, {
      rounds: 200,
      onProgress: (share) => shares.push(share),
    })
    expect(planned).toEqual(makePlan(problem, { rounds: 200 }))
    expect(shares.length).toBeGreaterThan(0)
    await expect(createWorkerPlanner(pathToFileURL('/nowhere.mjs')).plan(problem, {})).rejects.toThrow()
  })
})
