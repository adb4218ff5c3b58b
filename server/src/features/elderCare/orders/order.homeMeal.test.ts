import { foodRecordContracts } from '@linli/shared/elderCare/foodRecord.contract'
import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import { kitchenContracts } from '@linli/shared/elderCare/kitchen.contract'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { toShanghaiDay } from '@linli/shared/time'
import { runJobOnce } from '../../../jobs'
import { expectError } from '../../../test/apiClient'
import { makeCareOrders, openCareScene } from '../../../test/careOrders.factory'
import { buildElder, buildOffering, type TestElder, type TestProvider } from '../../../test/elderCare.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { buildSecretary, testAreas } from '../../../test/users.factory'
import { FoodMeal } from '../kitchen/foodMeal.model'

const app = startTestApp()
const { api, deps } = app
const { placeOrder, actOnOrder, getOrder } = orderContracts
const { bookFirst, findFirst, sweep } = makeCareOrders(app)

let unit: TestProvider
let elder: TestElder

/** A centre with a kitchen, whose one care worker also cooks and feeds at people's homes. */
beforeEach(async () => {
  ;({ elder, unit } = await openCareScene(app, { name: '综合为老中心', licences: ['kitchen'] }))
  const windows = [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '10:30', to: '12:00', capacity: 5 }]
  for (const code of ['homeCooking', 'feedingHelp'])
    await buildOffering(unit, code, { windows, isAcceptedAtOnce: false })
})

const press = (id: string, body: OrderActionInput) =>
  api(unit.staff).call(actOnOrder, { params: { id }, body, requestKey: newKey() })

describe('what is cooked or fed at home', () => {
  it('is done in one home at a time', async () => {
    const [one, two] = [
      await bookFirst(elder, 'homeCooking'),
      await bookFirst(await buildElder(deps, { name: '李阿婆' }), 'homeCooking'),
    ]
    expect(two.startsAt).toBe(one.startsAt)
    expect((await press(one.id, { action: 'accept' })).status).toBe(200)
    expectError(await press(two.id, { action: 'accept' }), 'care.helper_busy')
  })

  it('is had once by one person, however many press for it', async () => {
    const body = await findFirst(elder, 'feedingHelp')
    const answers = await Promise.all(
      [1, 2].map(() => api(elder).call(placeOrder, { body, requestKey: newKey() })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  it('is late some minutes after it should have begun, and the desk asks for the helper', async () => {
    const order = await bookFirst(elder, 'feedingHelp')
    await press(order.id, { action: 'accept' })
    deps.clock.set(order.startsAt)
    deps.clock.advance(45, 'minutes')
    await sweep()
    expect((await api(elder).ok(getOrder, { params: { id: order.id } })).stateText).toMatch(/晚了/)
    const { items } = await api(await buildSecretary()).ok(followUpContracts.listFollowUps, {
      query: { post: `triage:${testAreas.community}` },
    })
    expect(items).toMatchObject([{ kind: 'late', orderId: order.id }])
  })

  it('is no portion of the kitchen: neither on its list nor asked for in its records', async () => {
    const order = await bookFirst(elder, 'homeCooking')
    const day = toShanghaiDay(new Date(order.startsAt))
    const params = { id: unit.id }
    const list = await api(unit.staff).ok(kitchenContracts.getKitchenList, { params, query: { day } })
    expect(list).toMatchObject({ totals: [], rows: [] })
    deps.clock.set(order.startsAt)
    await runJobOnce('checkFoodMeals', deps)
    const { meals } = await api(unit.staff).ok(foodRecordContracts.getFoodRecords, { params, query: { day } })
    expect(meals.filter(({ portions, missing }) => portions > 0 || missing.length > 0)).toEqual([])
    expect(await FoodMeal.countDocuments()).toBe(0)
  })
})
