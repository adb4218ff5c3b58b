import { carrierRouteContracts } from '@linli/shared/dispatch/carrierRoute.contract'
import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { Types } from 'mongoose'
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
import { startTestApp } from '../../test/testApp'
import { buildSecretary, testAreas, type TestUser } from '../../test/users.factory'
import { FoodMeal } from '../elderCare/kitchen/foodMeal.model'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { sweepOrders } from '../elderCare/orders/order.sweep'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Home } from '../register/home.model'
import { DayPlan, dayPlanId } from './dayPlan.model'

const { api, deps } = startTestApp()
const { getCarrierRoute } = carrierRouteContracts
const { getProposal, placeOrder, getOrder, actOnOrder } = orderContracts
const day = '2026-11-24'

let kitchen: TestProvider
let carrier: TestUser
let elders: TestElder[]
let orders: OrderView[]

async function book(elder: TestElder, room: string): Promise<OrderView> {
  const { proposal } = await api(elder).ok(getProposal, { params: { code: 'lunchDelivery' } })
  const { offeringId = '', startsAt = '' } = proposal ?? {}
  const body = { itemCode: 'lunchDelivery', offeringId, startsAt }
  const order = await api(elder).ok(placeOrder, { body, requestKey: newKey() })
  const place = { ...testAreas, building: testAreas.building }
  const { district, street, community, grid, building } = place
  const home = await Home.create({
    ...{ district, street, community, grid, building },
    ...{ room, label: `1号楼 ${room}室` },
  })
  await Order.updateOne({ _id: order.id }, { $set: { homeId: home._id } })
  return order
}

/** Three lunches in one house, on the day before and then at half past ten of the day. */
beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  kitchen = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
  carrier = await buildHelper(kitchen, ['careWorker'])
  await buildOffering(kitchen, 'lunchDelivery')
  elders = []
  orders = []
  for (const [name, room] of [
    ['周桂珍', '1101'],
    ['李阿婆', '302'],
    ['吴根娣', '502'],
  ] as const) {
    const elder = await buildElder(deps, { name })
    elders.push(elder)
    orders.push(await book(elder, room))
  }
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  await sweepOrders(deps)
  deps.clock.set('2026-11-24T02:30:00.000Z')
})

const readRoute = async (user: TestUser = carrier) =>
  (await api(user).ok(getCarrierRoute, { query: { day } })).stops
const idOf = (index: number) => orders[index]?.id ?? ''
const codeOf = async (index: number) =>
  (await api(elders[index] ?? carrier).ok(getOrder, { params: { id: idOf(index) } })).code ?? ''
const press = (index: number, body: OrderActionInput, user: TestUser = carrier, requestKey = newKey()) =>
  api(user).call(actOnOrder, { params: { id: idOf(index) }, body, requestKey })
const readRecord = async (index: number) => Order.findOne({ _id: idOf(index) }).lean<OrderRecord>()
const record = { outcome: 'done', hasMet: true } as const

