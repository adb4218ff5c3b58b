import type { Place } from '@linli/shared/areas/areas'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { registerRoomAccess } from '../../../realtime/roomAccess'
import { registerBuildingMove, setGridOf } from '../../areas/buildingMove.hooks'
import { registerUnitShut } from '../../areas/unit.hooks'
import { registerMediaAccess } from '../../media/mediaAccess'
import { registerChangeProvider } from '../../messages/change.service'
import { registerOutboxSource } from '../../messages/outbox'
import { registerPersonMerge, registerPersonPlace, setPlaceOf } from '../../register/person.hooks'
import { findHomeIn } from '../../register/register.lookup'
import type { Actor } from '../../users/actor'
import {
  registerAccountDeletion,
  registerAccountMerge,
  registerHeldWork,
  registerMembershipChange,
  registerOwnData,
  registerRecordKind,
  type HeldWork,
  type OpenableRecord,
  type StoredMembership,
} from '../../users/userHooks'
import { findPersonIdOf } from '../../users/account.service'
import { User } from '../../users/user.model'
import { registerVolunteerWork } from '../../volunteers/volunteer.work'
import { AppError } from '../../../lib/appError'
import { eachDocument } from '../../../lib/eachBatch'
import { toPlace } from '../../../lib/placeFields'
import { mergeOrders } from '../care.merge'
import { CareCard } from '../clients/careCard.model'
import { mergePapers } from '../providers/helper.merge'
import { busyStates, mergeHelperDays } from '../providers/helperDay.service'
import { registerShutDoor } from '../../safety/door.hooks'
import { registerSosEnd } from '../../safety/sos.hooks'
import { findShutDoor, settleDoors } from './order.safe'
import { dayFollower } from '../providers/dayChange.hooks'
import { readNewest } from './order.newest'
import { handBackOrder } from './order.handBack'
import { applyOrderEntry } from './order.effects'
import { Plan } from '../plans/plan.model'
import { expandOrder } from './order.messages'
import { registerOrderPayable } from './order.payable'
import { expandMonthReceipt } from '../bills/monthBill.messages'
import { MonthReceipt, type MonthReceiptRecord } from '../bills/monthReceipt.model'
import { Order, type OrderRecord } from './order.model'
import { mayOpenOrder, type OrderSight } from './order.policy'
import { openSaid } from './order.said'
import { findVisibleOrder } from './order.service'
import { takeOrderStep } from './order.sweep'
import { describeOrder } from './order.words'
import { askToFollow, lookAtUnit } from './unable.service'
import { Slot } from '../providers/slot.model'
import { Usual } from './usual.model'
import { mergeUsual } from './usual.service'
import { readCareWork } from '../providers/volunteerWork'
import { expandFollowUp } from '../followUps/followUp.service'
import { FoodMeal, type FoodMealRecord } from '../kitchen/foodMeal.model'
import { expandFoodMeal } from '../kitchen/foodMeal.sweep'
import { dropRelative, moveRelative } from '../followUps/followUp.relative'
import { FollowUp, type FollowUpRecord } from '../followUps/followUp.model'

const name = 'careOrder'
const maxOwn = 500
/** Two months of three meals a day: money of a month is taken in at the end of the next. */
const maxCaughtUp = 200

async function readSight(actor: Actor, id: string, deps: Deps): Promise<OrderSight> {
  try {
    return (await findVisibleOrder(actor, id, deps)).sight
  } catch (error) {
    if (error instanceof AppError) return 'none'
    throw error
  }
}

async function findOwnPerson(userId: string): Promise<string | undefined> {
  return (await findPersonIdOf(userId))?.toString()
}

async function listOwn(userId: string): Promise<OrderRecord[]> {
  const personId = await findOwnPerson(userId)
  if (personId === undefined) return []
  return readNewest(personId, maxOwn)
}

