import '../../database/mongoose'
import { Area } from '../../features/areas/area.model'
import { FollowUp } from '../../features/elderCare/followUps/followUp.model'
import { Offering } from '../../features/elderCare/catalogue/offering.model'
import { Order, type OrderRecord } from '../../features/elderCare/orders/order.model'
import { proposeOrder } from '../../features/elderCare/orders/proposal.service'
import { listServices } from '../../features/elderCare/orders/proposal.services'
import { ServiceItemModel } from '../../features/elderCare/catalogue/serviceItem.model'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { readCarrierRoute } from '../../features/dispatch/carrierRoute.service'
import { readActor } from '../../features/users/actor.service'
import { createTestDeps } from '../../test/testApp'
import { seedDemo } from '../demo'
import { careCatalogue } from '../elderCare/catalogue'
import { demoCareProviders } from './care'
import { demoIdentities } from './identities'
import { demoCommunity, demoDistrict, demoStreet } from './places'
import { demoId } from './random'
import { seedAccounts } from './seedAccounts'
import { seedCare, seedFamilyPlan } from './seedCare'
import { findPhonelessElder, seedFamilies } from './seedFamilies'
import { seedDemoProgrammes } from './seedProgrammes'

const deps = createTestDeps()

it('knows every item, unit and person it names', () => {
  const codes = careCatalogue.map(({ code }) => code)
  const keys = demoIdentities.map(({ key }) => key)
  for (const { items, helpers } of demoCareProviders) {
    expect(codes).toEqual(expect.arrayContaining(Object.keys(items)))
    expect(keys).toEqual(expect.arrayContaining(Object.keys(helpers)))
  }
  const offered = new Set(demoCareProviders.flatMap(({ items }) => Object.keys(items)))
  expect(offered.size).toBeGreaterThanOrEqual(40)
})

it('offers the elder of the demo most of the catalogue, a usual bath and her dinners', async () => {
  await seedDemo(deps)
  const areas = await Area.find({ code: { $in: [demoDistrict, demoStreet, demoCommunity] } }).lean()
  await seedAccounts(deps, new Map(areas.map(({ code, name }) => [code, name])))
  await seedDemoProgrammes(deps)
  await seedCare(deps)
  const count = () =>
    Promise.all([ServiceItemModel, Offering, Order].map((m) => (m as typeof Order).countDocuments()))
  const first = await count()
  expect(first[0]).toBe(48)
  await seedCare(deps)
  expect(await count()).toEqual(first)

  const elder = await readActor(demoId('user:elder').toString(), 'demo', deps.clock.now())
  if (!elder) throw new Error('no elder')
  const { items } = await listServices(elder, undefined, deps)
  expect(items.filter(({ isAvailable }) => isAvailable).length).toBeGreaterThanOrEqual(40)
  const { proposal } = await proposeOrder(elder, 'siteBath', {}, deps)
  expect(proposal).toMatchObject({ unitName: '临江新村社区服务站', isUsual: true })
  const dinner = await Order.findOne({ 'item.code': 'dinnerDelivery' }).lean<OrderRecord>()
  expect(dinner).toMatchObject({ subsidyFen: 300, selfPaidFen: (dinner?.priceFen ?? 0) - 300 })
  const orders = await Order.find().lean<OrderRecord[]>()
  expect(orders.filter(({ item }) => item.code === 'dinnerDelivery').length).toBeGreaterThanOrEqual(2)
  expect(orders.find(({ item }) => item.code === 'siteBath')).toMatchObject({ rating: { grade: 5 } })

  // Begun in the early afternoon: lunch has been brought, dinner is to be brought, and tomorrow has its round.
  await seedFamilies(deps)
  deps.clock.set(fromShanghaiDay(toShanghaiDay(deps.clock.now()), 13 * 60))
  await seedFamilyPlan(deps)
  const carrier = await readActor(demoId('user:carrier').toString(), 'demo', deps.clock.now())
  if (!carrier) throw new Error('no carrier')
  const { stops } = await readCarrierRoute(carrier, {}, deps)
  const own = stops.filter(({ name }) => name === findPhonelessElder().name)
  expect(own.map(({ itemName, isDone }) => [itemName, isDone])).toEqual([
    ['午餐送上门', true],
    ['晚餐送上门', false],
  ])
  const tomorrow = addDays(toShanghaiDay(deps.clock.now()), 1)
  const next = await readCarrierRoute(carrier, { day: tomorrow }, deps)
  expect(next.stops.length).toBeGreaterThanOrEqual(2)
  expect(await FollowUp.countDocuments()).toBe(0)
}, 120_000)
