import type { OutputOf } from '@linli/shared/contract'
import type { ElderCare, elderContracts } from '@linli/shared/elders/elder.contract'
import type { CapacityState } from '@linli/shared/elders/elder'
import { roleNames } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { findActing, whileActing, type Acting } from '../families/bond.access'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { findPerson } from '../register/person.alias'
import { PersonEvidence, type PersonDocument } from '../register/person.model'
import { describeRecord } from '../register/person.service'
import type { Actor } from '../users/actor'
import { withdrawConsentOf } from '../users/consent.service'
import { hasRecordAccess, recordAccess } from '../users/recordAccess.service'
import { herself } from './elder.consent'
import { Elder, type ElderRecord } from './elder.model'
import {
  findElderKeeper,
  findElderReader,
  findElderStreet,
  mayMoveCapacity,
  type ElderReader,
} from './elder.policy'
import {
  ensureElderRecord,
  findElderRecord,
  isHealthKept,
  openElder,
  sealElderField,
  type ClearElder,
} from './elder.record'

/** A profile with its person and in what capacity it is read. */
export interface FoundElder {
  person: PersonDocument
  elder: ElderRecord | undefined
  reader: ElderReader
}

/**
 * The profile of an elder for someone who may read it; whoever may see nothing of it is told there is none.
 * @throws AppError `record.not_found`; `access.reason_required` for the street, but where a doubt has come to it.
 */
export async function findElder(actor: Actor, id: string, deps: Pick<Deps, 'clock'>): Promise<FoundElder> {
  const person = await findPerson(id)
  const own = person?._id.toString() ?? id
  const reader = person && findElderReader(actor, own, toPlace(person))
  assertThat(person && reader, 'record.not_found')
  const elder = await findElderRecord(own)
  const isEscalated = elder !== undefined && elder.capacity !== 'clear'
  if (reader === 'street' && !isEscalated)
    assertThat(await hasRecordAccess(actor, 'person', own, deps), 'access.reason_required')
  return { person, elder, reader }
}

/** Health, means and contacts in clear for the community's staff; the elder sees who looked, and why. */
export async function unmaskElder(actor: Actor, id: string, reason: string, deps: Deps): Promise<ClearElder> {
  const { person, elder, reader } = await findElder(actor, id, deps)
  const keeper = reader === 'keeper' ? findElderKeeper(actor, toPlace(person)) : undefined
  assertThat(keeper, 'access.denied')
  const recordId = person._id.toString()
  await recordAccess(
    actor,
    keeper.role,
    { kind: 'person', recordId, reason },
    await describeRecord(person),
    deps,
  )
  const clear = openElder(elder, deps)
  const { contacts, means } = clear
  return (await isHealthKept(elder)) ? clear : { contacts, ...(means ? { means } : {}) }
}

type Change = OutputOf<typeof elderContracts.updateElder.body>

/** Who changes it, for the log of the profile. */
function nameAuthor(actor: Actor, reader: ElderReader, person: PersonDocument): string {
  if (reader === 'self') return herself
  if (reader !== 'keeper') return '亲属'
  const keeper = findElderKeeper(actor, toPlace(person))
  return keeper ? `${roleNames[keeper.role]} ${actor.displayName}` : '社区'
}

/** The grade comes from an assessment that staff saw; the elder and her proxies say what she eats. */
function mergeCare(
  given: ElderCare | null | undefined,
  known: ElderCare | undefined,
  reader: ElderReader,
): ElderCare | null | undefined {
  if (given == null || reader === 'keeper') return given
  return { ...known, ...(given.diet === undefined ? {} : { diet: given.diet }) }
}

function assertMayChange(reader: ElderReader, change: Change): void {
  assertThat(reader === 'self' || reader === 'healthProxy' || reader === 'keeper', 'access.denied')
  const isProxy = reader === 'healthProxy'
  assertThat(change.means === undefined || reader === 'keeper', 'access.denied')
  // Whether health is kept at all, and that nothing of it is, the elder decides; staff write down what she said.
  assertThat(!isProxy || (change.hasHealthConsent === undefined && change.care !== null), 'access.denied')
}

function toUpdate(person: PersonDocument, change: Change, care: ElderCare | null | undefined, deps: Deps) {
  const { livesAlone, means, contacts } = change
  const set: Record<string, unknown> = {}
  const unset: Record<string, 1> = {}
  const put = (field: 'care' | 'means' | 'contacts', value: object | null | undefined) => {
    if (value === null) unset[field] = 1
    else if (value !== undefined) set[field] = sealElderField(person._id, field, value, deps)
  }
  put('care', care)
  put('means', means)
  put('contacts', contacts)
  if (livesAlone === null) unset.livesAlone = 1
  else if (livesAlone !== undefined) set.livesAlone = livesAlone
  if (change.hasHealthConsent === false) Object.assign(unset, { care: 1, healthConsent: 1 })
  return { set, unset }
}

