import type { PersonState } from '@linli/shared/register/register'
import type { SosCause } from '@linli/shared/safety/sos'
import { sosStepTransitions, type SosStep } from '@linli/shared/safety/sos.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { Person, type PersonDocument } from '../register/person.model'
import { systemActor } from '../users/actor'
import { anew, applySosChange, makeSosEntry, systemAuthor, type SosChange } from './sos.change'
import { SosCase, type Heard, type SosAuthor, type SosRecord } from './sos.model'
import { findOpen, findTurn, raiseAnew, type Target } from './sos.raise'
import { sosRaised } from './sos.sweep'

const maxTries = 6

/** Whoever makes a call without a press. */
const nobody = new Types.ObjectId(systemActor.userId)

/** A door that nobody opened, a visit that met nobody, or a place where she was awaited in vain. */
export interface ShutDoor {
  personId: Types.ObjectId
  /** Starts one ladder, however often it is told. */
  key: string
  /** When it stayed shut, which may be told later. */
  at: Date
  /** Where nobody was at her door. */
  cause?: Extract<SosCause, 'noAnswer' | 'absent'>
}

/**
 * Starts the ladder for a person without a press. A call of hers that somebody had thought to be seen to starts anew
 * with it: whoever was with her an hour ago, or a minute, does not know how she is now. Where people are being called or
 * are on the way, and where she was seen after the door stayed shut, nothing more is needed.
 */
export async function startLadder(
  { personId, key, at, cause = 'noAnswer' }: ShutDoor,
  deps: Deps,
): Promise<void> {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  if (person?.state !== 'present') return
  const target: Target = { place: toPlace(person), personId: person._id }
  const made = { cause, requestKey: key, author: systemAuthor, createdBy: nobody }
  for (let i = 0; i < maxTries; i += 1) {
    const turn = await findTurn(target)
    const open = await findOpen(target)
    if (!open) {
      await raiseAnew(target, { ...made, turn }, undefined, deps)
      return
    }
    if (await raiseOpen(open, { key, at }, deps)) return
  }
  throw new AppError('request.retry')
}

/** Seen, and not only spoken with: by telephone nobody learns why she does not open. */
function isSeenSince({ state, history }: SosRecord, at: Date): boolean {
  if (state !== 'attended') return false
  return history.some((entry) => entry.action === 'arrive' && entry.at >= at)
}

/** @returns false when somebody moved it in that moment. */
async function raiseOpen(
  sos: SosRecord,
  { key, at }: Pick<ShutDoor, 'key' | 'at'>,
  deps: Deps,
): Promise<boolean> {
  const isKnown = sos.requestKey === key || sos.history.some(({ requestKey }) => requestKey === key)
  if (isKnown || isSeenSince(sos, at)) return true
  const isRaised = await takeStep(sos, 'unanswered', anew, { by: systemAuthor, requestKey: key }, deps)
  if (isRaised) sosRaised.send()
  return isRaised !== false
}

/** @returns undefined where the table has no such step, false when somebody was quicker. */
async function takeStep(
  sos: SosRecord,
  step: SosStep,
  change: Omit<SosChange, 'to'>,
  { by, ...extra }: { by: SosAuthor; requestKey?: string; how?: Heard },
  deps: Deps,
): Promise<boolean | undefined> {
  const to = sosStepTransitions[sos.state][step]
  if (!to) return undefined
  const at = deps.clock.now()
  const entry = makeSosEntry(sos, step, to, by, { at, ...extra })
  return (await applySosChange(sos, { to, ...change }, entry, deps)) !== undefined
}

/** How the door ended for which a ladder was started, and who says so. */
interface Ending {
  /** How the keys begin under which it was started. */
  keys: string
  by: string
  how: Heard
  /** `unknown`: nobody knows how she is, only where. */
  outcome?: 'well' | 'hospital' | 'unknown'
}

/** What the register says of how she is, where a search ended: of who is away it knows where she is, and nothing else. */
export function readOutcome(state: PersonState | undefined): NonNullable<Ending['outcome']> {
  if (state === 'hospital') return 'hospital'
  return state === undefined || state === 'present' ? 'well' : 'unknown'
}

/**
 * The door that a ladder was started for is no danger any more: nobody is called on, and whoever was called is told.
 * Where she has pressed herself since, or somebody is with her already, it goes its way. Repeatable.
 */
export async function endLadder({ keys, by, how, outcome = 'well' }: Ending, deps: Deps): Promise<void> {
  // The character behind every letter and digit of a key.
  const requestKey = { $gte: keys, $lt: `${keys}~` }
  const own = { createdBy: nobody, requestKey, open: true }
  const author: SosAuthor = { kind: 'system', name: by }
  for (let i = 0; i < maxTries; i += 1) {
    const sos = await SosCase.findOne(own).lean<SosRecord>()
    if (sos?.history.some(({ action }) => action === 'press')) return
    if (!sos || sos.history.some(({ action }) => action === 'unanswered')) break
    const set = { ...(outcome === 'unknown' ? {} : { outcome }), closedAt: deps.clock.now() }
    if ((await takeStep(sos, 'opened', { set }, { by: author, how }, deps)) !== false) return
  }
  // Of those that have a next step, which are few: what it was before is still to be written down.
  const reopened = {
    nextAt: { $gt: new Date(0) },
    history: { $elemMatch: { action: 'unanswered', requestKey } },
  }
  for (let i = 0; i < maxTries; i += 1) {
    const sos = await SosCase.findOne(reopened).lean<SosRecord>()
    const isOver = !sos || isMovedSince(sos, keys)
    if (isOver || (await takeStep(sos, 'answered', {}, { by: author }, deps)) !== false) return
  }
}

/** Something else has happened to it than that its people were called. */
const isMovedSince = ({ history }: SosRecord, keys: string): boolean => {
  const last = history.findLast(({ action }) => action !== 'tell')
  return last?.requestKey?.startsWith(keys) !== true
}

/**
 * The register knows where she is: ladders of shut doors, whosever doors they were, end. One that she or her family
 * pressed goes on. Repeatable.
 */
export async function endLaddersOf(
  personId: string,
  ending: Omit<Ending, 'keys'>,
  deps: Deps,
): Promise<void> {
  const open = await SosCase.find({ personId, open: true }).limit(20).lean<SosRecord[]>()
  for (const { createdBy, requestKey, history } of open) {
    const doors = history.flatMap((entry) => (entry.action === 'unanswered' ? (entry.requestKey ?? []) : []))
    for (const keys of [...(createdBy.equals(nobody) ? [requestKey] : []), ...doors])
      await endLadder({ keys, ...ending }, deps)
  }
}
