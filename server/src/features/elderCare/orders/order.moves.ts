import type { OrderActionBody } from '@linli/shared/elderCare/order.actions'
import {
  findOrderTransition,
  orderReturnReasons,
  type OrderAction,
} from '@linli/shared/elderCare/order.state'
import { cancelReasons, type CancelReason } from '@linli/shared/elderCare/serviceItem'
import { postTargetOf, triageAbove } from '@linli/shared/users/posts'
import { assertThat } from '../../../lib/appError'
import { toPlace } from '../../../lib/placeFields'
import { Person, type PersonDocument } from '../../register/person.model'
import { assertMayTakeJob, reserveJob } from '../../volunteers/volunteer.jobs'
import { dropPlace, type OrderChange } from './order.change'
import { findAcceptBy, findAnswerBy, findUnfinishedAt } from './order.clock'
import { isNotDone } from './order.ending'
import { findCancelFee, settleFee, waive } from './order.fee'
import { chooseHelpers } from './order.helpers'
import type { BodyOf, Move, Plan } from './order.move'
import type { OrderRecord } from './order.model'
import { describePresent } from './order.present'
import { changeTo } from './order.relocate'
import { orderSubsidy } from './order.subsidy'
import { findWanted, takeAsBefore } from './order.wanted'
import { isStaffOf } from '../providers/provider.policy'
import { takePlace } from '../providers/slot.service'
import { visitPlans } from './order.visit'
import { reserveForHelpers, toJob } from '../providers/volunteerWork'

/** The state the table names for an action in the order's present state. */
function targetOf(order: OrderRecord, action: OrderAction) {
  const transition = findOrderTransition(order.state, action)
  assertThat(transition, 'care.invalid_transition')
  return transition.to
}

/** These are for staff to say: they would let anybody off. */
const staffReasons: readonly CancelReason[] = ['death', 'provider']

const cancel: Plan<'cancel'> = (body, { order, viewer, now }) => {
  const isElder = viewer.acting !== undefined
  assertThat(!isElder || !staffReasons.includes(body.reason), 'access.denied')
  const feeFen = findCancelFee(order, body.reason, now)
  assertThat(feeFen <= body.feeFen, 'care.fee_risen', { feeFen })
  return {
    to: 'cancelled',
    set: { feeFen, payment: settleFee(order, feeFen) },
    text: body.text,
    details: { reason: body.reason, reasonText: cancelReasons[body.reason], feeFen },
  }
}

/** A colleague gave it to others since this page was opened. @throws AppError `request.conflict`. */
function assertSeen(order: OrderRecord, instead: readonly string[] | undefined): void {
  if (!instead) return
  const now = order.helpers.map(({ userId }) => userId.toString())
  const isAsSeen = now.length === instead.length && now.every((id) => instead.includes(id))
  assertThat(isAsSeen, 'request.conflict', describePresent(order))
}

const accept: Plan<'accept'> = async (body, { order, viewer, deps }) => {
  assertSeen(order, body.instead)
  const { actor } = viewer
  const isAsked = order.helpers.some(({ userId }) => userId.toString() === actor.userId)
  const asked = isAsked ? order.helpers.map(({ userId }) => userId.toString()) : [actor.userId]
  assertThat(body.helperIds === undefined || isStaffOf(actor, order.unitId), 'access.denied')
  const helpers = await chooseHelpers(order, body.helperIds ?? asked, deps)
  const names = helpers.map(({ name }) => name).join('、')
  const afterwards = await reserveForHelpers(helpers, order, deps)
  return { to: 'accepted', set: { helpers }, takesTimeOf: helpers, details: { names }, afterwards }
}

const claim: Plan<'claim'> = async (_, { order, viewer, deps }) => {
  const { userId } = viewer.actor
  // The same rules as for needs, and what they say is missing before what care asks for besides.
  await assertMayTakeJob(userId, toJob(order), deps)
  const helpers = await chooseHelpers(order, [userId], deps)
  const reserved = await reserveJob(userId, toJob(order), deps)
  return {
    to: 'accepted',
    set: { helpers, post: `volunteer:${userId}` },
    takesTimeOf: helpers,
    details: { names: helpers.map(({ name }) => name).join('、') },
    afterwards: reserved.end,
  }
}

/** Whoever the unit gives it to has it from the unit, also where a volunteer had taken it before. */
const assign: Plan<'assign'> = async (body, { order, now, deps }) => {
  assertSeen(order, body.instead)
  const helpers = await chooseHelpers(order, body.helperIds, deps)
  const isUnfinished = order.isUnfinished === true && findUnfinishedAt(order) <= now
  const afterwards = await reserveForHelpers(helpers, order, deps)
  return {
    to: targetOf(order, 'assign'),
    set: {
      helpers,
      post: `unit:${order.unitId.toString()}`,
      ...(order.state === 'started' ? { isUnfinished } : {}),
    },
    takesTimeOf: helpers,
    unset: ['departedAt'],
    text: body.text,
    details: { names: helpers.map(({ name }) => name).join('、') },
    afterwards,
  }
}

