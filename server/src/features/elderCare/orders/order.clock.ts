import { isPortion } from '@linli/shared/elderCare/itemKinds'
import { isOrderAhead, orderRules, type OrderStep } from '@linli/shared/elderCare/order.state'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { postKindOf } from '@linli/shared/users/posts'
import type { OrderRecord } from './order.model'

const minute = 60_000
const day = 24 * 60 * minute

type Clocked = Pick<
  OrderRecord,
  | 'state'
  | 'item'
  | 'startsAt'
  | 'endsAt'
  | 'payBy'
  | 'releaseAt'
  | 'releasedAt'
  | 'acceptBy'
  | 'isAcceptedAtOnce'
  | 'post'
  | 'helpers'
  | 'isUnaccepted'
  | 'isLate'
  | 'isCallDue'
  | 'isUnfinished'
  | 'startedAt'
  | 'answerBy'
  | 'finishedAt'
  | 'confirmedAt'
  | 'payment'
  | 'noAnswer'
>

/** What the clock does next to an order, and when. */
export interface DueOrderStep {
  step: OrderStep
  at: Date
}

/** A meal is late at the end of its window; anything else some minutes after it should have begun. */
export function findLateAt({
  item,
  startsAt,
  endsAt,
}: Pick<OrderRecord, 'item' | 'startsAt' | 'endsAt'>): Date {
  if (isPortion(item) || item.place === 'remote' || item.lead.kind === 'instant') return endsAt
  return new Date(startsAt.getTime() + orderRules.lateMinutes * minute)
}

/** When somebody asks why what was begun is not finished; what began late has its time. */
export function findUnfinishedAt({
  item,
  endsAt,
  startedAt = endsAt,
}: Pick<OrderRecord, 'item' | 'endsAt' | 'startedAt'>): Date {
  const end = Math.max(endsAt.getTime(), startedAt.getTime() + item.minutes * minute)
  return new Date(end + orderRules.unfinishedMinutes * minute)
}

/** By when a dispute is answered: by the unit at first, then by those above it. */
export const findAnswerBy = (now: Date, isAbove: boolean): Date =>
  new Date(now.getTime() + (isAbove ? orderRules.decideDays : orderRules.redoDays) * day)

/** How long after its end a visit that goes on over midnight can still be begun. */
const graceMilliseconds = 2 * 60 * minute

type Timed = Pick<OrderRecord, 'startsAt' | 'endsAt'>

/** The days an order touches: one, or two when it goes past midnight. */
export function listTouched({ startsAt, endsAt }: Timed): string[] {
  const from = toShanghaiDay(startsAt)
  const to = toShanghaiDay(new Date(endsAt.getTime() - 1))
  return to > from ? [from, to] : [from]
}

/** While somebody may stand at the door: the day of the visit, and what is called late at night until it is through. */
export const isOnItsDay = ({ startsAt, endsAt }: Timed, at: Date): boolean =>
  toShanghaiDay(at) === toShanghaiDay(startsAt) ||
  (at > startsAt && at.getTime() < endsAt.getTime() + graceMilliseconds)

/** Somebody was at her door at the time for which it is agreed now: not hours before, nor on a day from which it was moved. */
export const isDoorOfItsTime = ({ noAnswer, ...times }: Timed & Pick<OrderRecord, 'noAnswer'>): boolean =>
  noAnswer !== undefined &&
  isOnItsDay(times, noAnswer.at) &&
  noAnswer.at.getTime() >= times.startsAt.getTime() - orderRules.leaveBeforeMinutes * minute

/** They were there in time, whatever came of it. */
export const wasThereInTime = (order: Parameters<typeof findLateAt>[0] & Pick<OrderRecord, 'noAnswer'>) =>
  isDoorOfItsTime(order) && order.noAnswer !== undefined && order.noAnswer.at <= findLateAt(order)

