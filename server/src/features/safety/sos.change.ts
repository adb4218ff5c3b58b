import { sosRules } from '@linli/shared/safety/sos'
import { isSosOpen, type SosState } from '@linli/shared/safety/sos.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { insertMissing } from '../messages/insertMissing'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import {
  SosCase,
  SosOldAttempt,
  type SosAttempt,
  type SosAuthor,
  type SosEntry,
  type SosRecord,
} from './sos.model'

type Clearable = 'helper' | 'nextAt'

/** What an action or a step of the clock does; pure data until `applySosChange` writes it. */
export interface SosChange {
  to: SosState
  set?: Partial<SosRecord>
  unset?: Clearable[]
  attempts?: Omit<SosAttempt, 'callId'>[]
  dutyIds?: Types.ObjectId[]
  /** The bond by which it is done for her: its line in her log is written from the outbox, whatever kills us before. */
  bondId?: string
  /** Whether people are told: never about someone who has died. */
  isSilent?: boolean
}

export const systemAuthor: SosAuthor = { kind: 'system', name: systemActor.displayName }
const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000)

/** When the clock looks at it next, right after it came into a state; undefined: never. */
function findNextAt(state: SosState, now: Date): Date | undefined {
  switch (state) {
    case 'raised':
    case 'cancelledByCaller':
      return now
    case 'acknowledged':
      return later(now, sosRules.arrivalMinutes * 60)
    case 'attended':
      return later(now, sosRules.followUpMinutes * 60)
    case 'closed':
      return undefined
  }
}

/** From the end of a round to the next one, in seconds. */
export function findPause(round: number): number {
  if (round < sosRules.quickRounds) return sosRules.roundSeconds
  return round < sosRules.laterRounds ? sosRules.laterRoundSeconds : sosRules.slowRoundSeconds
}

/** When the next rung is called, after those of this step. */
export function findNextCall(state: SosState, isRoundOver: boolean, round: number, now: Date): Date {
  if (state === 'cancelledByCaller') {
    const isSlow = isRoundOver && round >= sosRules.checkRounds
    return later(now, isSlow ? sosRules.slowRoundSeconds : sosRules.checkCallSeconds)
  }
  return later(now, isRoundOver ? findPause(round) : sosRules.rungSeconds)
}

/** When those who know what happened are reminded again to write it down: each hour, in the end once a day. */
export function findNextReminder({ history }: Pick<SosRecord, 'history'>, now: Date): Date {
  const reminded = history.filter(({ action }) => action === 'remind').length
  const isSlow = reminded >= sosRules.hourlyReminders
  return later(now, (isSlow ? sosRules.laterReminderMinutes : sosRules.followUpMinutes) * 60)
}

/** The longest that anything is waited for in a state, in seconds. */
export function findLongestWait({ state, round }: Pick<SosRecord, 'state' | 'round'>): number {
  switch (state) {
    case 'raised':
      return Math.max(sosRules.rungSeconds, findPause(round - 1))
    case 'cancelledByCaller':
      return round > sosRules.checkRounds ? sosRules.slowRoundSeconds : sosRules.checkCallSeconds
    case 'acknowledged':
      return sosRules.arrivalMinutes * 60
    default:
      return sosRules.laterReminderMinutes * 60
  }
}

export function makeSosEntry(
  sos: Pick<SosRecord, 'state'>,
  action: SosEntry['action'],
  to: SosState,
  by: SosAuthor,
  extra: Pick<SosEntry, 'at'> & Partial<Pick<SosEntry, 'requestKey' | 'how'>>,
): SosEntry {
  return { id: new Types.ObjectId().toString(), action, from: sos.state, to, by, ...extra }
}

/** Whether it makes people worry about her anew. */
export const isAlarm = ({ action }: Pick<SosEntry, 'action'>): boolean =>
  action === 'raise' || action === 'press' || action === 'unanswered'

/** What it is about now: once somebody presses it is a call for help, whatever it began with. */
export const findCause = ({ cause, history }: Pick<SosRecord, 'cause' | 'history'>): SosRecord['cause'] =>
  history.some(({ action }) => action === 'press') ? 'pressed' : cause

/** Whether the newest alarm of it is this one's own press. */
const isOwnAlarm = ({ history }: Pick<SosRecord, 'history'>, userId: string | undefined): boolean =>
  userId !== undefined && history.findLast(isAlarm)?.by.userId?.toString() === userId

