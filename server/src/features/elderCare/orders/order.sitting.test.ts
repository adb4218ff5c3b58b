import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { toShanghaiDay } from '@linli/shared/time'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildHelper,
  buildOffering,
  buildProvider,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import type { TestUser } from '../../../test/users.factory'
import { buildApprovedVolunteer } from '../../../test/volunteers.factory'
import { sweepOrders } from './order.sweep'

const { api, deps } = startTestApp()
const { getProposal, placeOrder, actOnOrder } = orderContracts
const everyDay = [0, 1, 2, 3, 4, 5, 6]
const classes = [{ weekdays: everyDay, from: '14:00', to: '15:00', capacity: 12 }]

let unit: TestProvider

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  unit = await buildProvider({ name: '服务站', kind: 'station', certificates: ['careWorker'] })
})

/** @param asOf on the day of this order; without it on the next possible one. */
async function book(name: string, code: string, asOf?: OrderView): Promise<OrderView> {
  const elder = await buildElder(deps, { name })
  const query = asOf ? { day: toShanghaiDay(new Date(asOf.startsAt)) } : {}
  const { proposal } = await api(elder).ok(getProposal, { params: { code }, query })
  const { offeringId = '', startsAt = '' } = proposal ?? {}
  const body = { itemCode: code, offeringId, startsAt }
  const order = await api(elder).ok(placeOrder, { body, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  return order
}

const press = (user: TestUser, { id }: OrderView, body: OrderActionInput) =>
  api(user).call(actOnOrder, { params: { id }, body, requestKey: newKey() })

describe('a class', () => {
  it('is held by one volunteer for all who come, as one job', async () => {
    await buildOffering(unit, 'phoneLesson', { windows: classes })
    const volunteer = await buildApprovedVolunteer({ maxOpenJobs: 1 })
    const pupils = [await book('周桂珍', 'phoneLesson'), await book('李阿婆', 'phoneLesson')]
    expect(new Set(pupils.map(({ startsAt }) => startsAt)).size).toBe(1)
    for (const pupil of pupils) expect((await press(volunteer, pupil, { action: 'claim' })).status).toBe(200)
  })

  it('keeps its volunteer from being anywhere else at that hour', async () => {
    await buildOffering(unit, 'phoneLesson', { windows: classes })
    await buildOffering(unit, 'homeCompany', {
      windows: [{ weekdays: everyDay, from: '14:30', to: '15:30', capacity: 5 }],
    })
    const volunteer = await buildApprovedVolunteer({ maxOpenJobs: 5 })
    const pupil = await book('周桂珍', 'phoneLesson')
    const visit = await book('李阿婆', 'homeCompany', pupil)
    expect((await press(volunteer, pupil, { action: 'claim' })).status).toBe(200)
    expectError(await press(volunteer, visit, { action: 'claim' }), 'care.helper_busy')
  })
})

it('day care has the same care worker for all who are there, and a bath at the site one for each', async () => {
  const windows = [{ weekdays: everyDay, from: '08:00', to: '16:00', capacity: 10 }]
  for (const code of ['dayCare', 'siteBath'])
    await buildOffering(unit, code, { windows, isAcceptedAtOnce: false })
  const guests = [await book('周桂珍', 'dayCare'), await book('李阿婆', 'dayCare')]
  for (const guest of guests) expect((await press(unit.staff, guest, { action: 'accept' })).status).toBe(200)

  const bather = await buildHelper(unit, ['careWorker'])
  const baths = [await book('吴根娣', 'siteBath'), await book('陈阿公', 'siteBath')]
  const [one, two] = baths
  if (!one || !two) throw new Error('not booked')
  expect((await press(bather, one, { action: 'accept' })).status).toBe(200)
  expectError(await press(bather, two, { action: 'accept' }), 'care.helper_busy')
})
