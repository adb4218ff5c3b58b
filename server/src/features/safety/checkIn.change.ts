import { checkInRules } from '@linli/shared/safety/checkIn'
import { addDays, daysBetween, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { CheckIn, type CheckInCall, type CheckInDay, type CheckInRecord, type Search } from './checkIn.model'

const minute = 60_000

type Clearable = 'outcome' | 'settledAt' | 'settledBy' | 'note' | 'visitId' | 'besides' | 'nextAt'
const ofToday: Clearable[] = ['outcome', 'settledAt', 'settledBy', 'note', 'visitId', 'besides']

export interface CheckInChange {
  set: Partial<CheckInRecord>
  unset?: Clearable[]
  days?: CheckInDay[]
  calls?: CheckInCall[]
  /** What people are told of it; nothing where it is absent. */
  event?: string
  /** The bond by which a relative does it: its line in her log is written from the outbox. */
  bondId?: string
}

/** Midnight in Shanghai after an instant. */
export const findNextMidnight = (at: Date): Date => fromShanghaiDay(addDays(toShanghaiDay(at), 1))

/** A time of today that is still to come; after a downtime over it a while is waited all the same. */
export function findDue(dueMinutes: number, now: Date): Date {
  const due = fromShanghaiDay(toShanghaiDay(now), dueMinutes)
  return due > now ? due : new Date(now.getTime() + checkInRules.graceMinutes * minute)
}

/** What is kept of the day that ends. */
function closeDay(record: CheckInRecord): CheckInDay[] {
  const { day, outcome, settledAt, state } = record
  if (state === 'paused') return [{ day, outcome: 'paused' }]
  return outcome ? [{ day, outcome, ...(settledAt ? { at: settledAt } : {}) }] : []
}

/** A day on which nothing has been heard of her yet; begun a second time, what was before does not count. */
export function emptyDay(before: CheckInRecord | undefined, now: Date) {
  const day = toShanghaiDay(now)
  const begunAt = before?.day === day ? now : fromShanghaiDay(day)
  return { day, begunAt, rung: 0, calls: [], requestKeys: [] }
}

/** The day she has begun, as an empty one. */
export function beginDay(record: CheckInRecord, now: Date): CheckInChange {
  return {
    set: {
      ...{ state: 'waiting', ...emptyDay(record, now) },
      nextAt: findDue(record.dueMinutes, now),
    },
    unset: ofToday,
    days: closeDay(record),
  }
}

/** Under which a search makes its visit and its ladder, each once. */
export const keyOfSearch = ({ _id, begunAs, begunAt, day }: CheckInRecord): string =>
  `checkIn:${(begunAs ?? _id).toString()}:${begunAt?.getTime() ?? day}`

export const isSought = ({ state }: Pick<CheckInRecord, 'state'>): boolean =>
  state === 'calling' || state === 'visiting'

/** Heard of her before she is waited for: on another day, or before she came home and was waited for anew. */
export const isOfAnotherDay = ({ day, begunAt }: CheckInRecord, at: Date): boolean =>
  toShanghaiDay(at) < day || (begunAt !== undefined && at < begunAt)

/** The search of a record, and those that a merge brought to it. */
export const listSearches = (record: CheckInRecord): Search[] => [
  { search: keyOfSearch(record), ...(record.visitId ? { visitId: record.visitId } : {}) },
  ...(record.besides ?? []),
]

/** What is known of a search where it ends: whom it called, who is on the way, and its ladders. */
export const describeSearch = (record: CheckInRecord) => ({
  calls: record.calls,
  searches: listSearches(record),
})

/** What is written besides where it is turned on again: what stood there becomes the day it was. */
export const forgetToday = (record: CheckInRecord) => ({
  $unset: Object.fromEntries(ofToday.map((field) => [field, 1])),
  $push: { days: { $each: closeDay(record), $slice: -checkInRules.daysKept } },
})

type Answer = Required<Pick<CheckInRecord, 'outcome' | 'settledBy'>> &
  Partial<Pick<CheckInRecord, 'note' | 'requestKeys'>>

/** What was heard in the night of a search that began the day before is no word for the day that has begun since. */
const isOfYesterday = ({ day, dueMinutes }: CheckInRecord, { outcome }: Answer, now: Date): boolean =>
  day < toShanghaiDay(now) &&
  (outcome === 'call' || outcome === 'spoken' || outcome === 'visit') &&
  now < fromShanghaiDay(toShanghaiDay(now), dueMinutes)

/** The day of the search ends with its line, and today is asked for at its time; the words are kept for the morning. */
function settleYesterday(
  answered: CheckInRecord,
  { requestKeys = [], note }: Answer,
  now: Date,
): CheckInChange {
  const { set, ...rest } = beginDay(answered, now)
  const kept = { requestKeys, ...(note === undefined ? {} : { note }) }
  return { ...rest, set: { ...set, ...kept }, event: 'checkIn.settled' }
}

/** She is known to be well: until midnight there is nothing to do. */
export function settle(record: CheckInRecord, how: Answer, now: Date): CheckInChange {
  const today = toShanghaiDay(now)
  const wasSought = isSought(record)
  const before = wasSought ? { ...record, ...how, settledAt: now } : record
  if (wasSought && isOfYesterday(record, how, now)) return settleYesterday(before, how, now)
  const isNewDay = record.day < today && record.state !== 'waiting'
  return {
    set: {
      ...how,
      state: 'safe',
      day: today,
      settledAt: now,
      nextAt: findNextMidnight(now),
      ...(isNewDay ? { calls: [] } : {}),
    },
    ...(record.besides ? { unset: ['besides'] } : {}),
    ...(isNewDay ? { days: closeDay(before) } : {}),
    ...(wasSought ? { event: 'checkIn.settled' } : {}),
  }
}

export const pauseChange = (record: CheckInRecord, now: Date): CheckInChange => {
  const today = toShanghaiDay(now)
  return {
    set: { state: 'paused', day: today, rung: 0, nextAt: findNextMidnight(now) },
    unset: ofToday,
    ...(record.day < today ? { days: closeDay(record) } : {}),
    ...(isSought(record) ? { event: 'checkIn.paused' } : {}),
  }
}

/** Week by week the desk asks whether she is back: nobody else would turn it on again. @param since when she left. */
export function stayPaused(record: CheckInRecord, since: Date | undefined, now: Date): CheckInChange {
  const change = pauseChange(record, now)
  const days = since === undefined ? 0 : daysBetween(toShanghaiDay(since), toShanghaiDay(now))
  const isAsked = record.state === 'paused' && days > 0 && days % checkInRules.askBackDays === 0
  return isAsked ? { ...change, event: 'checkIn.stillPaused' } : change
}

/** She died or moved away: it is off, and whoever looks for her stops. */
export const goneChange = (record: CheckInRecord): CheckInChange => ({
  set: { isOn: false },
  unset: ['nextAt'],
  ...(isSought(record) ? { event: 'checkIn.gone' } : {}),
})

/** After which nobody is looked for any more. */
const endings: ReadonlySet<string> = new Set(['checkIn.settled', 'checkIn.paused', 'checkIn.gone'])

/**
 * Writes a change in one conditional update, with what people are told.
 * @returns undefined when someone was quicker: nothing was written then.
 */
export async function applyCheckIn(
  record: CheckInRecord,
  change: CheckInChange,
  deps: Pick<Deps, 'clock'>,
): Promise<CheckInRecord | undefined> {
  const { set, unset = [], days = [], calls = [], bondId, event = bondId && 'checkIn.reached' } = change
  const outbox =
    event === undefined
      ? undefined
      : makeOutboxEntry(
          event,
          {
            ...(endings.has(event)
              ? { ...describeSearch(record), outcome: set.outcome ?? days.at(-1)?.outcome }
              : { callIds: calls.map(({ id }) => id) }),
            ...(bondId === undefined ? {} : { bondId }),
          },
          deps,
        )
  const cleared = unset.filter((field) => !(field in set))
  const { modifiedCount } = await CheckIn.updateOne(
    { _id: record._id, version: record.version },
    {
      $set: { ...set, version: record.version + 1, ...(outbox ? { hasOutbox: true } : {}) },
      ...(cleared.length > 0 ? { $unset: Object.fromEntries(cleared.map((key) => [key, 1])) } : {}),
      $push: {
        days: { $each: days, $slice: -checkInRules.daysKept },
        ...(calls.length > 0 ? { calls: { $each: calls } } : {}),
        ...(outbox ? { outbox } : {}),
      },
    },
  )
  if (modifiedCount === 0) return undefined
  if (outbox) kickOutbox(CheckIn)
  return (await CheckIn.findOne({ _id: record._id }).lean<CheckInRecord>()) ?? undefined
}
