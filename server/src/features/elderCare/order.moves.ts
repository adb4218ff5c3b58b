import type { OrderActionBody } from '@linli/shared/elderCare/order.actions'
import {
  findOrderTransition,
  orderReturnReasons,
  orderRules,
  type OrderAction,
} from '@linli/shared/elderCare/order.state'
import { cancelReasons, computeCancelFee, type CancelReason } from '@linli/shared/elderCare/serviceItem'
import { postTargetOf, triageAbove } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { attachMedia } from '../media/media.service'
import { Person, type PersonDocument } from '../register/person.model'
import { assertMayTakeJob } from '../volunteers/volunteer.jobs'
import { isCardOf } from './careCard.service'
import type { OrderChange } from './order.change'
import { findAcceptBy } from './order.clock'
import { chooseHelpers, describeDoers, listHelperCandidates } from './order.helpers'
import { Order, type OrderRecord } from './order.model'
import { findWanted } from './order.place'
import { findCodeLock, isLastTry, type OrderViewer } from './order.policy'
import { assertRecordComplete, openCode, sealRecord } from './order.record'
import { changeTo } from './order.relocate'
import { isStaffOf } from './provider.policy'
import { giveBackPlace, takePlace } from './slot.service'

type BodyOf<A extends OrderAction> = Extract<OrderActionBody, { action: A }>
interface Move {
  order: OrderRecord
  viewer: OrderViewer
  requestKey: string | undefined
  now: Date
  deps: Deps
}
type Plan<A extends OrderAction> = (body: BodyOf<A>, move: Move) => OrderChange | Promise<OrderChange>

/** The state the table names for an action in the order's present state. */
function targetOf(order: OrderRecord, action: OrderAction) {
  const transition = findOrderTransition(order.state, action)
  assertThat(transition, 'care.invalid_transition')
  return transition.to
}

/** What was paid before stays with the unit up to the fee; the rest goes back. */
function settleFee({ payment }: OrderRecord, fen: number): OrderRecord['payment'] {
  if (payment.paymentId !== undefined) return payment
  return { ...payment, state: fen > 0 ? 'due' : 'none' }
}