describe('a carrier’s round', () => {
  it('goes from floor to floor, shows what is on the box, and follows the plan where there is one', async () => {
    const stops = await readRoute()
    expect(stops.map(({ name }) => name)).toEqual(['李阿婆', '吴根娣', '周桂珍'])
    expect(stops[0]).toMatchObject({ leaveByText: '10:15 前出发', eatByText: '12:15 前吃完', isMine: false })
    expect(stops[0]?.address).toContain('1号楼 302室')
    expect(stops[0]?.actions).toEqual(expect.arrayContaining(['deliver', 'noAnswer']))

    const at = (minutes: number) => new Date(Date.parse('2026-11-24T02:30:00.000Z') + minutes * 60_000)
    await DayPlan.create({
      ...{ _id: dayPlanId(kitchen.id, day), unitId: kitchen.id, day, version: 1, state: 'ready', left: [] },
      tasks: [2, 0, 1].map((index, place) => ({
        orderId: new Types.ObjectId(idOf(index)),
        helperId: carrier._id,
        ...{
          startsAt: at(place * 5),
          endsAt: at(place * 5 + 5),
          travelMinutes: 1,
          lateMinutes: 0,
          why: '近',
        },
      })),
    })
    expect((await readRoute()).map(({ name }) => name)).toEqual(['吴根娣', '周桂珍', '李阿婆'])
  })

  it('is nobody else’s', async () => {
    const other = await buildProvider({ name: '别家', licences: ['kitchen'] })
    expect(await readRoute(other.staff)).toEqual([])
    for (const user of [await buildSecretary(), elders[0] ?? carrier])
      expectError(await api(user).call(getCarrierRoute, { query: { day } }), 'access.denied')
    // Given to a colleague by name it is no longer everybody's.
    await press(0, { action: 'assign', helperIds: [kitchen.staff.id] }, kitchen.staff)
    expect((await readRoute()).map(({ name }) => name)).toEqual(['李阿婆', '吴根娣'])
    expect((await readRoute(kitchen.staff)).filter(({ isMine }) => isMine)).toHaveLength(1)
  })

  it('hands over by digits in one press, once, and tells when it really was', async () => {
    expectError(await press(0, { action: 'deliver', code: '000000', record }), 'care.code_wrong')
    const code = await codeOf(0)
    expectError(
      await press(0, { action: 'deliver', code, record: { outcome: 'done' } }),
      'care.record_incomplete',
    )
    // The window ended while the telephone had no network: late for the clock, not for the elder.
    deps.clock.set('2026-11-24T04:10:00.000Z')
    await sweepOrders(deps)
    expect((await readRecord(0))?.isLate).toBe(true)
    const key = newKey()
    const temperature = { keeping: 'hot', celsius: 52 } as const
    const lukewarm = { action: 'deliver', code, record, temperature } as const
    expectError(await press(0, lukewarm), 'care.food_measure_missing')
    const body = {
      ...{ ...lukewarm, at: '2026-11-24T02:40:00.000Z' },
      temperature: { ...temperature, measure: '请她热透了再吃' },
    }
    const answers = await Promise.all([press(0, body, carrier, key), press(0, body, carrier, key)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(await readRecord(0)).toMatchObject({
      ...{ state: 'finished', isLate: false, startedBy: 'code' },
      ...{ startedAt: new Date(body.at), finishedAt: new Date(body.at) },
    })
    expect((await readRecord(0))?.history.filter(({ action }) => action === 'deliver')).toHaveLength(1)
    // In the kitchen's records, once, though the carrier keeps none.
    await moveOutbox(deps)
    await moveOutbox(deps)
    const meal = await FoodMeal.findOne({ day, meal: 'lunch' }).lean()
    expect(meal?.temperatures).toMatchObject([
      { stage: 'handover', dish: '午餐送上门', celsius: 52, at: new Date(body.at), userId: carrier._id },
    ])
    expect(await InboxMessage.exists({ userId: kitchen.staff.id, event: 'foodMeal.unsafe' })).not.toBeNull()
    expect((await readRoute()).find(({ orderId }) => orderId === idOf(0))).toMatchObject({
      ...{ isDone: true, isMine: true },
      actions: expect.not.arrayContaining(['deliver']) as string[],
    })
    for (const at of ['2026-11-23T02:30:00.000Z', '2026-11-24T05:00:00.000Z'])
      expectError(await press(1, { action: 'deliver', code: await codeOf(1), record, at }), 'request.invalid')
  })

  it('takes two carriers at one door for one, and starts the ladder where nobody opens', async () => {
    const code = await codeOf(1)
    const both = await Promise.all([
      press(1, { action: 'deliver', code, record }),
      press(1, { action: 'deliver', code, record }, kitchen.staff),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])

    // Asked by the kitchen and not said yes to yet: she stands at the door all the same.
    await press(2, { action: 'assign', helperIds: [carrier.id] }, kitchen.staff)
    expect((await press(2, { action: 'noAnswer' })).body).toMatchObject({
      state: 'accepted',
      isSafetyOpen: true,
    })
    await moveOutbox(deps)
    const query = { post: `triage:${testAreas.community}`, isOpen: 'true' }
    const { items } = await api(await buildSecretary()).ok(followUpContracts.listFollowUps, { query })
    expect(items).toMatchObject([{ kind: 'noAnswer', orderId: idOf(2) }])
  })

  it('is of meals that are carried; cooking at home is begun and finished as ever', async () => {
    await Order.updateOne({ _id: idOf(0) }, { $set: { 'item.proofs': ['code', 'checklist'] } })
    expect(await readRoute()).toHaveLength(2)
    expectError(
      await press(0, { action: 'deliver', code: await codeOf(0), record }),
      'care.invalid_transition',
    )
  })
})
