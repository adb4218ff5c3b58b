import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import type { Role } from '@linli/shared/users/roles'
import {
  buildCatalogue,
  buildElder,
  buildHelper,
  buildOffering,
  buildProvider,
  changeItem,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { buildBond, buildProxy } from '../../../test/families.factory'
import { newKey } from '../../../test/needs.factory'
import { buildEntitlement, buildProgramme } from '../../../test/programmes.factory'
import { listAllReads, walkReads } from '../../../test/readWalk'
import { startTestApp } from '../../../test/testApp'
import { buildSecretary, testAreas, type TestUser } from '../../../test/users.factory'
import { buildApprovedVolunteer } from '../../../test/volunteers.factory'
import { Delivery } from '../../messages/delivery.model'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { sweepOrders } from './order.sweep'

const app = startTestApp()
const { api, deps } = app
const { placeOrder, actOnOrder, getOrder } = orderContracts
const { community } = testAreas

/** A sum by itself, in fen or in yuan: the same digits inside an id, a cursor or a time say nothing. */
const findSum = (...sums: string[]): RegExp => new RegExp(`(?<![\\w.]|\\w-)(?:${sums.join('|')})(?!-?\\w)`)

/** The subsidy and her own part, as no other figure of the tests reads. */
const [subsidy, own] = [findSum('2357', '23\\.57'), findSum('3780', '37\\.80?')]

let elder: TestElder
let unit: TestProvider
let helper: TestUser
let offeringId: string

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z') // Monday, 10:00 in Shanghai
  await buildCatalogue(deps)
  await changeItem('haircut', { priceFen: 6137 })
  elder = await buildElder(deps)
  const pays = { kind: 'daily', fen: 2357, minSpendFen: 0 } as const
  await buildEntitlement(elder.personId, await buildProgramme({ classes: ['cleaning'], pays }))
  unit = await buildProvider({ name: '临江理发', certificates: ['careWorker'] })
  helper = await buildHelper(unit, ['careWorker'])
  offeringId = await buildOffering(unit, 'haircut')
})

async function book(day = '2026-11-26'): Promise<OrderView> {
  const body = { itemCode: 'haircut', offeringId, startsAt: `${day}T02:30:00.000Z` }
  const order = await api(elder).ok(placeOrder, { body, requestKey: newKey() })
  expect(order).toMatchObject({ priceFen: 6137, subsidyFen: 2357, selfPaidFen: 3780 })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  return look(elder, order)
}

const look = (user: TestUser, { id }: { id: string }): Promise<OrderView> =>
  api(user).ok(getOrder, { params: { id } })

async function act(user: TestUser, { id }: { id: string }, body: OrderActionInput): Promise<OrderView> {
  const answer = await api(user).ok(actOnOrder, { params: { id }, body, requestKey: newKey() })
  await moveOutbox(deps)
  return answer
}

const figures = ['priceFen', 'subsidyFen', 'selfPaidFen', 'priceText', 'cancel'] as const

/** What an answer tells of the money: which figures, and which sums anywhere in it. */
function findTold(answer: OrderView): string[] {
  const text = JSON.stringify(answer)
  const sums = [subsidy.test(text) ? 'subsidy' : '', own.test(text) ? 'own' : '']
  return [...figures.filter((figure) => answer[figure] !== undefined), ...sums].filter(Boolean)
}

it('is read whole by her, her proxy and the desk, as a sum to take in by the unit, and not at all by a volunteer', async () => {
  const order = await book()
  const daughter = await buildProxy()
  await buildBond({ proxy: daughter, personId: elder.personId }, { scopes: ['orders'] })
  const volunteer = await buildApprovedVolunteer()
  const all = [...figures, 'subsidy', 'own']
  for (const user of [elder, daughter, await buildSecretary()])
    expect(findTold(await look(user, order))).toEqual(all)
  for (const user of [unit.staff, helper]) expect(findTold(await look(user, order))).toEqual(['own'])
  expect(await look(helper, order)).toMatchObject({
    payableFen: 3780,
    payment: { text: '37.8 元，到站结算' },
  })
  expect(findTold(await act(unit.staff, order, { action: 'offer' }))).toEqual(['own'])
  expect(findTold(await look(volunteer, order))).toEqual([])
  expect(findTold(await act(volunteer, order, { action: 'claim' }))).toEqual([])
  const seen = await look(volunteer, order)
  expect([seen.payableFen, seen.paymentState, seen.payment]).toEqual([undefined, undefined, { text: '' }])
})

