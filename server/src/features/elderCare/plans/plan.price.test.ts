import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import { paymentContracts } from '@linli/shared/payments/payment.contract'
import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { expectError } from '../../../test/apiClient'
import { testMchid } from '../../../test/fakeWechatPay'
import { makeCareOrders, openCareScene, type CareScene } from '../../../test/careOrders.factory'
import { buildOffering, changeItem } from '../../../test/elderCare.factory'
import { buildBond, buildProxy } from '../../../test/families.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { testAreas, type TestUser } from '../../../test/users.factory'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { Payee } from '../../payments/payee.model'
import { User } from '../../users/user.model'
import { Offering } from '../catalogue/offering.model'
import { Order } from '../orders/order.model'
import { Plan } from './plan.model'
import { sweepPlans } from './plan.sweep'

const app = startTestApp()
const { api, deps } = app
const { sweep } = makeCareOrders(app)

let scene: CareScene
let daughter: TestUser
let planId: string
let offeringId: string

/** A lunch each day, as the daughter planned it. */
beforeEach(async () => {
  scene = await openCareScene(app, { name: '临江食堂', licences: ['kitchen'] })
  offeringId = await buildOffering(scene.unit, 'lunchDelivery')
  daughter = await buildProxy()
  const { personId } = scene.elder
  await buildBond({ proxy: daughter, personId }, { scopes: ['orders'] })
  const body = {
    personId,
    itemCode: 'lunchDelivery',
    offeringId,
    from: '10:30',
    weekdays: [0, 1, 2, 3, 4, 5, 6],
  }
  planId = (await api(daughter).ok(planContracts.createPlan, { body, requestKey: newKey() })).id
  await sweep()
  await InboxMessage.deleteMany({})
})

/** Five in the morning of a day, when the plans are looked at. */
async function wake(day: string): Promise<void> {
  deps.clock.set(`${day}T05:00:00+08:00`)
  for (let i = 0; i < 2; i += 1) await sweepPlans(deps)
  await sweep()
}

const readPrices = async () => {
  const orders = await Order.find({ source: 'plan' }).sort({ startsAt: 1 }).lean()
  return new Map(orders.map(({ day, priceFen }) => [day, priceFen]))
}
const readTold = () => InboxMessage.find({ event: 'carePlan.price' }).sort({ createdAt: 1 }).lean()

describe('another price of the unit that she planned with', () => {
  it('is told to her and hers with its day, before that day is ordered; what is ordered stays as agreed', async () => {
    const last = [...(await readPrices()).keys()].at(-1)
    expect(last).toBe('2026-11-30')
    await Offering.updateOne({ _id: offeringId }, { $set: { priceFen: 1800 } })
    await wake('2026-11-24')
    const told = await readTold()
    expect(told.map(({ userId }) => userId.toString()).sort()).toEqual([scene.elder.id, daughter.id].sort())
    expect(told[0]).toMatchObject({
      title: '长期预约的午餐送上门：价钱变了',
      body: '从2026年12月1日起，临江食堂每次 20 元，原来 17 元，补贴另算。已经约好的日子不变。不想要了，打开长期预约点“暂停”或“结束”。',
      page: `packages/elderCare/pages/plan/index?id=${planId}`,
    })
    const prices = await readPrices()
    expect([prices.get('2026-11-30'), prices.get('2026-12-01')]).toEqual([1700, 2000])
    const seen = await api(daughter).ok(planContracts.getPlan, { params: { id: planId } })
    expect(seen.priceText).toContain('2026年12月1日起的价钱，以前约好的每次 17 元')
    await wake('2026-11-25')
    expect(await readTold()).toHaveLength(2)
    await wake('2026-12-01')
    const later = await api(daughter).ok(planContracts.getPlan, { params: { id: planId } })
    expect(later.priceText).not.toContain('以前')
  })

  it('is told once though the server died before it was noted, and again when it changes anew', async () => {
    await changeItem('lunchDelivery', { priceFen: 1600 })
    await wake('2026-11-24')
    await Plan.updateOne(
      { _id: planId },
      { $set: { priceFen: 1700, nextDay: '2026-12-01', checkAt: deps.clock.now() } },
    )
    await Order.deleteMany({ day: '2026-12-01' })
    await wake('2026-11-24')
    expect(await readTold()).toHaveLength(2)
    await changeItem('lunchDelivery', { priceFen: 1500 })
    await wake('2026-11-25')
    expect(
      (await readTold()).map(({ body }) => body).filter((body) => body.includes('原来 18 元')),
    ).toHaveLength(2)
  })

  it('leaves the limit of a bond as it is: what costs more now asks for a second yes, what was agreed does not', async () => {
    const { elder, unit } = scene
    const son = await buildProxy('儿子')
    await buildBond(
      { proxy: son, personId: elder.personId },
      { scopes: ['orders', 'payments'], limitFen: 1800 },
    )
    await Payee.create({
      ...{ _id: unit.id, mchid: testMchid, isActive: true, unitName: unit.name, changedAt: deps.clock.now() },
      ...{ district: testAreas.district, community: testAreas.community },
    })
    await Offering.updateOne({ _id: offeringId }, { $set: { priceFen: 1800 } })
    await wake('2026-11-24')
    const pay = async (day: string, amountFen: number) => {
      const id = (await Order.findOne({ source: 'plan', day }).orFail().lean())._id.toString()
      const asked = {
        params: { kind: 'careOrder' as const, id },
        body: { channel: 'mini' as const, amountFen },
      }
      return api(son).call(paymentContracts.startPayment, asked)
    }
    expect((await pay('2026-11-30', 1700)).status).toBe(201)
    expectError(await pay('2026-12-01', 2000), 'payment.consent_needed')
  })

  it('is said on the telephone to her who has nobody and no account', async () => {
    await User.updateOne({ _id: scene.elder.id }, { $unset: { personId: 1 } })
    await api(daughter).ok(planContracts.getPlan, { params: { id: planId } })
    await User.db.collection('familybonds').updateMany({}, { $set: { state: 'ended', isLiving: false } })
    await Offering.updateOne({ _id: offeringId }, { $set: { priceFen: 1800 } })
    await wake('2026-11-24')
    const query = { post: `triage:${testAreas.community}` }
    const { items } = await api(scene.secretary).ok(followUpContracts.listFollowUps, { query })
    const calls = items.filter(({ kind }) => kind === 'priceChanged')
    expect(calls).toMatchObject([{ planId, day: '2026-12-01' }])
    expect(calls[0]?.todo).toContain('打电话告诉长者')
  })
})
