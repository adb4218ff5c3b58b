import '../../database/mongoose'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { paymentConsentContracts } from '@linli/shared/families/payment.contract'
import { paymentContracts, paymentTaskContracts } from '@linli/shared/payments/payment.contract'
import { paymentRules } from '@linli/shared/payments/payment.state'
import { createApp } from '../../app'
import { runJobOnce } from '../../jobs'
import { expectError } from '../../test/apiClient'
import { buildBond, buildProxy } from '../../test/families.factory'
import { InboxMessage } from '../messages/inboxMessage.model'
import { openPaySandbox, type PaySandbox } from '../../test/pay.factory'
import { buildPayable, buildPayer, fakePayOf, type TestPayable } from '../../test/payments.factory'
import { createTestConfig, startTestApp, type TestApp } from '../../test/testApp'
import { testMchid } from '../../test/fakeWechatPay'
import {
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { User } from '../users/user.model'
import { FamilyBond, ProxyAct } from '../families/bond.model'
import { PaymentConsent } from '../families/payment.model'
import { Payee } from './payee.model'
import { Payment, type PaymentRecord } from './payment.model'
import { refundPayable } from './payment.refund'
import { PaymentTask } from './paymentTask.model'
import { moveOutbox } from '../messages/outbox.mover'

const { startPayment, getPayment, checkPayment, getPayable, receivePayNotice } = paymentContracts
const body = { channel: 'mini', amountFen: 1200 } as const

let app: TestApp
let thing: TestPayable
let payer: TestUser

beforeEach(async () => {
  app = startTestApp()
  thing = await buildPayable(app.deps)
  payer = await buildPayer(thing)
})

const params = () => ({ kind: 'careOrder' as const, id: thing.id })
const ref = params
const start = (user = payer) => app.api(user).ok(startPayment, { params: params(), body })
const run = (name: string) => runJobOnce(name, app.deps)
const read = async (id: string) => {
  const payment = await Payment.findOne({ _id: id }).lean<PaymentRecord>()
  if (!payment) throw new Error('no payment')
  return payment
}
const wechat = () => fakePayOf(app.deps)
const detailsOf = ({ body: refusal }: { body: unknown }) => (refusal as { details?: unknown }).details

/** WeChat Pay's notice of a payment, as it arrives. */
async function notify(notice: unknown, mchid = testMchid) {
  return app.api().callLoose(receivePayNotice, { params: { mchid }, body: notice as object })
}

async function pay(id: string) {
  const { outTradeNo } = await read(id)
  return wechat().pay(outTradeNo, app.deps.clock.now())
}

async function buildPaid(): Promise<string> {
  const { payment } = await start()
  await notify(await pay(payment.id))
  await run('handlePayNotices')
  await run('sweepPayments')
  return payment.id
}

describe('beginning to pay', () => {
  it('says what is due, and gives the same payment and number on a second press', async () => {
    expect(await app.api(payer).ok(getPayable, { params: params() })).toMatchObject({
      title: '老年食堂午餐，11月24日',
      amountFen: 1200,
      payeeName: '幸福食堂',
      canPayOnline: true,
    })
    const first = await start()
    const second = await start()
    expect(second.payment.id).toBe(first.payment.id)
    expect(first.parameters).toMatchObject({ appId: 'wx0000000000000001', signType: 'RSA' })
    expect(first.cashierUrl).toContain('/sandbox/cashier?appId=')
    expect([...wechat().orders.keys()]).toHaveLength(1)
    expect((await app.api(payer).ok(getPayable, { params: params() })).payment?.id).toBe(first.payment.id)
  })

  it('from two devices at once makes one payment', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => app.api(payer).call(startPayment, { params: params(), body })),
    )
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(await Payment.countDocuments()).toBe(1)
  })

  it('is for the person and who may pay for them, nobody else', async () => {
    const input = { params: params(), body }
    expectError(await app.api().call(startPayment, input), 'session.required')
    const { payment } = await start()
    for (const user of [await buildResident(), await buildSecretary(), await buildStreetOfficer()]) {
      expectError(await app.api(user).call(startPayment, input), 'record.not_found')
      expectError(await app.api(user).call(getPayable, { params: params() }), 'record.not_found')
      for (const contract of [getPayment, checkPayment])
        expectError(await app.api(user).call(contract, { params: { id: payment.id } }), 'record.not_found')
    }
  })

  it('is refused where it cannot be paid, with what to do instead', async () => {
    const call = (change: object = {}) =>
      app.api(payer).callLoose(startPayment, { params: params(), body: { ...body, ...change } })
    const conflict = await call({ amountFen: 1 })
    expectError(conflict, 'request.conflict')
    expect(detailsOf(conflict)).toEqual({ amountFen: 1200 })
    expectError(await call({ channel: 'web' }), 'payment.no_openid')
    wechat().failures.push('before')
    expectError(await call(), 'payment.unavailable')
    app.deps.clock.advance(14 * 60 + 30, 'seconds')
    expectError(await call(), 'payment.too_late')
    await Payee.updateMany({}, { $set: { isActive: false } })
    expectError(await call(), 'payment.not_offered')
    const due = await app.api(payer).ok(getPayable, { params: params() })
    expect(due).toMatchObject({ canPayOnline: false, whyNot: expect.stringContaining('服务站') as string })
    thing.state = 'taken'
    const nothing = await call()
    expectError(nothing, 'payment.nothing_due')
    // How the last attempt stands.
    expect(detailsOf(nothing)).toMatchObject({ state: 'open', version: 1 })
  })
})

