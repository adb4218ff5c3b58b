import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { setPersonState } from '@linli/shared/register/person.contract'
import { closureContracts } from '@linli/shared/elderCare/closure.contract'
import type { OrderActionInput, ServiceRecord } from '@linli/shared/elderCare/order.actions'
import { programmeContracts } from '@linli/shared/programmes/programme.contract'
import { toShanghaiDay } from '@linli/shared/time'
import { paymentConsentContracts } from '@linli/shared/families/payment.contract'
import { paymentContracts } from '@linli/shared/payments/payment.contract'
import { Types } from 'mongoose'
import { placeOf } from '@linli/shared/areas/areas'
import { runJobOnce } from '../../../jobs'
import { toPlace } from '../../../lib/placeFields'
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
import { testMchid } from '../../../test/fakeWechatPay'
import { killAfter } from '../../../test/killAfter'
import { newKey } from '../../../test/needs.factory'
import { buildEntitlement, buildProgramme } from '../../../test/programmes.factory'
import { fakePayOf } from '../../../test/payments.factory'
import { startTestApp } from '../../../test/testApp'
import { buildSecretary, buildStreetOfficer, testAreas, type TestUser } from '../../../test/users.factory'
import { FamilyBond } from '../../families/bond.model'
import { findPayable } from '../../payments/payable'
import { Payee } from '../../payments/payee.model'
import { Payment, type PaymentRecord } from '../../payments/payment.model'
import { PaymentTask } from '../../payments/paymentTask.model'
import { Card, SubsidyEntry } from '../../programmes/card.model'
import { reserveSubsidy } from '../../programmes/card.service'
import { FollowUp } from '../followUps/followUp.model'
import { Offering } from '../catalogue/offering.model'
import { applyOrderEntry } from './order.effects'
import { followSubsidy } from './order.subsidy'
import { takeOrderStep } from './order.sweep'
import { replaceLapsed } from './order.lapsed'
import { Order, type OrderRecord } from './order.model'
import { Slot } from '../providers/slot.model'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'

const { api, deps } = startTestApp()
const { getProposal, placeOrder, actOnOrder, getOrder, releaseOrder } = orderContracts

let elder: TestElder
let unit: TestProvider

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z') // Monday, 10:00 in Shanghai
  await buildCatalogue(deps)
  elder = await buildElder(deps)
  unit = await buildProvider({ name: '临江助浴点', certificates: ['careWorker'] })
  await buildOffering(unit, 'siteBath', {
    windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:00', capacity: 1 }],
  })
})

const takePayments = () =>
  Payee.create({
    _id: new Types.ObjectId(unit.id),
    ...{ mchid: testMchid, isActive: true, unitName: unit.name, changedAt: deps.clock.now() },
    ...{ district: testAreas.district, community: testAreas.community },
    ...(placeOf(testAreas.community).street === undefined ? {} : { street: testAreas.street }),
  })

async function place(user: TestUser = elder, settlement: 'wechat' | 'station' = 'wechat') {
  const { proposal } = await api(user).ok(getProposal, { params: { code: 'siteBath' } })
  if (!proposal) throw new Error('nothing proposed')
  const { offeringId, startsAt } = proposal
  const body = { itemCode: 'siteBath', offeringId, startsAt, settlement }
  return api(user).call(placeOrder, { body, requestKey: newKey() })
}

async function booked(): Promise<OrderView> {
  const { body, status } = await place()
  expect(status).toBe(201)
  return body
}

async function placed(): Promise<OrderView> {
  await takePayments()
  return booked()
}

const start = (id: string, amountFen = 6000) =>
  api(elder).ok(paymentContracts.startPayment, {
    params: { kind: 'careOrder', id },
    body: { channel: 'mini', amountFen },
  })
const read = (id: string) => api(elder).ok(getOrder, { params: { id } })
const record = async (id: string): Promise<OrderRecord> => {
  const order = await Order.findOne({ _id: id }).lean<OrderRecord>()
  if (!order) throw new Error('no order')
  return order
}
/** What the page of the payment says. */
const shown = async () => {
  const params = { id: (await readPayment())._id.toString() }
  return api(elder).ok(paymentContracts.getPayment, { params })
}
const readPayment = async (): Promise<PaymentRecord> => {
  const payment = await Payment.findOne().lean<PaymentRecord>()
  if (!payment) throw new Error('no payment')
  return payment
}

/** Everything that runs by itself, as often as it takes. */
async function work(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    for (const name of ['handlePayNotices', 'sweepPayments', 'sweepCareOrders']) await runJobOnce(name, deps)
    await moveOutbox(deps)
  }
}

