import { checkInRules, checkInRungs } from '@linli/shared/safety/checkIn'
import { checkInStepTransitions } from '@linli/shared/safety/checkIn.state'
import { isGone, type PersonState } from '@linli/shared/register/register'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { toPlace } from '../../lib/placeFields'
import { createVisit, readVisit } from '../needs/need.visit'
import { Person, type PersonDocument } from '../register/person.model'
import {
  applyCheckIn,
  beginDay,
  goneChange,
  isOfAnotherDay,
  keyOfSearch,
  pauseChange,
  settle,
  stayPaused,
  type CheckInChange,
} from './checkIn.change'
import { CheckIn, type CheckInCall, type CheckInRecord } from './checkIn.model'
import { findRungPeople, toCalledContacts } from './ladder'
import { isOvertaken } from './lastShut'
import { startLadder } from './sos.door'
import type { SeenTo } from './sos.hooks'
import { createStallWatch } from './stallWatch'

const minute = 60_000
const later = (now: Date, minutes: number): Date => new Date(now.getTime() + minutes * minute)

/** The next rung with somebody on it; after the last one, somebody goes. */
async function planCall(record: CheckInRecord, deps: Deps): Promise<CheckInChange> {
  const now = deps.clock.now()
  const calls: CheckInCall[] = []
  for (let place = record.rung; place < checkInRungs.length; place += 1) {
    const rung = checkInRungs[place]
    if (rung === undefined) break
    const { people, contacts } = await findRungPeople(
      { ...toPlace(record), personId: record._id },
      rung,
      1,
      deps,
    )
    const named = people.map(({ userId, name }) => ({ userId: new Types.ObjectId(userId), name }))
    const listed = contacts.length > 0 ? { contacts: toCalledContacts(contacts, deps) } : {}
    calls.push({ id: new Types.ObjectId().toString(), at: now, rung, people: named, ...listed })
    if (people.length + contacts.length === 0) continue
    const nextAt = later(now, checkInRules.rungMinutes)
    return { set: { state: 'calling', rung: place + 1, nextAt }, calls, event: 'checkIn.called' }
  }
  return { ...(await planVisit(record, deps)), ...(calls.length > 0 ? { calls } : {}) }
}

async function planVisit(record: CheckInRecord, deps: Deps): Promise<CheckInChange> {
  const visit = await createVisit(
    {
      key: keyOfSearch(record),
      personId: record._id,
      place: toPlace(record),
      text: '今天没有报平安，家人和邻居也没有联系上，请马上上门看看，再写下见到本人没有。没有见到，写下以后我们马上接着找；危急先打 110、120。',
    },
    deps,
  )
  const nextAt = later(deps.clock.now(), checkInRules.visitLookMinutes)
  return {
    set: { state: 'visiting', visitId: visit._id, nextAt, rung: checkInRungs.length },
    event: 'checkIn.visiting',
  }
}

/**
 * The visit is over once whoever went has written what came of it. One that ended without her having been seen starts
 * the ladder; whoever reaches her then settles the day.
 */
async function planAfterVisit(record: CheckInRecord, deps: Deps): Promise<CheckInChange> {
  const now = deps.clock.now()
  const own = record.visitId && (await readVisit(record.visitId))
  const others = (record.besides ?? []).flatMap(({ visitId }) => visitId ?? [])
  const visits = [own, ...(await Promise.all(others.map(readVisit)))]
  const met = visits.find((visit) => visit?.meeting === 'met')
  if (met) return settle(record, { outcome: 'visit', settledBy: met.postName }, now)
  if (!own || own.meeting === 'nobody')
    await startLadder({ personId: record._id, key: keyOfSearch(record), at: own?.endedAt ?? now }, deps)
  return { set: { nextAt: later(now, checkInRules.visitLookMinutes) } }
}

