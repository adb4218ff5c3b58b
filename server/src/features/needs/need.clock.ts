import { needRules, type NeedState, type NeedStep } from '@linli/shared/needs/need.state'
import { postKindOf, postTargetOf, triageAbove, type Post } from '@linli/shared/users/posts'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { officeHours } from '@linli/shared/schedule'
import { addWorkingTime, workingMinutesBetween } from '../../lib/workingTime'
import { scheduleOf } from '../routing/deadline'
import type { NeedRecord } from './need.model'

const minute = 60_000
const day = 24 * 60 * minute
const workingDayMinutes = 8 * 60
const isWaitingForHolder = (state: NeedState): boolean => state === 'assigned' || state === 'accepted'

type Clocked = Pick<
  NeedRecord,
  | 'state'
  | 'clock'
  | 'releaseAt'
  | 'releasedAt'
  | 'heldSince'
  | 'acceptBy'
  | 'resolveBy'
  | 'pausedAt'
  | 'reviewAt'
  | 'warnedFor'
  | 'escalatedAt'
  | 'supervisedBy'
  | 'escalatedTo'
  | 'triage'
  | 'resolvedAt'
  | 'canConfirm'
  | 'isCallbackDue'
  | 'isCallDue'
>

export type ClockStep = Exclude<NeedStep, 'callOff'>

/** What the clock does next to a need, and when. */
export interface DueStep {
  step: ClockStep
  at: Date
}

interface RunningDeadline {
  which: 'accept' | 'resolve'
  at: Date
  start: Date
}

/** The deadline that presses now: accepting while nobody has, being done after; whichever is first. */
export function findDeadline(need: Clocked): RunningDeadline | undefined {
  if (!isWaitingForHolder(need.state) || need.resolveBy === undefined) return undefined
  const resolve = { which: 'resolve', at: need.resolveBy, start: need.releasedAt ?? need.heldSince } as const
  if (need.state === 'accepted' || need.acceptBy === undefined || need.resolveBy <= need.acceptBy)
    return resolve
  return { which: 'accept', at: need.acceptBy, start: need.heldSince }
}

/** The desk that hears of it next; undefined at the top. */
export function findNextDesk(need: Pick<NeedRecord, 'escalatedTo' | 'triage'>): Post | undefined {
  const desk = need.escalatedTo ?? need.triage
  // A complaint about the top lies with a department or the administrators, above whom there is no desk.
  return postKindOf(desk) === 'triage' ? triageAbove(postTargetOf(desk)) : undefined
}

function findWarning(need: Clocked, deadline: RunningDeadline): Date {
  const schedule = scheduleOf(need.clock)
  const whole = workingMinutesBetween(deadline.start, deadline.at, schedule)
  const warning = addWorkingTime(deadline.start, Math.max(0, whole) * needRules.warnAtShare, schedule)
  // Working time begins with the next working hour, which is late for a deadline that passed in the night.
  return warning < deadline.at ? warning : deadline.at
}

/** After the first escalation, the next level hears after half of the whole time more. */
function findNextEscalation(need: Clocked, deadline: RunningDeadline): Date {
  if (!need.escalatedAt || need.escalatedAt < deadline.at) return deadline.at
  const share = need.clock.resolveMinutes * needRules.nextEscalationShare
  return addWorkingTime(need.escalatedAt, share, scheduleOf(need.clock))
}

function findHolderStep(need: Clocked): DueStep | undefined {
  const deadline = findDeadline(need)
  if (!deadline) return undefined
  const isEscalated = need.escalatedAt !== undefined && need.escalatedAt >= deadline.at
  if (need.warnedFor !== deadline.which && !isEscalated)
    return { step: 'warn', at: findWarning(need, deadline) }
  if (isEscalated && need.supervisedBy !== undefined) return undefined
  return { step: 'escalate', at: findNextEscalation(need, deadline) }
}

/** Working days end with office hours, whatever schedule the category keeps. */
const addWorkingDays = (from: Date, days: number): Date =>
  addWorkingTime(from, days * workingDayMinutes, officeHours)

/** Whoever did the work does not ask whether it is done; where nobody else does, the level above is asked to. */
function findCallbackStep(need: Clocked, resolvedAt: Date): DueStep | undefined {
  const passedOnAt = need.escalatedAt && need.escalatedAt >= resolvedAt ? need.escalatedAt : undefined
  if (passedOnAt && need.supervisedBy !== undefined) return undefined
  return {
    step: 'callbackOverdue',
    at: addWorkingDays(passedOnAt ?? resolvedAt, needRules.callbackWorkingDays),
  }
}

function findResolvedStep(need: Clocked): DueStep | undefined {
  if (!need.resolvedAt) return undefined
  if (!need.canConfirm || need.isCallbackDue) return findCallbackStep(need, need.resolvedAt)
  return { step: 'closeInSilence', at: new Date(need.resolvedAt.getTime() + needRules.silenceDays * day) }
}

/** What the clock will do next to this need, if anything. Pure: the same record gives the same answer. */
export function findDueStep(need: Clocked): DueStep | undefined {
  switch (need.state) {
    case 'submitted':
      return need.releaseAt && { step: 'release', at: need.releaseAt }
    case 'assigned':
    case 'accepted':
      return findHolderStep(need)
    case 'awaitingResident':
      return (
        need.pausedAt && {
          step: 'answerOverdue',
          at: addWorkingDays(need.pausedAt, needRules.answerWorkingDays),
        }
      )
    case 'onHold':
      return need.reviewAt && { step: 'reviewDue', at: need.reviewAt }
    case 'resolved':
      return findResolvedStep(need)
    default:
      return undefined
  }
}

/** By when a review that is due is to be made. */
export const findReviewDeadline = (now: Date): Date => addWorkingDays(now, needRules.reviewWorkingDays)

/** When a need on hold is looked at again: a quarter later, at nine in the morning. */
export function findReviewDate(now: Date): Date {
  return fromShanghaiDay(addDays(toShanghaiDay(now), needRules.holdReviewDays), 9 * 60)
}

/** The two scalars that lists and the sweep read, to be written with every change. */
export function deriveClockFields(need: Clocked): { deadline: Date; checkAt: Date | undefined } {
  const due = findDueStep(need)
  const running = findDeadline(need)
  // Lists are ordered by it, so every open need has one: what waits for the resident comes by its next date.
  const deadline = running?.at ?? due?.at ?? need.resolveBy ?? need.resolvedAt ?? need.heldSince
  return { deadline, checkAt: due?.at }
}