/** By which bond a proxy changes it; undefined for the elder herself and for staff. */
async function findActingFor(
  actor: Actor,
  id: string,
  reader: ElderReader,
  deps: Deps,
): Promise<Acting | undefined> {
  if (reader !== 'healthProxy') return undefined
  const acting = await findActing(actor, id, 'health', deps)
  assertThat(acting, 'bond.ended')
  return acting
}

/**
 * Changes the parts that were sent. Health is kept only with the elder's consent; when she takes it back, what is
 * kept of it is erased in the same change.
 * @throws AppError `request.conflict` when somebody changed it meanwhile, `elder.health_consent_needed`.
 */
export async function updateElder(actor: Actor, asked: string, change: Change, deps: Deps): Promise<void> {
  const { person, elder, reader } = await findElder(actor, asked, deps)
  const id = person._id.toString()
  assertMayChange(reader, change)
  const isAllowed = change.hasHealthConsent ?? (await isHealthKept(elder))
  assertThat(change.care == null || isAllowed, 'elder.health_consent_needed')
  await ensureElderRecord(person)
  const { set, unset } = toUpdate(
    person,
    change,
    mergeCare(change.care, openElder(elder, deps).care, reader),
    deps,
  )
  const at = deps.clock.now()
  const who = { at, byUserId: new Types.ObjectId(actor.userId), byName: nameAuthor(actor, reader, person) }
  if (change.hasHealthConsent === true) set.healthConsent = who
  const acting = await findActingFor(actor, id, reader, deps)
  const { version, ...parts } = change
  const entry = {
    ...who,
    parts: Object.keys(parts),
    ...(acting?.proxyText === undefined ? {} : { proxyText: acting.proxyText }),
  }
  const update = {
    $set: set,
    ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
    $inc: { version: 1 },
    $push: { changes: entry },
  }
  const write = async (session?: Parameters<Parameters<typeof whileActing>[2]>[0]) => {
    const options = session ? { session } : {}
    const { modifiedCount } = await Elder.updateOne({ _id: person._id, version }, update, options)
    return modifiedCount === 0 ? undefined : modifiedCount
  }
  const act = { what: '改了照护档案', record: { kind: 'elder', id } }
  const written = acting ? await whileActing(acting, act, write, deps) : await write()
  if (written === undefined) throw new AppError('request.conflict', await readPresent(id))
  if (change.hasHealthConsent === false) await withdrawConsentOf(person._id, 'health', deps)
  const subject = { kind: 'person', id, district: person.district }
  await recordAudit(actor, 'elder.changed', subject, { parts: entry.parts.join(',') }, deps)
}

/** The present state of a profile, for whoever saw an older one. */
async function readPresent(id: string): Promise<{ state: CapacityState; version: number }> {
  const elder = await findElderRecord(id)
  return { state: elder?.capacity ?? 'clear', version: elder?.version ?? 0 }
}

type CapacityChange = OutputOf<typeof elderContracts.setCapacity.body>

/** The community doubts whether the elder can decide for herself, or the street decides about the doubt. */
export async function setCapacity(
  actor: Actor,
  asked: string,
  { from, to, note }: CapacityChange,
  deps: Deps,
): Promise<void> {
  const { person, reader } = await findElder(actor, asked, deps)
  const id = person._id.toString()
  assertThat(mayMoveCapacity(reader, from, to), 'access.denied')
  await ensureElderRecord(person)
  const by = findElderKeeper(actor, toPlace(person)) ?? findElderStreet(actor, toPlace(person))
  const evidenceId = new Types.ObjectId()
  await PersonEvidence.create({
    _id: evidenceId,
    personId: person._id,
    note: deps.crypto.encrypt(note, fieldAad('personevidence', evidenceId, 'note')),
  })
  const entry = {
    id: evidenceId,
    at: deps.clock.now(),
    to,
    byUserId: new Types.ObjectId(actor.userId),
    byName: `${by ? roleNames[by.role] : ''} ${actor.displayName}`.trim(),
  }
  const { modifiedCount } = await Elder.updateOne(
    { _id: person._id, capacity: from },
    {
      $set: { capacity: to, hasOutbox: true },
      $inc: { version: 1 },
      $push: { capacityLog: entry, outbox: makeOutboxEntry('elder.capacitySet', { to }, deps) },
    },
  )
  if (modifiedCount === 0) throw new AppError('request.conflict', await readPresent(id))
  kickOutbox(Elder)
  const subject = { kind: 'person', id, district: person.district }
  await recordAudit(actor, 'elder.capacitySet', subject, { from, to }, deps)
}
