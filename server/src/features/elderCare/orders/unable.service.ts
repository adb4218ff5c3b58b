import { orderRules, isOrderAhead } from '@linli/shared/elderCare/order.state'
import { toMinutes } from '@linli/shared/schedule'
import { fromShanghaiDay, toShanghaiDay, weekdayOf } from '@linli/shared/time'
import { postKindOf } from '@linli/shared/users/posts'
import type { ClientSession, Types } from 'mongoose'
import type { Deps } from '../../../deps'
import type { JobDefinition } from '../../../jobs/job'
import { eachDocument } from '../../../lib/eachBatch'
import { fingerprint } from '../../../lib/fingerprint'
import { isDuplicate } from '../../../lib/isDuplicate'
import { toPlace } from '../../../lib/placeFields'
import { Unit } from '../../areas/unit.model'
import { levelsOf } from '../../routing/routing.reader'
import { Membership } from '../../users/membership.model'
import { askForAnother } from '../followUps/followUp.another'
import {
  findClosure,
  findUnitProblem,
  isStaffed,
  readAbilityOf,
  readVolunteersOf,
  type Ability,
} from '../catalogue/offering.ability'
import { Offering, type OfferingRecord } from '../catalogue/offering.model'
import { handBackOrder } from './order.handBack'
import { areEnough, kindsOf } from './order.helpers'
import { Order, type OrderRecord } from './order.model'
import { relocateOrder } from './order.relocate'
import { Provider, type ProviderRecord } from '../providers/provider.model'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { followCapacity } from '../providers/slot.capacity'

const batchSize = 200
/** When whatever was booked in the very moment is looked for, and what a crash left over. */
const secondLookMilliseconds = 2 * 60_000
/** What begins within so long is cooked or on its way: it is not taken away, but somebody asks whether it comes. */
const soonMilliseconds = orderRules.acceptBeforeMinutes * 60_000

const closed = '当天不开'
const stopped = '暂停服务'
const unstaffed = '没有能做的人手'
/** Whoever was given it may not do it that day, and a colleague may. */
const unfit = '服务人员那天没有有效的证书'
type Why = typeof closed | typeof stopped | typeof unstaffed | typeof unfit

/** Why a unit cannot do an order, and which time of it: the same while nothing of it is changed. */
interface Problem {
  why: Why
  occasion: string
}

/** What became of the orders that a unit cannot do. */
interface Followed {
  moved: number
  calls: number
  /** Not out yet, and with nobody else to do it: to be looked at again when it is. */
  waiting: number
}

/** The window an order was made for, or one that took its place. */
const hasWindow = ({ windows }: OfferingRecord, { day, startsAt }: OrderRecord): boolean =>
  windows.some(
    ({ weekdays, from, to }) =>
      weekdays.includes(weekdayOf(day)) &&
      fromShanghaiDay(day, toMinutes(from)) <= startsAt &&
      startsAt < fromShanghaiDay(day, toMinutes(to)),
  )

/** Those of the unit who were given it may still do it on that day; whether a volunteer may, she is asked when she begins. */
function areAble(order: OrderRecord, staff: Ability['helpers']): boolean {
  const own = staff.get(order.unitId.toString()) ?? []
  const chosen = order.helpers.map(({ userId, isVolunteer }) => {
    const helper = own.find((each) => each.userId === userId.toString())
    if (isVolunteer) return { kinds: ['volunteer' as const] }
    return { kinds: helper ? kindsOf(helper, order) : [] }
  })
  return areEnough(chosen, order)
}

/** Why nobody there is to be seen who does it; undefined while there is somebody, or it lies with volunteers. */
function makeStaffJudge(now: Date, { helpers }: Pick<Ability, 'helpers'>) {
  const today = toShanghaiDay(now)
  const communities = new Map<string, Promise<Ability['volunteers']>>()
  const readVolunteers = async (community: string | undefined): Promise<Ability['volunteers']> => {
    if (community === undefined) return []
    const known =
      communities.get(community) ?? readVolunteersOf([community]).then((found) => found.get(community) ?? [])
    communities.set(community, known)
    return known
  }
  return async (order: OrderRecord): Promise<Why | undefined> => {
    if (postKindOf(order.post) !== 'unit') return undefined
    if (order.helpers.length > 0 && areAble(order, helpers)) return undefined
    const mayVolunteer = order.item.doers.some(({ kind }) => kind === 'volunteer')
    const volunteers = mayVolunteer ? await readVolunteers(order.community) : []
    if (!isStaffed(order, order.item, { helpers, volunteers, today }, order.day)) return unstaffed
    return order.helpers.length > 0 ? unfit : undefined
  }
}