describe('a proxy', () => {
  const setUp = async (limitFen: number) => {
    const proxy = await buildProxy()
    await buildBond({ proxy, personId: thing.description.personId }, { scopes: ['payments'], limitFen })
    return proxy
  }

  it('pays within the limit, says so, and is in the log', async () => {
    const proxy = await setUp(1200)
    const { payment } = await start(proxy)
    expect(payment.proxyText).toBe('由女儿 王小丽 代办')
    expect(await ProxyAct.findOne().lean()).toMatchObject({ what: '付款：老年食堂午餐，11月24日' })
    expect(await app.api(payer).ok(getPayment, { params: { id: payment.id } })).toMatchObject({
      state: 'open',
    })
  })

  it('asks for a second yes above it', async () => {
    const proxy = await setUp(1199)
    const sayConsent = async () => (await app.api(proxy).ok(getPayable, { params: params() })).consentText
    expect(await sayConsent()).toContain('要再有一个人同意')
    const refused = await app.api(proxy).call(startPayment, { params: params(), body })
    expectError(refused, 'payment.consent_needed')
    expect(detailsOf(refused)).toEqual({ state: 'waiting', waitsFor: 'elder' })
    expect(await Payment.countDocuments()).toBe(0)
    expect(await sayConsent()).toMatch(/^您 今天 .* 请人同意过。等老人同意，最晚 今天 /)
    expect((await app.api(proxy).ok(getPayable, { params: params() })).isConsentAwaited).toBe(true)
    const [asked] = (await app.api(payer).ok(paymentConsentContracts.listPaymentConsents)).items
    expect(asked).toMatchObject({ stateText: '等您同意', isForViewer: true })
    const consent = await PaymentConsent.findOne().orFail().lean()
    await app.api(payer).ok(paymentConsentContracts.decidePaymentConsent, {
      params: { id: consent._id.toString() },
      body: { isApproved: true },
    })
    expect(await sayConsent()).toMatch(/老人本人 今天 .* 同意了，现在可以付。$/)
  })

  it('cannot once the bond has ended', async () => {
    const proxy = await setUp(1200)
    await FamilyBond.updateMany({}, { $set: { state: 'ended', isLiving: false } })
    expectError(await app.api(proxy).call(startPayment, { params: params(), body }), 'record.not_found')
  })
})

