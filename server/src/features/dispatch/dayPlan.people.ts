import { mayOverlap } from '@linli/shared/elderCare/itemKinds'
import { certificateKinds } from '@linli/shared/elderCare/serviceItem'
import { fromShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import { readFamilies } from '../elderCare/clients/client.access'
import { busyStates, sittingOf } from '../elderCare/providers/helperDay.service'
import {
  holdsCertificate,
  isAwayOn,
  readUnitHelpers,
  type UnitHelper,
} from '../elderCare/catalogue/offering.ability'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { readOpenJobs } from '../volunteers/volunteer.jobs'
import { Volunteer, type VolunteerRecord } from '../volunteers/volunteer.model'
import { canVisitHomes } from '../volunteers/volunteer.policy'
import type { WorkingHours } from '@linli/shared/elderCare/workingHours'
import type { PlanHelper, PlanVisit } from './plan.problem'

const mostVolunteers = 100
const mostOrders = 2000

type Asked = Pick<OrderRecord, '_id' | 'item' | 'community' | 'helpers' | 'personId'>
/** What is to be done, when and where. */
export type PlacedOrder = Pick<
  OrderRecord,
  | '_id'
  | 'unitId'
  | 'item'
  | 'helpers'
  | 'startsAt'
  | 'endsAt'
  | 'building'
  | 'estate'
  | 'grid'
  | 'community'
  | 'street'
  | 'district'
>

/** Who can be sent on a day: the unit's own people, and neighbours who offered to help where something is for them. */
export interface DayPeople {
  helpers: PlanHelper[]
  /** Ids of the volunteers of a community, those who may enter homes apart. */
  volunteersOf: (order: Asked) => string[]
  /** Ids of those who are the elder's family: nobody of them is sent to her. */
  familyOf: (order: Asked) => readonly string[]
}

/** What everybody has: whom an order names may be able for different reasons. */
export const anySkill = 'any'

const listSkills = (helper: UnitHelper, day: string): string[] => [
  anySkill,
  'staff',
  ...certificateKinds.filter((kind) => holdsCertificate(helper, kind, day)),
]

/** Those on duty who have room for one more; the longest waiting first. */
async function readVolunteers(communities: readonly string[]): Promise<VolunteerRecord[]> {
  if (communities.length === 0) return []
  const rows = await Volunteer.find({ community: { $in: communities }, state: 'approved', isOnDuty: true })
    .sort({ lastAssignedAt: 1, _id: 1 })
    .limit(mostVolunteers)
    .lean<VolunteerRecord[]>()
  const open = await readOpenJobs(rows.map(({ userId }) => userId.toString()))
  return rows.filter(({ userId, maxOpenJobs }) => (open.get(userId.toString()) ?? []).length < maxOpenJobs)
}

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const toShift = ({ from, to }: WorkingHours): PlanHelper['shift'] => ({
  start: minuteOf(from),
  end: minuteOf(to),
})

const isForVolunteers = ({ item }: Asked): boolean => item.doers.some(({ kind }) => kind === 'volunteer')

/** The people of a unit's day. Whoever was given something already is among them, whatever she may do now. */
export async function readDayPeople(
  unitId: string,
  day: string,
  orders: readonly Asked[],
  shift: WorkingHours,
  now: Date,
): Promise<DayPeople> {
  const staff = (await readUnitHelpers([new Types.ObjectId(unitId)], now)).get(unitId) ?? []
  const communities = orders.filter(isForVolunteers).flatMap(({ community }) => community ?? [])
  const volunteers = await readVolunteers([...new Set(communities)])
  const at = fromShanghaiDay(day)
  const promised = orders.flatMap(({ helpers }) => helpers.map(({ userId }) => userId.toString()))
  const skills = new Map<string, string[]>(promised.map((id) => [id, []]))
  for (const { userId } of volunteers) skills.set(userId.toString(), [anySkill, 'volunteer'])
  for (const helper of staff.filter((each) => !isAwayOn(each, day)))
    skills.set(helper.userId, [...listSkills(helper, day), ...(skills.get(helper.userId) ?? [])])
  const families = await readFamilies([...skills.keys()], day)
  return {
    familyOf: ({ personId }) => families.get(personId.toString()) ?? [],
    helpers: [...skills].map(([id, own]) => ({
      ...{ id, skills: own, home: 0 },
      shift: toShift(staff.find(({ userId }) => userId === id)?.hours ?? shift),
    })),
    volunteersOf: ({ community, item }) =>
      volunteers
        .filter((each) => each.community === community && (item.place !== 'home' || canVisitHomes(each, at)))
        .map(({ userId }) => userId.toString()),
  }
}

/** Of many who come to one place at once the first stands for all. */
function listOnce(orders: readonly PlacedOrder[]): PlacedOrder[] {
  const seen = new Set<string>()
  return orders.map((order) => {
    const sitting = sittingOf(order)
    if (sitting === undefined) return order
    const fresh = order.helpers.filter(({ userId }) => !seen.has(`${sitting}:${userId.toString()}`))
    for (const { userId } of fresh) seen.add(`${sitting}:${userId.toString()}`)
    return { ...order, helpers: fresh }
  })
}

/** What these people have to do on that day besides: for another unit, as volunteers, or for many at one place. */
export async function readElsewhere(
  people: readonly PlanHelper[],
  day: string,
  own: readonly Pick<OrderRecord, '_id'>[],
): Promise<PlacedOrder[]> {
  const rows = await Order.find(
    {
      'helpers.userId': { $in: people.map(({ id }) => new Types.ObjectId(id)) },
      ...{ day, open: true, state: { $in: busyStates } },
    },
    { history: 0, said: 0, outbox: 0, record: 0 },
  )
    .limit(mostOrders)
    .lean<PlacedOrder[]>()
  const known = new Set(own.map(({ _id }) => _id.toString()))
  return listOnce(rows.filter((row) => !known.has(row._id.toString()) && !mayOverlap(row.item)))
}

const prefix = 'elsewhere'
export const isElsewhere = (visitId: string): boolean => visitId.startsWith(prefix)

/** Time that is not to be planned: it stands in the plan, and nothing is planned into it. */
export function toElsewhereVisits(
  { _id, helpers, startsAt, endsAt }: PlacedOrder,
  place: number,
  minuteOf: (at: Date) => number,
  people: readonly PlanHelper[],
): PlanVisit[] {
  const [start, end] = [minuteOf(startsAt), minuteOf(endsAt)]
  return helpers
    .map(({ userId }) => userId.toString())
    .filter((id) => people.some((person) => person.id === id))
    .map((helper) => {
      const id = `${prefix}:${_id.toString()}:${helper}`
      return {
        ...{ id, place, earliest: start, latest: start },
        tasks: [{ id: `${id}/0`, skill: 'staff', minutes: end - start }],
        promised: { start, helpers: [helper] },
      }
    })
}
