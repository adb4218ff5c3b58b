import { placeOf } from '@linli/shared/areas/areas'
import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import { kitchenContracts } from '@linli/shared/elderCare/kitchen.contract'
import { monthBillContracts } from '@linli/shared/elderCare/monthBill.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { listChanges } from '@linli/shared/messages/message.contract'
import { Types } from 'mongoose'
import { runJobOnce } from '../../jobs'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  endRole,
} from '../../test/elderCare.factory'
import { countReads } from '../../test/countReads'
import { listScans } from '../../test/listScans'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { buildSecretary, buildStreetOfficer, testAreas } from '../../test/users.factory'
import { readDayProblem } from '../dispatch/dayPlan.problem'
import { moveOutbox } from '../messages/outbox.mover'
import { followPersonChange } from '../register/person.hooks'
import { openFollowUp } from './followUps/followUp.service'
import { Order, type OrderRecord } from './orders/order.model'
import { sweepOrders } from './orders/order.sweep'
import { mergeUsual, noteUsual, readUsual } from './orders/usual.service'

const { api, deps } = startTestApp()

/** What grows with every day that a district has elder care. */
const growing = [
  'careorders',
  'careplans',
  'careslots',
  'carefollowups',
  'careusuals',
  'carehelperdays',
  'careclientdays',
  'dayplans',
  'caremonthreceipts',
]

/** A day of one unit or one helper, and what somebody still has to see to: sorted by hand, for there is little of it. */
const small = [
  'careorders {unitId day} by startsAt _id',
  'careorders {unitId day} by startsAt building _id',
  'careorders {helpers.userId day} by startsAt _id',
  'careorders {unitId state} by startsAt _id',
  'careorders {desk state} by startsAt _id',
  'careorders {desk state isCallDue} by startsAt _id',
  'careorders {escalatedTo state} by startsAt _id',
  // A volunteer's own.
  'careorders {post state} by startsAt _id',
  'careorders {post payment.state state} by startsAt _id',
]