/** When somebody asks what became of what nobody began: the morning after, once all that is told late was told. */
function findUnbegunAt({ startsAt, endsAt }: Timed): Date {
  const morning = fromShanghaiDay(addDays(toShanghaiDay(startsAt), 1), orderRules.unbegunMinutes)
  return new Date(Math.max(morning.getTime(), endsAt.getTime() + graceMilliseconds))
}

/** Its day is over, nobody began it, and nobody has written what became of it. */
export const isUnbegun = ({ isUnfinished, state }: Pick<OrderRecord, 'isUnfinished' | 'state'>): boolean =>
  isUnfinished === true && isOrderAhead(state)

/** By when the unit says yes: hours after it was told, and well before it begins. */
export function findAcceptBy(startsAt: Date, now: Date): Date {
  const soon = now.getTime() + orderRules.acceptMinutes * minute
  const latest = startsAt.getTime() - orderRules.acceptBeforeMinutes * minute
  return new Date(Math.max(Math.min(soon, latest), now.getTime() + 10 * minute))
}

/** Late first, and unbegun when its day is over. A portion that nobody took in is still to be brought. */
function findLateStep(order: Clocked): DueOrderStep | undefined {
  const isThere = wasThereInTime(order) && !isPortion(order.item)
  if (!order.isLate && !isThere) return { step: 'late', at: findLateAt(order) }
  return order.isUnfinished ? undefined : { step: 'unfinished', at: findUnbegunAt(order) }
}

const earlier = (a: DueOrderStep | undefined, b: DueOrderStep | undefined): DueOrderStep | undefined =>
  a && b ? (a.at <= b.at ? a : b) : (a ?? b)

function findAssignedStep(order: Clocked): DueOrderStep | undefined {
  const isWithUnit = postKindOf(order.post) === 'unit' && order.helpers.length === 0
  if (order.isAcceptedAtOnce && isWithUnit && order.releasedAt)
    return { step: 'acceptAtOnce', at: order.releasedAt }
  const unaccepted: DueOrderStep | undefined =
    order.isUnaccepted || !order.acceptBy ? undefined : { step: 'unaccepted', at: order.acceptBy }
  return earlier(unaccepted, findLateStep(order))
}

/** What is to be paid first waits for the money, which has its own last look at the end. */
function findPlacedStep({ payBy, releaseAt }: Clocked): DueOrderStep | undefined {
  if (!payBy) return releaseAt && { step: 'release', at: releaseAt }
  return { step: 'expire', at: new Date(payBy.getTime() + orderRules.unpaidGraceSeconds * 1000) }
}

function findFinishedStep({ startedAt, finishedAt, item, isCallDue }: Clocked): DueOrderStep | undefined {
  if (!finishedAt) return undefined
  const after = (days: number): Date => new Date(finishedAt.getTime() + days * day)
  if (isCallDue) return { step: 'confirmInSilence', at: after(orderRules.callDays) }
  const at = after(orderRules.silenceDays)
  // Nobody came: there is nothing to ask about.
  const isAsked = item.proofs.includes('confirm') && startedAt != null
  return { step: isAsked ? 'callDue' : 'confirmInSilence', at }
}

/** What the clock will do next to this order, if anything. Pure: the same record gives the same answer. */
export function findDueOrderStep(order: Clocked): DueOrderStep | undefined {
  switch (order.state) {
    case 'placed':
      return findPlacedStep(order)
    case 'paid':
      return order.releaseAt && { step: 'release', at: order.releaseAt }
    case 'assigned':
      return findAssignedStep(order)
    // Once somebody is there nothing is late any more, however long it takes.
    case 'accepted':
      return findLateStep(order)
    case 'started':
      return order.isUnfinished ? undefined : { step: 'unfinished', at: findUnfinishedAt(order) }
    case 'disputed':
      return order.answerBy && { step: 'escalate', at: order.answerBy }
    case 'finished':
      return findFinishedStep(order)
    case 'confirmed':
      return order.payment.state === 'due' || !order.confirmedAt
        ? undefined
        : { step: 'settle', at: order.confirmedAt }
    default:
      return undefined
  }
}
