import '../../database/mongoose'
import { payBillContracts } from '@linli/shared/payments/payBill.contract'
import { paymentTaskContracts } from '@linli/shared/payments/payment.contract'
import { Types } from 'mongoose'
import type { BillRow, TradeBill } from '../../integrations/wechatPay/wechatPay.port'
import { runJobOnce } from '../../jobs'
import { expectError } from '../../test/apiClient'
import { buildUnit } from '../../test/areas.factory'
import { testMchid } from '../../test/fakeWechatPay'
import { killAfter } from '../../test/killAfter'
import { buildPayable, buildPayee, buildPayer, fakePayOf } from '../../test/payments.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { compareBill } from './payBill.compare'
import { PayBill } from './payBill.model'
import { Payee } from './payee.model'
import { findMchid } from './payee.service'
import { Payment, type PaymentRecord } from './payment.model'
import { PaymentTask } from './paymentTask.model'
import { refundPayable } from './payment.refund'
import { startPayment } from './payment.service'
import { readActor } from '../users/actor.service'

const day = '2026-11-23'
const at = new Date(`${day}T04:00:00.000Z`)

describe('the comparison', () => {
  const paid = (outTradeNo: string, totalFen: number): BillRow => ({
    kind: 'payment',
    ...{ at, outTradeNo, totalFen, refundFen: 0 },
    transactionId: `t-${outTradeNo}`,
  })
  const returned = (
    outTradeNo: string,
    outRefundNo: string,
    refundFen: number,
    refundStatus = 'SUCCESS',
  ): BillRow => ({
    kind: 'refund',
    ...{ at, outTradeNo, outRefundNo, refundFen, refundStatus, totalFen: 0 },
    transactionId: `t-${outTradeNo}`,
  })
  const billOf = (rows: BillRow[]): TradeBill => ({
    rows,
    totals: {
      count: rows.length,
      paidFen: rows.reduce((sum, { totalFen }) => sum + totalFen, 0),
      refundedFen: rows.reduce((sum, { refundFen }) => sum + refundFen, 0),
    },
  })
  type Booked = Parameters<typeof compareBill>[2][number]
  const booked = (
    outTradeNo: string,
    amountFen: number,
    refunds: Partial<Booked['refunds'][number]>[] = [],
  ) =>
    ({
      ...{ outTradeNo, amountFen, state: 'paid', paidDay: day },
      refunds: refunds.map((refund) => ({ state: 'success', day, ...refund })),
    }) as Booked

  it('finds nothing where both sides agree', () => {
    const rows = [paid('A', 1200), returned('A', 'AR1', 500)]
    expect(compareBill(day, billOf(rows), [booked('A', 1200, [{ outRefundNo: 'AR1', fen: 500 }])])).toEqual(
      [],
    )
  })

  it.each([
    ['closed', 'FAIL'],
    ['abnormal', 'CHANGE'],
  ] as const)('takes a refund that is %s here for what the bill calls %s', (state, refundStatus) => {
    const rows = [paid('A', 1200), { ...returned('A', 'AR1', 500), refundStatus }]
    const ours = [booked('A', 1200, [{ outRefundNo: 'AR1', fen: 500, state }])]
    expect(compareBill(day, billOf(rows), ours)).toEqual([])
  })

  it('names every difference, in both directions', () => {
    const rows = [
      paid('unknown', 100),
      paid('unpaid', 200),
      paid('other', 300),
      paid('same', 400),
      returned('same', 'unknownR', 10),
      returned('same', 'otherR', 20),
      returned('same', 'failedR', 30),
      paid('yesterday', 600),
      returned('yesterday', 'lateR', 60),
    ]
    const ours = [
      { outTradeNo: 'unpaid', amountFen: 200, state: 'closed' as const, refunds: [] },
      booked('other', 301),
      booked('same', 400, [
        { outRefundNo: 'otherR', fen: 21 },
        { outRefundNo: 'failedR', fen: 30, state: 'abnormal' },
        { outRefundNo: 'onlyOursR', fen: 40 },
        { outRefundNo: 'anotherDayR', fen: 50, day: '2026-11-22' },
      ]),
      booked('onlyOurs', 500),
      {
        ...booked('yesterday', 600, [{ outRefundNo: 'lateR', fen: 60, day: '2026-11-24' }]),
        paidDay: '2026-11-22',
      },
    ]
    expect(compareBill(day, billOf(rows), ours)).toEqual([
      { kind: 'unknownPayment', outTradeNo: 'unknown', theirsFen: 100 },
      { kind: 'notPaidHere', outTradeNo: 'unpaid', theirsFen: 200, oursFen: 0 },
      { kind: 'paymentAmount', outTradeNo: 'other', theirsFen: 300, oursFen: 301 },
      { kind: 'unknownRefund', outTradeNo: 'same', outRefundNo: 'unknownR', theirsFen: 10 },
      { kind: 'refundAmount', outTradeNo: 'same', outRefundNo: 'otherR', theirsFen: 20, oursFen: 21 },
      { kind: 'refundState', outTradeNo: 'same', outRefundNo: 'failedR', theirsFen: 30, oursFen: 30 },
      { kind: 'otherDay', outTradeNo: 'yesterday', theirsFen: 600, oursFen: 600 },
      { kind: 'otherDay', outTradeNo: 'yesterday', outRefundNo: 'lateR', theirsFen: 60, oursFen: 60 },
      { kind: 'missingPayment', outTradeNo: 'onlyOurs', oursFen: 500 },
      { kind: 'missingRefund', outTradeNo: 'same', outRefundNo: 'onlyOursR', oursFen: 40 },
    ])
  })

  it('sees a bill that was cut off', () => {
    const bill = billOf([paid('A', 1200), paid('B', 300)])
    expect(compareBill(day, { ...bill, rows: bill.rows.slice(0, 1) }, [booked('A', 1200)])).toEqual([
      { kind: 'totals', theirsFen: 1500, oursFen: 1200 },
    ])
  })
})