const offer: Plan<'offer'> = (body, { order }) => {
  assertThat(order.community !== undefined, 'care.not_offered')
  return {
    to: 'assigned',
    set: { post: `pool:${order.community}`, helpers: [] },
    unset: ['departedAt'],
    text: body.text,
  }
}

/** A helper gives it back to the unit; the unit gives it to the community's desk, which finds another. */
const handBack: Plan<'return'> = (body, { order, viewer, now }) => {
  const isHelper = order.helpers.some(({ userId }) => userId.toString() === viewer.actor.userId)
  const post = isHelper ? (`unit:${order.unitId.toString()}` as const) : order.desk
  return {
    to: 'assigned',
    set: { post, helpers: [], isUnaccepted: false, acceptBy: findAcceptBy(order.startsAt, now) },
    unset: ['departedAt'],
    text: body.text,
    details: { reason: body.reason, reasonText: orderReturnReasons[body.reason], isToDesk: !isHelper },
    isInternal: true,
  }
}

const move: Plan<'move'> = async (body, { order, now }) => {
  const person = await Person.findOne({ _id: order.personId }).lean<PersonDocument>()
  assertThat(person, 'record.not_found')
  const wanted = { itemCode: order.item.code, offeringId: body.offeringId, startsAt: new Date(body.startsAt) }
  const { candidate } = await findWanted({ person, place: toPlace(order) }, wanted, now, { isAgreed: true })
  const slotId = await takePlace(candidate, takeAsBefore(order), now)
  assertThat(slotId, 'care.slot_full')
  return {
    to: 'assigned',
    ...changeTo(order, candidate, slotId, now),
    text: body.text,
    details: { before: order.unitName, unitName: candidate.offering.unitName },
    // The order and what is kept for it are on the same day, whatever dies in between.
    together: async (session) => {
      assertThat(await orderSubsidy().move(order, candidate.day, session), 'care.subsidy_used')
    },
    afterwards: async (isWritten) => {
      if (!isWritten) await dropPlace(order, slotId)
    },
  }
}

const dispute: Plan<'dispute'> = (body, { order, now }) => {
  const above = triageAbove(postTargetOf(order.desk)) ?? order.desk
  const isSecond = order.disputes >= 1
  return {
    to: 'disputed',
    set: {
      ...{ disputes: order.disputes + 1, answerBy: findAnswerBy(now, isSecond) },
      ...(isSecond ? { escalatedTo: above } : {}),
    },
    text: body.text,
    details: { isSecond },
  }
}

const rateWith = ({ grade, reasons }: Pick<BodyOf<'rate'>, 'grade' | 'reasons'>, now: Date) => ({
  rating: { grade, reasons, at: now },
})

const confirm: Plan<'confirm'> = ({ grade, reasons, text }, { now, order }) => ({
  to: 'confirmed',
  set: {
    confirmedAt: now,
    isCallDue: false,
    ...(grade !== undefined && !order.rating && !isNotDone(order) ? rateWith({ grade, reasons }, now) : {}),
  },
  unset: ['answerBy'],
  text,
  ...(isNotDone(order)
    ? { details: { isNotDone: true } }
    : grade === undefined
      ? {}
      : { details: { grade } }),
})

const receive: Plan<'receive'> = (body, { order, now }) => ({
  to: order.state,
  set: { payment: { ...order.payment, state: 'received', receivedAt: now } },
  text: body.text,
})

/** What each action does to an order, as data. What it needs and who may was checked before. */
const plans: { [A in OrderAction]: Plan<A> } = {
  cancel,
  accept,
  claim,
  assign,
  offer,
  return: handBack,
  move,
  ...visitPlans,
  confirm,
  dispute,
  redo: (body, { now }) => ({
    to: 'finished',
    set: { finishedAt: now, isCallDue: false },
    unset: ['answerBy', 'escalatedTo'],
    text: body.text,
  }),
  decide: (body, { order, now }) => ({
    to: 'confirmed',
    set: {
      confirmedAt: now,
      ...(body.isWaived ? { payment: waive(order) } : {}),
    },
    unset: ['answerBy'],
    text: body.reason,
    details: { isWaived: body.isWaived },
  }),
  rate: (body, { order, now }) => ({
    to: order.state,
    set: rateWith(body, now),
    text: body.text,
    details: { grade: body.grade },
  }),
  receive,
  payLater: (_, { order, now }) => ({
    to: order.state,
    set: { payment: { ...order.payment, method: 'station' }, releaseAt: now },
    unset: ['payBy'],
  }),
  note: (body, { order }) => ({ to: order.state, text: body.text, isInternal: true }),
}

/** The change one press makes. @throws AppError as the contract lists. */
export async function planOrderMove(body: OrderActionBody, context: Move): Promise<OrderChange> {
  targetOf(context.order, body.action)
  const plan = plans[body.action] as Plan<OrderAction>
  return plan(body, context)
}
