import { monthBillContracts } from '@linli/shared/elderCare/monthBill.contract'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { Types } from 'mongoose'
import { runJobOnce } from '../../../jobs'
import { openWorkbook } from '../../../lib/workbook'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { buildBond, buildProxy } from '../../../test/families.factory'
import { listValues } from '../../../test/evilWords'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { buildResident, buildSecretary, testAreas, type TestUser } from '../../../test/users.factory'
import { AuditEntry } from '../../audit/audit.model'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { Person } from '../../register/person.model'
import { readActor } from '../../users/actor.service'
import { writeMonthBills } from './monthBill.sheet'
import { MonthReceipt } from './monthReceipt.model'
import { Order, type OrderRecord } from '../orders/order.model'

const { api, deps } = startTestApp()
const { getMonthBill, listMonthBills, getUnitMonthBill, receiveMonthBill, exportMonthBills } =
  monthBillContracts

let elder: TestElder
let daughter: TestUser
let unit: TestProvider
let secretary: TestUser
let model: OrderRecord
let made = 0

/** One more order of the elder, as it lies in the database. */
async function put(day: string, part: Partial<OrderRecord> = {}): Promise<Types.ObjectId> {
  const _id = new Types.ObjectId()
  const startsAt = new Date(`${day}T02:30:00.000Z`)
  const endsAt = new Date(`${day}T04:00:00.000Z`)
  await Order.insertMany([
    {
      ...model,
      ...{ _id, requestKey: `made ${(made += 1)}`, day, startsAt, endsAt, confirmedAt: endsAt },
      ...{ state: 'confirmed', open: false, priceFen: 1700, subsidyFen: 500, selfPaidFen: 1200 },
      ...{ payment: { state: 'due', method: 'monthly' }, outbox: [], hasOutbox: false },
      ...part,
    },
  ])
  return _id
}

beforeEach(async () => {
  deps.clock.set('2026-11-20T02:00:00.000Z')
  await buildCatalogue(deps)
  elder = await buildElder(deps)
  daughter = await buildProxy()
  await buildBond({ proxy: daughter, personId: elder.personId })
  secretary = await buildSecretary()
  unit = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
  const offeringId = await buildOffering(unit, 'lunchDelivery')
  const order = await api(elder).ok(orderContracts.placeOrder, {
    body: { itemCode: 'lunchDelivery', offeringId, startsAt: '2026-11-24T02:30:00.000Z' },
    requestKey: newKey(),
  })
  model = await Order.findOne({ _id: order.id }).orFail().lean<OrderRecord>()
  await Order.deleteMany({})
  await InboxMessage.deleteMany({})
})

const keyOf = (month: string) => ({ unitId: unit.id, personId: elder.personId, month })
const receive = (user: TestUser, fen: number, month = '2026-11', requestKey = newKey()) =>
  api(user).call(receiveMonthBill, { params: keyOf(month), body: { fen }, requestKey })
const ownBill = (month: string) => api(elder).ok(getMonthBill, { query: { month } })
const list = (user: TestUser, post: string, query: { month?: string; isReceived?: string } = {}) =>
  api(user).ok(listMonthBills, { query: { post, month: '2026-11', ...query } })

