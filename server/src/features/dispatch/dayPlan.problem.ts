import type { DispatchRules } from '@linli/shared/dispatch/dispatchRules.contract'
import { isCarried } from '@linli/shared/elderCare/itemKinds'
import { doerNames, type Doers } from '@linli/shared/elderCare/serviceItem'
import { fromShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import { toPlace } from '../../lib/placeFields'
import { toPoint, type TravelPlace } from '../../lib/travel'
import { Area } from '../areas/area.model'
import { Unit } from '../areas/unit.model'
import { busyStates } from '../elderCare/providers/helperDay.service'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { readUsual } from '../elderCare/orders/usual.service'
import {
  anySkill,
  readDayPeople,
  readElsewhere,
  toElsewhereVisits,
  type DayPeople,
  type PlacedOrder,
} from './dayPlan.people'
import { isPlannable } from './dayPlan.change'
import { readSequence, type Awaited } from './dayPlan.sequence'
import { readDispatchRules } from './dispatchRules.service'
import type { AskedDay } from './planner.port'
import type { PlanTask, PlanVisit, PlanWeights } from './plan.problem'

const maxOrders = 2000

type PlannableOrder = PlacedOrder & Pick<OrderRecord, 'state' | 'personId' | 'post' | 'startedAt'>

export interface DayProblem {
  problem: AskedDay
  orders: PlannableOrder[]
  /** Orders that no plan can take, and why. */
  left: { orderId: Types.ObjectId; why: string }[]
}

/** What of a unit's day can be planned. */
export async function readPlannable(unitId: string, day: string): Promise<PlannableOrder[]> {
  const rows = await Order.find(
    { unitId, day, open: true, state: { $in: busyStates } },
    { history: 0, said: 0, outbox: 0, record: 0 },
  )
    .limit(maxOrders)
    .lean<(PlannableOrder & Pick<OrderRecord, 'unitId' | 'day' | 'open'>)[]>()
  return rows.filter((order) => isPlannable(order, { unitId, day }))
}

/** The planner sends one, or two who are there at the same time; more than these somebody chooses by hand. */
const mostTogether = 2

/** By whom an order can be done: so many, of those who have a skill or only of these. */
interface Staffing {
  count: number
  skill: string
  helpers?: readonly string[]
}

/**
 * The ways of staffing an item for which there are enough people: the unit's own before volunteers. Where one person is
 * enough, all who may by any of the ways are asked alike, so that fifty volunteers carry what one care worker could not.
 */
function findStaffing(
  order: PlannableOrder,
  { helpers, volunteersOf, familyOf }: DayPeople,
  most = mostTogether,
): Staffing | undefined {
  const family = familyOf(order)
  const listKind = (kind: Doers['kind']): string[] =>
    kind === 'volunteer'
      ? volunteersOf(order)
      : helpers.filter(({ skills }) => skills.includes(kind)).map(({ id }) => id)
  const listAble = (kind: Doers['kind']) => listKind(kind).filter((id) => !family.includes(id))
  const ways = [...order.item.doers]
    .sort((a, b) => Number(a.kind === 'volunteer') - Number(b.kind === 'volunteer'))
    .map(({ kind, count }) => ({ kind, count, able: listAble(kind) }))
    .filter(({ count, able }) => count <= most && able.length >= count)
  const [first] = ways
  if (!first) return undefined
  const { kind, count, able } = first
  const single = ways.filter((way) => way.count === 1)
  if (count === 1 && single.length > 1)
    return { count, skill: anySkill, helpers: [...new Set(single.flatMap((way) => way.able))] }
  return { count, skill: kind, ...(kind === 'volunteer' || family.length > 0 ? { helpers: able } : {}) }
}

const describeWanted = ({ doers }: PlannableOrder['item']): string =>
  doers.map(({ kind, count }) => `${doerNames[kind]}${count > 1 ? ` ${count} 人` : ''}`).join('或')

/** Why nobody of those there can be sent: who is able is her family, or nobody is able. */
function explainLack(order: PlannableOrder, people: DayPeople): string {
  const wanted = `要${describeWanted(order.item)}`
  if (findStaffing(order, people, Infinity))
    return `${wanted}，排班只会排一个人或两个人一组。请打开这一单，自己选人派。`
  return findStaffing(order, { ...people, familyOf: () => [] })
    ? `${wanted}，能做的人里有替这位长者办事的家属，不派给自家人，其余的人手不够。请转给别的单位，或联系社区。`
    : `${wanted}，本单位眼下人手不够，请转给别的单位或联系街道。`
}

/** The same list for all orders that are alike: the planner looks each list up once. */
function createStaffing(people: DayPeople): (order: PlannableOrder) => Staffing | undefined {
  const known = new Map<string, Staffing | undefined>()
  return (order) => {
    const { doers, place } = order.item
    const key = JSON.stringify([order.community, place, doers, people.familyOf(order)])
    if (!known.has(key)) known.set(key, findStaffing(order, people))
    return known.get(key)
  }
}

/** A minute on the way counts one; the others say how many such minutes they are worth. */
const toWeights = ({ lateness, worstLateness, change, overtime, load }: DispatchRules): PlanWeights => ({
  ...{ travel: 1, lateness, worstLateness, change, overtime, load },
})

/** The clock of a day that is laid out: minutes since its midnight. */
interface DayClock {
  minuteOf: (at: Date) => number
  /** A start so many minutes after the agreed time is not late. */
  graceMinutes: number
  /** Nothing that has not begun begins before. */
  now: number
}

function readClock(day: string, graceMinutes: number, now: Date): DayClock {
  const midnight = fromShanghaiDay(day)
  const minuteOf = (at: Date) => Math.round((at.getTime() - midnight.getTime()) / 60_000)
  return { minuteOf, graceMinutes, now: minuteOf(now) }
}

/** What is known of an order besides what it says itself. */
interface Known {
  usualHelper: string | undefined
  awaited: Awaited | undefined
}

function toVisit(
  order: PlannableOrder,
  staffing: Staffing,
  place: number,
  { minuteOf, graceMinutes, now }: DayClock,
  { usualHelper, awaited = {} }: Known,
): PlanVisit {
  const id = order._id.toString()
  const [start, end] = [minuteOf(order.startsAt), minuteOf(order.endsAt)]
  // Meals are handed over at any time of their window; every other visit fills its own.
  const isBox = isCarried(order.item)
  const minutes = isBox ? Math.min(order.item.minutes, end - start) : end - start
  const promised = order.helpers.map(({ userId }) => userId.toString())
  const makeTask = (index: number): PlanTask => ({
    id: `${id}/${index}`,
    skill: staffing.skill,
    minutes,
    ...(staffing.helpers ? { helpers: staffing.helpers } : {}),
    ...(usualHelper !== undefined && index === 0 ? { usualHelper } : {}),
  })
  const isSettled = promised.length >= staffing.count
  const begun = order.startedAt === undefined ? {} : { start: minuteOf(order.startedAt) }
  return {
    id,
    place,
    earliest: Math.max(start, now, awaited.endsAt ? minuteOf(awaited.endsAt) : start),
    latest: isBox ? Math.max(start, end - minutes) : start + graceMinutes,
    tasks: staffing.count === 2 ? [makeTask(0), makeTask(1)] : [makeTask(0)],
    ...(awaited.orderId === undefined ? {} : { after: awaited.orderId }),
    ...(isSettled ? { promised: { ...begun, helpers: promised } } : {}),
  }
}

/** The doors of the buildings, where they are known. */
async function locate(places: readonly TravelPlace[]): Promise<TravelPlace[]> {
  const codes = places.flatMap(({ building }) => building ?? [])
  const buildings = await Area.find({ code: { $in: [...new Set(codes)] } }, { code: 1, location: 1 }).lean()
  const doors = new Map(buildings.map(({ code, location }) => [code, location ?? undefined]))
  return places.map((place) => ({ ...place, point: place.point ?? doors.get(place.building ?? '') }))
}

/** A unit's day in the planner's terms. */
export async function readDayProblem(unitId: string, day: string, now: Date): Promise<DayProblem> {
  const orders = await readPlannable(unitId, day)
  const unit = await Unit.findOne({ _id: unitId }).lean()
  const rules = await readDispatchRules(unitId, unit ? toPlace(unit) : undefined)
  const people = await readDayPeople(unitId, day, orders, rules.shift, now)
  const { helpers } = people
  const staff = createStaffing(people)
  const elsewhere = await readElsewhere(helpers, day, orders)
  const home: TravelPlace = unit ? { ...toPlace(unit), point: toPoint(unit.location) } : {}
  const usualOf = await readUsual(orders)
  const sequence = await readSequence(orders, day)
  const left: DayProblem['left'] = []
  const clock = readClock(day, rules.graceMinutes, now)
  const visits = elsewhere.flatMap((order, index) => {
    const isHere = order.item.place === 'site' && order.unitId.toString() === unitId
    return toElsewhereVisits(order, isHere ? 0 : orders.length + 1 + index, clock.minuteOf, helpers)
  })
  orders.forEach((order, index) => {
    const staffing = staff(order)
    const place = order.item.place === 'site' ? 0 : index + 1
    const known = {
      usualHelper: usualOf(order),
      awaited: sequence.get(order._id.toString()),
    }
    if (staffing) visits.push(toVisit(order, staffing, place, clock, known))
    else left.push({ orderId: order._id, why: explainLack(order, people) })
  })
  const places = await locate([home, ...orders, ...elsewhere])
  return { orders, left, problem: { places, helpers, visits, weights: toWeights(rules) } }
}
