import type { NeedClock } from '@linli/shared/categories/category'
import { always, officeHours, type Schedule } from '@linli/shared/schedule'
import { addWorkingTime, workingMinutesBetween } from '../../lib/workingTime'

/** When a need must be accepted and resolved, and when its holder is warned. */
export interface Deadlines {
  acceptBy: Date
  resolveBy: Date
  warnAt: Date
}

/** Source: product page, "Clock": warning at 80 %. */
const warnShare = 0.8

export function scheduleOf(clock: NeedClock): Schedule {
  return clock.isWorkingTime ? (clock.schedule ?? officeHours) : always
}

/** Deadlines of a need whose clock starts at `releasedAt`. */
export function computeDeadlines(clock: NeedClock, releasedAt: Date): Deadlines {
  const schedule = scheduleOf(clock)
  return {
    acceptBy: addWorkingTime(releasedAt, clock.acceptMinutes, schedule),
    resolveBy: addWorkingTime(releasedAt, clock.resolveMinutes, schedule),
    warnAt: addWorkingTime(releasedAt, clock.resolveMinutes * warnShare, schedule),
  }
}

/** By when a new holder must accept: each holder's clock starts anew, the need's does not. */
export function computeAcceptBy(clock: NeedClock, assignedAt: Date): Date {
  return addWorkingTime(assignedAt, clock.acceptMinutes, scheduleOf(clock))
}

/**
 * Deadlines after the clock stood still from `stoppedAt` to `resumedAt` (`awaitingResident`, `onHold`): each moves by
 * the working time that was waited, so as much is left as when it stopped.
 */
export function resumeClock(
  deadlines: Deadlines,
  stoppedAt: Date,
  resumedAt: Date,
  clock: NeedClock,
): Deadlines {
  const schedule = scheduleOf(clock)
  const waited = Math.max(0, workingMinutesBetween(stoppedAt, resumedAt, schedule))
  const move = (deadline: Date): Date => addWorkingTime(deadline, waited, schedule)
  return {
    acceptBy: move(deadlines.acceptBy),
    resolveBy: move(deadlines.resolveBy),
    warnAt: move(deadlines.warnAt),
  }
}

/**
 * Deadlines after the level above gave `minutes` of working time more, counted from the old deadline, or from `at`
 * when that has passed.
 */
export function extendDeadlines(
  deadlines: Deadlines,
  minutes: number,
  at: Date,
  clock: NeedClock,
): Deadlines {
  const schedule = scheduleOf(clock)
  const isOverdue = deadlines.resolveBy < at
  return {
    acceptBy: deadlines.acceptBy,
    resolveBy: addWorkingTime(isOverdue ? at : deadlines.resolveBy, minutes, schedule),
    warnAt: addWorkingTime(isOverdue ? at : deadlines.warnAt, minutes * warnShare, schedule),
  }
}