async function listChanged(
  actor: Actor,
  { since, limit }: { since: Date; limit: number },
): Promise<string[]> {
  if (actor.personId === undefined) return []
  const rows = await readNewest(actor.personId, maxCaughtUp, { history: { $slice: -1 }, startsAt: 1 })
  const changed = rows.filter(({ history }) => history.some((entry) => entry.at >= since))
  return changed.slice(0, limit).map(({ _id }) => _id.toString())
}

/** What somebody was given in this role and has not finished. */
async function* eachOwnOrder({ role, unitId, userId }: StoredMembership): AsyncGenerator<OrderRecord> {
  for await (const order of eachDocument(Order, { 'helpers.userId': userId, state: { $in: busyStates } })) {
    const own = order.helpers.find((helper) => helper.userId.equals(userId))
    const isOfRole = role === 'volunteer' ? own?.isVolunteer : unitId != null && order.unitId.equals(unitId)
    if (isOfRole) yield order
  }
}

/** What a unit has to do for as long as anybody works there, and a volunteer herself. */
async function listHeldOrders(membership: StoredMembership): Promise<HeldWork[]> {
  const { role, unitId } = membership
  const isOfUnit = role === 'unitStaff' && unitId != null
  if (!isOfUnit && role !== 'volunteer') return []
  const held: HeldWork[] = []
  const orders = isOfUnit
    ? eachDocument(Order, { unitId, state: { $in: busyStates } })
    : eachOwnOrder(membership)
  for await (const { _id, item, post, startsAt } of orders)
    held.push({ kind: name, id: _id.toString(), label: item.name, post, dueAt: startsAt })
  return held
}

/** A role that ended does no orders any more: they go back to the unit, which gives them to somebody else. */
async function followMembership(membership: StoredMembership, deps: Deps): Promise<void> {
  const { role, unitId, endedAt } = membership
  if (endedAt == null || (role !== 'unitStaff' && role !== 'volunteer')) return
  for await (const order of eachOwnOrder(membership)) {
    if (isOrderAhead(order.state)) await handBackOrder(order, false, '人手变动', deps)
    // Somebody is at that door, or was: the unit gives it to a colleague, and the desk asks.
    else if (!order.isUnfinished) await takeOrderStep(order, 'unfinished', deps)
  }
  const from = toShanghaiDay(deps.clock.now())
  if (role !== 'unitStaff' || unitId == null) return
  await lookAtUnit(unitId, deps.clock.now())
  await dayFollower().followPeople(unitId.toString(), { from }, deps)
}

async function moveHeldOrders(work: HeldWork[], reason: string, deps: Deps): Promise<void> {
  for (const { id } of work) {
    const order = await Order.findOne({ _id: id, open: true }).lean<OrderRecord | null>()
    if (order && isOrderAhead(order.state) && order.post !== order.desk)
      await handBackOrder(order, true, reason, deps)
  }
}

async function mergeHelpers(from: string, into: string): Promise<void> {
  const filter = { 'helpers.userId': new Types.ObjectId(from) }
  await Order.updateMany(filter, { $set: { 'helpers.$.userId': new Types.ObjectId(into) } })
  await Order.updateMany(
    { post: `volunteer:${from}` as const },
    { $set: { post: `volunteer:${into}` as const } },
  )
  await mergeHelperDays(from, into)
  await moveRelative(from, into)
  await mergePapers(from, into)
  await mergeUsual(new Types.ObjectId(from), new Types.ObjectId(into))
}

/** The elder sees who opened it, in the app once there is an account. */
async function findOpenable(id: string, actor: Actor): Promise<OpenableRecord | undefined> {
  const order = await Order.findOne({ _id: id }).lean<OrderRecord | null>()
  if (!order || !mayOpenOrder(actor, order)) return undefined
  const user = await User.findOne(
    { personId: order.personId, deletedAt: { $exists: false } },
    { _id: 1 },
  ).lean()
  return {
    place: toPlace(order),
    ownerUserId: user?._id.toString(),
    ownerPersonId: order.personId.toString(),
  }
}