describe('what is asked every second, every night or at every press', () => {
  it('is found by an index, however many orders there ever were', async () => {
    deps.clock.set('2026-11-23T02:00:00.000Z')
    await buildCatalogue(deps)
    const elder = await buildElder(deps)
    const secretary = await buildSecretary()
    const officer = await buildStreetOfficer()
    const kitchen = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
    const offeringId = await buildOffering(kitchen, 'lunchDelivery')
    const [community, street, unit] = [
      `triage:${testAreas.community}`,
      `triage:${testAreas.street}`,
      `unit:${kitchen.id}`,
    ]
    const work = async () => {
      const weekdays = [0, 1, 2, 3, 4, 5, 6]
      const body = { itemCode: 'lunchDelivery', offeringId, from: '10:30', weekdays }
      const plan = await api(elder).ok(planContracts.createPlan, { body, requestKey: newKey() })
      await sweepOrders(deps)
      await moveOutbox(deps)
      const skip = { action: 'skip' as const, day: '2026-11-25' }
      const target = { params: { id: plan.id }, requestKey: newKey() }
      await api(elder).ok(planContracts.actOnPlan, { ...target, body: skip })
      for (const isOpen of ['true', 'false'])
        await api(elder).ok(orderContracts.listOwnOrders, { query: { isOpen } })
      const { cursor } = await api(elder).ok(listChanges)
      await api(elder).ok(listChanges, { query: { since: cursor } })
      await api(elder).ok(orderContracts.getProposal, { params: { code: 'lunchDelivery' } })
      for (const [user, post] of [
        [kitchen.staff, unit],
        [kitchen.staff, `volunteer:${kitchen.staff.id}`],
        [secretary, community],
        [officer, street],
      ] as const)
        for (const scope of ['day', 'waiting', 'money'] as const)
          await api(user).ok(orderContracts.listOrderQueue, { query: { post, scope } })
      for (const [user, post] of [
        [kitchen.staff, unit],
        [secretary, community],
      ] as const)
        for (const isReceived of ['true', 'false'])
          await api(user).ok(monthBillContracts.listMonthBills, {
            query: { post, month: '2026-11', isReceived },
          })
      await api(elder).ok(monthBillContracts.getMonthBill)
      const list = { params: { id: kitchen.id }, query: { day: '2026-11-24' } }
      await api(kitchen.staff).ok(kitchenContracts.getKitchenList, list)
      await readDayProblem(kitchen.id, '2026-11-24', deps.clock.now())
      for (const job of [
        'layOutCarePlans',
        'lookAtUnitsAnew',
        'followUnableUnits',
        'replanDays',
        'finishAbsences',
        'escalateCareFollowUps',
        'remindOfMonthBills',
      ])
        await runJobOnce(job, deps)
      await followPersonChange(elder.personId, 'hospital', deps)
      await mergeUsual(new Types.ObjectId(), kitchen.staff._id)
      await endRole(kitchen.staff, deps)
    }
    expect(await listScans(growing, work, small)).toEqual([])
    // A desk's calls are read in as many questions as one of them.
    const calls = () =>
      countReads(() => api(secretary).ok(followUpContracts.listFollowUps, { query: { post: community } }))
    const call = (n: number) =>
      openFollowUp(
        {
          ...{ key: `call ${n}`, kind: 'callDue', personId: new Types.ObjectId(elder.personId) },
          ...{ place: placeOf(testAreas.community), itemName: '洗澡', day: '2026-11-24' },
        },
        deps,
      )
    await call(0)
    const few = await calls()
    for (let n = 1; n < 12; n += 1) await call(n)
    expect(await calls()).toBe(few)
    expect(await Order.countDocuments()).toBe(7)
    // Otherwise nothing would show that it finds one.
    const slow = [{ placedBy: 'x' }, { personId: elder.personId }]
    const look = () => Promise.all(slow.map((filter) => Order.find(filter).sort({ startsAt: -1 }).lean()))
    expect(await listScans(growing, look)).toEqual([
      ...['careorders {placedBy} by startsAt', 'careorders {personId} by startsAt'],
    ])
    const order = await Order.findOne().orFail().lean<OrderRecord>()
    const came = (at: string) => ({
      ...{ ...order, finishedAt: new Date(at) },
      helpers: [{ userId: new Types.ObjectId(), name: at, isVolunteer: false }],
    })
    // Whoever came last is the usual one, in whichever order it becomes known.
    const last = came('2026-11-22T03:00:00.000Z')
    for (const each of [came('2026-11-21T03:00:00.000Z'), last, came('2026-11-20T03:00:00.000Z'), last])
      await noteUsual(each)
    expect((await readUsual([order]))(order)).toBe(last.helpers[0]?.userId.toString())
  })

  it('finds the usual unit and who came behind a hundred meals', async () => {
    deps.clock.set('2026-11-23T02:00:00.000Z')
    await buildCatalogue(deps)
    const elder = await buildElder(deps)
    const paper = { kind: 'provider' as const, certificates: ['careWorker' as const] }
    const units = [
      await buildProvider({ name: '甲', ...paper }),
      await buildProvider({ name: '乙', ...paper }),
    ]
    const offers = new Map<string, string>()
    for (const unit of units) offers.set(unit.name, await buildOffering(unit, 'siteBath'))
    const propose = () => api(elder).ok(orderContracts.getProposal, { params: { code: 'siteBath' } })
    const { proposal } = await propose()
    expect(proposal).toMatchObject({ isUsual: false })
    const usual = units.find(({ name }) => name !== proposal?.unitName)
    if (!usual) throw new Error('one unit')
    const offeringId = offers.get(usual.name) ?? ''
    const book = async (startsAt: string) => {
      const body = { itemCode: 'siteBath', offeringId, startsAt }
      return (await api(elder).ok(orderContracts.placeOrder, { body, requestKey: newKey() })).id
    }
    const first = await book('2026-11-24T02:30:00.000Z')
    const { staff } = usual
    const helpers = [{ userId: staff._id, name: '小李', isVolunteer: false }]
    const past = { startsAt: new Date('2026-09-01T02:30:00.000Z'), day: '2026-09-01' }
    await Order.updateOne({ _id: first }, { $set: { ...past, state: 'settled', open: false, helpers } })
    const bath = await Order.findOne({ _id: first }).orFail().lean<OrderRecord>()
    const meals = Array.from({ length: 100 }, (_, n) => ({
      ...{ ...bath, _id: new Types.ObjectId(), requestKey: `meal ${n}`, unitId: new Types.ObjectId() },
      ...{ item: { ...bath.item, code: 'lunchDelivery', careClass: 'meal' as const }, helpers: [] },
      ...{ startsAt: new Date(Date.UTC(2026, 8, 2 + n, 3)), open: n > 82, outbox: [], hasOutbox: false },
    }))
    await Order.collection.insertMany(meals)
    expect((await propose()).proposal).toMatchObject({ unitName: usual.name, isUsual: true })
    const id = await book('2026-11-25T02:30:00.000Z')
    deps.clock.advance(10, 'seconds')
    await sweepOrders(deps)
    const { items } = await api(staff).ok(orderContracts.listOrderHelpers, { params: { id } })
    expect(items).toMatchObject([{ userId: staff.id, isFamiliar: true }])
  })
})