/** What somebody says who calls it off: of the own press that it was a mistake, of what others began that she is well. */
export const sayCancelled = (sos: Pick<SosRecord, 'history'>, by: SosAuthor | undefined): string =>
  isOwnAlarm(sos, by?.userId?.toString()) ? '是按错了' : '自己没事'

/** The same on the button. */
export const cancelTextOf = (sos: Pick<SosRecord, 'history'>, userId: string): string =>
  isOwnAlarm(sos, userId) ? '按错了，人没事' : '我没事'

/** A ladder from its beginning, in its quick rounds. */
export const anew = { unset: ['helper' as const], set: { rung: 0, round: 1 } }

/**
 * The next round of a ladder that nobody has answered, where she presses while it pauses: at once, at most one in a
 * minute, and the next ones not by the hour any more. A round that is under way goes on, or its last rungs were never called.
 */
function hurry({ rung, round, nextAt, attempts }: SosRecord, now: Date): Partial<SosRecord> {
  if (!nextAt || rung > 0) return nextAt ? { nextAt } : {}
  const calledAt = attempts.at(-1)?.at.getTime()
  const earliest = calledAt === undefined ? now : new Date(calledAt + sosRules.roundSeconds * 1000)
  const soonest = earliest > now ? earliest : now
  return {
    nextAt: nextAt < soonest ? nextAt : soonest,
    round: Math.min(round, sosRules.quickRounds + 1),
  }
}

/** The button once more: whoever was thought to have seen to it is called anew, nobody on the way is sent home. */
export function planPress(sos: SosRecord, to: SosRecord['state'], now: Date): SosChange {
  if (to !== 'raised') return { to, ...(sos.nextAt ? { set: { nextAt: sos.nextAt } } : {}) }
  return sos.state === 'raised' ? { to, set: hurry(sos, now) } : { to, ...anew }
}

/** The oldest tries, for which there is no room once so many come: written elsewhere before they leave. Repeatable. */
async function keepApart({ _id, attempts }: SosRecord, coming: number): Promise<void> {
  const leaving = coming === 0 ? 0 : Math.max(0, attempts.length + coming - sosRules.attemptsKept)
  const rows = attempts.slice(0, leaving).map(({ id, ...attempt }) => ({ _id: id, sosId: _id, ...attempt }))
  await insertMissing(SosOldAttempt, rows)
}

/**
 * Writes a change with its history and outbox entry in one conditional update.
 * @returns undefined when someone was quicker: nothing was written then.
 */
export async function applySosChange(
  sos: SosRecord,
  change: SosChange,
  entry: SosEntry,
  deps: Pick<Deps, 'clock'>,
): Promise<SosRecord | undefined> {
  const { to, attempts = [], dutyIds = [] } = change
  const nextAt = change.set?.nextAt ?? findNextAt(to, deps.clock.now())
  const unset = [...(change.unset ?? []), ...(nextAt ? [] : (['nextAt'] as const))]
  await keepApart(sos, attempts.length)
  const outbox = makeOutboxEntry(
    `sos.${entry.action}`,
    {
      ...{ entryId: entry.id, attemptIds: attempts.map(({ id }) => id) },
      ...(change.bondId === undefined ? {} : { bondId: change.bondId }),
    },
    deps,
  )
  const { modifiedCount } = await SosCase.updateOne(
    { _id: sos._id, state: sos.state, version: sos.version },
    {
      $set: {
        ...change.set,
        ...{ state: to, open: isSosOpen(to), version: sos.version + 1 },
        ...(nextAt ? { nextAt } : {}),
        ...(change.isSilent ? {} : { hasOutbox: true }),
      },
      ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((key) => [key, 1])) } : {}),
      // A call is no event of its own: it is in the attempts.
      $push: {
        ...(entry.action === 'call' ? {} : { history: entry }),
        ...(attempts.length > 0
          ? {
              attempts: {
                $each: attempts.map((attempt) => ({ ...attempt, callId: outbox.id })),
                $slice: -sosRules.attemptsKept,
              },
            }
          : {}),
        ...(change.isSilent ? {} : { outbox }),
      },
      ...(dutyIds.length > 0 ? { $addToSet: { dutyIds: { $each: dutyIds } } } : {}),
    },
  )
  if (modifiedCount === 0) return undefined
  if (!change.isSilent) kickOutbox(SosCase)
  return (await SosCase.findOne({ _id: sos._id }).lean<SosRecord>()) ?? undefined
}