/** Says of any order of a unit why the unit cannot do it; undefined when it can. */
async function makeJudge(
  offerings: OfferingRecord[],
  unitId: Types.ObjectId,
  now: Date,
): Promise<(order: OrderRecord) => Promise<Problem | undefined>> {
  const ability = await readAbilityOf(offerings, undefined, now)
  const provider = ability.providers.get(unitId.toString())
  const judgeStaff = makeStaffJudge(now, ability)
  const catalogues = new Map<string, ReturnType<typeof readCatalogue>>()
  const { timesShut = 0 } = (await Unit.findOne({ _id: unitId }, { timesShut: 1 }).lean()) ?? {}
  // Who left, came back and left again is not to be seen among those who are there.
  const roles = await Membership.countDocuments({ unitId })
  const staffed = fingerprint([roles, ability.helpers.get(unitId.toString()) ?? []])
  return async (order) => {
    const closure = findClosure(provider, order.day)
    if (closure) return { why: closed, occasion: closure.id.toString() }
    const place = toPlace(order)
    const key = levelsOf(place).join()
    const catalogue = catalogues.get(key) ?? readCatalogue(place)
    catalogues.set(key, catalogue)
    const item = (await catalogue).get(order.item.code)
    const offering = offerings.find(({ _id }) => _id.equals(order.offeringId))
    // That an area gives an item up is for what is ordered from then on.
    if (!item || !offering) return undefined
    const problem = findUnitProblem(offering, { ...item, isClosed: false }, ability, order.day)
    if (problem !== undefined || !hasWindow(offering, order))
      return { why: stopped, occasion: [offering.version, provider?.version ?? 0, timesShut].join('-') }
    const why = await judgeStaff(order)
    return why && { why, occasion: staffed }
  }
}

/** To another unit; where there is none, somebody calls: the desk has it then, or the task to call. Repeatable. */
async function followOrder(order: OrderRecord, problem: Problem, sum: Followed, deps: Deps): Promise<void> {
  const { why } = problem
  const occasion = `${order.unitId.toString()}:${problem.occasion}`
  const isSoon = order.startsAt.getTime() - deps.clock.now().getTime() < soonMilliseconds
  if (why === unfit) {
    await handBackOrder(order, false, why, deps)
    return
  }
  if (isSoon || order.departedAt) {
    const kind = why === unstaffed ? 'unstaffed' : 'unitStopped'
    if (await askForAnother(order, kind, occasion, deps)) sum.calls += 1
    return
  }
  if (await relocateOrder(order, why, deps)) {
    sum.moved += 1
    return
  }
  if (order.state !== 'placed') {
    sum.calls += 1
    await handBackOrder(order, true, why, deps)
    return
  }
  sum.waiting += 1
  if (await askForAnother(order, 'returned', occasion, deps)) sum.calls += 1
}

/**
 * What a unit is to do from today on and cannot any more: it is closed that day, shut, gave the item or the hour up, lost
 * its licence, or the last who may do it has left, is away or has no certificate then. Every order is moved or a call is due;
 * and days that are laid out take as many as the unit says now.
 */
export async function followUnable(unitId: Types.ObjectId, deps: Deps): Promise<Followed> {
  const now = deps.clock.now()
  const offerings = await Offering.find({ unitId }).lean<OfferingRecord[]>()
  for (const offering of offerings) await followCapacity(offering, now)
  const findProblemOf = await makeJudge(offerings, unitId, now)
  const sum: Followed = { moved: 0, calls: 0, waiting: 0 }
  for await (const order of eachDocument(Order, { unitId, day: { $gte: toShanghaiDay(now) } })) {
    // What became of an hour that is over is asked the morning after; another unit cannot keep it any more.
    if (!isOrderAhead(order.state) || order.post === order.desk || order.endsAt <= now) continue
    const problem = await findProblemOf(order)
    if (problem) await followOrder(order, problem, sum, deps)
  }
  return sum
}

/** When a unit is looked at again, after its orders were followed in the same call. */
export const findSecondLook = (now: Date): Date => new Date(now.getTime() + secondLookMilliseconds)

/** Has a unit's orders followed by the job, in one transaction with what it gives up: a crash in between loses nothing. */
export async function askToFollow(unitId: Types.ObjectId, now: Date, session: ClientSession): Promise<void> {
  await Provider.updateOne({ unitId }, { $set: { lookAt: now } }, { session })
}

/** The same, where who works there changed: at once, outside of a transaction. Repeatable. */
export async function lookAtUnit(unitId: Types.ObjectId, now: Date): Promise<void> {
  const set = { $set: { lookAt: now } }
  const fresh = { $setOnInsert: { licences: [], closures: [], version: 1 } }
  try {
    await Provider.updateOne({ unitId }, { ...set, ...fresh }, { upsert: true })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await Provider.updateOne({ unitId }, set)
  }
}

/** What ran out with the day before, a certificate as a licence, nobody has pressed. */
async function lookAtAll({ clock }: Deps): Promise<void> {
  const seen = new Set<string>()
  for await (const { unitId } of eachDocument(Offering, {})) {
    if (seen.has(unitId.toString())) continue
    seen.add(unitId.toString())
    await lookAtUnit(unitId, clock.now())
  }
}

async function lookThrough(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const due = await Provider.find({ lookAt: { $lte: now } })
    .limit(batchSize)
    .lean<(ProviderRecord & { lookAt: Date })[]>()
  // One of several servers looks: two would hand an order back whose last other place the one has just taken. Should it
  // die, somebody looks again when its time is up.
  const lease = findSecondLook(now)
  for (const { unitId, lookAt } of due) {
    const { modifiedCount } = await Provider.updateOne({ unitId, lookAt }, { $set: { lookAt: lease } })
    if (modifiedCount === 0) continue
    const { waiting } = await followUnable(unitId, deps)
    // What was given up meanwhile has set it anew.
    if (waiting === 0) await Provider.updateOne({ unitId, lookAt: lease }, { $unset: { lookAt: 1 } })
  }
}

export const unableJob: JobDefinition = { name: 'followUnableUnits', everySeconds: 15, run: lookThrough }

/** At ten past midnight, once over all servers. */
export const expiryJob: JobDefinition = { name: 'lookAtUnitsAnew', cron: '10 0 * * *', run: lookAtAll }