async function serve(order: OrderView): Promise<void> {
  await act(unit.staff, order, { action: 'accept' })
  deps.clock.set(order.startsAt)
  await act(unit.staff, order, { action: 'start', code: (await look(elder, order)).code })
  await act(unit.staff, order, { action: 'finish', record: { outcome: 'done', hasMet: true } })
}

it('is no business of the unit once it is paid', async () => {
  const order = await book()
  await serve(order)
  const received = await act(unit.staff, order, { action: 'receive' })
  expect([findTold(received), received.payment]).toEqual([[], { text: '已收到' }])
  expect((await look(elder, order)).payment.text).toBe('37.8 元，已收到')
})

it('a fee is said to the unit that takes it in, and to nobody who was to come', async () => {
  const order = await book()
  const volunteer = await buildApprovedVolunteer()
  await act(unit.staff, order, { action: 'offer' })
  await act(volunteer, order, { action: 'claim' })
  deps.clock.set('2026-11-26T01:30:00.000Z')
  const feeFen = (await look(elder, order)).cancel?.feeFen ?? 0
  expect(feeFen).toBe(1134)
  await act(elder, order, { action: 'cancel', reason: 'changed', feeFen })
  const fee = findSum('1134', '11\\.34')
  expect(JSON.stringify(await look(unit.staff, order))).toMatch(fee)
  expect(JSON.stringify(await look(volunteer, order))).not.toMatch(fee)
  const heard = await InboxMessage.find({ userId: { $in: [volunteer.id, unit.staff.id] } }).lean()
  expect(heard.length).toBeGreaterThan(0)
  expect(JSON.stringify([heard, await Delivery.find({ userId: volunteer.id }).lean()])).not.toMatch(fee)
})

it('her subsidy and her own part are in no answer of any endpoint to whoever only helps, and in no message', async () => {
  const order = await book('2026-11-27')
  const served = await book()
  await serve(served)
  await act(elder, served, { action: 'confirm' })
  const volunteer = await buildApprovedVolunteer()
  const target = {
    ...{ personId: elder.personId, name: '周桂珍', unitId: unit.id, day: order.startsAt.slice(0, 10) },
    ids: [['/api/elder-care/orders', order.id]] as const,
  }
  const told: string[] = []
  const answered = new Set<string>()
  const walk = (who: string, user: TestUser, roles: Role[], post: string) =>
    walkReads(app, listAllReads({ ...target, post }), { user, roles }, (key, { status, text }) => {
      if (status === 200) answered.add(`${who}: ${key}`)
      if (subsidy.test(text)) told.push(`${who}: ${key} (subsidy)`)
      if (own.test(text)) told.push(`${who}: ${key} (own)`)
    })
  await act(unit.staff, order, { action: 'offer' })
  await walk('pool', volunteer, ['volunteer'], `pool:${community}`)
  await act(volunteer, order, { action: 'claim' })
  await walk('volunteer', volunteer, ['volunteer'], `volunteer:${volunteer.id}`)
  expect(told).toEqual([])
  await walk('unit', unit.staff, ['unitStaff'], `unit:${unit.id}`)
  // What it has to take in by hand; nothing of who else pays.
  const takesIn = ['getOrder', 'getUnitMonthBill', 'listMonthBills', 'listOrderQueue']
  expect(told.sort()).toEqual(takesIn.map((key) => `unit: ${key} (own)`))
  for (const who of [
    'pool: getOrder',
    'pool: listOrderQueue',
    'volunteer: getOrder',
    'volunteer: listOrderQueue',
  ])
    expect(answered).toContain(who)
  for (const who of [
    'unit: getOrder',
    'unit: listMonthBills',
    'unit: exportMonthBills',
    'unit: getUnitMonthBill',
  ])
    expect(answered).toContain(who)
  const messages = await InboxMessage.find({
    userId: { $in: [volunteer.id, unit.staff.id, helper.id] },
  }).lean()
  expect(JSON.stringify(messages)).not.toMatch(new RegExp(`${subsidy.source}|${own.source}`))
}, 120_000)