/** What the elder is asked to pay for calling it off; nothing while the undo bar is open. */
export function findCancelFee(order: OrderRecord, reason: CancelReason, now: Date): number {
  if (order.state === 'placed') return 0
  const { lead, cancel } = order.item
  const { startsAt, departedAt, selfPaidFen } = order
  return computeCancelFee({ lead, cancel, startsAt, departedAt, priceFen: selfPaidFen }, reason, now)
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

const accept: Plan<'accept'> = async (body, { order, viewer, deps }) => {
  const { actor } = viewer
  const isAsked = order.helpers.some(({ userId }) => userId.toString() === actor.userId)
  const asked = isAsked ? order.helpers.map(({ userId }) => userId.toString()) : [actor.userId]
  assertThat(body.helperIds === undefined || isStaffOf(actor, order.unitId), 'access.denied')
  const helpers = await chooseHelpers(order, body.helperIds ?? asked, deps)
  const names = helpers.map(({ name }) => name).join('、')
  return { to: 'accepted', set: { helpers }, takesTimeOf: helpers, details: { names } }
}

/** The same rules as for needs: approved, on duty, insured for homes. */
async function assertMayVolunteer(userId: string, order: OrderRecord, deps: Deps): Promise<void> {
  const place = order.item.place === 'home' ? { place: { kind: 'home' as const } } : {}
  await assertMayTakeJob(
    userId,
    { _id: order._id, ...(order.community === undefined ? {} : { community: order.community }), ...place },
    deps,
  )
}

const claim: Plan<'claim'> = async (_, { order, viewer, deps }) => {
  await assertMayVolunteer(viewer.actor.userId, order, deps)
  const helpers = await chooseHelpers(order, [viewer.actor.userId], deps)
  return {
    to: 'accepted',
    set: { helpers, post: `volunteer:${viewer.actor.userId}` },
    takesTimeOf: helpers,
    details: { names: helpers.map(({ name }) => name).join('、') },
  }
}

const assign: Plan<'assign'> = async (body, { order, deps }) => {
  const helpers = await chooseHelpers(order, body.helperIds, deps)
  return {
    to: 'assigned',
    set: { helpers },
    takesTimeOf: helpers,
    unset: ['departedAt'],
    text: body.text,
    details: { names: helpers.map(({ name }) => name).join('、') },
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
const giveBack: Plan<'return'> = (body, { order, viewer, now }) => {
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
  const slotId = await takePlace(candidate, order._id, now)
  assertThat(slotId, 'care.slot_full')
  return {
    to: 'assigned',
    ...changeTo(candidate, slotId, now),
    text: body.text,
    details: { before: order.unitName, unitName: candidate.offering.unitName },
    afterwards: async (isWritten) => {
      if (!isWritten && !slotId.equals(order.slotId)) await giveBackPlace(slotId, order._id)
    },
  }
}

/** A wrong number is counted by itself, so that the sixth try waits however many are sent at once. */
async function countWrongTry(order: OrderRecord, now: Date): Promise<void> {
  const lockedUntil = new Date(now.getTime() + orderRules.codeLockMinutes * 60_000)
  await Order.updateOne(
    { _id: order._id, codeTries: order.codeTries },
    { $inc: { codeTries: 1 }, ...(isLastTry(order) ? { $set: { codeLockedUntil: lockedUntil } } : {}) },
  )
}

async function checkProof(
  body: BodyOf<'start'>,
  { order, now, deps }: Move,
): Promise<'code' | 'card' | 'none'> {
  if (order.code === undefined) return 'none'
  if (body.card !== undefined) {
    assertThat(await isCardOf(body.card, order.personId), 'care.card_unknown')
    return 'card'
  }
  assertThat(!findCodeLock(order, now), 'care.code_locked')
  if (body.code === openCode(order, deps)) return 'code'
  await countWrongTry(order, now)
  throw new AppError('care.code_wrong')
}

/** Whoever begins may do it today: a certificate may have run out since it was taken. */
async function findStarters({ order, viewer, deps }: Move): Promise<OrderRecord['helpers']> {
  const candidates = await listHelperCandidates(order, deps)
  const own = candidates.find(({ userId }) => userId.toString() === viewer.actor.userId)
  assertThat(own, 'care.not_qualified', { needed: describeDoers(order) })
  const { userId, name, isVolunteer } = own
  return order.helpers.length > 0 ? order.helpers : [{ userId, name, isVolunteer }]
}

const start: Plan<'start'> = async (body, context) => {
  const { order, now } = context
  const helpers = await findStarters(context)
  const startedBy = await checkProof(body, context)
  // Whoever opened the door is well.
  const noAnswer = order.noAnswer
    ? { noAnswer: { ...order.noAnswer, safeAt: order.noAnswer.safeAt ?? now } }
    : {}
  return { to: 'started', set: { helpers, startedAt: now, startedBy, ...noAnswer }, details: { startedBy } }
}

const finish: Plan<'finish'> = async ({ record }, { order, viewer, requestKey, now, deps }) => {
  assertRecordComplete(record, order)
  const target = { kind: 'careOrder', id: order._id.toString(), requestKey }
  const ids = record.photoIds ?? []
  const photos = ids.length === 0 ? [] : await attachMedia(viewer.actor, ids, target, deps)
  const { outcome } = record
  const isFree = outcome === 'notDone'
  return {
    to: 'finished',
    set: {
      finishedAt: now,
      record: { outcome, at: now, details: sealRecord(order._id, record, deps), photos },
      ...(isFree && order.payment.state === 'due' ? { payment: { ...order.payment, state: 'waived' } } : {}),
    },
    details: { outcome },
  }
}

const noShow: Plan<'noShow'> = (body, { order, now }) => {
  const feeFen = findCancelFee(order, 'other', now)
  return {
    to: 'noShow',
    set: { feeFen, payment: settleFee(order, feeFen) },
    text: body.text,
    details: { feeFen },
  }
}

const dispute: Plan<'dispute'> = (body, { order }) => {
  const above = triageAbove(postTargetOf(order.desk)) ?? order.desk
  const isSecond = order.disputes >= 1
  return {
    to: 'disputed',
    set: { disputes: order.disputes + 1, ...(isSecond ? { escalatedTo: above } : {}) },
    text: body.text,
    details: { isSecond },
  }
}

const rateWith = ({ grade, reasons, text }: Omit<BodyOf<'rate'>, 'action'>, now: Date) => ({
  rating: { grade, reasons, at: now, ...(text === undefined ? {} : { text }) },
})

const confirm: Plan<'confirm'> = ({ grade, reasons, text }, { now, order }) => ({
  to: 'confirmed',
  set: {
    confirmedAt: now,
    isCallDue: false,
    ...(grade !== undefined && !order.rating ? rateWith({ grade, reasons, text }, now) : {}),
  },
  ...(grade === undefined ? { text } : { details: { grade } }),
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
  return: giveBack,
  move,
  depart: (_, { now }) => ({ to: 'accepted', set: { departedAt: now } }),
  start,
  finish,
  noAnswer: (body, { now }) => ({ to: 'accepted', set: { noAnswer: { at: now } }, text: body.text }),
  reportSafe: (body, { order, now }) => ({
    to: 'accepted',
    set: { noAnswer: { at: order.noAnswer?.at ?? now, safeAt: now } },
    text: body.text,
  }),
  noShow,
  confirm,
  dispute,
  redo: (body, { now }) => ({ to: 'finished', set: { finishedAt: now, isCallDue: false }, text: body.text }),
  decide: (body, { order, now }) => ({
    to: 'confirmed',
    set: {
      confirmedAt: now,
      ...(body.isWaived && order.payment.state === 'due'
        ? { payment: { ...order.payment, state: 'waived' } }
        : {}),
    },
    text: body.reason,
    details: { isWaived: body.isWaived },
  }),
  rate: (body, { order, now }) => ({
    to: order.state,
    set: rateWith(body, now),
    details: { grade: body.grade },
  }),
  receive,
  note: (body, { order }) => ({ to: order.state, text: body.text, isInternal: true }),
}

/** The change one press makes. @throws AppError as the contract lists. */
export async function planOrderMove(body: OrderActionBody, context: Move): Promise<OrderChange> {
  targetOf(context.order, body.action)
  const plan = plans[body.action] as Plan<OrderAction>
  return plan(body, context)
}