describe('the bill of the day', () => {
  let app: TestApp
  beforeEach(() => {
    app = startTestApp()
  })

  async function buildOpenPayment(): Promise<PaymentRecord> {
    const thing = await buildPayable(app.deps)
    const payer = await buildPayer(thing)
    const actor = await readActor(payer.id, '', app.deps.clock.now())
    if (!actor) throw new Error('no actor')
    const body = { channel: 'mini' as const, amountFen: 1200 }
    return (await startPayment(actor, { kind: 'careOrder', id: thing.id }, body, app.deps)).payment
  }

  it('is fetched the next morning for each day that was missed, and heals what nobody told us', async () => {
    const payment = await buildOpenPayment()
    app.deps.clock.advance(16, 'minutes')
    await runJobOnce('sweepPayments', app.deps)
    fakePayOf(app.deps).pay(payment.outTradeNo, app.deps.clock.now())
    app.deps.clock.advance(1, 'days')
    await runJobOnce('checkPayBills', app.deps)
    const officer = app.api(await buildStreetOfficer())
    const { items } = await officer.ok(payBillContracts.listPayBills)
    expect(items).toHaveLength(7)
    const [today] = items.filter((bill) => bill.day === day)
    expect(today).toMatchObject({
      state: 'done',
      differenceCount: 1,
      theirs: { paidFen: 1200 },
      ours: { paidFen: 0 },
    })
    expect(items.filter(({ state }) => state === 'empty')).toHaveLength(6)
    // It is being asked about: nobody is called for what heals in a moment.
    expect(await PaymentTask.countDocuments()).toBe(0)
    const params = { id: today?.id ?? '' }
    expect(await officer.ok(payBillContracts.getPayBill, { params })).toMatchObject({
      differences: [{ kind: 'notPaidHere', outTradeNo: payment.outTradeNo, theirsFen: 1200 }],
    })
    await runJobOnce('sweepPayments', app.deps)
    expect((await Payment.findOne({ _id: payment._id }).lean())?.state).toBe('paid')
    const again = await officer.ok(payBillContracts.repeatPayBill, { params })
    expect(again).toMatchObject({ differenceCount: 0, ours: { count: 1, paidFen: 1200 } })
    const different = await officer.ok(payBillContracts.listPayBills, { query: { onlyDifferent: 'true' } })
    expect(different.items).toEqual([])
  })

  it('agrees on a day that has refunds only, of what was paid the day before', async () => {
    const { _id, outTradeNo, payable } = await buildOpenPayment()
    const fake = fakePayOf(app.deps)
    fake.pay(outTradeNo, app.deps.clock.now())
    app.deps.clock.advance(6, 'seconds')
    await runJobOnce('sweepPayments', app.deps)
    app.deps.clock.advance(1, 'days')
    await refundPayable(payable, { cause: 'cancel', fen: 500, reason: '取消' }, app.deps)
    await runJobOnce('sweepPayments', app.deps)
    const refunds = [...fake.refunds.values()]
    const rows = refunds.map(({ outRefundNo, refundFen }): BillRow => ({
      kind: 'refund',
      ...{ at: app.deps.clock.now(), outTradeNo, outRefundNo, refundFen, totalFen: 0 },
      ...{ refundStatus: 'PROCESSING', transactionId: 'transaction-2' },
    }))
    fake.bills.set(`${testMchid}:2026-11-24`, { rows, totals: { count: 1, paidFen: 0, refundedFen: 500 } })
    // It succeeds only after the bill's day, under the same number.
    app.deps.clock.advance(1, 'days')
    for (const { outRefundNo } of refunds) fake.settleRefund(outRefundNo, 'success', app.deps.clock.now())
    await runJobOnce('sweepPayments', app.deps)
    expect(await Payment.findOne({ _id }).lean()).toMatchObject({ state: 'partlyRefunded', refundedFen: 500 })
    await runJobOnce('checkPayBills', app.deps)
    const bills = await PayBill.find({ state: 'done' }).sort({ day: 1 }).lean()
    expect(bills).toMatchObject([
      { day, ours: { count: 1, paidFen: 1200, refundedFen: 0 }, differences: [] },
      { day: '2026-11-24', ours: { count: 1, paidFen: 0, refundedFen: 500 }, differences: [] },
    ])
    for (const { ours, theirs } of bills) expect(ours).toEqual(theirs)
  })

  it('calls the payee’s street once, also for what is found again, and is over when it agrees', async () => {
    await buildOpenPayment()
    const fake = fakePayOf(app.deps)
    const officer = await buildStreetOfficer()
    const row = { at: app.deps.clock.now(), outTradeNo: 'elsewhere', totalFen: 700, refundFen: 0 }
    const rows: BillRow[] = [{ ...row, kind: 'payment', transactionId: 't' }]
    fake.bills.set(`${testMchid}:2026-11-22`, { rows, totals: { count: 1, paidFen: 700, refundedFen: 0 } })
    // Wherever it is killed: what was looked at was told of.
    const read = () => PayBill.findOne({ day: '2026-11-22' }).lean()
    for (let changes = 1; (await read())?.state !== 'done'; changes += 1)
      await killAfter(changes, () => runJobOnce('checkPayBills', app.deps))
    expect(await PaymentTask.countDocuments({ kind: 'billDifferent' })).toBe(1)
    await runJobOnce('checkPayBills', app.deps)
    const bill = await PayBill.findOne({ day: '2026-11-22' }).orFail().lean()
    const params = { id: bill._id.toString() }
    await app.api(officer).ok(payBillContracts.repeatPayBill, { params })
    await moveOutbox(app.deps)
    const list = () => app.api(officer).ok(paymentTaskContracts.listPaymentTasks)
    expect((await list()).items).toMatchObject([
      {
        kind: 'billDifferent',
        what: expect.stringContaining('2026年11月22日') as string,
        amountFen: 700,
        canRetry: false,
      },
    ])
    expect(await InboxMessage.find({ event: 'paymentTask.opened' }).lean()).toMatchObject([
      { userId: officer._id, page: 'packages/payments/pages/bills/index' },
    ])
    fake.bills.delete(`${testMchid}:2026-11-22`)
    await app.api(officer).ok(payBillContracts.repeatPayBill, { params })
    expect((await list()).items).toEqual([])
    // Two months down: every day is fetched, and a month that cannot be had is one task, which ends when it can.
    app.deps.clock.advance(60, 'days')
    fake.failures.push(...Array.from({ length: 30 }, () => 'before' as const))
    await PayBill.updateMany({}, { $set: { tries: 59 } })
    await runJobOnce('checkPayBills', app.deps)
    await runJobOnce('checkPayBills', app.deps)
    expect(await PayBill.countDocuments()).toBe(7 + 60)
    const due = await PayBill.find({ state: 'due' }).lean()
    expect(due).toHaveLength(30)
    await PayBill.updateMany({ state: 'due' }, { $set: { tries: 59 } })
    app.deps.clock.advance(31, 'minutes')
    fake.failures.push(...Array.from({ length: 30 }, () => 'before' as const))
    await runJobOnce('checkPayBills', app.deps)
    expect(await PayBill.countDocuments({ state: 'failed' })).toBe(30)
    expect((await list()).items).toMatchObject([
      { kind: 'billFailed', what: expect.stringContaining(testMchid) as string },
    ])
    await moveOutbox(app.deps)
    app.deps.clock.advance(25, 'hours')
    await runJobOnce('checkPayBills', app.deps)
    expect((await list()).items).toEqual([])
    expect(await InboxMessage.countDocuments({ userId: officer._id, event: 'paymentTask.opened' })).toBe(2)
  })

  it('comes again in half an hour when it cannot be had', async () => {
    await buildOpenPayment()
    fakePayOf(app.deps).failures.push(...Array.from({ length: 7 }, () => 'before' as const))
    await runJobOnce('checkPayBills', app.deps)
    const officer = app.api(await buildStreetOfficer())
    const states = async () =>
      new Set((await officer.ok(payBillContracts.listPayBills)).items.map(({ state }) => state))
    expect([...(await states())]).toEqual(['due'])
    app.deps.clock.advance(31, 'minutes')
    await runJobOnce('checkPayBills', app.deps)
    expect([...(await states())]).toEqual(['empty'])
  })

  it('is for the street and the district it belongs to', async () => {
    await buildOpenPayment()
    await runJobOnce('checkPayBills', app.deps)
    const list = payBillContracts.listPayBills
    const [bill] = (await app.api(await buildAdministrator()).ok(list)).items
    for (const user of [await buildResident(), await buildSecretary()])
      expectError(await app.api(user).call(list), 'access.denied')
    const other = app.api(await buildStreetOfficer(testAreas.otherStreet))
    expect((await other.ok(list)).items).toEqual([])
    const params = { id: bill?.id ?? '' }
    for (const contract of [payBillContracts.getPayBill, payBillContracts.repeatPayBill])
      expectError(await other.call(contract, { params }), 'record.not_found')
  })

  it('is one list, page by page, for an officer of two areas, whichever of them is whose', async () => {
    const { street, otherStreet, district, community } = testAreas
    const payee = { isActive: true, unitName: '远处的食堂', district, changedAt: app.deps.clock.now() }
    await buildPayee(community)
    await Payee.create({ _id: new Types.ObjectId(), ...payee, mchid: '1900000002', street: otherStreet })
    fakePayOf(app.deps).merchants.add('1900000002')
    await runJobOnce('checkPayBills', app.deps)
    const listOf = async (user: TestUser) => {
      const numbers: string[] = []
      for (let cursor: string | undefined, i = 0; i === 0 || cursor !== undefined; i += 1) {
        const query = { limit: '4', ...(cursor === undefined ? {} : { cursor }) }
        const page = await app.api(user).ok(payBillContracts.listPayBills, { query })
        numbers.push(...page.items.map(({ mchid, day: each }) => `${mchid}:${each}`))
        cursor = page.nextCursor
      }
      expect(new Set(numbers).size).toBe(numbers.length)
      return numbers
    }
    const near = await listOf(await buildStreetOfficer(street))
    const far = await listOf(await buildStreetOfficer(otherStreet))
    expect([near, far].map((bills) => new Set(bills.map((each) => each.split(':')[0])))).toEqual([
      new Set([testMchid]),
      new Set(['1900000002']),
    ])
    const both = await buildStreetOfficer(street)
    await buildMembership(both, 'streetOfficer', otherStreet)
    const above = await buildStreetOfficer(otherStreet)
    await buildMembership(above, 'districtOfficer', district)
    for (const user of [both, above]) expect((await listOf(user)).sort()).toEqual([...near, ...far].sort())
  })
})

