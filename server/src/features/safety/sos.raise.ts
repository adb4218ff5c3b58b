import { isGone } from '@linli/shared/register/register'
import type { Place } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import { bondScopes } from '@linli/shared/families/bond'
import type { sosContracts } from '@linli/shared/safety/sos.contract'
import { findSosTransition } from '@linli/shared/safety/sos.state'
import { randomUUID } from 'node:crypto'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { isDuplicate } from '../../lib/isDuplicate'
import { toPlace } from '../../lib/placeFields'
import { findActing, whileActing, type Acting } from '../families/bond.access'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { Person, type PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import { applySosChange, makeSosEntry, planPress } from './sos.change'
import { SosCase, type SosAuthor, type SosRecord } from './sos.model'
import { ownName } from './sos.policy'
import { sealPoint } from './sos.secrets'
import { sosRaised } from './sos.sweep'

const maxTries = 6

type RaiseBody = OutputOf<(typeof sosContracts)['raiseSos']['body']>

/** Whom a press is for, and where they are. */
export interface Target {
  place: Place
  personId?: Types.ObjectId
  callerUserId?: Types.ObjectId
  acting?: Acting
}

/** A bond of whatever scope will do: nobody weighs rights while someone lies on the floor. */
async function findProxyTarget(actor: Actor, personId: string, deps: Deps): Promise<Target> {
  for (const scope of bondScopes) {
    const acting = await findActing(actor, personId, scope, deps)
    const person = acting && (await Person.findOne({ _id: acting.personId }).lean<PersonDocument>())
    if (person) return { place: toPlace(person), personId: person._id, acting }
  }
  throw new AppError('bond.not_acting')
}

/** Oneself: of the register where that is known, else the account alone. */
async function findOwnTarget(actor: Actor): Promise<Target> {
  const callerUserId = new Types.ObjectId(actor.userId)
  const person = actor.personId ? await Person.findOne({ _id: actor.personId }).lean<PersonDocument>() : null
  // A widow with her husband's telephone: someone needs help, and it is not him.
  if (person && !isGone(person.state)) return { place: toPlace(person), personId: person._id, callerUserId }
  assertThat(actor.place && actor.level !== 'guest', 'sos.phone_only')
  return { place: actor.place, callerUserId }
}

const whose = ({ personId, callerUserId }: Target): Record<string, unknown> =>
  personId ? { personId } : { callerUserId }

export const findOpen = (target: Target): Promise<SosRecord | null> =>
  SosCase.findOne({ ...whose(target), open: true })
    .sort({ _id: -1 })
    .lean<SosRecord>()
    .exec()

/**
 * The number of the call that comes next for someone: how many of hers are over. Two who press in the same second get
 * the same number, and its key is free for one of them only; the other one finds her call open then.
 */
export async function findTurn(target: Target): Promise<string> {
  const over = await SosCase.countDocuments({ ...whose(target), open: false })
  return `${(target.personId ?? target.callerUserId)?.toString() ?? ''}:${over}`
}

function buildRecord(
  target: Target,
  made: Pick<SosRecord, 'cause' | 'createdBy' | 'requestKey' | 'turn'> & { author: SosAuthor },
  point: RaiseBody['point'],
  deps: Deps,
): SosRecord {
  const now = deps.clock.now()
  const _id = new Types.ObjectId()
  const { author, ...rest } = made
  const entry = makeSosEntry({ state: 'raised' }, 'raise', 'raised', author, { at: now })
  const { personId, callerUserId, acting, place } = target
  return dropUndefined({
    _id,
    version: 1,
    ...{ state: 'raised' as const, open: true, ...rest, createdAt: now, ...place },
    ...{ personId, callerUserId, proxyText: acting?.proxyText },
    point: point && sealPoint(_id, point, deps),
    ...{ rung: 0, round: 1, nextAt: now, attempts: [], dutyIds: [], history: [entry] },
    outbox: [makeOutboxEntry('sos.raise', { entryId: entry.id, attemptIds: [] }, deps)],
    hasOutbox: true,
  })
}

async function insert(record: SosRecord, acting: Acting | undefined, deps: Deps): Promise<boolean> {
  const act = { what: '按了紧急求助', record: { kind: 'sos', id: record._id.toString() } }
  try {
    if (acting)
      await whileActing(
        acting,
        act,
        async (session) => (await SosCase.create([record], session ? { session } : {})).length,
        deps,
      )
    else await SosCase.create(record)
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

const findEarlier = (createdBy: string, requestKey: string) =>
  SosCase.findOne({ createdBy, requestKey }).lean<SosRecord>()

/**
 * The button. Pressed again while one is open, for oneself or by another of the family, it is the same call, which
 * starts anew where somebody had thought it was over. Whatever the clock or a helper does to it at that moment, the
 * press counts: on what stands there then, or as a new call where that one has just ended.
 * @throws AppError `sos.phone_only` for whoever has no place here, `bond.not_acting`.
 */
export async function raiseSos(
  actor: Actor,
  { forPersonId, point }: RaiseBody,
  requestKey: string = randomUUID(),
  deps: Deps,
): Promise<SosRecord> {
  const target =
    forPersonId !== undefined && forPersonId !== actor.personId
      ? await findProxyTarget(actor, forPersonId, deps)
      : await findOwnTarget(actor)
  const createdBy = new Types.ObjectId(actor.userId)
  const name = target.acting?.proxyText ?? ownName
  const author: SosAuthor = { userId: createdBy, kind: 'caller', name }
  const made = { cause: 'pressed' as const, createdBy, requestKey, author }
  for (let i = 0; i < maxTries; i += 1) {
    const earlier = await findEarlier(actor.userId, requestKey)
    if (earlier) return earlier
    const turn = await findTurn(target)
    const open = await findOpen(target)
    const raised = open
      ? await pressAgain(open, { target, author, requestKey }, deps)
      : await raiseAnew(target, { ...made, turn }, point, deps)
    if (raised) return raised
  }
  // So many presses at once that this one had no turn: people are being called all the same.
  const live = await findOpen(target)
  if (live) assertThat(findSosTransition(live.state, 'press')?.to === live.state, 'request.retry')
  // Whatever became of the numbers: nobody who presses goes without a call.
  const raised = live ?? (await raiseAnew(target, made, point, deps))
  assertThat(raised, 'request.retry')
  return raised
}

/** @returns undefined when another press has just made one: the same, or that of somebody else for her. */
export async function raiseAnew(
  target: Target,
  made: Parameters<typeof buildRecord>[1],
  point: RaiseBody['point'],
  deps: Deps,
): Promise<SosRecord | undefined> {
  const record = buildRecord(target, made, point, deps)
  if (!(await insert(record, target.acting, deps))) return undefined
  kickOutbox(SosCase)
  sosRaised.send()
  return record
}

/**
 * Another press on an open one: nobody who is on the way is sent home.
 * @returns undefined when it was moved meanwhile: the press is not written then.
 */
async function pressAgain(
  sos: SosRecord,
  { target, author, requestKey }: { target: Target; author: SosAuthor; requestKey: string },
  deps: Deps,
): Promise<SosRecord | undefined> {
  if (sos.history.some((entry) => entry.requestKey === requestKey)) return sos
  const transition = findSosTransition(sos.state, 'press')
  assertThat(transition, 'sos.invalid_transition')
  const entry = makeSosEntry(sos, 'press', transition.to, author, { at: deps.clock.now(), requestKey })
  const bondId = target.acting?.bond?.id
  const change = { ...planPress(sos, transition.to, deps.clock.now()), ...dropUndefined({ bondId }) }
  const changed = await applySosChange(sos, change, entry, deps)
  if (!changed) return undefined
  sosRaised.send()
  return changed
}
