import { toShanghaiDay } from '@linli/shared/time'
import { assertThat, wrongField } from '../../lib/appError'
import { phoneOffMilliseconds } from '../../lib/phoneClock'
import { isOfAnotherDay, isSought } from './checkIn.change'
import type { CheckInRecord } from './checkIn.model'
import { isOvertaken } from './lastShut'

/**
 * A time that a telephone tells of a press, never later than now.
 * @throws AppError `request.invalid` for one that is still to come.
 */
export function readPressed(pressed: string, now: Date): Date {
  const told = new Date(pressed)
  const words = '手机上的时间不对，请先调对时间再按一次。'
  const isPossible = told.getTime() <= now.getTime() + phoneOffMilliseconds
  assertThat(isPossible, 'request.invalid', wrongField('body', ['at'], 'range', words))
  return told < now ? told : now
}

/**
 * When she tapped or was reached: now, or earlier where the telephone had no network; of the day that she is waited for
 * or looked for, and since the last time that somebody met nobody.
 * @throws AppError `request.invalid` for a time that is still to come, `checkIn.too_old`.
 */
export async function findHeardAt(
  pressed: string | undefined,
  record: CheckInRecord,
  now: Date,
): Promise<Date> {
  if (pressed === undefined) return now
  const at = readPressed(pressed, now)
  const day = isSought(record) ? record.day : toShanghaiDay(now)
  const isOld = toShanghaiDay(at) < day || isOfAnotherDay(record, at) || (await isOvertaken(record, at))
  assertThat(!isOld, 'checkIn.too_old')
  return at
}
