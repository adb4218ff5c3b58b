import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { paymentContracts } from '@linli/shared/payments/payment.contract'
import { Types } from 'mongoose'
import { runJobOnce } from '../../../jobs'
import { makeCareOrders, openCareScene, type CareScene } from '../../../test/careOrders.factory'
import { buildOffering } from '../../../test/elderCare.factory'
import { testMchid } from '../../../test/fakeWechatPay'
import { newKey } from '../../../test/needs.factory'
import { fakePayOf } from '../../../test/payments.factory'
import { buildEntitlement, buildProgramme } from '../../../test/programmes.factory'
import { startTestApp } from '../../../test/testApp'
import { testAreas } from '../../../test/users.factory'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { Payee } from '../../payments/payee.model'
import { Payment, type PaymentRecord } from '../../payments/payment.model'
import { Card } from '../../programmes/card.model'

const app = startTestApp()
const { api, deps } = app
const { act, findFirst, look, sweep } = makeCareOrders(app)
const { startPayment, receivePayNotice } = paymentContracts

let scene: CareScene

beforeEach(async () => {
  scene = await openCareScene(app, { name: '临江助浴点' })
  const { unit, elder } = scene
  const windows = [{ weekdays: [2], from: '14:00', to: '15:00', capacity: 2 }]
  await buildOffering(unit, 'siteBath', { windows, isAcceptedAtOnce: true })
  await Payee.create({
    ...{ _id: new Types.ObjectId(unit.id), mchid: testMchid, isActive: true, unitName: unit.name },
    ...{ changedAt: deps.clock.now(), community: testAreas.community, street: testAreas.street },
    district: testAreas.district,
  })
  const half = await buildProgramme({
    classes: ['bath'],
    pays: { kind: 'share', percent: 50 },
    monthlyFen: 3000,
  })
  await buildEntitlement(elder.personId, half)
})

const readPayment = () => Payment.findOne().orFail().lean<PaymentRecord>()

/** Everything that runs by itself, as often as it takes. */
async function work(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    for (const name of ['handlePayNotices', 'sweepPayments']) await runJobOnce(name, deps)
    await sweep()
  }
}

/** What WeChat Pay sends, as it arrives. */
async function notify(notice: unknown): Promise<void> {
  const sent = { params: { mchid: testMchid }, body: notice as object }
  expect((await api().callLoose(receivePayNotice, sent)).status).toBe(200)
  await work()
}

/** Booked and paid in WeChat; the unit has it. */
async function bookPaid(): Promise<OrderView> {
  const { elder } = scene
  const body = { ...(await findFirst(elder, 'siteBath')), settlement: 'wechat' as const }
  const { id } = await api(elder).ok(orderContracts.placeOrder, { body, requestKey: newKey() })
  const asked = { channel: 'mini' as const, amountFen: 3000 }
  await api(elder).ok(startPayment, { params: { kind: 'careOrder', id }, body: asked })
  await notify(fakePayOf(deps).pay((await readPayment()).outTradeNo, deps.clock.now()))
  const paid = await look(elder, { id })
  expect(paid).toMatchObject({
    state: 'accepted',
    payment: { state: 'received', text: '30 元，已在微信里付' },
  })
  return paid
}

/** The morning after its day, on which nobody came and nobody wrote anything. */
async function passDay({ endsAt }: OrderView): Promise<void> {
  deps.clock.set(endsAt)
  await work()
  deps.clock.set('2026-11-25T00:01:00.000Z') // Wednesday, 8:01 in Shanghai
  await work()
}

it('the unit did not come: from her payment to the notice that she has all of it back, once', async () => {
  const { elder, secretary } = scene
  const order = await bookPaid()
  await passDay(order)
  await act(secretary, order, { action: 'conclude', outcome: 'notDone', text: '没有人接待' })
  await work()
  expect(await look(elder, order)).toMatchObject({
    ...{ state: 'finished', stateText: '这次没有做成，不收费' },
    payment: { state: 'waived', text: '这一单不收您的钱，30 元原路退回微信' },
  })
  const [refund, ...others] = [...fakePayOf(deps).refunds.values()]
  expect(others).toEqual([])
  expect(refund).toMatchObject({ status: 'processing' })
  expect(await readPayment()).toMatchObject({ state: 'refunding', refunds: [{ fen: 3000 }] })
  expect((await Card.findOne().lean())?.reservations).toEqual([])

  const done = fakePayOf(deps).settleRefund(refund?.outRefundNo ?? '', 'success', deps.clock.now())
  for (let i = 0; i < 2; i += 1) await notify(done)
  expect(await readPayment()).toMatchObject({ state: 'refunded', refundedFen: 3000 })
  // She may still say within three days that it was otherwise; what nobody says is over, and no money moves again.
  deps.clock.advance(4, 'days')
  await work()
  expect(await look(elder, order)).toMatchObject({ isOpen: false })
  expect(fakePayOf(deps).refunds.size).toBe(1)
  expect(await readPayment()).toMatchObject({ state: 'refunded', refundedFen: 3000 })
  const { items } = await api(secretary).ok(followUpContracts.listFollowUps, {
    query: { post: `triage:${testAreas.community}` },
  })
  // She did not come to the bath point: whoever called then writes what they heard. Nobody is asked about money.
  expect(items.map(({ kind }) => kind)).toEqual(['absent'])
  const told = await InboxMessage.find({ userId: elder.id, event: /efund/ }).sort({ event: 1 }).lean()
  expect(told.map(({ event }) => event)).toEqual(['payment.refund', 'payment.refundDone'])
})