describe('money that comes', () => {
  it('is taken by the notice, told to the payer, and told to WeChat as handed over', async () => {
    const id = await buildPaid()
    expect(await read(id)).toMatchObject({ state: 'paid', isLate: false, shipping: 'done' })
    expect(thing).toMatchObject({ state: 'taken', paidBy: id })
    expect(app.deps.ports.wechat.shipped).toMatchObject([{ mchid: testMchid, openid: payer.openid }])
    await moveOutbox(app.deps)
    const told = await InboxMessage.find({ userId: payer.id }).lean()
    expect(told.map(({ title }) => title)).toEqual(['付款成功：老年食堂午餐，11月24日'])
    expect(app.deps.published.filter(({ name }) => name === 'payment.changed').length).toBeGreaterThan(0)
  })

  it('counts once, however often it is told', async () => {
    const { payment } = await start()
    const notice = await pay(payment.id)
    for (let i = 0; i < 5; i += 1) expect((await notify(notice)).status).toBe(200)
    await notify({ ...notice, id: 'another-id' })
    for (let i = 0; i < 3; i += 1) {
      await run('handlePayNotices')
      await run('sweepPayments')
    }
    expect((await read(payment.id)).history.map(({ step }) => step)).toEqual(['succeed', 'take'])
  })

  it('may be told before the number of the payment is stored, and even handed over by then', async () => {
    const prepay = wechat().prepay.bind(wechat())
    jest.spyOn(wechat(), 'prepay').mockImplementation(async (request) => {
      const answer = await prepay(request)
      const notice = wechat().pay(request.outTradeNo, app.deps.clock.now())
      expect((await notify(notice)).status).toBe(200)
      await run('handlePayNotices')
      await run('sweepPayments')
      return answer
    })
    const { payment, parameters } = await start()
    expect([payment.state, parameters.package]).toEqual(['paid', expect.stringContaining('prepay_id=')])
    await run('sweepPayments')
    const { state, history, shipping, checkAt } = await read(payment.id)
    expect([state, shipping, checkAt, thing.state]).toEqual(['paid', 'done', undefined, 'taken'])
    expect(history.map(({ step }) => step)).toEqual(['succeed', 'take'])
    expectError(await app.api(payer).call(startPayment, { params: params(), body }), 'payment.nothing_due')
    expect(wechat().refunds.size).toBe(0)
  })

  it('is found by asking when no notice comes', async () => {
    const { payment } = await start()
    await pay(payment.id)
    await run('sweepPayments')
    expect((await read(payment.id)).state).toBe('open')
    app.deps.clock.advance(6, 'seconds')
    await run('sweepPayments')
    expect((await read(payment.id)).state).toBe('paid')
  })

  it('is asked for along WeChat Pay’s ladder, ever less often', async () => {
    const { payment } = await start()
    const asked = jest.spyOn(wechat(), 'query')
    for (const [times, seconds] of [5, 30, 60, 180, 300].entries()) {
      app.deps.clock.advance(seconds - 1, 'seconds')
      await run('sweepPayments')
      expect([seconds, asked.mock.calls.length]).toEqual([seconds, times])
      app.deps.clock.advance(1, 'seconds')
      await run('sweepPayments')
      expect([seconds, asked.mock.calls.length]).toEqual([seconds, times + 1])
    }
    expect((await read(payment.id)).state).toBe('open')
  })

  it('is not believed on the word of the phone', async () => {
    const { payment } = await start()
    const check = () => app.api(payer).ok(checkPayment, { params: { id: payment.id } })
    expect((await check()).state).toBe('open')
    await pay(payment.id)
    expect((await check()).state).toBe('paid')
  })

  it('is asked about even after all was closed, when the phone says so', async () => {
    const { payment } = await start()
    app.deps.clock.advance(15, 'minutes')
    await run('sweepPayments')
    const check = () => app.api(payer).ok(checkPayment, { params: { id: payment.id } })
    wechat().failures.push('before')
    expect((await check()).state).toBe('closed')
    await pay(payment.id)
    expect((await check()).state).toBe('paid')
  })

  it('of a sum that nobody asked for is somebody’s task, asked about ever less often, and ends with the task', async () => {
    const { payment } = await start()
    await pay(payment.id)
    const told = wechat().orders.get((await read(payment.id)).outTradeNo)?.told
    if (told) told.totalFen = 1300
    app.deps.clock.advance(15, 'minutes')
    await run('sweepPayments')
    await run('sweepPayments')
    const { state, checkAt, anomalies } = await read(payment.id)
    expect([state, thing.state, anomalies.length > 0]).toEqual(['closing', 'freed', true])
    expect(checkAt?.getTime()).toBeGreaterThan(app.deps.clock.now().getTime())
    app.deps.clock.advance(2, 'hours')
    await run('sweepPayments')
    expect((await read(payment.id)).checkAt?.getTime()).toBeGreaterThan(
      app.deps.clock.now().getTime() + 10_000,
    )
    const secretary = app.api(await buildSecretary())
    const [task] = (await secretary.ok(paymentTaskContracts.listPaymentTasks)).items
    expect(task).toMatchObject({ kind: 'mismatch', paymentState: 'closing' })
    const input = { params: { id: task?.id ?? '' }, body: { note: '多收的一元退了现金' } }
    await secretary.ok(paymentTaskContracts.endPaymentTask, input)
    app.deps.clock.advance(31, 'minutes')
    await run('sweepPayments')
    expect(await read(payment.id)).toMatchObject({ state: 'closed' })
    expect((await read(payment.id)).checkAt).toBeUndefined()
  })

  it('is not lost when the server dies between the notice and the state, or before what was paid for has it', async () => {
    const { payment } = await start()
    expect((await notify(await pay(payment.id))).status).toBe(200)
    // It is killed here; another one starts with the same database.
    const { deps } = startTestApp({ clock: app.deps.clock })
    expect((await read(payment.id)).state).toBe('open')
    await runJobOnce('handlePayNotices', deps)
    expect(await read(payment.id)).toMatchObject({ state: 'received' })
    // And again, with the money booked and nobody told.
    await runJobOnce('sweepPayments', startTestApp({ clock: app.deps.clock }).deps)
    expect((await read(payment.id)).state).toBe('paid')
    expect(thing.state).toBe('taken')
  })

  it('of another sum, app or person is refused, and WeChat Pay is asked', async () => {
    const { payment } = await start()
    const notice = await pay(payment.id)
    if (notice.kind !== 'transaction') throw new Error('no transaction')
    for (const change of [{ totalFen: 1 }, { appid: 'wxOther' }, { openid: 'oOther' }, { currency: 'USD' }])
      expectError(
        await notify({ ...notice, transaction: { ...notice.transaction, ...change } }),
        'payment.notice_refused',
      )
    await run('sweepPayments')
    expect(await read(payment.id)).toMatchObject({ state: 'paid', anomalies: { length: 4 } })
  })

  it('is refused when nobody signed it, and ignored when it is not ours', async () => {
    const junk = await app.api().callLoose(receivePayNotice, { params: { mchid: testMchid } })
    expectError(junk, 'payment.notice_refused')
    const { payment } = await start()
    const notice = await pay(payment.id)
    if (notice.kind !== 'transaction') throw new Error('no transaction')
    const transaction = { ...notice.transaction, outTradeNo: 'ANOTHERS' }
    expect((await notify({ ...notice, transaction })).status).toBe(200)
    await run('handlePayNotices')
    expect((await read(payment.id)).state).toBe('open')
  })
})

