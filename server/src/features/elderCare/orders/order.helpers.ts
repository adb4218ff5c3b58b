import { mayOverlap } from '@linli/shared/elderCare/itemKinds'
import { doerNames, type DoerKind } from '@linli/shared/elderCare/serviceItem'
import { fromShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { readUserContacts } from '../../users/contact.service'
import { Volunteer, type VolunteerRecord } from '../../volunteers/volunteer.model'
import { canVisitHomes } from '../../volunteers/volunteer.policy'
import { nameVolunteers } from '../../volunteers/volunteer.post'
import { canDoBoth, timeOf } from '../providers/helperDay.service'
import { readFamilies } from '../clients/client.access'
import { holdsCertificate, isAwayOn, readUnitHelpers, type UnitHelper } from '../catalogue/offering.ability'
import { Order, type OrderHelper, type OrderRecord } from './order.model'
import { readNewestOf } from './order.newest'
import { readUsual } from './usual.service'

const maxVolunteers = 200

/** Someone who may do an order, as which of the item's doers. */
export interface HelperCandidate extends OrderHelper {
  kinds: DoerKind[]
  /** Said to be unable to come on that day: given nothing, though she may begin what she came for after all. */
  isAway: boolean
}

type Able = Pick<OrderRecord, 'unitId' | 'item' | 'day' | 'community' | 'helpers'>

export function kindsOf(
  helper: Pick<UnitHelper, 'certificates'>,
  { item, day }: Pick<Able, 'item' | 'day'>,
): DoerKind[] {
  return item.doers
    .map(({ kind }) => kind)
    .filter((kind) => kind === 'staff' || (kind !== 'volunteer' && holdsCertificate(helper, kind, day)))
}

async function listStaff(
  order: Able,
  now: Date,
): Promise<(Pick<HelperCandidate, 'kinds' | 'isAway'> & { userId: string })[]> {
  const helpers = await readUnitHelpers([order.unitId], now)
  return (helpers.get(order.unitId.toString()) ?? [])
    .map((helper) => ({
      userId: helper.userId,
      kinds: kindsOf(helper, order),
      isAway: isAwayOn(helper, order.day),
    }))
    .filter(({ kinds }) => kinds.length > 0)
}

/** Being off duty keeps new orders away, not those that she has; her papers must hold on the day of the visit. */
async function listVolunteers(
  { community, item, day, helpers }: Able,
  among: readonly string[] | undefined,
): Promise<VolunteerRecord[]> {
  if (community === undefined || !item.doers.some(({ kind }) => kind === 'volunteer')) return []
  const rows = await Volunteer.find({
    ...{ community, state: 'approved' },
    ...(among ? { userId: { $in: among } } : { isOnDuty: true }),
  })
    .limit(maxVolunteers)
    .lean<VolunteerRecord[]>()
  const at = fromShanghaiDay(day)
  return rows
    .filter(({ userId, isOnDuty }) => isOnDuty || helpers.some((helper) => helper.userId.equals(userId)))
    .filter((row) => item.place !== 'home' || canVisitHomes(row, at))
}

/**
 * Everyone who may do it: the unit's people with a certificate that holds that day, and volunteers.
 * @param among only these are asked about.
 */
export async function listHelperCandidates(
  order: Able,
  deps: Pick<Deps, 'clock' | 'crypto'>,
  among?: readonly string[],
): Promise<HelperCandidate[]> {
  const now = deps.clock.now()
  const isAsked = (userId: { toString(): string }) => among?.includes(userId.toString()) ?? true
  const staff = (await listStaff(order, now)).filter(({ userId }) => isAsked(userId))
  const known = new Set(staff.map(({ userId }) => userId))
  const volunteers = (await listVolunteers(order, among)).filter(
    ({ userId }) => isAsked(userId) && !known.has(userId.toString()),
  )
  const contacts = await readUserContacts([...known], deps)
  const names = await nameVolunteers(volunteers)
  return [
    ...staff.map(({ userId, ...able }) => ({
      userId: new Types.ObjectId(userId),
      name: contacts.get(userId)?.name ?? '服务人员',
      isVolunteer: false,
      ...able,
    })),
    ...volunteers.map(({ userId }) => ({
      userId,
      name: names.get(userId.toString()) ?? '志愿者',
      isVolunteer: true,
      kinds: ['volunteer' as const],
      isAway: false,
    })),
  ]
}

/**
 * Whoever acts for her on that day, or she herself, proves and confirms what others did: nobody of them is sent to her.
 * @throws AppError `care.helper_is_family`.
 */
export async function assertNotFamily(
  { personId, day }: Pick<OrderRecord, 'personId' | 'day'>,
  userIds: readonly string[],
): Promise<void> {
  const families = await readFamilies(userIds, day)
  assertThat(!families.has(personId.toString()), 'care.helper_is_family')
}

type DayOrder = Pick<OrderRecord, '_id' | 'unitId' | 'helpers' | 'startsAt' | 'endsAt' | 'state' | 'item'>

/** What these people have on that day. */
export async function readDayOrders(userIds: readonly Types.ObjectId[], day: string): Promise<DayOrder[]> {
  return Order.find(
    { 'helpers.userId': { $in: userIds }, day, open: true },
    { unitId: 1, helpers: 1, startsAt: 1, endsAt: 1, state: 1, item: 1 },
  )
    .limit(2000)
    .lean<DayOrder[]>()
}

export function isBusy(userId: Types.ObjectId, order: OrderRecord, others: readonly DayOrder[]): boolean {
  if (mayOverlap(order.item)) return false
  return others.some(
    (other) =>
      !other._id.equals(order._id) &&
      !mayOverlap(other.item) &&
      other.state !== 'finished' &&
      other.state !== 'disputed' &&
      other.helpers.some((helper) => helper.userId.equals(userId)) &&
      !canDoBoth(timeOf(other), timeOf(order)),
  )
}

/** Whether these people together are one of the item's ways of staffing it. */
export function areEnough(
  chosen: readonly Pick<HelperCandidate, 'kinds'>[],
  { item }: Pick<OrderRecord, 'item'>,
): boolean {
  return item.doers.some(
    ({ kind, count }) => chosen.length >= count && chosen.every(({ kinds }) => kinds.includes(kind)),
  )
}

/** The fewest people who can do it. */
export const countNeeded = ({ item }: Pick<OrderRecord, 'item'>): number =>
  Math.min(...item.doers.map(({ count }) => count))

/** The ways of staffing an item, in words: 「护理员、服务员 2 人」. */
export const describeDoers = ({ item }: Pick<OrderRecord, 'item'>): string =>
  item.doers.map(({ kind, count }) => `${doerNames[kind]}${count > 1 ? ` ${count} 人` : ''}`).join('或')

/**
 * The people named, checked: each may do it and is free as far as can be seen, and together they are enough. That
 * nobody gives them something else meanwhile, `whileHolding` sees to when it is written.
 * @throws AppError `care.not_qualified`, `care.helper_is_family`, `care.helpers_missing`, `care.helper_away`,
 *   `care.helper_busy`.
 */
export async function chooseHelpers(
  order: OrderRecord,
  userIds: readonly string[],
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<OrderHelper[]> {
  const candidates = await listHelperCandidates(order, deps, userIds)
  const chosen = [...new Set(userIds)].map((id) => candidates.find(({ userId }) => userId.toString() === id))
  const able = chosen.filter((candidate) => candidate !== undefined)
  assertThat(able.length === chosen.length, 'care.not_qualified', { needed: describeDoers(order) })
  await assertNotFamily(order, userIds)
  assertThat(areEnough(able, order), 'care.helpers_missing', { needed: describeDoers(order) })
  const away = able.find(({ isAway }) => isAway)
  assertThat(!away, 'care.helper_away', { name: away?.name })
  const others = await readDayOrders(
    able.map(({ userId }) => userId),
    order.day,
  )
  const busy = able.find(({ userId }) => isBusy(userId, order, others))
  assertThat(!busy, 'care.helper_busy', { name: busy?.name })
  return able.map(({ userId, name, isVolunteer }) => ({ userId, name, isVolunteer }))
}

/** Who came to this elder before for the same, and last for anything of its class. */
export async function readFamiliar(order: OrderRecord): Promise<Set<string>> {
  const before = (await readNewestOf(order.personId, order.item.code)).filter(({ open }) => !open)
  const usual = (await readUsual([order]))(order)
  const came = before.flatMap(({ helpers }) => helpers.map(({ userId }) => userId.toString()))
  return new Set(usual === undefined ? came : [...came, usual])
}
