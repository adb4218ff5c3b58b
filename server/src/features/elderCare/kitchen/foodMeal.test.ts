import { foodRecordContracts, type FoodRecordInput } from '@linli/shared/elderCare/foodRecord.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import ExcelJS from 'exceljs'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { runJobOnce } from '../../../jobs'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { evil } from '../../../test/evilWords'
import { newKey } from '../../../test/needs.factory'
import { expectPlainSheet } from '../../../test/plainSheet'
import { startTestApp } from '../../../test/testApp'
import { buildSecretary, buildStreetOfficer, testAreas, type TestUser } from '../../../test/users.factory'
import { readActor } from '../../users/actor.service'
import { FoodMeal } from './foodMeal.model'
import { writeFoodSheet } from './foodMeal.sheet'
import { sweepOrders } from '../orders/order.sweep'

const { api, deps } = startTestApp()
const { getFoodRecords, writeFoodRecord, getFoodSheet } = foodRecordContracts
const day = '2026-11-24'

let kitchen: TestProvider
let secretary: TestUser

/** One lunch is ordered for tomorrow; its box leaves at 10:15. */
beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  kitchen = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
  await buildOffering(kitchen, 'lunchDelivery')
  secretary = await buildSecretary()
  const elder = await buildElder(deps)
  const { proposal } = await api(elder).ok(orderContracts.getProposal, { params: { code: 'lunchDelivery' } })
  const { offeringId = '', startsAt = '' } = proposal ?? {}
  await api(elder).ok(orderContracts.placeOrder, {
    body: { itemCode: 'lunchDelivery', offeringId, startsAt },
  })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  await moveOutbox(deps)
  deps.clock.set('2026-11-24T02:00:00.000Z')
})

const params = () => ({ id: kitchen.id, day, meal: 'lunch' as const })
const write = (body: FoodRecordInput, user: TestUser = kitchen.staff, requestKey = newKey()) =>
  api(user).call(writeFoodRecord, { params: params(), body, requestKey })
const read = (user: TestUser = kitchen.staff) =>
  api(user).ok(getFoodRecords, { params: { id: kitchen.id }, query: { day } })
const sample = { action: 'sample', dish: '红烧带鱼', grams: 130 } as const
const hot = { action: 'temperature', stage: 'out', dish: '红烧带鱼', keeping: 'hot' } as const
const readNotices = async () =>
  (await InboxMessage.find({ event: /^foodMeal/ }).lean()).map(({ userId, title }) => [
    userId.toString(),
    title,
  ])
const runLook = async (times = 1) => {
  deps.clock.set('2026-11-24T02:15:00.000Z')
  await Promise.all(Array.from({ length: times }, () => runJobOnce('checkFoodMeals', deps)))
  await moveOutbox(deps)
}