describe('nobody pays', () => {
  it('frees the place after a quarter of an hour, and closes at WeChat Pay', async () => {
    const { payment } = await start()
    app.deps.clock.advance(15, 'minutes')
    await run('sweepPayments')
    expect(thing).toMatchObject({ state: 'freed', timesFreed: 1 })
    expect(await read(payment.id)).toMatchObject({ state: 'closed' })
    expect([...wechat().orders.values()][0]).toMatchObject({ isClosed: true })
  })

  it('a late payment takes the place again when it is still there', async () => {
    const { payment } = await start()
    app.deps.clock.advance(15, 'minutes')
    await run('sweepPayments')
    await notify(await pay(payment.id))
    await run('handlePayNotices')
    await run('sweepPayments')
    expect(await read(payment.id)).toMatchObject({ state: 'paid', isLate: true })
    expect(thing.state).toBe('taken')
  })

  it('else it goes back in full, and the desk of the community has a call to make', async () => {
    const { payment } = await start()
    thing.isPlaceGone = true
    app.deps.clock.advance(15, 'minutes')
    await run('sweepPayments')
    await notify(await pay(payment.id))
    await run('handlePayNotices')
    await run('sweepPayments')
    const refundNo = `${(await read(payment.id)).outTradeNo}R1`
    await notify(wechat().settleRefund(refundNo, 'success', app.deps.clock.now()))
    await run('handlePayNotices')
    expect(await read(payment.id)).toMatchObject({ state: 'refunded', refundedFen: 1200 })
    expect(await app.api(payer).ok(getPayment, { params: { id: payment.id } })).toMatchObject({
      nextText: expect.stringContaining('社区会打电话给您') as string,
    })

    const secretary = await buildSecretary()
    const other = await buildSecretary(testAreas.neighbourCommunity)
    const list = paymentTaskContracts.listPaymentTasks
    expectError(await app.api(payer).call(list), 'access.denied')
    expect((await app.api(other).ok(list)).items).toEqual([])
    const [task] = (await app.api(secretary).ok(list)).items
    expect(task).toMatchObject({ kind: 'lateRefund', amountFen: 1200, paymentState: 'refunded' })
    const end = { params: { id: task?.id ?? '' }, body: { note: '打过电话，改约明天' } }
    expectError(await app.api(other).call(paymentTaskContracts.endPaymentTask, end), 'record.not_found')
    expect(await app.api(secretary).ok(paymentTaskContracts.endPaymentTask, end)).toMatchObject({
      isOpen: false,
      note: '打过电话，改约明天',
    })
    const twice = await app.api(secretary).call(paymentTaskContracts.endPaymentTask, end)
    expectError(twice, 'payment.task_done')
    expect(detailsOf(twice)).toMatchObject({ state: 'done', note: '打过电话，改约明天' })
  })
})