describe('the bill of a month', () => {
  it('says what it costs so far, who pays what, and when and where the rest is paid', async () => {
    await put('2026-11-02')
    await put('2026-11-03', { payment: { state: 'received', method: 'station' } })
    await put('2026-11-04', { state: 'cancelled', feeFen: 360 })
    await put('2026-11-05', { state: 'cancelled', payment: { state: 'none', method: 'monthly' } })
    await put('2026-11-19', { state: 'finished', open: true })
    await put('2026-11-25', { state: 'accepted', open: true })
    const inWechat = { state: 'received', method: 'wechat' } as const
    await put('2026-11-26', { state: 'accepted', open: true, payment: inWechat })
    await put('2026-10-30')
    const bill = await ownBill('2026-11')
    expect(bill).toMatchObject({
      text: '11月到今天一共 54.6 元：补贴付 15 元，自己付 39.6 元，其中 12 元已经付了。',
      sums: { priceFen: 5460, subsidyFen: 1500, selfPaidFen: 3960 },
      waiting: { orders: 1, fen: 1200 },
      ahead: { orders: 2, fen: 1200 },
    })
    expect(bill.toPay).toEqual([
      {
        ...{ unitId: unit.id, unitName: '临江食堂', phone: '02156000002', orders: 2, fen: 1560 },
        text: '12月1日起，到临江食堂或社区服务站一次付清，家里人去付也行；想早点付，现在去也可以。',
      },
    ])
    expect(bill.rows.map(({ day, itemName, paymentText }) => [day, itemName, paymentText])).toEqual([
      ['2026-11-02', '午餐送上门', '12 元，月结'],
      ['2026-11-03', '午餐送上门', '12 元，已收到'],
      ['2026-11-04', '午餐送上门（取消费）', '3.6 元，月结'],
      ['2026-11-19', '午餐送上门', '12 元，月结'],
    ])
    const query = { person: elder.personId, month: '2026-11' }
    expect(await api(daughter).ok(getMonthBill, { query })).toEqual(bill)
    expect((await ownBill('2026-10')).toPay[0]?.text).toBe(
      '10月的 12 元现在可以付了：到临江食堂或社区服务站一次付清，家里人去付也行。',
    )
    expect((await ownBill('2026-09')).text).toBe('9月没有要算钱的服务。')
    await put('2026-08-30', { subsidyFen: 0, selfPaidFen: 1700, unitName: '临江社区服务站' })
    expect(await ownBill('2026-08')).toMatchObject({
      text: '8月一共 17 元，都是自己付。',
      toPay: [{ text: '8月的 17 元现在可以付了：到临江社区服务站一次付清，家里人去付也行。' }],
    })
    for (const user of [await buildResident(), secretary])
      expectError(await api(user).call(getMonthBill, { query }), 'record.not_found')
  })

  it('is taken in by one press of one of two desks, and what is certain later goes to the next month', async () => {
    const ids = []
    for (let day = 1; day <= 12; day += 1) ids.push(await put(`2026-11-${String(day).padStart(2, '0')}`))
    const late = await put('2026-11-13', { state: 'finished', open: true })
    await put('2026-10-30', { payment: { state: 'received', method: 'station', receivedAt: new Date() } })
    const line = { id: `${unit.id}:${elder.personId}`, personName: '周桂珍', orders: 12, fen: 14_400 }
    const posts = [
      [unit.staff, `unit:${unit.id}`],
      [secretary, `triage:${testAreas.community}`],
    ] as const
    for (const [user, post] of posts) {
      const page = await list(user, post)
      expect(page).toMatchObject({ items: [line], sums: { people: 1, orders: 12, fen: 14_400 } })
      expect(page.items[0]?.phoneText).toMatch(/^139\*{4}\d{4}$/)
    }
    expectError(await receive(unit.staff, 13_200), 'request.conflict')
    const kin = await buildSecretary()
    await buildBond({ proxy: kin, personId: elder.personId }, { scopes: ['needs'] })
    expectError(await receive(kin, 14_400), 'care.own_matter')
    expectError(await receive(unit.staff, 14_400, '2026-12'), 'care.bill_too_early')
    // One of them is paid alone at the same moment: either it is in the sum, or the sum is another one.
    const [alone, all] = await Promise.all([
      api(secretary).call(orderContracts.actOnOrder, {
        params: { id: ids[0]?.toString() ?? '' },
        body: { action: 'receive' },
        requestKey: newKey(),
      }),
      receive(unit.staff, 14_400),
    ])
    expect([alone.status === 200, all.status === 201].filter(Boolean)).toHaveLength(1)
    const key = newKey()
    const both =
      alone.status === 200
        ? await Promise.all([receive(unit.staff, 13_200, '2026-11', key), receive(secretary, 13_200)])
        : [all]
    expect(both.filter(({ status }) => status === 201)).toHaveLength(1)
    const receipt = await MonthReceipt.findOne().orFail().lean()
    expect(await AuditEntry.countDocuments({ action: 'careBill.received' })).toBe(1)
    const paid = await Order.find({ 'payment.state': 'received', day: { $gte: '2026-11-01' } }).lean<
      OrderRecord[]
    >()
    expect(paid).toHaveLength(12)
    expect(receipt.fen).toBe(paid.filter(({ payment }) => payment.billMonth === '2026-11').length * 1200)
    expect(
      new Set(paid.map(({ history }) => history.filter(({ action }) => action === 'receive').length)),
    ).toEqual(new Set([1]))
    // Confirmed afterwards: not in the bill that was paid, but in the one after it.
    await Order.updateOne({ _id: late }, { $set: { state: 'confirmed', open: false } })
    expectError(await receive(secretary, 1200), 'care.bill_received')
    // Also where it was taken in under another record of her, which has become part of this one.
    await MonthReceipt.collection.deleteOne({ _id: receipt._id as never })
    // And so is what was taken in under both.
    const [one, ...others] = receipt.orders
    const part = {
      ...receipt,
      outbox: [],
      hasOutbox: false,
      _id: 'unit:merged:2026-11',
      fen: one?.fen ?? 0,
      orders: [one],
    }
    const rest = { ...receipt, fen: receipt.fen - part.fen, orders: others }
    await MonthReceipt.collection.insertMany([part, rest] as never)
    const opened = await api(unit.staff).ok(getUnitMonthBill, { params: keyOf('2026-11') })
    expect(opened).toMatchObject({ fen: receipt.fen, received: { byName: receipt.byName } })
    expect((await list(unit.staff, `unit:${unit.id}`)).items).toEqual([])
    const received = await list(secretary, `triage:${testAreas.community}`, { isReceived: 'true' })
    expect(received).toMatchObject({
      items: [{ fen: receipt.fen, received: { byName: receipt.byName } }],
      single: { fen: 14_400 - receipt.fen },
    })
    expect((await ownBill('2026-11')).rows.at(-1)?.paymentText).toBe('12 元，月结，算在后面的账单里')
    expect(await ownBill('2026-12')).toMatchObject({
      toPay: [{ orders: 1, fen: 1200 }],
      rows: [{ day: '2026-11-13', paymentText: '12 元，月结，11月的，算在这个月' }],
    })
    deps.clock.set('2026-12-02T02:00:00.000Z')
    const later = newKey()
    const next = await receive(secretary, 1200, '2026-12', later)
    expect([next.status, (await receive(secretary, 1200, '2026-12', later)).body]).toEqual([201, next.body])
    expect(next.body).toMatchObject({ orders: 1, fen: 1200, rows: [{ day: '2026-11-13' }] })
    await moveOutbox(deps)
    const told = await InboxMessage.find({ userId: daughter.id, event: /eceive|careBill/ }).lean()
    expect(told.filter(({ event }) => event === 'careBill.received')).toHaveLength(2)
    expect(told.length).toBe(alone.status === 200 ? 3 : 2)
    await expectSheet(receipt.fen)
    await expectStrangers()
  })
})

