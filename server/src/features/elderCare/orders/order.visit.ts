import type { ServiceRecord } from '@linli/shared/elderCare/order.actions'
import { orderRules, type OrderAction } from '@linli/shared/elderCare/order.state'
import { assertThat, wrongField } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { attachMedia } from '../../media/media.service'
import { isCardOf } from '../clients/careCard.service'
import { readFamilies } from '../clients/client.access'
import { isSafeEntry } from '../kitchen/foodMeal.change'
import type { OrderChange } from './order.change'
import { isUnbegun } from './order.clock'
import { findCancelFee, settleFee, waive } from './order.fee'
import {
  describePressed,
  findFinished,
  findPressed,
  findShut,
  isStillLate,
  readToldAtOnce,
} from './order.pressed'
import { assertNotFamily, describeDoers, listHelperCandidates } from './order.helpers'
import type { BodyOf, Move, Plan } from './order.move'
import { Order, type OrderRecord } from './order.model'
import { findCodeLock, isLastTry } from './order.policy'
import { assertRecordComplete, openCode, sealRecord } from './order.record'

/** Each try is counted before it is looked at, so that the sixth one waits however many are sent at once. */
async function countTry(order: OrderRecord, now: Date): Promise<void> {
  const { _id } = order
  const lockedUntil = new Date(now.getTime() + orderRules.codeLockMinutes * 60_000)
  let seen: Pick<OrderRecord, 'codeTries' | 'codeLockedUntil'> | null = order
  while (seen) {
    assertThat(!findCodeLock(seen, now), 'care.code_locked')
    const { modifiedCount } = await Order.updateOne(
      { _id, codeTries: seen.codeTries },
      { $inc: { codeTries: 1 }, ...(isLastTry(seen) ? { $set: { codeLockedUntil: lockedUntil } } : {}) },
    )
    if (modifiedCount === 1) return
    seen = await Order.findOne({ _id }, { codeTries: 1, codeLockedUntil: 1 }).lean()
  }
}

type Proof = NonNullable<OrderRecord['startedBy']>

async function checkProof(
  body: Pick<BodyOf<'start'>, 'code' | 'card' | 'unproved'>,
  { order, now, deps }: Move,
): Promise<Proof> {
  if (order.code === undefined) return 'none'
  if (body.unproved !== undefined) return 'word'
  if (body.card !== undefined) {
    assertThat(await isCardOf(body.card, order.personId), 'care.card_unknown')
    return 'card'
  }
  await countTry(order, now)
  assertThat(body.code === openCode(order, deps), 'care.code_wrong')
  return 'code'
}

/**
 * How the visit is known to have begun. Digits and card lie in the hands of those who act for her: from one of them who
 * was named before she did they show no more than her word, which is asked about now and then. Where nobody could show
 * any it is her word too, with the reason written down, and each of these is asked about.
 */
async function readProof(...asked: Parameters<typeof checkProof>): Promise<Proof> {
  const proof = await checkProof(...asked)
  if (proof === 'word') return proof
  const [, { order, viewer }] = asked
  const families = await readFamilies([viewer.actor.userId], order.day)
  return families.has(order.personId.toString()) ? 'none' : proof
}

const sayUnproved = (proof: Proof, { unproved }: Pick<BodyOf<'start'>, 'unproved'>) =>
  proof === 'word' && unproved !== undefined ? { unproved } : {}

/** Whoever begins may do it today: a certificate may have run out since it was taken. */
async function findStarters({ order, viewer, deps }: Move): Promise<OrderRecord['helpers']> {
  const [own] = await listHelperCandidates(order, deps, [viewer.actor.userId])
  assertThat(own, 'care.not_qualified', { needed: describeDoers(order) })
  // Named before she stood in for the elder she does it all the same: nobody is left waiting at a door.
  if (order.helpers.length > 0) return order.helpers
  await assertNotFamily(order, [viewer.actor.userId])
  const { userId, name, isVolunteer } = own
  return [{ userId, name, isVolunteer }]
}

