import { unitContracts } from '@linli/shared/areas/unit.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { Types } from 'mongoose'
import { runJobOnce } from '../../../jobs'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  endRole,
} from '../../../test/elderCare.factory'
import type { TestElder, TestProvider } from '../../../test/elderCare.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { buildSecretary, buildStreetOfficer, type TestUser } from '../../../test/users.factory'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { Membership } from '../../users/membership.model'
import { FollowUp } from '../followUps/followUp.model'
import { Order, type OrderRecord } from './order.model'
import { sweepOrders } from './order.sweep'

const { api, deps } = startTestApp()

const tomorrow = '2026-11-24'
/** Half an hour before tomorrow’s lunch leaves. */
const soon = '2026-11-24T02:00:00.000Z'

let elder: TestElder
let kitchen: TestProvider
let officer: TestUser
let offeringId: string

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z') // Monday, 10:00 in Shanghai
  await buildCatalogue(deps)
  elder = await buildElder(deps)
  kitchen = await buildProvider({ name: '临江食堂', licences: ['kitchen'], certificates: ['careWorker'] })
  officer = await buildStreetOfficer()
  offeringId = await buildOffering(kitchen, 'lunchDelivery')
})

/** A lunch for tomorrow, ordered in advance; `isOut`: its kitchen has it. */
async function orderLunch(isOut: boolean): Promise<void> {
  const body = { itemCode: 'lunchDelivery', offeringId, from: '10:30', weekdays: [2] }
  await api(elder).ok(planContracts.createPlan, { body, requestKey: newKey() })
  if (isOut) await sweepOrders(deps)
  else await Order.updateMany({}, { $set: { state: 'placed' }, $unset: { checkAt: 1 } })
}

const readLunch = () => Order.findOne({ day: tomorrow }).orFail().lean<OrderRecord>()

const turn = (isOpen: boolean) =>
  api(officer).ok(unitContracts.updateUnit, { params: { id: kitchen.id }, body: { isOpen } })

async function look(): Promise<void> {
  deps.clock.advance(3, 'minutes')
  await runJobOnce('followUnableUnits', deps)
  await moveOutbox(deps)
}

async function shut(): Promise<void> {
  await turn(false)
  await look()
}

/** The desk writes what came of every call that is open. */
const endAll = () => FollowUp.updateMany({}, { $set: { isOpen: false } })

/** Of each call whether it is open still, the first one first. */
const calls = async () =>
  (
    await FollowUp.find({ orderId: (await readLunch())._id })
      .sort({ createdAt: 1 })
      .lean()
  ).map(({ isOpen }) => isOpen)

describe('a kitchen that the street shuts, opens and shuts again, with no other to cook', () => {
  it.each([
    ['shortly before a meal', true, soon],
    ['before the meal was given out', false, '2026-11-23T02:00:00.000Z'],
  ])('%s has one call for each time', async (_, isOut, at) => {
    await orderLunch(isOut)
    deps.clock.set(at)
    await shut()
    await endAll()
    // Pressed once more while it is shut, and looked at once more: it is the same time.
    await shut()
    expect(await calls()).toEqual([false])
    await turn(true)
    await shut()
    expect(await calls()).toEqual([false, true])
    await endAll()
    await look()
    expect(await calls()).toEqual([false, false])
  })

  it.each([
    ['shortly before a meal', true, soon],
    ['before the meal was given out', false, '2026-11-23T02:00:00.000Z'],
  ])('%s and before the desk has called, has one call for all of it', async (_, isOut, at) => {
    await orderLunch(isOut)
    deps.clock.set(at)
    await shut()
    await turn(true)
    await shut()
    expect(await calls()).toEqual([true])
    await endAll()
    await look()
    expect(await calls()).toEqual([false])
    await turn(true)
    await shut()
    expect(await calls()).toEqual([false, true])
  })

  it('and the desk gave it the meal again, has one call at a time', async () => {
    const desk = await buildSecretary()
    const giveAgain = async () => {
      await turn(true)
      const { _id, startsAt } = await readLunch()
      const body = { action: 'move' as const, offeringId, startsAt: startsAt.toISOString() }
      await api(desk).ok(orderContracts.actOnOrder, { params: { id: _id.toString() }, body })
    }
    await orderLunch(true)
    await shut()
    expect(await readLunch()).toMatchObject({ post: (await readLunch()).desk })
    expect(await calls()).toEqual([true])
    await giveAgain()
    await shut()
    expect(await calls()).toEqual([true])
    await endAll()
    await giveAgain()
    await shut()
    expect(await calls()).toEqual([false, true])
  })

  it('has its call made sooner once the meal is near', async () => {
    await buildSecretary()
    await orderLunch(false)
    deps.clock.set('2026-11-24T01:20:00.000Z')
    await shut()
    deps.clock.set(soon)
    await look()
    const dueAt = new Date('2026-11-24T02:18:00.000Z')
    const rows = await FollowUp.find().lean()
    expect(rows).toMatchObject([{ kind: 'unitStopped', isOpen: true, dueAt, checkAt: dueAt }])
    const told = await InboxMessage.find({ event: 'careFollowUp.opened' }, { title: 1 }).lean()
    expect(told.map(({ title }) => title)).toContain('养老服务：服务单位刚停了，这一单快到时间')
  })
})

it('calls nobody about a meal whose hour is over when its kitchen is shut in the evening', async () => {
  await orderLunch(true)
  deps.clock.set((await readLunch()).endsAt)
  deps.clock.advance(5, 'hours')
  await shut()
  expect(await calls()).toEqual([])
})

it('has one call for each time the only one who may do it leaves', async () => {
  const leave = async () => {
    await endRole(kitchen.staff, deps)
    await look()
  }
  await orderLunch(true)
  deps.clock.set(soon)
  const before = { userId: kitchen.staff._id }
  const { _id, ...role } = await Membership.findOne(before).orFail().lean()
  await leave()
  await endAll()
  await look()
  expect(await calls()).toEqual([false])
  await Membership.collection.updateOne({ _id }, { $set: { userId: new Types.ObjectId() } })
  await Membership.create({ ...role, activeKey: 'again' })
  await leave()
  expect(await calls()).toEqual([false, true])
})
