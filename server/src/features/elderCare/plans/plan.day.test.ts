import { closureContracts } from '@linli/shared/elderCare/closure.contract'
import { planContracts, type PlanView } from '@linli/shared/elderCare/plan.contract'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  changeItem,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { FollowUp } from '../followUps/followUp.model'
import { Order, type OrderRecord } from '../orders/order.model'
import { sweepOrders } from '../orders/order.sweep'
import { sweepPlans } from './plan.sweep'

const { api, deps } = startTestApp()
const { createPlan, actOnPlan, getPlan } = planContracts
const everyDay = [0, 1, 2, 3, 4, 5, 6]

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

const begin = (weekdays = everyDay): Promise<PlanView> =>
  api(elder).ok(createPlan, {
    body: { itemCode: 'lunchDelivery', offeringId, from: '10:30', weekdays },
    requestKey: newKey(),
  })

const act = (plan: PlanView, body: object) =>
  api(elder).callLoose(actOnPlan, { params: { id: plan.id }, body, requestKey: newKey() })

const readDay = async (day: string) => Order.find({ day }).lean<OrderRecord[]>()

/** Its kitchen is closed on Wednesday, and the only other one brings lunch from then on. */
async function closeBeside(from: string, to: string): Promise<void> {
  const second = await buildProvider({
    name: '东区食堂',
    licences: ['kitchen'],
    certificates: ['careWorker'],
  })
  const windows = [{ weekdays: everyDay, from, to, capacity: 20 }]
  await buildOffering(second, 'lunchDelivery', { windows, priceFen: 3000 })
  const body = { from: '2026-11-25', to: '2026-11-25', reason: '检修' }
  await api(kitchen.staff).ok(closureContracts.addClosure, { params: { id: kitchen.id }, body })
}

describe('a day of a plan that its kitchen cannot do', () => {
  it('goes to one at about the same time, and the family is told who comes, when and for how much', async () => {
    await closeBeside('11:00', '12:00')
    const plan = await begin([2, 3])
    await sweepOrders(deps)
    await moveOutbox(deps)
    expect(await readDay('2026-11-25')).toMatchObject([{ unitName: '东区食堂', selfPaidFen: 3200 }])
    const told = await InboxMessage.find({ userId: elder.id }).lean()
    expect(told.map(({ title, body }) => [title, body])).toEqual([
      [
        '长期预约的午餐送上门，临江食堂这一天做不了，改由东区食堂来做',
        '后天 11:00–12:00，自己付 32 元。这一天不要，请打开取消，明天 15:00 前不收费。',
      ],
    ])
    const { days } = await api(elder).ok(getPlan, { params: { id: plan.id } })
    const note = days.find(({ day }) => day === '2026-11-25')?.note
    expect(note).toBe('东区食堂，11:00–12:00，自己付 32 元')
    expect(await FollowUp.countDocuments()).toBe(0)
  })

  it('is called about where all others come at another time', async () => {
    await closeBeside('17:00', '18:00')
    await begin([2, 3])
    await sweepOrders(deps)
    await moveOutbox(deps)
    expect(await readDay('2026-11-25')).toEqual([])
    expect((await FollowUp.find().lean()).map(({ kind, day }) => [kind, day])).toEqual([
      ['unplaced', '2026-11-25'],
    ])
  })
})

it('a plan that is resumed or changed after the cut-off has nobody called about the days that are too late', async () => {
  const plan = await begin([1])
  await act(plan, { action: 'pause' })
  deps.clock.set('2026-11-26T09:00:00.000Z') // Thursday, 17:00: Friday's lunch was to be ordered by 15:00
  await act(plan, { action: 'resume' })
  await act(plan, { action: 'change', weekdays: everyDay, skipsHolidays: false })
  await act(plan, { action: 'skip', day: '2026-11-27' })
  const { body } = await act(plan, { action: 'unskip', day: '2026-11-27' })
  expect((body as PlanView).days.slice(0, 3).map(({ state }) => state)).toEqual([
    'closed',
    'closed',
    'ordered',
  ])
  expect(await FollowUp.countDocuments()).toBe(0)
})

it('a plan of what wants ten days’ notice is laid out as far ahead as that, and nobody is called about it', async () => {
  await changeItem('lunchDelivery', { lead: { kind: 'hours', hours: 240 } })
  const plan = await begin()
  const last = '2026-12-05'
  for (let i = 0; i < 2; i += 1) {
    deps.clock.advance(1, 'days')
    await sweepPlans(deps)
  }
  const days = (await Order.find().sort({ day: 1 }).lean<OrderRecord[]>()).map(({ day }) => day)
  expect(days).toEqual(['2026-12-03', '2026-12-04', last, '2026-12-06'])
  expect(await FollowUp.countDocuments()).toBe(0)
  const shown = await api(elder).ok(getPlan, { params: { id: plan.id } })
  expect(shown.days.find(({ day }) => day === last)).toMatchObject({ state: 'ordered' })
})