const start: Plan<'start'> = async (body, context) => {
  const { order, now } = context
  const at = findPressed(body.at, order, now)
  const helpers = await findStarters(context)
  const startedBy = await readProof(body, context)
  return {
    to: 'started',
    set: {
      ...{ helpers, startedAt: at, startedBy, ...markSafe(order, at, now) },
      ...{ isLate: isStillLate(order, at), isUnfinished: false },
    },
    // Who is at one door that nobody was named for is at no other; a place to go to has people come side by side.
    ...(order.helpers.length === 0 && order.item.place === 'home' ? { takesTimeOf: helpers } : {}),
    details: { startedBy, ...sayUnproved(startedBy, body), ...describePressed(at, now) },
  }
}

/** Whoever opened the door is well; told late, not where it stayed shut after that. */
const markSafe = ({ noAnswer }: OrderRecord, at: Date, now: Date): Pick<OrderRecord, 'noAnswer'> =>
  noAnswer && noAnswer.at <= readToldAtOnce(at, now)
    ? { noAnswer: { ...noAnswer, safeAt: noAnswer.safeAt ?? at } }
    : {}

/** What an order that is finished with this record looks like. */
async function finishWith(
  record: ServiceRecord,
  at: Date,
  { order, viewer, requestKey, deps }: Move,
): Promise<NonNullable<OrderChange['set']>> {
  assertRecordComplete(record, order)
  const target = { kind: 'careOrder', id: order._id.toString(), requestKey }
  const photos = await attachMedia(viewer.actor, record.photoIds ?? [], target, deps)
  const { outcome } = record
  return {
    finishedAt: at,
    record: { outcome, at, details: sealRecord(order._id, record, deps), photos },
    ...(outcome === 'notDone' ? { payment: waive(order) } : {}),
  }
}

const finish: Plan<'finish'> = async ({ record, at: pressed }, move) => {
  const at = findFinished(pressed, move.order, move.now)
  return {
    to: 'finished',
    set: await finishWith(record, at, move),
    details: { outcome: record.outcome, ...describePressed(at, move.now) },
  }
}

/**
 * Nobody who was there can write it down any more: who answers for it says how it ended, and the elder is called. Where
 * nobody came she has just been asked.
 */
const conclude: Plan<'conclude'> = ({ outcome, text }, { order, now, deps }) => ({
  to: 'finished',
  set: {
    ...{ finishedAt: now, isCallDue: outcome !== 'notDone' || !isUnbegun(order) },
    record: { outcome, at: now, details: sealRecord(order._id, { outcome, text }, deps), photos: [] },
    ...(outcome === 'notDone' ? { payment: waive(order) } : {}),
  },
  details: { outcome },
})

const deliver: Plan<'deliver'> = async (body, context) => {
  const { order, now } = context
  assertThat(
    body.record.outcome === 'done',
    'request.invalid',
    wrongField('body', ['record', 'outcome'], 'outcome', '没有送到，请点“没人应门”'),
  )
  const { temperature } = body
  const isFit = !temperature || isSafeEntry(temperature) || temperature.measure !== undefined
  assertThat(isFit, 'care.food_measure_missing')
  const at = findPressed(body.at, order, now)
  const helpers = await findStarters(context)
  const startedBy = await readProof(body, context)
  const finished = await finishWith(body.record, at, context)
  return {
    to: 'finished',
    set: {
      ...{ ...finished, ...markSafe(order, at, now), helpers, startedAt: at, startedBy },
      isLate: isStillLate(order, at),
    },
    details: dropUndefined({
      ...{ startedBy, ...sayUnproved(startedBy, body), ...describePressed(at, now), temperature },
    }),
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

const depart: Plan<'depart'> = ({ at: pressed }, { order, now }) => {
  const at = findPressed(pressed, order, now)
  return { to: 'accepted', set: { departedAt: at }, details: describePressed(at, now) }
}

/** Told late the search begins all the same: nobody has seen her since. */
const noAnswer: Plan<'noAnswer'> = ({ text, at: pressed }, { order, now }) => {
  const at = findShut(pressed, order, now)
  return { to: 'accepted', set: { noAnswer: { at } }, text, details: describePressed(at, now) }
}

/** What happens at the door, as data; see `order.moves.ts`. */
export const visitPlans = {
  depart,
  start,
  finish,
  conclude,
  deliver,
  noAnswer,
  reportSafe: (body, { order, now }) => ({
    to: order.state,
    set: { noAnswer: { at: order.noAnswer?.at ?? now, safeAt: now } },
    text: body.text,
  }),
  noShow,
} satisfies { [A in OrderAction]?: Plan<A> }