describe('refunds', () => {
  const refund = (cause: string, fen: number) =>
    refundPayable(ref(), { cause, fen, reason: '取消' }, app.deps)
  const settle = async (id: string, number: number, status: 'success' | 'abnormal' | 'closed') => {
    await run('sweepPayments')
    const { outTradeNo } = await read(id)
    const notice = wechat().settleRefund(`${outTradeNo}R${number}`, status, app.deps.clock.now())
    await notify(notice)
    await notify(notice)
    await run('handlePayNotices')
  }

  it('go back in parts, once for each occasion, and what was paid for knows', async () => {
    const uploads = jest.spyOn(app.deps.ports.wechat, 'uploadShippingInfo')
    uploads.mockRejectedValueOnce(new Error('down'))
    const id = await buildPaid()
    await refund('cancel', 500)
    await refund('cancel', 500)
    await settle(id, 1, 'success')
    expect(await read(id)).toMatchObject({ state: 'partlyRefunded', refundedFen: 500 })
    await moveOutbox(app.deps)
    expect(thing.keptFen).toBe(700)
    // WeChat did not hear that it was handed over before a part went back: it still does.
    await run('sweepPayments')
    expect((await read(id)).shipping).toBe('done')
    await refund('more', 5000)
    await settle(id, 2, 'success')
    expect(await read(id)).toMatchObject({ state: 'refunded', refundedFen: 1200 })
  })

  it('are asked about when no notice comes, and repeated under the same number after a lost answer', async () => {
    const id = await buildPaid()
    await run('sweepPayments')
    wechat().failures.push('after')
    await refund('cancel', 1200)
    await run('sweepPayments')
    expect(wechat().refunds.size).toBe(1)
    // WeChat Pay took it on before midnight; its bill of that day has it.
    for (const made of wechat().refunds.values()) made.createdAt = new Date('2026-11-22T15:59:59.000Z')
    app.deps.clock.advance(6, 'seconds')
    await run('sweepPayments')
    for (const { outRefundNo } of wechat().refunds.values())
      wechat().settleRefund(outRefundNo, 'success', app.deps.clock.now())
    app.deps.clock.advance(31, 'seconds')
    await run('sweepPayments')
    const refunds = [{ state: 'success', day: '2026-11-22' }]
    expect(await read(id)).toMatchObject({ state: 'refunded', refunds })
    expect(wechat().refunds.size).toBe(1)
  })

  it('that fail are somebody’s task: once more, or by hand', async () => {
    const id = await buildPaid()
    await refund('cancel', 1200)
    await settle(id, 1, 'abnormal')
    expect((await read(id)).state).toBe('refundFailed')
    const secretary = await buildSecretary()
    const tasks = async () => (await app.api(secretary).ok(paymentTaskContracts.listPaymentTasks)).items
    const [task] = await tasks()
    expect(task).toMatchObject({ kind: 'refundFailed', canRetry: true })
    await app.api(secretary).ok(paymentTaskContracts.retryPaymentTask, { params: { id: task?.id ?? '' } })
    await settle(id, 1, 'abnormal')
    const [again] = await tasks()
    const end = { note: '在服务站退了现金', isRefundedByHand: true }
    await app
      .api(secretary)
      .ok(paymentTaskContracts.endPaymentTask, { params: { id: again?.id ?? '' }, body: end })
    expect(await read(id)).toMatchObject({ state: 'refunded', refundedFen: 1200 })
    expect(await tasks()).toEqual([])
  })

  it.each([
    ['a new number where WeChat Pay closed it', 'closed', 4, 'again'],
    ['the same number where the bank could not', 'abnormal', 1, 'again'],
    ['by hand at the other desk', 'abnormal', 1, 'byHand'],
  ] as const)('are asked for once by two desks and a double press: %s', async (_, failure, last, how) => {
    const id = await buildPaid()
    await refund('cancel', 1200)
    for (let number = 1; (await read(id)).state !== 'refundFailed'; number += 1) {
      app.deps.clock.advance(61, 'seconds')
      await settle(id, number, failure)
    }
    const [one, other] = [await buildSecretary(), await buildSecretary()]
    const [task] = (await app.api(one).ok(paymentTaskContracts.listPaymentTasks)).items
    const at = { params: { id: task?.id ?? '' } }
    const retry = (user: TestUser) => app.api(user).call(paymentTaskContracts.retryPaymentTask, at)
    const end = { note: '在服务站退了现金', isRefundedByHand: true }
    const byHand = () => app.api(other).call(paymentTaskContracts.endPaymentTask, { ...at, body: end })
    const [first, ...rest] = await Promise.all([
      how === 'byHand' ? byHand() : retry(other),
      retry(one),
      retry(one),
    ])
    const answers = [first, ...rest]
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    for (const answer of answers)
      if (answer.status === 409) {
        expectError(answer, 'payment.task_done')
        expect(detailsOf(answer)).toMatchObject({ state: expect.stringMatching(/done|open/) as string })
      }
    // Whatever stood in the way at the bank is gone.
    for (const made of wechat().refunds.values()) if (made.status === 'abnormal') made.status = 'processing'
    if ((await read(id)).state === 'refunding') await settle(id, last, 'success')
    const { state, refundedFen, history } = await read(id)
    expect([state, refundedFen]).toEqual(['refunded', 1200])
    const ways = history.filter(({ step, from }) => from === 'refundFailed' && step.startsWith('refund'))
    expect(ways).toHaveLength(1)
    const backFen = [...wechat().refunds.values()].flatMap(({ status, refundFen }) =>
      status === 'success' ? [refundFen] : [],
    )
    expect(backFen).toEqual(first.status === 200 && how === 'byHand' ? [] : [1200])
    await moveOutbox(app.deps)
    const told = await InboxMessage.find({ userId: payer.id, event: 'payment.refund' }).lean()
    expect(told).toHaveLength(how === 'byHand' && first.status === 200 ? 1 : 2)
  })

  it('are never out of sight: killed while the desk presses, money is under way or the task still open', async () => {
    const id = await buildPaid()
    await refund('cancel', 1200)
    await settle(id, 1, 'abnormal')
    const desk = app.api(await buildSecretary())
    const tasks = async () => (await desk.ok(paymentTaskContracts.listPaymentTasks)).items
    const input = { params: { id: (await tasks())[0]?.id ?? '' } }
    for (const model of [Payment, PaymentTask] as const) {
      jest.spyOn(model, 'updateOne').mockImplementationOnce(() => {
        throw new Error('killed')
      })
      expect((await desk.call(paymentTaskContracts.retryPaymentTask, input)).status).toBe(500)
      expect(await tasks()).toHaveLength(1)
    }
    expect(await tasks()).toMatchObject([{ canRetry: false, paymentState: 'refunding' }])
    expectError(await desk.call(paymentTaskContracts.retryPaymentTask, input), 'payment.task_done')
    const end = (isRefundedByHand: boolean) =>
      desk.call(paymentTaskContracts.endPaymentTask, {
        ...input,
        body: { note: '已经在退了', isRefundedByHand },
      })
    // Cash besides would be twice.
    expectError(await end(true), 'payment.task_done')
    expect((await end(false)).status).toBe(200)
    expect(await tasks()).toEqual([])
  })

  it('do not hide that WeChat was never told of the service: it is somebody’s task, tried once more', async () => {
    const uploads = jest
      .spyOn(app.deps.ports.wechat, 'uploadShippingInfo')
      .mockRejectedValue(new Error('down'))
    const id = await buildPaid()
    for (let tries = 1; tries < paymentRules.shippingTries; tries += 1) {
      app.deps.clock.advance(30, 'minutes')
      await run('sweepPayments')
    }
    expect((await read(id)).shipping).toBe('failed')
    const secretary = await buildSecretary()
    const tasks = async () => (await app.api(secretary).ok(paymentTaskContracts.listPaymentTasks)).items
    const [task] = await tasks()
    expect(task).toMatchObject({ kind: 'shippingFailed', canRetry: true })
    uploads.mockResolvedValue(undefined)
    await app.api(secretary).ok(paymentTaskContracts.retryPaymentTask, { params: { id: task?.id ?? '' } })
    await run('sweepPayments')
    expect((await read(id)).shipping).toBe('done')
    expect(await tasks()).toEqual([])
  })

  it('closed by WeChat Pay are asked for under a new number', async () => {
    const id = await buildPaid()
    await refund('cancel', 1200)
    await settle(id, 1, 'closed')
    app.deps.clock.advance(61, 'seconds')
    await settle(id, 2, 'success')
    expect(await read(id)).toMatchObject({
      state: 'refunded',
      refunds: [{ state: 'closed' }, { state: 'success' }],
    })
  })
})