async function payAndWork(): Promise<void> {
  const { outTradeNo } = await readPayment()
  fakePayOf(deps).pay(outTradeNo, deps.clock.now())
  deps.clock.advance(6, 'seconds')
  await work()
}

async function settleRefunds(): Promise<void> {
  for (const refund of fakePayOf(deps).refunds.values())
    if (refund.status === 'processing')
      fakePayOf(deps).settleRefund(refund.outRefundNo, 'success', deps.clock.now())
  deps.clock.advance(40, 'seconds')
  await work()
}

/** The late money is handed over. */
async function retake(id: string, amountFen = 6000): Promise<boolean> {
  const paymentId = (await readPayment())._id.toString()
  const paid = { paymentId, amountFen, paidAt: deps.clock.now(), payer: { userId: elder._id } }
  return findPayable('careOrder').retake(id, paid, deps)
}

const vital = { systolic: 130, diastolic: 80, pulse: 70 }
const left = async () => (await Slot.findOne().lean())?.left

describe('an order that was to be paid at the station', () => {
  const standing = async (): Promise<OrderView> => {
    await takePayments()
    const { body } = await place(elder, 'station')
    deps.clock.advance(9, 'seconds')
    await work()
    return read(body.id)
  }

  it('can be paid in WeChat all the same, goes on as it was, and what is called off then goes back', async () => {
    const order = await standing()
    expect(order).toMatchObject({ state: 'assigned', mayPay: true, payment: { method: 'station' } })
    expect(order).not.toHaveProperty('payBy')
    const due = await api(elder).ok(paymentContracts.getPayable, {
      params: { kind: 'careOrder', id: order.id },
    })
    expect(due).toMatchObject({ amountFen: 6000, isStanding: true, canPayOnline: true })
    await start(order.id)
    await payAndWork()
    expect(await shown()).toMatchObject({
      ...{ stateText: '付款成功', nextText: '记到这一单上了，不用再到服务站付。' },
    })
    const paid = await read(order.id)
    expect(paid).toMatchObject({
      ...{ state: 'assigned', mayPay: false },
      payment: { state: 'received', method: 'wechat', text: '60 元，已在微信里付' },
    })
    await api(elder).ok(actOnOrder, {
      params: { id: order.id },
      body: { action: 'cancel', reason: 'illness', feeFen: 0 },
    })
    await work()
    await settleRefunds()
    expect(await read(order.id)).toMatchObject({ state: 'refunded', ending: 'cancelled' })
    expect(await readPayment()).toMatchObject({ state: 'refunded', refundedFen: 6000 })
    expect(await shown()).toMatchObject({ stateText: '已经退款', nextText: '钱已经退回给您。' })
    const told = await InboxMessage.find({ userId: elder._id, event: 'payment.take' }).lean()
    expect(told.map(({ body }) => body)).toEqual(['60.00 元，临江助浴点已收到，不用再到服务站付。'])
  })

  it('stands when nobody finishes to pay, and is begun anew', async () => {
    const order = await standing()
    await start(order.id)
    deps.clock.advance(16, 'minutes')
    await work()
    expect((await readPayment()).state).toBe('closed')
    expect(await shown()).toMatchObject({
      ...{ stateText: '没有在微信里付', nextText: '预约照常，没有扣您的钱，不用重新约。' },
    })
    expect(await read(order.id)).toMatchObject({ isOpen: true, mayPay: true })
    expect(await left()).toBe(0)
    await start(order.id)
    expect(await Payment.countDocuments({ state: 'open' })).toBe(1)
  })

  it('is not paid twice: taken in at the station meanwhile, or called off, the attempt ends', async () => {
    const order = await standing()
    await start(order.id)
    await api(unit.staff).ok(actOnOrder, { params: { id: order.id }, body: { action: 'accept' } })
    deps.clock.set(order.startsAt)
    const { code } = await read(order.id)
    const record: ServiceRecord = {
      outcome: 'done',
      checklist: ['水温 38–41 度', '地面防滑', '全程有人陪'],
      vitals: { before: vital, after: vital },
    }
    for (const body of [
      { action: 'start', code },
      { action: 'finish', record },
    ] as OrderActionInput[])
      await api(unit.staff).ok(actOnOrder, { params: { id: order.id }, body })
    const { payment } = await start(order.id)
    await api(unit.staff).ok(actOnOrder, { params: { id: order.id }, body: { action: 'receive' } })
    await work()
    expect(await Payment.findOne({ _id: payment.id }).lean()).toMatchObject({ state: 'closed' })
    expect(await read(order.id)).toMatchObject({ mayPay: false, payment: { state: 'received' } })
    expectError(
      await api(elder).call(paymentContracts.startPayment, {
        params: { kind: 'careOrder', id: order.id },
        body: { channel: 'mini', amountFen: 6000 },
      }),
      'payment.nothing_due',
    )
  })

  it('is not offered where the unit takes no payments', async () => {
    const { body } = await place(elder, 'station')
    expect((await read(body.id)).mayPay).toBe(false)
  })

  it('leaves whoever is asked for a second yes the usual time, for no place is waiting', async () => {
    const order = await standing()
    const daughter = await buildProxy()
    const scopes = ['orders' as const, 'payments' as const]
    await buildBond({ proxy: daughter, personId: elder.personId }, { scopes, limitFen: 5999 })
    const begin = () =>
      api(daughter).call(paymentContracts.startPayment, {
        params: { kind: 'careOrder', id: order.id },
        body: { channel: 'mini', amountFen: 6000 },
      })
    expectError(await begin(), 'payment.consent_needed')
    deps.clock.advance(3, 'hours')
    for (const name of ['sweepPaymentConsents', 'sweepCareOrders']) await runJobOnce(name, deps)
    const [asked] = (await api(elder).ok(paymentConsentContracts.listPaymentConsents)).items
    expect(asked).toMatchObject({ state: 'waiting', waitsFor: 'elder', canDecide: true })
    await api(elder).ok(paymentConsentContracts.decidePaymentConsent, {
      params: { id: asked?.id ?? '' },
      body: { isApproved: true },
    })
    expect((await begin()).status).toBe(201)
  })

  it('is paid by what comes while she disputes it, and goes back where those above say so', async () => {
    const order = await standing()
    await start(order.id)
    const { outTradeNo } = await readPayment()
    await Order.updateOne({ _id: order.id }, { $set: { state: 'disputed' } })
    fakePayOf(deps).pay(outTradeNo, deps.clock.now())
    deps.clock.advance(6, 'seconds')
    await work()
    expect(await readPayment()).toMatchObject({ state: 'paid' })
    expect(await record(order.id)).toMatchObject({ state: 'disputed', payment: { state: 'received' } })
    expect(await PaymentTask.countDocuments()).toBe(0)
  })
})

