import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { expectError } from '../../../test/apiClient'
import { openCareScene, type CareScene } from '../../../test/careOrders.factory'
import { buildOffering, buildProvider, type TestProvider } from '../../../test/elderCare.factory'
import { buildBond, buildProxy } from '../../../test/families.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import type { TestUser } from '../../../test/users.factory'
import { Slot } from '../providers/slot.model'
import { Order } from './order.model'

const app = startTestApp()
const { api } = app
const { getProposal, placeOrder, intakeOrder } = orderContracts
const at = '2026-11-24T06:00:00.000Z' // Tuesday, 14:00 in Shanghai
const windows = [{ weekdays: [2], from: '14:00', to: '15:00', capacity: 5 }]

let scene: CareScene
let other: TestProvider
let bathId: string
let washId: string
let children: TestUser[]

/** Two units that both come to her on Tuesday at two, and a son and a daughter who both book. */
beforeEach(async () => {
  scene = await openCareScene(app, { name: '临江助浴队' })
  other = await buildProvider({ name: '钟楼洗头', certificates: ['careWorker'] })
  bathId = await buildOffering(scene.unit, 'siteBath', { windows })
  washId = await buildOffering(other, 'homeHairWash', { windows })
  children = [await buildProxy(), await buildProxy()]
  for (const proxy of children)
    await buildBond({ proxy, personId: scene.elder.personId }, { scopes: ['orders'] })
})

const bath = () => ({ itemCode: 'siteBath', offeringId: bathId, startsAt: at })
const wash = () => ({ itemCode: 'homeHairWash', offeringId: washId, startsAt: at })
const place = (user: TestUser | undefined, body: object) =>
  api(user).call(placeOrder, {
    body: { ...bath(), ...body, personId: scene.elder.personId },
    requestKey: newKey(),
  })

describe('two things at one time at which she must be there', () => {
  it('booked at once at two units: one is, the other is told of it, and takes no place', async () => {
    const answers = await Promise.all([place(children[0], bath()), place(children[1], wash())])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    const won = answers.findIndex(({ status }) => status === 201)
    const lost = answers[1 - won]
    const unitName = won === 0 ? scene.unit.name : other.name
    expect(lost && expectError(lost, 'care.time_taken').details).toMatchObject({ unitName, startsAt: at })
    expect(await Order.countDocuments()).toBe(1)
    const slots = await Slot.find().lean()
    expect(slots.reduce((sum, { reservations }) => sum + reservations.length, 0)).toBe(1)
  })

  it('are said on the page before anybody presses, and booked by whoever wants both', async () => {
    await place(children[0], bath())
    const query = { person: scene.elder.personId, day: '2026-11-24' }
    const { proposal } = await api(children[1]).ok(getProposal, { params: { code: 'homeHairWash' }, query })
    expect(proposal?.clashText).toBe('明天 14:00–15:00已经约了社区助浴点洗浴（临江助浴队），两样会碰在一起。')
    expectError(await place(children[1], wash()), 'care.time_taken')
    const staff = { ...wash(), personId: scene.elder.personId, source: 'phone' as const }
    const asked = await api(scene.secretary).call(intakeOrder, { body: staff, requestKey: newKey() })
    expectError(asked, 'care.time_taken')
    expect((await place(children[1], { ...wash(), besideOthers: true })).status).toBe(201)
  })

  it('are no matter where one has a portion, comes after the other, or was called off', async () => {
    const first = await place(children[0], bath())
    const kitchen = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
    const lunchId = await buildOffering(kitchen, 'canteenMeal', { windows })
    const lunch = { itemCode: 'canteenMeal', offeringId: lunchId, startsAt: at }
    expect((await place(children[1], lunch)).status).toBe(201)
    const afterwards = [{ weekdays: [2], from: '15:00', to: '16:00', capacity: 2 }]
    const laterId = await buildOffering(kitchen, 'homeHairWash', { windows: afterwards })
    const later = { ...wash(), offeringId: laterId, startsAt: '2026-11-24T07:00:00.000Z' }
    expect((await place(children[1], later)).status).toBe(201)
    const body = { action: 'cancel' as const, reason: 'changed' as const, feeFen: 0 }
    await api(children[0]).ok(orderContracts.actOnOrder, { params: { id: first.body.id }, body })
    expect((await place(children[1], wash())).status).toBe(201)
  })
})
