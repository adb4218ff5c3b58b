import { isGone } from '@linli/shared/register/register'
import type { OutputOf } from '@linli/shared/contract'
import { checkInTransitions, type CheckInParty } from '@linli/shared/safety/checkIn.state'
import type { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import { fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { roleNames } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { isDuplicate } from '../../lib/isDuplicate'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { findActing, whileActing, type Acting } from '../families/bond.access'
import { findPerson } from '../register/person.alias'
import type { PersonDocument } from '../register/person.model'
import { findMembershipOver, type Actor } from '../users/actor'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import {
  applyCheckIn,
  describeSearch,
  emptyDay,
  findDue,
  findNextMidnight,
  forgetToday,
  isSought,
  settle,
} from './checkIn.change'
import { CheckIn, type CheckInRecord } from './checkIn.model'
import { findHeardAt } from './checkIn.pressed'
import { listFamilyBonds, nameFamily } from './ladder'

export interface CheckInSeen {
  person: PersonDocument
  record: CheckInRecord | undefined
  party: CheckInParty
  name: string
  /** By which somebody is family. */
  bondId?: string
  /** May turn it on and off. */
  canChange: boolean
  /** May see the days before today. */
  seesDays: boolean
}

/** Who may look, and what for: herself, family with a bond in force, and those whose rounds she is on. */
async function findParty(
  actor: Actor,
  person: PersonDocument,
  deps: Deps,
): Promise<Omit<CheckInSeen, 'person' | 'record'> | undefined> {
  if (actor.personId === person._id.toString())
    return { party: 'elder', name: '本人', canChange: true, seesDays: true }
  const bonds = await listFamilyBonds(person._id, deps.clock.now())
  const bond = bonds.find(({ proxyUserId }) => proxyUserId.toString() === actor.userId)
  if (bond) {
    const { scopes } = bond
    const mayAct = scopes.includes('needs')
    return {
      party: 'family',
      name: nameFamily(bond),
      bondId: bond._id.toString(),
      canChange: mayAct,
      seesDays: mayAct || scopes.includes('health'),
    }
  }
  const place = toPlace(person)
  const keeper = findMembershipOver(actor, ['secretary', 'communityWorker'], place)
  const near = findMembershipOver(actor, ['gridWorker', 'buildingLeader'], place)
  const role = keeper ?? near
  return (
    role && {
      party: 'staff',
      name: roleNames[role.role],
      canChange: keeper !== undefined,
      seesDays: keeper !== undefined,
    }
  )
}

async function findCheckIn(actor: Actor, personId: string, deps: Deps): Promise<CheckInSeen | undefined> {
  const person = await findPerson(personId)
  if (!person || isGone(person.state)) return undefined
  const party = await findParty(actor, person, deps)
  if (!party) return undefined
  const record = (await CheckIn.findOne({ _id: person._id }).lean<CheckInRecord>()) ?? undefined
  return { person, record, ...party }
}

/** @throws AppError `record.not_found` for everyone else, and for someone who has died or moved away. */
export async function readCheckIn(actor: Actor, personId: string, deps: Deps): Promise<CheckInSeen> {
  const found = await findCheckIn(actor, personId, deps)
  assertThat(found, 'record.not_found')
  return found
}

/** How it stands now, by whose word, and since when: what a 409 tells. */
async function describePresent(personId: string) {
  const record = await CheckIn.findOne({ _id: personId }).lean<CheckInRecord>()
  if (!record) return undefined
  const { state, isOn, dueMinutes, version, settledBy, settledAt } = record
  return { state, isOn, dueMinutes, version, by: settledBy, at: settledAt?.toISOString() }
}

type Setting = OutputOf<(typeof checkInContracts)['setCheckIn']['body']>

function buildRecord(seen: CheckInSeen, actor: Actor, { dueMinutes }: Setting, now: Date) {
  const isAway = seen.person.state !== 'present'
  // Whoever joins after the time of the day begins tomorrow.
  const due = fromShanghaiDay(toShanghaiDay(now), dueMinutes)
  const isLate = due <= now
  return {
    ...toPlace(seen.person),
    ...{ isOn: true, dueMinutes, ...emptyDay(seen.record, now) },
    state: isAway ? ('paused' as const) : isLate ? ('safe' as const) : ('waiting' as const),
    consent: { at: now, byUserId: new Types.ObjectId(actor.userId), byName: seen.name },
    nextAt: isAway || isLate ? findNextMidnight(now) : due,
  }
}

/** Runs the write within the bond, where it is a relative who sets it. */
async function write(
  acting: Acting | undefined,
  what: string,
  personId: string,
  work: Parameters<typeof whileActing<number>>[2],
  deps: Deps,
): Promise<number | undefined> {
  if (!acting) return work()
  return whileActing(acting, { what, record: { kind: 'checkIn', id: personId } }, work, deps)
}

/**
 * On, off or another time. Turned on only with the consent that family and community learn of it.
 * @throws AppError `access.denied`, `checkIn.consent_missing`, `request.conflict`.
 */
export async function setCheckIn(actor: Actor, askedId: string, body: Setting, deps: Deps): Promise<void> {
  const seen = await readCheckIn(actor, askedId, deps)
  const personId = seen.person._id.toString()
  assertThat(seen.canChange, 'access.denied')
  const { record, party } = seen
  const now = deps.clock.now()
  if (!body.isOn && !record?.isOn) return
  const isNew = body.isOn && !record?.isOn
  assertThat(!isNew || body.isConsented, 'checkIn.consent_missing')
  const acting = party === 'family' ? await findActing(actor, personId, 'needs', deps) : undefined
  assertThat(party !== 'family' || acting, 'access.denied')
  const what = isNew ? '开通了报平安' : body.isOn ? '改了报平安的时间' : '停用了报平安'
  const fields = isNew ? buildRecord(seen, actor, body, now) : toChange(record, body, now)
  const version = record?.version ?? 0
  const isStopped = !body.isOn && record !== undefined && isSought(record)
  const written = await write(
    acting,
    what,
    personId,
    async (session) => {
      const options = session ? { session } : {}
      if (!record)
        return (await CheckIn.create([{ _id: personId, version: 1, days: [], ...fields }], options)).length
      const change = {
        $set: { ...fields, version: version + 1, ...(isStopped ? { hasOutbox: true } : {}) },
        ...(isNew ? forgetToday(record) : body.isOn ? {} : { $unset: { nextAt: 1 } }),
        ...(isStopped ? { $push: { outbox: sayStopped(record, deps) } } : {}),
      }
      const { modifiedCount } = await CheckIn.updateOne({ _id: personId, version }, change, options)
      return modifiedCount === 0 ? undefined : modifiedCount
    },
    deps,
  ).catch((error: unknown) => {
    if (isDuplicate(error)) return undefined
    throw error
  })
  if (isStopped) kickOutbox(CheckIn)
  if (written === undefined) throw new AppError('request.conflict', await describePresent(personId))
  const subject = { kind: 'person', id: personId, district: seen.person.district }
  await recordAudit(actor, 'checkIn.set', subject, { isOn: body.isOn }, deps)
}

/** Turned off while she is looked for: whoever looks is told. */
const sayStopped = (record: CheckInRecord, deps: Deps) =>
  makeOutboxEntry('checkIn.stopped', describeSearch(record), deps)

function toChange(
  record: CheckInRecord | undefined,
  { isOn, dueMinutes }: Setting,
  now: Date,
): Partial<CheckInRecord> {
  if (!isOn) return { isOn: false }
  return record?.state === 'waiting' ? { dueMinutes, nextAt: findDue(dueMinutes, now) } : { dueMinutes }
}

type ActBody = OutputOf<(typeof checkInContracts)['actOnCheckIn']['body']>
const maxTries = 5

/** The day she stands at, seen from now: a new morning that the clock has not begun yet is waiting. */
function stateNow(record: CheckInRecord, now: Date): CheckInRecord['state'] {
  return record.state === 'safe' && record.day < toShanghaiDay(now) ? 'waiting' : record.state
}

/**
 * One tap a day; tapped again it is the same. Family and staff write that they reached her.
 * @throws AppError `checkIn.not_enrolled`, `checkIn.paused`, `checkIn.invalid_transition`, `checkIn.too_old`.
 */
export async function actOnCheckIn(
  actor: Actor,
  personId: string,
  body: ActBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<void> {
  for (let i = 0; i < maxTries; i += 1) {
    const { record, party, name, bondId } = await readCheckIn(actor, personId, deps)
    assertThat(record?.isOn, 'checkIn.not_enrolled')
    if (requestKey !== undefined && record.requestKeys.includes(requestKey)) return
    const now = deps.clock.now()
    const state = stateNow(record, now)
    if (state === 'safe' && body.action === 'tap' && party === 'elder') return
    const transition = checkInTransitions[state][body.action]
    assertThat(state !== 'paused' || transition, 'checkIn.paused')
    if (!transition?.by.includes(party))
      throw new AppError('checkIn.invalid_transition', await describePresent(personId))
    const at = await findHeardAt(body.at, record, now)
    const note =
      body.action === 'reached'
        ? deps.crypto.encrypt(body.text, fieldAad('checkins', record._id, 'note'))
        : undefined
    const how = {
      outcome: body.action === 'tap' ? ('tap' as const) : ('call' as const),
      settledBy: name,
      requestKeys: [...record.requestKeys, ...(requestKey === undefined ? [] : [requestKey])],
      ...(note === undefined ? {} : { note }),
    }
    const change = { ...settle(record, how, at), ...dropUndefined({ bondId }) }
    if (await applyCheckIn(record, change, deps)) return
  }
  throw new AppError('request.conflict', await describePresent(personId))
}

/** Oneself, and those whom one may act for; of others there is nothing to see. */
export async function listMyCheckIns(actor: Actor, deps: Deps): Promise<CheckInSeen[]> {
  const own = actor.personId === undefined ? [] : [actor.personId]
  const ids = [...new Set([...own, ...(actor.bonds ?? []).map(({ personId }) => personId)])]
  const seen: CheckInSeen[] = []
  for (const id of ids) {
    const found = await findCheckIn(actor, id, deps)
    if (found) seen.push(found)
  }
  return seen
}