describe('with the sandbox', () => {
  let server: Server
  let sandbox: PaySandbox

  afterEach(async () => {
    await sandbox.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it('pays, refunds and is told of both, signed and encrypted', async () => {
    const own: { handle?: ReturnType<ReturnType<typeof createApp>['callback']> } = {}
    server = createServer((request, response) => {
      void own.handle?.(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    sandbox = await openPaySandbox({ clock: app.deps.clock, appUrl: publicUrl })
    app = startTestApp({ clock: app.deps.clock, config: createTestConfig({ publicUrl }) })
    app.deps.ports.wechatPay = sandbox.pay
    own.handle = createApp(app.deps).callback()
    const openid = await sandbox.openidOf('granny')
    payer = await buildPayer(thing)
    const openids = [{ appid: 'wx0000000000000001', openid }]
    await User.updateOne({ _id: payer._id }, { $set: { openids } })

    const { payment, parameters } = await start()
    await sandbox.setFaults([
      { path: 'TRANSACTION.SUCCESS', kind: 'earlyPush' },
      { path: 'TRANSACTION.SUCCESS', kind: 'duplicatePush' },
      { path: 'TRANSACTION.SUCCESS', kind: 'signTestPush' },
    ])
    const answer = await sandbox.post('/sandbox/pay/confirm', { parameters })
    expect(answer.body).toEqual({ errMsg: 'requestPayment:ok' })
    await run('handlePayNotices')
    await run('sweepPayments')
    expect((await read(payment.id)).state).toBe('paid')

    await refundPayable(ref(), { cause: 'cancel', fen: 1200, reason: '取消' }, app.deps)
    await sandbox.setFaults([{ path: 'REFUND.SUCCESS', kind: 'earlyPush' }])
    await run('sweepPayments')
    for (let i = 0; i < 100 && (await read(payment.id)).state !== 'refunded'; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      await run('handlePayNotices')
    }
    expect(await read(payment.id)).toMatchObject({ state: 'refunded', refundedFen: 1200 })
  })
})
