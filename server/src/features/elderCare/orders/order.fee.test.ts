import type { OrderView } from '@linli/shared/elderCare/order.contract'
import { expectError } from '../../../test/apiClient'
import { makeCareOrders, openCareScene } from '../../../test/careOrders.factory'
import {
  buildOffering,
  buildProvider,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { startTestApp } from '../../../test/testApp'
import type { TestUser } from '../../../test/users.factory'
import { moveOutbox } from '../../messages/outbox.mover'
import { FollowUp } from '../followUps/followUp.model'
import { Order, type OrderRecord } from './order.model'
import { relocateOrder } from './order.relocate'

const app = startTestApp()
const { deps } = app
const { act, bookFirst, look, press, sweep } = makeCareOrders(app)

let elder: TestElder
let unit: TestProvider
let secretary: TestUser

const windows = [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:00', capacity: 2 }]

beforeEach(async () => {
  ;({ elder, secretary, unit } = await openCareScene(app, { name: '临江助浴队' }))
})

async function bookBath(code: 'bedBath' | 'siteBath' = 'bedBath'): Promise<OrderView> {
  await buildOffering(unit, code, { windows })
  const order = await bookFirst(elder, code)
  await act(unit.staff, order, { action: 'accept' })
  deps.clock.set(order.startsAt)
  return look(elder, order)
}

const cancelFree = (user: TestUser, order: OrderView): Promise<OrderView> =>
  act(user, order, { action: 'cancel', reason: 'changed', feeFen: 0 })

const free = { feeFen: 0, state: 'cancelled', stateText: '已取消，不收费', payableFen: 0 }

async function expectFree(user: TestUser, order: OrderView, text: string): Promise<void> {
  expect((await look(elder, order)).cancel).toEqual({ feeFen: 0, text })
  const { feeFen, ...shown } = free
  expect(await cancelFree(user, order)).toMatchObject(shown)
  expect(await Order.findOne().lean()).toMatchObject({ feeFen, payment: { state: 'none' } })
}

const byUnit = '服务单位没有按约好的来，现在取消不收费。'

it('asks nothing while a door is shut and nobody knows how she is, and the rule again once she is well', async () => {
  const order = await bookBath()
  expect(order.cancel).toMatchObject({ feeFen: 2400 })
  await act(unit.staff, order, { action: 'noAnswer' })
  const text = '还没有联系上，现在取消不收费。'
  expect((await look(elder, order)).cancel).toEqual({ feeFen: 0, text })
  await act(secretary, order, { action: 'reportSafe', text: '在女儿家，平安' })
  expect((await look(elder, order)).cancel).toMatchObject({ feeFen: 2400 })
  deps.clock.advance(1, 'minutes')
  await act(unit.staff, order, { action: 'noAnswer' })
  await expectFree(secretary, order, text)
})

describe('what the unit does not keep to costs her nothing', () => {
  it('while it lies at the desk that looks for another', async () => {
    const kitchen = await buildProvider({
      name: '临江食堂',
      licences: ['kitchen'],
      certificates: ['careWorker'],
    })
    await buildOffering(kitchen, 'lunchDelivery')
    const order = await bookFirst(elder, 'lunchDelivery')
    deps.clock.set('2026-11-23T12:00:00.000Z')
    expect((await look(elder, order)).cancel).toMatchObject({ feeFen: 1700 })
    await act(kitchen.staff, order, { action: 'return', reason: 'closed' })
    await moveOutbox(deps)
    await expectFree(elder, order, byUnit)
  })

  it('once whoever set out has given it back, until somebody takes it', async () => {
    const order = await bookBath()
    await act(unit.staff, order, { action: 'depart' })
    await act(unit.staff, order, { action: 'return', reason: 'sick' })
    expect((await look(elder, order)).cancel).toEqual({ feeFen: 0, text: byUnit })
    await act(unit.staff, order, { action: 'accept' })
    expect((await look(elder, order)).cancel).toMatchObject({ feeFen: 2400 })
  })

  it('once it is late', async () => {
    const order = await bookBath()
    deps.clock.advance(21, 'minutes')
    await sweep()
    await expectFree(elder, order, byUnit)
  })

  it('nor where she was not in when they came late', async () => {
    const order = await bookBath()
    deps.clock.advance(21, 'minutes')
    await sweep()
    await act(unit.staff, order, { action: 'noAnswer' })
    await act(secretary, order, { action: 'reportSafe', text: '等不到人，出门了' })
    expect(await act(secretary, order, { action: 'noShow', text: '打通电话' })).toMatchObject({
      stateText: '人没有在，不收费',
    })
  })

  it('but the rule holds where they stood at her door in time, and nobody is told that they are late', async () => {
    const order = await bookBath()
    await act(unit.staff, order, { action: 'noAnswer' })
    deps.clock.advance(21, 'minutes')
    await sweep()
    expect(await Order.findOne().lean()).toMatchObject({ isLate: false })
    expect((await FollowUp.find().lean()).map(({ kind }) => kind)).toEqual(['noAnswer'])
    await act(secretary, order, { action: 'reportSafe', text: '忘了，在公园' })
    expect(await act(secretary, order, { action: 'noShow', text: '打通电话' })).toMatchObject({
      stateText: '人没有在，要付 24 元',
    })
  })

  it.each([
    ['hours before it', -6, false],
    ['on the day from which it was moved', 0, true],
  ])('nor where they are late and somebody was at her door %s', async (_, hours, isMoved) => {
    const order = await bookBath()
    deps.clock.advance(hours, 'hours')
    await act(unit.staff, order, { action: 'noAnswer' })
    await act(secretary, order, { action: 'reportSafe', text: '在女儿家，平安' })
    const { offeringId, startsAt } = await Order.findOne().orFail().lean<OrderRecord>()
    const agreed = new Date(startsAt.getTime() + (isMoved ? 24 * 60 * 60_000 : 0))
    if (isMoved) {
      const to = { offeringId: offeringId.toString(), startsAt: agreed.toISOString() }
      await act(secretary, order, { action: 'move', ...to })
      await act(unit.staff, order, { action: 'accept' })
    }
    deps.clock.set(agreed)
    const absent = { action: 'noShow' as const, text: '打通电话' }
    expectError(await press(secretary, order, absent), 'care.not_safe_yet')
    deps.clock.advance(21, 'minutes')
    await sweep()
    expect(await Order.findOne().lean()).toMatchObject({ isLate: true })
    await expectFree(elder, order, byUnit)
  })

  it('and where she was to come, late is she', async () => {
    const order = await bookBath('siteBath')
    deps.clock.advance(21, 'minutes')
    await sweep()
    expect((await look(elder, order)).cancel).toMatchObject({ feeFen: 1800 })
  })

  it('nor once another unit has it that she was not asked about', async () => {
    const order = await bookBath()
    const other = await buildProvider({ name: '钟楼助浴队', certificates: ['careWorker'] })
    await buildOffering(other, 'bedBath', { windows })
    deps.clock.set(order.startsAt)
    deps.clock.advance(-2, 'hours')
    const record = await Order.findOne().orFail().lean<OrderRecord>()
    expect(await relocateOrder(record, '来不了', deps)).toBeDefined()
    await act(other.staff, order, { action: 'accept' })
    await expectFree(elder, order, '换过服务单位，现在取消不收费。')
  })

  it('but by the rule once the desk has asked her', async () => {
    const order = await bookBath()
    const other = await buildProvider({ name: '钟楼助浴队', certificates: ['careWorker'] })
    const offeringId = await buildOffering(other, 'bedBath', { windows })
    deps.clock.set(order.startsAt)
    deps.clock.advance(-2, 'hours')
    await act(unit.staff, order, { action: 'return', reason: 'sick' })
    await act(secretary, order, { action: 'move', offeringId, startsAt: order.startsAt, text: '长者说好' })
    expect((await look(elder, order)).cancel).toMatchObject({ feeFen: 2400 })
  })
})