async function planStep(record: CheckInRecord, deps: Deps): Promise<CheckInChange> {
  const now = deps.clock.now()
  const person = await Person.findOne({ _id: record._id }, { state: 1, states: 1 }).lean<PersonDocument>()
  if (!person || isGone(person.state)) return goneChange(record)
  if (person.state !== 'present') return stayPaused(record, person.states?.at(-1)?.at, now)
  switch (record.state) {
    case 'waiting':
    case 'calling':
      return planCall(record, deps)
    case 'visiting':
      return planAfterVisit(record, deps)
    default:
      return beginDay(record, now)
  }
}

const batchSize = 400
const maxBatches = 20

/** One that fails is tried again a minute later, behind the others: whatever is wrong with it holds up nobody else. */
async function takeStep(record: CheckInRecord, deps: Deps): Promise<boolean> {
  const { _id, version } = record
  try {
    return (await applyCheckIn(record, await planStep(record, deps), deps)) !== undefined
  } catch (error) {
    deps.logger.error({ err: error, checkIn: _id.toString() }, 'a step of a check-in failed')
    const nextAt = later(deps.clock.now(), 1)
    await CheckIn.updateOne({ _id, version }, { $set: { nextAt } })
    return false
  }
}

const longestSeconds = checkInRules.rungMinutes * 60
const ownWatch = createStallWatch<CheckInRecord>(() => longestSeconds)

/** Searches whose next step is further away than any can be: the clock that wrote it was put back. There are none else. */
const readImpossible = (now: Date): Promise<CheckInRecord[]> =>
  CheckIn.find({
    ...{ isOn: true, state: { $in: ['calling', 'visiting'] } },
    nextAt: { $gt: new Date(now.getTime() + longestSeconds * 1000) },
  })
    .limit(batchSize)
    .lean<CheckInRecord[]>()
    .exec()

/** Everything whose time has come takes its step: of several servers one does, and a late one is taken then. */
export async function sweepCheckIns(deps: Deps, signal?: AbortSignal, watch = ownWatch): Promise<number> {
  let taken = 0
  for (const record of watch(await readImpossible(deps.clock.now())))
    if (await takeStep(record, deps)) taken += 1
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const due = await CheckIn.find({ nextAt: { $lte: deps.clock.now() } })
      .sort({ nextAt: 1 })
      .limit(batchSize)
      .lean<CheckInRecord[]>()
    let moved = 0
    for (const record of due) {
      if (signal?.aborted) return taken
      if (await takeStep(record, deps)) moved += 1
    }
    taken += moved
    if (due.length < batchSize || moved === 0) break
  }
  return taken
}

export const checkInSweepJob: JobDefinition = {
  name: 'sweepCheckIns',
  everySeconds: 5,
  run: async (deps, signal) => {
    await sweepCheckIns(deps, signal)
  },
}

const maxTries = 5

/** In hospital or away it pauses at once, back home it goes on, and with a death or a move it ends in silence. */
export async function followPerson(personId: string, state: PersonState, deps: Deps): Promise<void> {
  for (let i = 0; i < maxTries; i += 1) {
    const record = await CheckIn.findOne({ _id: personId, isOn: true }).lean<CheckInRecord>()
    if (!record) return
    const now = deps.clock.now()
    const change = isGone(state)
      ? goneChange(record)
      : state !== 'present'
        ? pauseChange(record, now)
        : record.state === 'paused'
          ? beginDay(record, now)
          : undefined
    if (!change || (await applyCheckIn(record, change, deps))) return
  }
}

/**
 * A meal taken in at the door or a visit: whoever was seen in person today, or spoken to, is well. Harmless where nobody is enrolled,
 * when it was another day, before she came home and was waited for anew, and before somebody met nobody at her door.
 */
export async function noteSeen(
  personId: Types.ObjectId | string,
  at: Date,
  by: string,
  deps: Deps,
  outcome: SeenTo['how'] = 'seen',
): Promise<void> {
  for (let i = 0; i < maxTries; i += 1) {
    const record = await CheckIn.findOne({ _id: personId, isOn: true }).lean<CheckInRecord>()
    if (!record || !checkInStepTransitions[record.state].seen) return
    if (isOfAnotherDay(record, at) || (await isOvertaken(record, at))) return
    if (await applyCheckIn(record, settle(record, { outcome, settledBy: by }, at), deps)) return
  }
}
