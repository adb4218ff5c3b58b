import '../../database/mongoose'
import fc from 'fast-check'
import type { PayNotice } from '../../integrations/wechatPay/wechatPay.port'
import { createFakeWechatPay, testMchid, type FakeWechatPay } from '../../test/fakeWechatPay'
import { buildPayable, buildPayee, type TestPayable } from '../../test/payments.factory'
import { buildElder } from '../../test/families.factory'
import { createTestDeps, type TestDeps } from '../../test/testApp'
import { buildResident } from '../../test/users.factory'
import { moveOutbox } from '../messages/outbox.mover'
import { readActor } from '../users/actor.service'
import { linkToPerson } from '../../test/families.factory'
import type { Actor } from '../users/actor'
import { registerPaymentHooks } from './payment.hooks'
import { Payment, type PaymentRecord } from './payment.model'
import { PaymentTask } from './paymentTask.model'
import { checkDueBills } from './payBill.service'
import { PayBill } from './payBill.model'
import { handlePayNotices, receivePayNotice } from './payNotice.service'
import { refundPayable } from './payment.refund'
import { startPayment } from './payment.service'
import { sweepPayments } from './payment.sweep'

/*
 * What may happen to a payment, in any order and number: its own steps, and what WeChat Pay, the network, the clock
 * and a dying server do. However it goes, once everything is quiet it must agree with a model of one line each.
 */

type Fault =
  | { kind: 'start' }
  | { kind: 'buy' }
  | { kind: 'pay' }
  | { kind: 'deliver'; which: number }
  | { kind: 'deliverWrong'; which: number; byFen: number }
  | { kind: 'junk' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'sweep' }
  | { kind: 'handle' }
  | { kind: 'crash'; failures: ('before' | 'after')[] }
  | { kind: 'placeGone' }
  | { kind: 'cancel'; fen: number }
  | { kind: 'settle'; status: 'success' | 'closed' | 'abnormal' }

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'start' }) },
  { weight: 2, arbitrary: fc.constant<Fault>({ kind: 'pay' }) },
  { weight: 2, arbitrary: fc.constant<Fault>({ kind: 'buy' }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), which: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('deliverWrong' as const),
      which: fc.nat(9),
      byFen: fc.constantFrom(-1, 1, 100_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'junk' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 6, 61, 300, 901, 7200),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'sweep' }) },
  { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'handle' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      failures: fc.array(fc.constantFrom('before' as const, 'after' as const), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'placeGone' }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('cancel' as const), fen: fc.constantFrom(600, 1200) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      status: fc.constantFrom('success' as const, 'success' as const, 'closed' as const, 'abnormal' as const),
    }),
  },
)

interface World {
  deps: TestDeps
  wechat: FakeWechatPay
  thing: TestPayable
  actor: Actor
  /** Everything WeChat Pay ever sent or will send; any of it may arrive any number of times. */
  notices: PayNotice[]
  cancels: number
}

async function openWorld(personId: string, payeeUnitId: string, userId: string): Promise<World> {
  const wechat = createFakeWechatPay()
  const deps = createTestDeps()
  deps.ports.wechatPay = wechat
  const thing = await buildPayable(deps, { personId, payeeUnitId })
  const actor = await readActor(userId, '', deps.clock.now())
  if (!actor) throw new Error('no actor')
  return { deps, wechat, thing, actor, notices: [], cancels: 0 }
}

/** What a person or a dying server meets is no end of the world here. */
const survive = (act: () => Promise<unknown>): Promise<unknown> => act().catch(() => undefined)

const deliver = (world: World, notice: PayNotice) =>
  survive(() => receivePayNotice(testMchid, {}, JSON.stringify(notice), world.deps))

async function doFault(world: World, fault: Fault): Promise<void> {
  const { deps, wechat, thing, actor, notices } = world
  const ref = { kind: 'careOrder' as const, id: thing.id }
  switch (fault.kind) {
    case 'start':
      await survive(() => startPayment(actor, ref, { channel: 'mini', amountFen: 1200 }, deps))
      return
    case 'buy':
      await doFault(world, { kind: 'start' })
      await doFault(world, { kind: 'pay' })
      deps.clock.advance(6, 'seconds')
      await sweepPayments(deps)
      return
    case 'pay':
      // Any number that was ever handed out, also one that was closed.
      for (const outTradeNo of wechat.orders.keys()) notices.push(wechat.pay(outTradeNo, deps.clock.now()))
      return
    case 'deliver': {
      const notice = notices[fault.which % Math.max(notices.length, 1)]
      if (notice) await deliver(world, notice)
      return
    }
    case 'deliverWrong': {
      const notice = notices[fault.which % Math.max(notices.length, 1)]
      if (notice?.kind !== 'transaction') return
      const { transaction } = notice
      const wrong = { ...transaction, totalFen: transaction.totalFen + fault.byFen }
      await deliver(world, { ...notice, id: `${notice.id}-wrong`, transaction: wrong })
      return
    }
    case 'junk':
      await survive(() => receivePayNotice(testMchid, {}, '<not signed>', deps))
      return
    case 'wait':
      deps.clock.advance(fault.seconds, 'seconds')
      return
    case 'sweep':
      await sweepPayments(deps)
      return
    case 'handle':
      await handlePayNotices(deps)
      return
    case 'crash':
      // The next calls get no answer, before or after they had their effect, as when the process dies at that point.
      wechat.failures.push(...fault.failures)
      return
    case 'placeGone':
      thing.isPlaceGone = true
      return
    case 'cancel':
      world.cancels += 1
      await survive(() =>
        refundPayable(ref, { cause: `cancel${world.cancels}`, fen: fault.fen, reason: '取消' }, deps),
      )
      await sweepPayments(deps)
      return
    case 'settle':
      settleRefunds(world, fault.status)
  }
}