describe('what a kitchen writes down', () => {
  it('is asked for, checked against the rules, and kept with who and when', async () => {
    const [before] = (await read()).meals
    expect(before).toMatchObject({
      portions: 1,
      leaveByText: '10:15 前出发',
      missing: ['留样', '出厨房的温度'],
    })

    expectError(await write({ ...sample, grams: 124 }), 'care.sample_too_small')
    const key = newKey()
    await Promise.all([write(sample, kitchen.staff, key), write(sample, kitchen.staff, key)])
    expectError(await write({ ...hot, celsius: 52 }), 'care.food_measure_missing')
    expect((await write({ ...hot, celsius: 52, measure: '重新加热' })).body.meals[0]?.missing).toEqual([
      '出厨房的温度',
    ])
    const cold = { ...hot, dish: '凉拌黄瓜', keeping: 'cold', celsius: 6 } as const
    const { meals, dishes } = (await write(cold)).body
    expect(meals[0]).toMatchObject({
      missing: [],
      samples: [{ dish: '红烧带鱼', grams: 130, at: '2026-11-24T02:00:00.000Z', canDispose: false }],
      temperatures: [
        { celsius: 52, isSafe: false, measure: '重新加热' },
        { celsius: 6, isSafe: true },
      ],
    })
    expect(dishes.sort()).toEqual(['凉拌黄瓜', '红烧带鱼'])

    await runLook()
    const told = await readNotices()
    expect(told.map(([userId]) => userId).sort()).toEqual([kitchen.staff.id, secretary.id].sort())
    expect(told[0]?.[1]).toContain('红烧带鱼 52℃，温度不合格')

    const [struck] = meals[0]?.temperatures ?? []
    const strike = { action: 'strike', entryId: struck?.id ?? '', reason: '量错了' } as const
    expect((await write(strike)).body.meals[0]?.temperatures[0]?.struck).toMatchObject({ reason: '量错了' })
    expectError(await write(strike), 'care.entry_closed')
  })

  it('keeps a sample for 48 hours, and says when it may be thrown away', async () => {
    await write({ ...sample, at: '2026-11-24T01:30:00.000Z' })
    const dispose = { action: 'dispose', entryId: (await read()).meals[0]?.samples[0]?.id ?? '' } as const
    deps.clock.set('2026-11-26T01:29:59.000Z')
    expectError(await write(dispose), 'care.sample_too_young')
    deps.clock.set('2026-11-26T01:30:00.000Z')
    const today = await api(kitchen.staff).ok(getFoodRecords, {
      params: { id: kitchen.id },
      query: { day: '2026-11-26' },
    })
    expect(today.overdue).toMatchObject([{ day, meal: 'lunch', dish: '红烧带鱼' }])
    expect((await write(dispose)).body).toMatchObject({ overdue: [] })
    expectError(await write(dispose), 'care.entry_closed')

    const query = { from: '2026-11-01', to: '2026-11-30' }
    expect((await api(secretary).call(getFoodSheet, { params: { id: kitchen.id }, query })).status).toBe(200)
    const actor = await readActor(secretary.id, 'desk', deps.clock.now())
    if (!actor) throw new Error('no secretary')
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load((await writeFoodSheet(actor, kitchen.id, query)) as unknown as ArrayBuffer)
    const row = workbook.getWorksheet('留样')?.getRow(2).values as string[]
    expect(row.slice(1, 6)).toEqual([day, '午餐', '红烧带鱼', '130', '2026-11-24 09:30'])
    expect(row[7]).toBe('2026-11-26 09:30')
    await FoodMeal.updateOne({}, { $set: { 'samples.0.dish': evil, 'samples.0.by': evil } })
    await expectPlainSheet(await writeFoodSheet(actor, kitchen.id, query), 2)
  })

  it('is alarmed about once, when the first box leaves and something is missing', async () => {
    await write(sample)
    await runLook(3)
    const told = await readNotices()
    expect(told).toHaveLength(2)
    expect(told[0]?.[1]).toContain('还没有记：出厨房的温度')
    expect((await read()).meals[0]).toMatchObject({ isAlarmed: true })
    await runLook()
    expect(await readNotices()).toHaveLength(2)
  })

  it('is written by the kitchen on that day only, and read by those who answer for its area', async () => {
    const other = await buildProvider({ name: '别家', licences: ['kitchen'] })
    const far = await buildSecretary(testAreas.neighbourCommunity)
    for (const user of [other.staff, far]) {
      const query = { day }
      expectError(
        await api(user).call(getFoodRecords, { params: { id: kitchen.id }, query }),
        'access.denied',
      )
      const range = { from: day, to: day }
      expectError(
        await api(user).call(getFoodSheet, { params: { id: kitchen.id }, query: range }),
        'access.denied',
      )
    }
    for (const user of [other.staff, secretary, await buildStreetOfficer()])
      expectError(await write(sample, user), 'access.denied')
    expect((await read(secretary)).mayWrite).toBe(false)
    for (const at of ['2026-11-23T13:00:00.000Z', '2026-11-24T02:06:00.000Z'])
      expectError(await write({ ...sample, at }), 'request.invalid')
  })
})
