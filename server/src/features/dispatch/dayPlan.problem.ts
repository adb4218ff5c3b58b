import { doerNames, type Doers } from '@linli/shared/elderCare/serviceItem'
import { fromShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import { toPlace } from '../../lib/placeFields'
import { Unit } from '../areas/unit.model'
import { holdsCertificate, readUnitHelpers, type UnitHelper } from '../elderCare/offering.ability'
import { Order, type OrderRecord } from '../elderCare/order.model'
import type { PlanHelper, PlanProblem, PlanTask, PlanVisit, PlanWeights } from './plan.problem'
import { makeTravelMatrix } from './travel'

/** A minute on the way counts one; the others say how many such minutes they are worth. */
const weights: PlanWeights = { travel: 1, lateness: 3, worstLateness: 3, change: 12, overtime: 2, load: 0.2 }
/** A start so many minutes after the agreed time is not late. */
const graceMinutes = 10
const shift = { start: 7 * 60, end: 19 * 60 }
const maxOrders = 2000
const certificates = ['careWorker', 'nurse', 'socialWorker'] as const
const openStates = ['assigned', 'accepted', 'started'] as const

type PlannableOrder = Pick<
  OrderRecord,
  | '_id'
  | 'state'
  | 'personId'
  | 'item'
  | 'startsAt'
  | 'endsAt'
  | 'helpers'
  | 'post'
  | 'building'
  | 'estate'
  | 'grid'
  | 'community'
  | 'street'
  | 'district'
>

export interface DayProblem {
  problem: PlanProblem
  orders: PlannableOrder[]
  /** Orders that no plan can take, and why. */
  left: { orderId: Types.ObjectId; why: string }[]
}

/** What of a unit's day can be planned: nothing offered to volunteers, nothing by telephone. */
async function readOrders(unitId: string, day: string): Promise<PlannableOrder[]> {
  const rows = await Order.find(
    { unitId, day, open: true, state: { $in: openStates } },
    { history: 0, outbox: 0, record: 0 },
  )
    .limit(maxOrders)
    .lean<PlannableOrder[]>()
  return rows.filter(({ post, item }) => post === `unit:${unitId}` && item.place !== 'remote')
}

/** Who came last time, for each person of the day, in one query. */
async function readUsual(orders: readonly PlannableOrder[]): Promise<Map<string, string>> {
  const rows = await Order.find(
    {
      personId: { $in: orders.map(({ personId }) => personId) },
      open: false,
      'helpers.0': { $exists: true },
    },
    { personId: 1, helpers: 1, startsAt: 1, 'item.careClass': 1 },
  )
    .sort({ startsAt: 1 })
    .limit(2 * maxOrders)
    .lean<Pick<OrderRecord, 'personId' | 'helpers' | 'item'>[]>()
  return new Map(
    rows.map(({ personId, helpers, item }) => [
      usualKey(personId, item),
      helpers[0]?.userId.toString() ?? '',
    ]),
  )
}

const usualKey = (personId: Types.ObjectId, { careClass }: Pick<OrderRecord['item'], 'careClass'>): string =>
  `${personId.toString()}:${careClass}`

const listSkills = (helper: UnitHelper, day: string): string[] => [
  'staff',
  ...certificates.filter((kind) => holdsCertificate(helper, kind, day)),
]

/** The first way of staffing an item for which the unit has enough people. */
function chooseDoers(item: PlannableOrder['item'], helpers: readonly PlanHelper[]): Doers | undefined {
  return item.doers.find(
    ({ kind, count }) => count <= 2 && helpers.filter(({ skills }) => skills.includes(kind)).length >= count,
  )
}

const describeWanted = ({ doers }: PlannableOrder['item']): string =>
  doers.map(({ kind, count }) => `${doerNames[kind]}${count > 1 ? ` ${count} 人` : ''}`).join('或')

function toVisit(
  order: PlannableOrder,
  doers: Doers,
  place: number,
  midnight: Date,
  usualHelper: string | undefined,
): PlanVisit {
  const id = order._id.toString()
  const minuteOf = (at: Date) => Math.round((at.getTime() - midnight.getTime()) / 60_000)
  const [start, end] = [minuteOf(order.startsAt), minuteOf(order.endsAt)]
  // Meals are handed over at any time of their window; every other visit fills its own.
  const isMeal = order.item.careClass === 'meal'
  const minutes = isMeal ? Math.min(order.item.minutes, end - start) : end - start
  const promised = order.helpers.map(({ userId }) => userId.toString())
  const makeTask = (index: number): PlanTask => ({
    id: `${id}/${index}`,
    skill: doers.kind,
    minutes,
    ...(usualHelper !== undefined && index === 0 ? { usualHelper } : {}),
  })
  const isSettled = promised.length >= doers.count
  return {
    id,
    place,
    earliest: start,
    latest: isMeal ? Math.max(start, end - minutes) : start + graceMinutes,
    tasks: doers.count === 2 ? [makeTask(0), makeTask(1)] : [makeTask(0)],
    ...(isSettled ? { promised: { helpers: promised } } : {}),
  }
}

/** A unit's day in the planner's terms. */
export async function readDayProblem(unitId: string, day: string, now: Date): Promise<DayProblem> {
  const orders = await readOrders(unitId, day)
  const staff = (await readUnitHelpers([new Types.ObjectId(unitId)], now)).get(unitId) ?? []
  const unit = await Unit.findOne({ _id: unitId }).lean()
  const home = unit ? toPlace(unit) : {}
  const helpers = staff.map((helper): PlanHelper => ({
    id: helper.userId,
    skills: listSkills(helper, day),
    home: 0,
    shift,
  }))
  const usual = await readUsual(orders)
  const left: DayProblem['left'] = []
  const visits: PlanVisit[] = []
  const midnight = fromShanghaiDay(day)
  orders.forEach((order, index) => {
    const doers = chooseDoers(order.item, helpers)
    const place = order.item.place === 'site' ? 0 : index + 1
    if (doers)
      visits.push(toVisit(order, doers, place, midnight, usual.get(usualKey(order.personId, order.item))))
    else
      left.push({
        orderId: order._id,
        why: `要${describeWanted(order.item)}，本单位眼下人手不够，请转给别的单位或联系街道。`,
      })
  })
  const travel = makeTravelMatrix([home, ...orders])
  return { orders, left, problem: { places: orders.length + 1, travel, helpers, visits, weights } }
}