function settleRefunds({ wechat, deps, notices }: World, status: 'success' | 'closed' | 'abnormal'): void {
  for (const refund of wechat.refunds.values())
    if (refund.status === 'processing')
      notices.push(wechat.settleRefund(refund.outRefundNo, status, deps.clock.now()))
}

/**
 * The network is well again and time passes until nothing moves any more. No notice comes: asking must do, and the
 * bill of the day for money that came after all was closed.
 */
async function calmDown(world: World): Promise<void> {
  world.wechat.failures.length = 0
  await letAllHappen(world)
  world.deps.clock.advance(1, 'days')
  await checkDueBills(world.deps)
  await letAllHappen(world)
  await moveOutbox(world.deps)
}

async function letAllHappen(world: World): Promise<void> {
  const { deps } = world
  for (let round = 0; round < 40; round += 1) {
    await handlePayNotices(deps)
    await sweepPayments(deps)
    settleRefunds(world, 'success')
    if (!(await Payment.exists({ checkAt: { $exists: true } }))) return
    deps.clock.advance(1801, 'seconds')
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

async function checkPayment(payment: PaymentRecord, { wechat, thing }: World): Promise<boolean> {
  const order = wechat.orders.get(payment.outTradeNo)
  const isPaid = order?.told.transactionId !== undefined
  const wentBack = [...wechat.refunds.values()].filter(
    ({ outTradeNo, status }) => outTradeNo === payment.outTradeNo && status === 'success',
  )
  const wentBackFen = sum(wentBack.map(({ refundFen }) => refundFen))
  // Our books and WeChat Pay's agree to the fen.
  expect(payment.refundedFen).toBe(wentBackFen)
  expect(wentBackFen).toBeLessThanOrEqual(1200)
  const tasks = await PaymentTask.find({ paymentId: payment._id }).lean()
  const hasTask = (kind: string) => tasks.some((task) => task.kind === kind && task.isOpen)
  const isOwn = thing.paidBy === payment._id.toString()
  if (!isPaid) expect(payment.state).toBe('closed')
  else if (payment.state === 'paid') expect([isOwn, wentBackFen]).toEqual([true, 0])
  else if (payment.state === 'partlyRefunded') expect([isOwn, wentBackFen]).toEqual([true, 600])
  else if (payment.state === 'refunded') expect(wentBackFen).toBe(1200)
  else {
    expect(payment.state).toBe('refundFailed')
    expect(hasTask('refundFailed')).toBe(true)
  }
  // Money that is not for anything went back, and somebody calls.
  if (isPaid && !isOwn) expect(hasTask('lateRefund') || hasTask('paidTwice')).toBe(true)
  if (isPaid && !isOwn) expect(['refunded', 'refundFailed']).toContain(payment.state)
  return isPaid
}

it('ends right, however notices, money, time and crashes come', async () => {
  registerPaymentHooks()
  const tally: Record<string, number> = {}
  const personId = await buildElder(createTestDeps())
  const payeeUnitId = await buildPayee()
  // Nobody paid anything before: the bills of those days are looked at already.
  const before = '2026-11-22'
  await PayBill.collection.insertOne({ key: `${testMchid}:${before}`, mchid: testMchid, day: before })
  const user = await buildResident()
  await linkToPerson(user, personId)
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 3, maxLength: 25 }), async (faults) => {
      const world = await openWorld(personId, payeeUnitId, user.id)
      await doFault(world, { kind: 'start' })
      for (const each of faults) await doFault(world, each)
      await calmDown(world)

      const payments = await Payment.find({ 'payable.id': world.thing.id }).lean<PaymentRecord[]>()
      const isAnyPaid = []
      for (const payment of payments) {
        expect(payment.checkAt).toBeUndefined()
        isAnyPaid.push(await checkPayment(payment, world))
        tally[payment.state] = (tally[payment.state] ?? 0) + 1
      }
      // Nobody paid: it is free again, once, unless nobody ever came as far as paying.
      if (payments.length > 0 && !isAnyPaid.includes(true)) {
        expect([world.thing.state, world.thing.timesFreed]).toEqual(['freed', 1])
      }
      // It was taken for money that is there, or was given back for a reason of its own.
      if (world.thing.state === 'taken') expect(isAnyPaid).toContain(true)
      await Payment.deleteMany({})
      await PaymentTask.deleteMany({})
      await PayBill.deleteMany({ day: { $gt: before } })
    }),
    // Which ends are reached must not be left to chance.
    { seed: 7, numRuns: 40, endOnFailure: true },
  )
  // The sequences reach every end there is.
  expect(Object.keys(tally).sort()).toEqual(['closed', 'paid', 'partlyRefunded', 'refundFailed', 'refunded'])
}, 300_000)