describe('an order that is paid in WeChat', () => {
  it('waits for the money, and goes to the unit at once when it is there', async () => {
    const order = await placed()
    expect(order).toMatchObject({
      state: 'placed',
      payment: { state: 'due', method: 'wechat' },
      payBy: '2026-11-23T02:15:00.000Z',
    })
    expect(order.releaseAt).toBeUndefined()
    // Neither time nor the closed undo bar lets it go unpaid.
    await api(elder).ok(releaseOrder, { params: { id: order.id } })
    deps.clock.advance(60, 'seconds')
    await work()
    expect((await read(order.id)).state).toBe('placed')
    const { payment } = await start(order.id)
    expect(payment).toMatchObject({ amountFen: 6000, payeeName: '临江助浴点' })
    await payAndWork()
    const paid = await read(order.id)
    expect(paid).toMatchObject({
      state: 'assigned',
      payment: { state: 'received', text: expect.stringContaining('微信') as string },
    })
    expect(paid.timeline.find(({ action }) => action === 'pay')).toMatchObject({
      title: '在微信里付款了',
      who: '您',
    })
    expect((await Order.findOne().lean())?.history.find(({ action }) => action === 'pay')?.by.name).toBe(
      '长者',
    )
    expect((await readPayment()).state).toBe('paid')
  })

  it('is not offered where the unit takes no payments, and other ways stay', async () => {
    expectError(await place(), 'payment.not_offered')
    expect(await Slot.findOne().lean()).toMatchObject({ left: 1 })
    expect((await place(elder, 'station')).status).toBe(201)
  })

  it('frees its place after a quarter of an hour when nobody pays, whether anybody began to or not', async () => {
    const order = await placed()
    expect(await left()).toBe(0)
    deps.clock.advance(16 * 60 + 1, 'seconds')
    await work()
    const lapsed = await read(order.id)
    expect(lapsed).toMatchObject({ state: 'cancelled', mayPay: false, placeText: '临江助浴点' })
    expect(lapsed.payBy).toBeUndefined()
    // Whoever closed the program meanwhile believes that it stands.
    expect(await InboxMessage.findOne({ userId: elder._id, event: 'careOrder.expire' }).lean()).toMatchObject(
      {
        title: expect.stringMatching(/没有付款，自动取消$/) as string,
        body: expect.stringMatching(/^没有扣您的钱，到时候不会有人来/) as string,
      },
    )
    expect(await left()).toBe(1)
    const again = (await place()).body
    await start(again.id)
    deps.clock.advance(15, 'minutes')
    await work()
    expect((await read(again.id)).state).toBe('cancelled')
    expect(await left()).toBe(1)
  })

  it('takes the place again when the money comes late and there is one', async () => {
    const order = await placed()
    await start(order.id)
    deps.clock.advance(15, 'minutes')
    await work()
    const { outTradeNo } = await readPayment()
    const notice = fakePayOf(deps).pay(outTradeNo, deps.clock.now())
    await api().callLoose(paymentContracts.receivePayNotice, { params: { mchid: testMchid }, body: notice })
    // Two servers hand it over at once: both say that it was taken, and there is one place.
    const taken = await Promise.all([1, 2, 3].map(() => retake(order.id)))
    expect(taken).toEqual([true, true, true])
    await work()
    expect((await read(order.id)).state).toBe('assigned')
    expect((await readPayment()).state).toBe('paid')
    expect(await Slot.find().lean()).toMatchObject([{ left: 0, reservations: [{}] }])
  })

  it.each([
    ['the place is gone', 1, () => buildElder(deps, { name: '李秀英' })],
    ['she booked again as she was told to', 2, () => elder],
  ])('gives the money back, and has somebody call, when %s', async (_, capacity, findOther) => {
    await Offering.updateOne({}, { $set: { 'windows.0.capacity': capacity } })
    const order = await placed()
    await start(order.id)
    deps.clock.advance(15, 'minutes')
    await work()
    expect((await place(await findOther(), 'station')).status).toBe(201)
    const { outTradeNo } = await readPayment()
    const notice = fakePayOf(deps).pay(outTradeNo, deps.clock.now())
    await api().callLoose(paymentContracts.receivePayNotice, { params: { mchid: testMchid }, body: notice })
    await work()
    await settleRefunds()
    expect(await readPayment()).toMatchObject({ state: 'refunded', refundedFen: 6000 })
    expect((await record(order.id)).state).toBe('refunded')
    expect(await PaymentTask.findOne().lean()).toMatchObject({ kind: 'lateRefund', isOpen: true })
  })

  describe('of which a programme pays half, and her half comes late', () => {
    const lapsed = async () => {
      const pays = { kind: 'share' as const, percent: 50 }
      await buildEntitlement(
        elder.personId,
        await buildProgramme({ classes: ['bath'], pays, monthlyFen: 3000 }),
      )
      const order = await placed()
      await start(order.id, 3000)
      deps.clock.advance(15, 'minutes')
      for (const name of ['sweepPayments', 'sweepCareOrders']) await runJobOnce(name, deps)
      const stale = await record(order.id)
      expect(stale).toMatchObject({ state: 'cancelled', subsidyFen: 3000 })
      return stale
    }
    const readKept = async () => (await Card.findOne().lean())?.reservations

    it('keeps its subsidy, though its end is told of later; settled, it is in the settlement', async () => {
      const stale = await lapsed()
      const id = stale._id.toString()
      expect(await retake(id, 3000)).toBe(true)
      for (const entry of stale.outbox) await applyOrderEntry(stale, entry, deps)
      const { version } = await record(id)
      expect(await readKept()).toMatchObject([{ orderId: stale._id, version, parts: [{ fen: 3000 }] }])
      // Lost all the same, it is kept anew rather than passed over.
      await Order.updateOne({ _id: id }, { $set: { state: 'confirmed', open: false } })
      await Card.updateOne({}, { $set: { reservations: [] }, $inc: { version: 1 } })
      await followSubsidy(await record(id), deps)
      await followSubsidy(await record(id), deps)
      expect(await SubsidyEntry.find().lean()).toMatchObject([{ _id: id, parts: [{ fen: 3000 }] }])
      expect(await readKept()).toMatchObject([{ orderId: stale._id, isSettled: true }])
    })

    it.each([
      ['told of', true],
      ['not told of yet', false],
    ] as const)('and the server dies over it: an end that was %s leaves nothing kept', async (_, isTold) => {
      const stale = await lapsed()
      if (isTold) await moveOutbox(deps)
      deps.clock.advance(14, 'minutes')
      expect(await killAfter(2, () => retake(stale._id.toString(), 3000))).toBe(true)
      await moveOutbox(deps)
      const look = async (minutes: number) => {
        deps.clock.advance(minutes, 'minutes')
        for (const name of ['sweepCards', 'sweepCareOrders']) await runJobOnce(name, deps)
        return readKept()
      }
      // Another server may be about to take it up.
      expect(await look(2)).toMatchObject([{ orderId: stale._id, version: stale.version + 1 }])
      expect(await look(29)).toEqual([])
      expect(await left()).toBe(1)
    })

    it('is not taken up again where the month has been spent since, and what it took is free', async () => {
      const stale = await lapsed()
      await moveOutbox(deps)
      expect(await readKept()).toEqual([])
      const orderId = new Types.ObjectId()
      const { personId, day, priceFen, item } = stale
      const asked = { orderId, version: 1, personId, place: toPlace(stale), day, priceFen }
      const { selfPaidFen } = await reserveSubsidy(
        { ...asked, careClass: item.careClass, channel: 'self' },
        deps,
      )
      expect(selfPaidFen).toBe(3000)
      expect(await retake(stale._id.toString(), 3000)).toBe(false)
      expect(await left()).toBe(1)
      expect(await readKept()).toMatchObject([{ orderId }])
      // Confirmed without what was kept for it, and with nothing left to keep: not passed over in silence.
      await Order.updateOne({ _id: stale._id }, { $set: { state: 'confirmed' } })
      for (let i = 0; i < 2; i += 1) await followSubsidy(await record(stale._id.toString()), deps)
      expect(await FollowUp.find({ kind: 'subsidyLost' }).lean()).toMatchObject([
        {
          orderId: stale._id,
          isOpen: true,
          text: expect.stringContaining('补贴付 30.00 元，没有记上') as string,
        },
      ])
      expect(await readKept()).toMatchObject([{ orderId }])
    })
  })

  describe('whose money comes late while she books the same time again', () => {
    const lapsed = async () => {
      await Offering.updateOne({}, { $set: { 'windows.0.capacity': 2 } })
      const order = await placed()
      await start(order.id)
      deps.clock.advance(15, 'minutes')
      await work()
      const offeringId = (await record(order.id)).offeringId.toString()
      const body = {
        itemCode: 'siteBath',
        offeringId,
        startsAt: order.startsAt,
        settlement: 'station' as const,
      }
      const again = () => api(elder).call(placeOrder, { body, requestKey: newKey() })
      return { order, again, body }
    }

    it('in the same instant: she has one, and knows it', async () => {
      const { order, again } = await lapsed()
      const [isTaken, answer] = await Promise.all([retake(order.id), again()])
      if (isTaken) expectError(answer, 'care.ordered_already')
      else expect(answer.status).toBe(201)
      expect(await left()).toBe(1)
      expect(await Order.countDocuments({ open: true })).toBe(1)
    })

    it('or another time of that day, in the same instant: one of the two, and the money knows which', async () => {
      await Offering.updateOne(
        {},
        { $push: { windows: { weekdays: [0, 1, 2, 3, 4, 5, 6], from: '16:00', to: '17:00', capacity: 1 } } },
      )
      const { order, body } = await lapsed()
      const later = { ...body, startsAt: order.startsAt.replace('T06:', 'T08:') }
      const again = () => api(elder).call(placeOrder, { body: later, requestKey: newKey() })
      const [isTaken, answer] = await Promise.all([retake(order.id), again()])
      if (isTaken) expectError(answer, 'care.paid_meanwhile')
      else expect(answer.status).toBe(201)
      expect(await Order.countDocuments({ open: true })).toBe(1)
    })

    it('or another time, with the money read before and written after the booking: the money goes back', async () => {
      const { order } = await lapsed()
      const stale = await record(order.id)
      await replaceLapsed(stale, deps.clock.now())
      expect(await takeOrderStep(stale, 'pay', deps)).toBeUndefined()
      expect(await retake(order.id)).toBe(false)
      expect(await left()).toBe(2)
    })

    it('with the new place taken and its order not yet written: the money goes back', async () => {
      const { order, again } = await lapsed()
      const { body } = await again()
      await Order.deleteOne({ _id: body.id })
      expect(await retake(order.id)).toBe(false)
      expect(await left()).toBe(1)
    })

    it('a moment after it: she has booked already', async () => {
      const { order, again } = await lapsed()
      expect(await retake(order.id)).toBe(true)
      expectError(await again(), 'care.ordered_already')
      expect(await left()).toBe(1)
    })
  })

  it('gives back what the cancel rule does not keep, once, though it is pressed twice and by two at the same moment', async () => {
    const order = await placed()
    await start(order.id)
    await payAndWork()
    const { cancel } = await read(order.id)
    const feeFen = cancel?.feeFen ?? 0
    const body = { action: 'cancel' as const, reason: 'changed' as const, feeFen }
    const ownKey = newKey()
    const press = (user: TestUser, requestKey: string) =>
      api(user).call(actOnOrder, { params: { id: order.id }, body, requestKey })
    const [desk, other] = [await buildSecretary(), await buildSecretary()]
    const presses = [
      press(elder, ownKey),
      press(elder, ownKey),
      press(desk, newKey()),
      press(other, newKey()),
    ]
    const answers = await Promise.all(presses)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
    for (const answer of answers) if (answer.status !== 200) expect(answer.status).toBe(409)
    await Promise.all([moveOutbox(deps), moveOutbox(deps)])
    await work()
    await settleRefunds()
    const payment = await readPayment()
    expect(payment.refundedFen).toBe(6000 - feeFen)
    expect(payment.refunds).toHaveLength(1)
    const asked = [...fakePayOf(deps).refunds.values()]
    expect(asked.filter(({ outTradeNo }) => outTradeNo === payment.outTradeNo)).toHaveLength(1)
    const { history, state } = await record(order.id)
    expect(history.filter(({ action }) => action === 'cancel')).toHaveLength(1)
    expect(state).toBe(feeFen === 0 ? 'refunded' : 'cancelled')
    const told = await InboxMessage.find({ userId: elder._id, event: /^payment\.refund/ }).lean()
    expect(told.map(({ event }) => event).sort()).toEqual([
      'payment.refund',
      feeFen === 0 ? 'payment.refundDone' : 'payment.refundPart',
    ])
  })

  it('called off before it was paid cannot be paid any more; money that came in between goes back', async () => {
    const callOff = async (id: string) => {
      const body = { action: 'cancel' as const, reason: 'changed' as const, feeFen: 0 }
      await api(elder).ok(actOnOrder, { params: { id }, body, requestKey: newKey() })
      await work()
    }
    const order = await placed()
    await start(order.id)
    await callOff(order.id)
    const { state, outTradeNo } = await readPayment()
    expect([state, fakePayOf(deps).orders.get(outTradeNo)?.isClosed]).toEqual(['closed', true])
    await Payment.deleteMany({})

    const again = (await place()).body
    await start(again.id)
    fakePayOf(deps).pay((await readPayment()).outTradeNo, deps.clock.now())
    await callOff(again.id)
    await settleRefunds()
    expect(await readPayment()).toMatchObject({ state: 'refunded', refundedFen: 6000 })
    expect(await PaymentTask.findOne().lean()).toMatchObject({ kind: 'lateRefund', isOpen: true })
  })

  it('is settled at the station after all when she says so, and goes to the unit; what was begun to be paid ends', async () => {
    const order = await placed()
    await start(order.id)
    const body = { action: 'payLater' as const }
    const press = () => api(elder).call(actOnOrder, { params: { id: order.id }, body, requestKey: newKey() })
    expect((await press()).body).toMatchObject({ mayPay: false, payment: { text: '60 元，到站结算' } })
    expectError(await press(), 'care.invalid_transition')
    await work()
    expect(await read(order.id)).toMatchObject({ state: 'assigned', payment: { state: 'due' } })
    expect((await readPayment()).state).toBe('closed')
    expect(await shown()).toMatchObject({
      ...{ stateText: '没有在微信里付', nextText: '预约照常，没有扣您的钱，不用重新约。' },
    })
    deps.clock.advance(20, 'minutes')
    await work()
    expect((await record(order.id)).state).toBe('assigned')
  })

  it('is paid after all on the sheet that was open while it was to be settled at the station', async () => {
    const order = await placed()
    await start(order.id)
    const body = { action: 'payLater' as const }
    await api(elder).ok(actOnOrder, { params: { id: order.id }, body, requestKey: newKey() })
    await runJobOnce('sweepCareOrders', deps)
    expect((await read(order.id)).state).toBe('assigned')
    await payAndWork()
    expect(await read(order.id)).toMatchObject({
      ...{ state: 'assigned', payment: { state: 'received', text: '60 元，已在微信里付' } },
    })
    expect((await readPayment()).state).toBe('paid')
    expect(await PaymentTask.countDocuments()).toBe(0)
    expect(await record(order.id)).not.toHaveProperty('releaseAt')
  })

  it('is paid from two telephones: one is taken, the other goes back and hears that the booking stands', async () => {
    const order = await placed()
    const daughter = await buildProxy()
    await buildBond({ proxy: daughter, personId: elder.personId }, { scopes: ['orders', 'payments'] })
    await start(order.id)
    const first = await readPayment()
    fakePayOf(deps).pay(first.outTradeNo, deps.clock.now())
    await api(daughter).ok(paymentContracts.startPayment, {
      params: { kind: 'careOrder', id: order.id },
      body: { channel: 'mini', amountFen: 6000 },
    })
    const second = await Payment.findOne({ _id: { $ne: first._id } })
      .orFail()
      .lean<PaymentRecord>()
    fakePayOf(deps).pay(second.outTradeNo, deps.clock.now())
    deps.clock.advance(6, 'seconds')
    await work()
    await settleRefunds()
    const taken = await Payment.findOne({ state: 'paid' }).orFail().lean<PaymentRecord>()
    const back = await Payment.findOne({ state: 'refunded' }).orFail().lean<PaymentRecord>()
    expect((await record(order.id)).payment).toMatchObject({ paymentId: taken._id.toString() })
    expect(await PaymentTask.find().lean()).toMatchObject([{ kind: 'paidTwice', isOpen: true }])
    const payer = back.payer.userId.equals(daughter._id) ? daughter : elder
    const id = back._id.toString()
    expect(await api(payer).ok(paymentContracts.getPayment, { params: { id } })).toMatchObject({
      nextText: expect.stringMatching(/^预约已经付过了，照常，不用重新约/) as string,
    })
    const told = await InboxMessage.find({ userId: payer._id, event: 'payment.turnAway' }).lean()
    expect(told.map(({ body }) => body)).toEqual(['预约照常，不用重新约。多付的 60.00 元会原路退回。'])
  })

  it('goes back to her daughter without a word when she has died: a person calls and says so', async () => {
    const order = await placed()
    const daughter = await buildProxy()
    await buildBond({ proxy: daughter, personId: elder.personId }, { scopes: ['orders', 'payments'] })
    await api(daughter).ok(paymentContracts.startPayment, {
      params: { kind: 'careOrder', id: order.id },
      body: { channel: 'mini', amountFen: 6000 },
    })
    await payAndWork()
    const toldOf = () => InboxMessage.find({ userId: daughter._id, event: /^payment/ }).lean()
    expect((await toldOf()).map(({ event }) => event)).toEqual(['payment.take'])
    await api(await buildSecretary()).ok(setPersonState, {
      params: { id: elder.personId },
      body: { from: 'present', to: 'deceased', note: '家属送来死亡证明' },
    })
    await work()
    await settleRefunds()
    expect(await readPayment()).toMatchObject({ state: 'refunded', refundedFen: 6000 })
    expect((await toldOf()).map(({ event }) => event)).toEqual(['payment.take'])
    const [call] = await FollowUp.find({ kind: 'personGone' }).lean()
    expect(call?.text).toContain('在微信付过的 60 元会原路退回')
  })

  it('is offered to a proxy only by a bond with payments, and where WeChat knows her', async () => {
    await takePayments()
    const daughter = await buildProxy()
    const bondId = await buildBond({ proxy: daughter, personId: elder.personId }, { scopes: ['orders'] })
    const ask = async (channel: 'mini' | 'web') => {
      const query = { person: elder.personId, channel }
      const { proposal } = await api(daughter).ok(getProposal, { params: { code: 'siteBath' }, query })
      return proposal?.canPayOnline
    }
    expect(await ask('mini')).toBe(false)
    const order = await booked()
    const look = () => api(daughter).ok(getOrder, { params: { id: order.id } })
    expect(await look()).toMatchObject({ mayPay: false, actions: ['cancel', 'payLater'] })
    await FamilyBond.updateOne({ _id: bondId }, { $set: { scopes: ['orders', 'payments'] } })
    expect((await look()).mayPay).toBe(true)
    expect([await ask('mini'), await ask('web')]).toEqual([true, false])
  })

  it('is refused to whoever did not book it', async () => {
    const order = await placed()
    const other = await buildElder(deps, { name: '李秀英' })
    const input = { params: { kind: 'careOrder' as const, id: order.id } }
    for (const user of [other, unit.staff])
      expectError(await api(user).call(paymentContracts.getPayable, input), 'record.not_found')
  })
})

