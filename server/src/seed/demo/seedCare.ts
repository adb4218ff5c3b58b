import { placeOf } from '@linli/shared/areas/areas'
import { orderActionBody, type OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { Offering, type OfferingRecord } from '../../features/elderCare/catalogue/offering.model'
import { Order, type OrderRecord } from '../../features/elderCare/orders/order.model'
import { placeOrder } from '../../features/elderCare/orders/order.intake'
import { openCode } from '../../features/elderCare/orders/order.record'
import { actOnOrder } from '../../features/elderCare/orders/order.service'
import { releaseOrderNow, sweepOrders } from '../../features/elderCare/orders/order.sweep'
import { createPlan } from '../../features/elderCare/plans/plan.service'
import { Helper, Provider } from '../../features/elderCare/providers/provider.model'
import { proposeOrder } from '../../features/elderCare/orders/proposal.service'
import { insertRaw } from '../../lib/insertRaw'
import { seedCatalogue } from '../elderCare/seedCatalogue'
import { demoCareProviders } from './care'
import { demoDistrict } from './places'
import { demoId } from './random'
import { findActor } from './seedAccounts'
import { findPhonelessElder } from './seedFamilies'
import { demoUnits } from './units'

const day = 24 * 60 * 60 * 1000

function toOfferings({ unitKey, items }: (typeof demoCareProviders)[number]): object[] {
  const unit = demoUnits.find(({ key }) => key === unitKey)
  if (!unit) throw new Error(`no demo unit ${unitKey}`)
  const { name: unitName, areaCode } = unit
  return Object.entries(items).map(([itemCode, content]) => ({
    _id: demoId(`offering:${unitKey}:${itemCode}`),
    ...{ unitId: demoId(`unit:${unitKey}`), unitName, itemCode, areaCode, version: 1 },
    ...placeOf(areaCode),
    ...content,
  }))
}

/** Papers and offerings of the demo's units. Repeatable. */
async function seedProviders({ clock }: Pick<Deps, 'clock'>): Promise<void> {
  const now = clock.now()
  const expiresOn = addDays(toShanghaiDay(now), 365)
  const providers = demoCareProviders.map(({ unitKey, licences }) => ({
    ...{ _id: demoId(`care:${unitKey}`), unitId: demoId(`unit:${unitKey}`), closures: [], version: 1 },
    licences: licences.map((kind) => ({ kind, number: `示例-${unitKey}`, expiresOn })),
  }))
  const helpers = demoCareProviders.flatMap(({ unitKey, helpers: people }) =>
    Object.entries(people).map(([key, kinds]) => ({
      ...{ _id: demoId(`helper:${key}`), unitId: demoId(`unit:${unitKey}`), userId: demoId(`user:${key}`) },
      certificates: kinds.map((kind) => ({ kind, number: `示例-${key}`, expiresOn })),
    })),
  )
  await insertRaw(Provider, providers, now)
  await insertRaw(Helper, helpers, now)
  await insertRaw(Offering, demoCareProviders.flatMap(toOfferings), now)
}

const bathRecord = {
  outcome: 'done' as const,
  checklist: ['水温 38–41 度', '地面防滑', '全程有人陪'],
  vitals: {
    before: { systolic: 138, diastolic: 82, pulse: 76 },
    after: { systolic: 134, diastolic: 80, pulse: 74 },
  },
}

/** A bath last week, as the real services would have it, so that there is a usual unit and something to look back on. */
async function playPastBath(deps: Deps): Promise<void> {
  let now = new Date(deps.clock.now().getTime() - 7 * day)
  const at: Deps = { ...deps, clock: { now: () => now }, publish: () => undefined }
  const elder = await findActor('elder', now)
  const { proposal } = await proposeOrder(elder, 'siteBath', {}, at)
  if (!proposal) return
  const { offeringId, startsAt } = proposal
  const wanted = {
    itemCode: 'siteBath',
    offeringId,
    startsAt: new Date(startsAt),
    settlement: 'station' as const,
  }
  const placed = await placeOrder(elder, wanted, 'demo-care-bath', at)
  const order = await releaseOrderNow(placed, at)
  const act = async (key: string, input: OrderActionInput) =>
    actOnOrder(await findActor(key, now), order._id.toString(), orderActionBody.parse(input), undefined, at)
  if (order.state === 'assigned') await act('stationStaff2', { action: 'accept' })
  now = new Date(order.startsAt)
  const code = openCode(order, deps) ?? ''
  await act('stationStaff2', { action: 'start', code })
  now = new Date(now.getTime() + 50 * 60_000)
  await act('stationStaff2', { action: 'finish', record: bathRecord })
  now = new Date(now.getTime() + 60 * 60_000)
  await act('elder', { action: 'confirm', grade: 5, reasons: ['kind'] })
}

/** What happened in the demo's past was told long ago. */
async function settle(): Promise<void> {
  await Order.updateMany({ state: 'confirmed' }, { $set: { outbox: [] }, $unset: { hasOutbox: 1 } })
}

interface DemoPlan {
  /** Whose account asks for it. */
  by: string
  personId?: string
  meal: 'lunchDelivery' | 'dinnerDelivery'
  from: string
  weekdays: number[]
}

async function makePlan({ by, personId, meal, from, weekdays }: DemoPlan, deps: Deps): Promise<void> {
  const quiet: Deps = { ...deps, publish: () => undefined }
  const offering = await Offering.findOne({ _id: demoId(`offering:canteen:${meal}`) }).lean<OfferingRecord>()
  if (!offering) return
  await createPlan(
    await findActor(by, deps.clock.now()),
    {
      ...{ itemCode: meal, offeringId: offering._id.toString(), from, weekdays },
      ...{ skipsHolidays: false, settlement: 'monthly', ...(personId === undefined ? {} : { personId }) },
    },
    meal === 'lunchDelivery' || personId === undefined
      ? `demo-care-plan-${by}`
      : `demo-care-plan-${by}-${meal}`,
    quiet,
  )
}

/** Dinner at the weekend for the elder who lives alone; her lunches are left for her daughter to book. */
const ownPlan: DemoPlan = { by: 'elder', meal: 'dinnerDelivery', from: '16:30', weekdays: [0, 6] }

/**
 * Lunch and dinner on every day for an elder without a phone, by her relative, booked yesterday in time: at whatever hour
 * the demo is started, the carrier has doors to go to today and tomorrow. After the families are there. Repeatable.
 */
export async function seedFamilyPlan(deps: Deps): Promise<void> {
  const personId = demoId(`person:${findPhonelessElder().key}`).toString()
  const today = toShanghaiDay(deps.clock.now())
  const bookedAt = fromShanghaiDay(addDays(today, -1), 10 * 60)
  const then: Deps = { ...deps, clock: { now: () => bookedAt } }
  const plan = { by: 'nephew', personId, weekdays: [0, 1, 2, 3, 4, 5, 6] }
  await makePlan({ ...plan, meal: 'lunchDelivery', from: '10:30' }, then)
  await makePlan({ ...plan, meal: 'dinnerDelivery', from: '16:30' }, then)
  // The kitchen said yes to them then.
  await sweepOrders({ ...then, publish: () => undefined })
  await deliverMeals(personId, today, deps)
}

/** What was to be brought by now has been brought: a demo begins without an alarm. */
async function deliverMeals(personId: string, today: string, deps: Deps): Promise<void> {
  const meals = await Order.find({ personId, day: today, state: 'accepted' }).lean<OrderRecord[]>()
  for (const order of meals.filter(({ endsAt }) => endsAt <= deps.clock.now())) {
    const now = new Date(order.startsAt.getTime() + 40 * 60_000)
    const at: Deps = { ...deps, clock: { now: () => now }, publish: () => undefined }
    const body = { action: 'deliver', code: openCode(order, deps), record: { outcome: 'done', hasMet: true } }
    const input = orderActionBody.parse(body)
    await actOnOrder(await findActor('carrier', now), order._id.toString(), input, undefined, at)
  }
}

/** Elder care of the demo: catalogue, units, helpers, one bath in the past and a plan of dinners. Repeatable. */
export async function seedCare(deps: Deps): Promise<void> {
  await seedCatalogue(deps, demoDistrict)
  await seedProviders(deps)
  const past = await Order.findOne({ requestKey: 'demo-care-bath' }).lean<OrderRecord | null>()
  if (!past?.rating) await playPastBath(deps)
  await settle()
  await makePlan(ownPlan, deps)
}
