import type { OrderActionBody } from '@linli/shared/elderCare/order.actions'
import type { OrderAction } from '@linli/shared/elderCare/order.state'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { AppError, assertThat, wrongField } from '../../../lib/appError'
import { phoneOffMilliseconds } from '../../../lib/phoneClock'
import type { Actor } from '../../users/actor'
import { findLateAt, isOnItsDay } from './order.clock'
import type { OrderRecord } from './order.model'
import { describePresent } from './order.present'

const isToldAtOnce = (at: Date, now: Date): boolean => now.getTime() - at.getTime() <= phoneOffMilliseconds

/** What is told at once happened now, whatever the telephone's clock says. */
export const readToldAtOnce = (at: Date, now: Date): Date => (isToldAtOnce(at, now) ? now : at)

/** When it counts whether a step is allowed: as it was pressed while the visit could be begun, else now. */
export function readPressedAt(
  body: OrderActionBody,
  order: Pick<OrderRecord, 'startsAt' | 'endsAt'>,
  now: Date,
): Date {
  const told = 'at' in body && body.at !== undefined ? new Date(body.at) : now
  return isOnItsDay(order, told) ? told : now
}

const atTheDoor: readonly OrderAction[] = ['depart', 'start', 'deliver', 'noAnswer']

/**
 * A step at the door on another day than that of the visit: not yet, or not any more.
 * @throws AppError `care.too_early`, `care.day_over`.
 */
export function assertOnItsDay(action: OrderAction, order: OrderRecord, pressedAt: Date): void {
  if (!atTheDoor.includes(action) || isOnItsDay(order, pressedAt)) return
  const isEarly = toShanghaiDay(pressedAt) < order.day
  assertThat(isEarly, 'care.day_over', describePresent(order))
  const from = fromShanghaiDay(order.day).toISOString()
  throw new AppError('care.too_early', { ...describePresent(order), from })
}

function assertPossible(isPossible: boolean): void {
  const words = '按下的时间不对，请看看手机的时间'
  assertThat(isPossible, 'request.invalid', wrongField('body', ['at'], 'range', words))
}

/**
 * When a visit was begun, or a meal handed over: now, or earlier while it could be begun, told by the end of the next one.
 * @throws AppError `request.invalid` for a time that cannot be, `care.day_over` where it is told later still.
 */
export function findPressed(at: string | undefined, order: OrderRecord, now: Date): Date {
  if (at === undefined) return now
  const told = new Date(at)
  const isToldInTime = toShanghaiDay(now) <= addDays(order.day, 1)
  assertThat(isToldInTime || !isOnItsDay(order, told), 'care.day_over', describePresent(order))
  const earliest = (order.releasedAt ?? now).getTime()
  assertPossible(
    told.getTime() <= now.getTime() + phoneOffMilliseconds &&
      told.getTime() >= earliest - phoneOffMilliseconds &&
      isOnItsDay(order, told) &&
      isToldInTime,
  )
  return new Date(Math.min(now.getTime(), Math.max(earliest, told.getTime())))
}

/**
 * Since when a door has stayed shut. Told at once it is now: by the clock of a slow telephone it would have been before
 * somebody saw her, and nobody would look for her. @throws AppError `request.invalid`.
 */
export function findShut(at: string | undefined, order: OrderRecord, now: Date): Date {
  return readToldAtOnce(findPressed(at, order, now), now)
}

/** When a visit was over: now, or earlier, but never before it began. @throws AppError `request.invalid`. */
export function findFinished(at: string | undefined, { startedAt }: OrderRecord, now: Date): Date {
  if (at === undefined) return now
  const told = new Date(at)
  const begun = startedAt?.getTime() ?? 0
  assertPossible(
    told.getTime() <= now.getTime() + phoneOffMilliseconds && told.getTime() >= begun - phoneOffMilliseconds,
  )
  return new Date(Math.min(now.getTime(), Math.max(begun, told.getTime())))
}

/** Begun in time and told late: late no more. */
export const isStillLate = (order: OrderRecord, at: Date): boolean => order.isLate && at > findLateAt(order)

/** What the history says of a step that was told later than it was pressed. */
export const describePressed = (at: Date, now: Date): { at?: string } =>
  isToldAtOnce(at, now) ? {} : { at: at.toISOString() }

/** Whether a press was written before. @throws AppError `request.already_done` when another button was pressed under the key. */
export function isSamePress(
  { history }: OrderRecord,
  { userId }: Actor,
  { action }: OrderActionBody,
  requestKey: string | undefined,
): boolean {
  if (requestKey === undefined) return false
  const known = history.find((h) => h.requestKey === requestKey && h.by.userId.toString() === userId)
  assertThat(known === undefined || known.action === action, 'request.already_done')
  return known !== undefined
}