describe('who takes payments', () => {
  it('is set for a unit by its street, with a number that works, and taken away again', async () => {
    const { deps, api } = startTestApp()
    const unit = await buildUnit({ kind: 'station', areaCode: testAreas.community })
    const { id } = unit
    const officer = api(await buildStreetOfficer())
    const set = (mchid: string | null, user = officer) =>
      user.call(payBillContracts.setPayee, { params: { id }, body: { mchid } })
    expectError(await set('1999999999'), 'payment.merchant_unknown')
    expectError(
      await set(testMchid, api(await buildStreetOfficer(testAreas.otherStreet))),
      'record.not_found',
    )
    expectError(await set(testMchid, api(await buildSecretary())), 'access.denied')
    expect((await set(testMchid)).body).toMatchObject({ unitId: id, mchid: testMchid, isActive: true })
    expect(await findMchid(id, deps)).toBe(testMchid)
    const { items, merchants } = await officer.ok(payBillContracts.listPayees)
    expect([items.map(({ unitId }) => unitId), merchants]).toEqual([[id], [testMchid]])
    // Whoever answers for two streets sees both, whichever she was given first.
    const both = await buildStreetOfficer(testAreas.otherStreet)
    expect((await api(both).ok(payBillContracts.listPayees)).items).toEqual([])
    await buildMembership(both, 'streetOfficer', testAreas.street)
    expect((await api(both).ok(payBillContracts.listPayees)).items).toMatchObject([{ unitId: id }])
    expect((await set(null)).body).toMatchObject({ isActive: false })
    expect(await findMchid(id, deps)).toBeUndefined()
    // Under another number: what was paid under the old one may still be refunded, so both have bills.
    fakePayOf(deps).merchants.add('1900000002')
    await set('1900000002')
    await runJobOnce('checkPayBills', deps)
    const bills = (await officer.ok(payBillContracts.listPayBills, { query: { limit: '50' } })).items
    expect(new Set(bills.map(({ mchid }) => mchid))).toEqual(new Set([testMchid, '1900000002']))
  })
})