/** Whoever has not begun goes to the door that is right now. */
async function moveOpenOrders(personId: string, place: Place): Promise<void> {
  const id = new Types.ObjectId(personId)
  const homeId = await findHomeIn(id, place.building)
  const ahead = { open: true, startedAt: { $exists: false } }
  await setPlaceOf(Order, 'personId', ahead)(personId, place)
  if (homeId !== undefined)
    await Order.updateMany({ ...ahead, personId: id }, { $set: { homeId: new Types.ObjectId(homeId) } })
}

const keptYears = 10

/** What other features ask of orders; called once, where the routes are listed. */
export function registerOrderHooks(): void {
  registerOrderPayable()
  registerOutboxSource<OrderRecord>({ name, model: Order, expand: expandOrder, apply: applyOrderEntry })
  registerOutboxSource<MonthReceiptRecord>({
    name: 'careMonthReceipt',
    model: MonthReceipt,
    expand: expandMonthReceipt,
  })
  registerOutboxSource<FollowUpRecord>({ name: 'careFollowUp', model: FollowUp, expand: expandFollowUp })
  registerOutboxSource<FoodMealRecord>({ name: 'careFoodMeal', model: FoodMeal, expand: expandFoodMeal })
  registerBuildingMove('openCareOrders', setGridOf(Order, { open: true }))
  registerBuildingMove('carePlans', setGridOf(Plan))
  registerPersonPlace('carePlans', setPlaceOf(Plan, 'personId'))
  registerPersonPlace('openCareOrders', moveOpenOrders)
  registerPersonMerge(name, [Order, Slot, CareCard, FollowUp, Usual, MonthReceipt], mergeOrders)
  registerSosEnd(name, settleDoors)
  registerShutDoor(name, findShutDoor)
  registerUnitShut(name, askToFollow)
  registerVolunteerWork(name, readCareWork)
  registerRecordKind({ name, find: findOpenable })
  registerRoomAccess(name, async (actor, id, deps) => (await readSight(actor, id, deps)) !== 'none')
  registerMediaAccess(name, async (actor, id, deps) =>
    (await readSight(actor, id, deps)) === 'all' ? 'full' : 'none',
  )
  registerChangeProvider(name, listChanged)
  registerMembershipChange({ name, onChange: followMembership })
  registerHeldWork({
    name,
    list: listHeldOrders,
    move: (work, _to, _actor, reason, deps) => moveHeldOrders(work, reason, deps),
  })
  registerAccountMerge({ name, move: mergeHelpers })
  registerOwnData({
    name,
    async describe(userId, { clock }) {
      const orders = await listOwn(userId)
      if (orders.length === 0) return []
      const items = orders.map((order) => ({
        label: order.item.name,
        value: describeOrder(order, clock.now()),
      }))
      return [{ title: '我的养老服务', items }]
    },
    async collect(userId, deps) {
      const orders = await listOwn(userId)
      return orders.map((order) => {
        const { item, day, startsAt, state, unitName, selfPaidFen, rating, history } = order
        const said = openSaid(order, deps)
        return {
          ...{ item: item.name, day, startsAt, state, unitName, selfPaidFen, rating },
          history: history
            .filter((h) => !h.isInternal)
            .map(({ id, at, action }) => ({ at, action, text: said[id] })),
        }
      })
    },
  })
  registerAccountDeletion({
    name,
    async hasOpenMatters(userId) {
      const personId = await findOwnPerson(userId)
      const own = personId === undefined ? null : await Order.exists({ personId, open: true })
      return own !== null || (await Order.exists({ 'helpers.userId': userId, open: true })) !== null
    },
    async erase(userId, { clock }) {
      await dropRelative(userId)
      const orders = await listOwn(userId)
      if (orders.length === 0) return []
      await Order.updateMany({ _id: { $in: orders.map(({ _id }) => _id) } }, { $unset: { code: 1 } })
      return [
        {
          what: '服务单的经过、费用和服务记录',
          basis: '养老服务档案和结算凭证要求保存',
          until: new Date(clock.now().getTime() + keptYears * 366 * 24 * 60 * 60 * 1000).toISOString(),
        },
      ]
    },
  })
}
