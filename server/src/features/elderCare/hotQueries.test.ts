import { kitchenContracts } from '@linli/shared/elderCare/kitchen.contract'
import { monthBillContracts } from '@linli/shared/elderCare/monthBill.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { Types } from 'mongoose'
import { runJobOnce } from '../../jobs'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  endRole,
} from '../../test/elderCare.factory'
import { listScans } from '../../test/listScans'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { buildSecretary, buildStreetOfficer, testAreas } from '../../test/users.factory'
import { readDayProblem } from '../dispatch/dayPlan.problem'
import { moveOutbox } from '../messages/outbox.mover'
import { followPersonChange } from '../register/person.hooks'
import { Order, type OrderRecord } from './order.model'
import { sweepOrders } from './order.sweep'
import { mergeUsual, noteUsual, readUsual } from './usual.service'

const { api, deps } = startTestApp()

/** What grows with every day that a district has elder care. */
const growing = [
  'careorders',
  'careplans',
  'careslots',
  'carefollowups',
  'careusuals',
  'carehelperdays',
  'dayplans',
  'caremonthreceipts',
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
    const scans = await listScans(growing, async () => {
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
    })
    expect(scans).toEqual([])
    expect(await Order.countDocuments()).toBe(7)
    // Otherwise nothing would show that it finds one.
    expect(await listScans(growing, () => Order.findOne({ note: 'x' }).lean())).toEqual(['careorders {note}'])
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
})
