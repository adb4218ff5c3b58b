import { isOrderOpen, orderStates, type OrderState } from '@linli/shared/elderCare/order.state'
import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { addDays } from '@linli/shared/time'
import type { Role } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import { makeCareOrders, openCareScene, type CareScene } from '../../../test/careOrders.factory'
import { buildHelper, buildOffering } from '../../../test/elderCare.factory'
import { newKey } from '../../../test/needs.factory'
import { listAllReads, walkReads } from '../../../test/readWalk'
import { startTestApp } from '../../../test/testApp'
import { testAreas, type TestUser } from '../../../test/users.factory'
import { Order, type OrderRecord } from './order.model'

const app = startTestApp()
const { api } = app
const { act, bookFirst, findFirst } = makeCareOrders(app)

const day = 24 * 60 * 60 * 1000

let scene: CareScene
let helper: TestUser

/** An order in every state on its day, and in one state on each day of its plan, as they lie in the database later. */
async function copyToEveryState({ id }: { id: string }): Promise<void> {
  const order = await Order.findById(id).orFail().lean<OrderRecord>()
  const copy = (state: OrderState, days: number) => {
    const [startsAt, endsAt] = [order.startsAt, order.endsAt].map((at) => new Date(at.getTime() + days * day))
    const moved = { startsAt, endsAt, day: addDays(order.day, days), state, open: isOrderOpen(state) }
    return { ...order, ...moved, _id: new Types.ObjectId(), requestKey: newKey() }
  }
  const ended = orderStates.toReversed()
  await Order.collection.insertMany([
    ...orderStates.map((state) => copy(state, 0)),
    ...ended.map((state, i) => copy(state, i + 1)),
  ])
}

beforeEach(async () => {
  scene = await openCareScene(app, { licences: ['kitchen'] })
  const { unit, elder } = scene
  helper = await buildHelper(unit, ['careWorker'])
  for (const code of ['lunchDelivery', 'haircut']) {
    await buildOffering(unit, code)
    const order = await bookFirst(elder, code)
    const action = order.state === 'accepted' ? 'assign' : 'accept'
    await act(unit.staff, order, { action, helperIds: [helper.id] })
    await copyToEveryState(order)
  }
})

/** A plan of lunches, beside which the copies lie. */
async function beginPlan(): Promise<string> {
  const { itemCode, offeringId } = await findFirst(scene.elder, 'lunchDelivery')
  const body = { itemCode, offeringId, from: '10:30', weekdays: [0, 1, 2, 3, 4, 5, 6] }
  const { id } = await api(scene.elder).ok(planContracts.createPlan, { body, requestKey: newKey() })
  return id
}

it('every list and page can be read, whatever has become of the orders in it', async () => {
  const { elder, secretary, unit } = scene
  const [order] = await Order.find().lean<OrderRecord[]>()
  const target = {
    ...{ personId: elder.personId, name: '周桂珍', unitId: unit.id, day: order?.day ?? '' },
    ids: [
      ['/api/elder-care/orders', order?._id.toString() ?? ''],
      ['/api/elder-care/plans', await beginPlan()],
    ] as const,
  }
  const broken: string[] = []
  const answered = new Set<string>()
  const walk = (who: string, user: TestUser, roles: Role[], post = `triage:${testAreas.community}`) =>
    walkReads(app, listAllReads({ ...target, post }), { user, roles }, (key, { status }) => {
      if (status >= 500) broken.push(`${who}: ${key}`)
      if (status === 200) answered.add(`${who}: ${key}`)
    })
  await walk('elder', elder, [])
  await walk('desk', secretary, ['secretary'])
  await walk('unit', unit.staff, ['unitStaff'], `unit:${unit.id}`)
  await walk('helper', helper, ['unitStaff'], `unit:${unit.id}`)
  expect(broken).toEqual([])
  const lists = ['elder: listOwnOrders', 'elder: getPlan', 'desk: listOrderQueue', 'unit: listOrderQueue']
  expect([...answered]).toEqual(expect.arrayContaining(lists))
})