describe('an order that was paid for and then moved', () => {
  const windows = [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:00', capacity: 1 }]
  const vitals = { systolic: 132, diastolic: 78, pulse: 72 }
  const done = {
    outcome: 'done' as const,
    checklist: ['水温 38–41 度', '地面防滑', '全程有人陪'],
    vitals: { before: vitals, after: vitals },
  }
  let second: TestProvider

  /** Paid to the first unit, which then closes that day: the second one does it. */
  async function moved(book = placed): Promise<OrderView> {
    const order = await book()
    await start(order.id, order.selfPaidFen)
    await payAndWork()
    second = await buildProvider({ name: '东区助浴点', certificates: ['careWorker'] })
    await buildOffering(second, 'siteBath', { windows })
    const day = toShanghaiDay(new Date(order.startsAt))
    await api(unit.staff).ok(closureContracts.addClosure, {
      params: { id: unit.id },
      body: { from: day, to: day, reason: '检修' },
    })
    return read(order.id)
  }

  async function act(user: TestUser, id: string, body: OrderActionInput) {
    await api(user).ok(actOnOrder, { params: { id }, body, requestKey: newKey() })
  }

  async function serve(order: OrderView, staff = second.staff, record: ServiceRecord = done) {
    await act(staff, order.id, { action: 'accept' })
    deps.clock.set(order.startsAt)
    const { code } = await read(order.id)
    await act(staff, order.id, { action: 'start', code })
    await act(staff, order.id, { action: 'finish', record })
  }

  const readStreet = async () => {
    const query = { area: testAreas.street, month: '2026-11' }
    return api(await buildStreetOfficer()).ok(programmeContracts.getSettlement, { query })
  }

  it('costs her nothing more; the units settle it to the fen, once', async () => {
    const order = await moved()
    expect(order).toMatchObject({ unitName: '东区助浴点', payment: { text: '60 元，已在微信里付' } })
    await serve(order)
    await act(elder, order.id, { action: 'confirm' })
    await work()
    await work()
    expect((await record(order.id)).state).toBe('settled')
    expect((await readStreet()).clearings).toEqual([
      { fromUnitName: '临江助浴点', toUnitName: '东区助浴点', orders: 1, fen: 6000 },
    ])
    expect((await readPayment()).refunds).toEqual([])
  })

  it('is not moved before it is paid for to a unit that takes no payments: somebody calls', async () => {
    const order = await placed()
    const other = await buildProvider({ name: '东区助浴点', certificates: ['careWorker'] })
    await buildOffering(other, 'siteBath', { windows })
    const day = toShanghaiDay(new Date(order.startsAt))
    const body = { from: day, to: day, reason: '检修' }
    const closed = await api(unit.staff).ok(closureContracts.addClosure, { params: { id: unit.id }, body })
    expect(closed).toMatchObject({ moved: 0, calls: 1 })
    expect(await record(order.id)).toMatchObject({ state: 'placed', unitName: '临江助浴点' })
    expect(await FollowUp.find({ kind: 'returned' }).lean()).toHaveLength(1)
  })

  it('is paid by nobody where it was not done, or those above say so: money, card and settlement', async () => {
    const programme = await buildProgramme({
      classes: ['bath'],
      pays: { kind: 'share', percent: 50 },
      monthlyFen: 3000,
    })
    await buildEntitlement(elder.personId, programme)
    const notDone = await placed()
    expect(notDone).toMatchObject({ subsidyFen: 3000, selfPaidFen: 3000 })
    await start(notDone.id, 3000)
    await payAndWork()
    await serve(notDone, unit.staff, { outcome: 'notDone', checklist: [], text: '血压太高' })
    await work()
    const seen = await read(notDone.id)
    expect(seen).toMatchObject({ state: 'finished', stateText: '这次没有做成，不收费' })
    expect(seen.payment.text).toBe('这一单不收您的钱，30 元原路退回微信')
    await act(elder, notDone.id, { action: 'confirm' })
    await settleRefunds()
    expect((await readPayment()).refunds).toHaveLength(1)
    await Payment.deleteMany({})

    // What was kept of the month for the first is there again for the second.
    const waived = await moved(booked)
    expect(waived.subsidyFen).toBe(3000)
    await serve(waived)
    await act(elder, waived.id, { action: 'dispute', text: '没洗干净' })
    await act(second.staff, waived.id, { action: 'redo', text: '补洗了' })
    await act(elder, waived.id, { action: 'dispute', text: '还是没有' })
    const decision = { action: 'decide' as const, isWaived: true, reason: '确实没做' }
    await act(await buildStreetOfficer(), waived.id, decision)
    await work()
    await settleRefunds()
    await work()
    expect(await readPayment()).toMatchObject({ refundedFen: 3000, state: 'refunded' })
    expect((await readPayment()).refunds).toHaveLength(1)
    expect(await read(waived.id)).toMatchObject({ state: 'refunded', payment: { text: '30 元，已退回微信' } })

    expect(await readStreet()).toMatchObject({ clearings: [], orders: 0, totalFen: 0 })
    expect((await Card.findOne().lean())?.reservations).toEqual([])
    const query = { month: '2026-11' }
    const { bytes } = await api(elder).call(programmeContracts.getCardStatement, { query })
    expect(bytes.toString()).toContain('一共 0 元：补贴付 0 元，您付 0 元。')
    expect(bytes.toString()).toContain('社区助浴点洗浴（不收费）')
  })
})