/** What was open and received in the month adds up, order by order, to the fen. */
async function expectSheet(receivedFen: number): Promise<void> {
  const other = await buildElder(deps, { name: '=1+1' })
  const sums = { priceFen: 1001, subsidyFen: 0, selfPaidFen: 1001 }
  await put('2026-12-01', { ...sums, personId: new Types.ObjectId(other.personId) })
  const query = { post: `unit:${unit.id}`, month: '2026-12' }
  const actor = await readActor(unit.staff.id, 'desk', deps.clock.now())
  if (!actor) throw new Error('no actor')
  const read = async (month: string) => {
    const workbook = await openWorkbook()
    await workbook.xlsx.load(
      (await writeMonthBills(actor, { ...query, month }, deps)) as unknown as ArrayBuffer,
    )
    const cells = workbook.worksheets.flatMap((sheet) => listValues(sheet.getSheetValues()))
    expect(cells.filter((cell) => cell.startsWith('='))).toEqual([])
    return workbook.worksheets.map((sheet) => (sheet.lastRow?.values as unknown[]).slice(1))
  }
  expect(await read('2026-12')).toMatchObject([
    ['合计', '', '', '', 10.01],
    ['合计', '', '', '', 12, '', ''],
    ['合计', '', '', '', 22.01, '', 10.01, 12],
  ])
  expect((await read('2026-11'))[1]?.[4]).toBe(receivedFen / 100)
  expect((await api(unit.staff).call(exportMonthBills, { query })).status).toBe(200)
}

async function expectStrangers(): Promise<void> {
  const other = await buildProvider({ name: '另一家' })
  const far = await buildSecretary(testAreas.farCommunity)
  for (const user of [other.staff, far]) {
    expectError(await api(user).call(getUnitMonthBill, { params: keyOf('2026-11') }), 'record.not_found')
    expectError(await receive(user, 1200), 'record.not_found')
    for (const contract of [listMonthBills, exportMonthBills])
      expectError(
        await api(user).call(contract, { query: { post: `unit:${unit.id}`, month: '2026-11' } }),
        'access.denied',
      )
  }
}

it('is told of once when the month is over, to the elder and hers, and never about the dead', async () => {
  await put('2026-11-02')
  await put('2026-11-03')
  const widow = await buildElder(deps, { name: '李秀英' })
  await put('2026-11-03', { personId: new Types.ObjectId(widow.personId) })
  await Person.updateOne({ _id: widow.personId }, { $set: { state: 'deceased' } })
  deps.clock.set('2026-12-01T02:00:00.000Z')
  for (let i = 0; i < 2; i += 1) await runJobOnce('remindOfMonthBills', deps)
  const told = await InboxMessage.find({ event: 'careBill.due' }).lean()
  expect(told.map(({ userId }) => userId.toString()).sort()).toEqual([elder.id, daughter.id].sort())
  expect(told[0]).toMatchObject({
    title: '11月的养老服务费：24 元',
    body: '请到临江食堂或社区服务站一次付清，家里人去付也行。每一单都在账单里。',
    page: `packages/elderCare/pages/bill/index?person=${elder.personId}&month=2026-11`,
  })
})
