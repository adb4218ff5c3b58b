import type { OutputOf } from '@linli/shared/contract'
import { isGone } from '@linli/shared/register/register'
import type {
  addPerson as AddPerson,
  setPersonState as SetState,
} from '@linli/shared/register/person.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { isStored } from '../../lib/isStored'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { attachMedia } from '../media/media.service'
import { registerMediaAccess } from '../media/mediaAccess'
import type { Actor } from '../users/actor'
import { hasRecordAccess, recordAccess } from '../users/recordAccess.service'
import { User } from '../users/user.model'
import { registerRecordKind, type OpenableRecord } from '../users/userHooks'
import { findPerson } from './person.alias'
import { followAtOnce, makePersonEntry } from './person.outbox'
import { openPerson, type ClearPerson } from './person.crypto'
import { Person, PersonEvidence, type PersonDocument } from './person.model'
import { Home, type HomeDocument } from './home.model'
import { findNamesakes } from './namesake'
import { findKnownPerson, registerPerson } from './register.lookup'
import { canKeepPeople, canSetPersonState, findPersonRank, findPersonServer } from './register.policy'

/** The record as it is opened and traced: the person sees who looked, in the app once there is an account. */
/** A record about a person, whose it is and where she lives. */
export async function describeRecord(person: PersonDocument): Promise<OpenableRecord> {
  const user = await User.findOne({ personId: person._id, deletedAt: { $exists: false } }, { _id: 1 }).lean()
  const id = person._id.toString()
  return { id, place: toPlace(person), ownerUserId: user?._id.toString(), ownerPersonId: id }
}

registerRecordKind({
  name: 'person',
  find: async (id) => {
    const person = await findPerson(id)
    return person ? describeRecord(person) : undefined
  },
})

/** Evidence is for those who may set the state. */
registerMediaAccess('person', async (actor, id) => {
  const person = await findPerson(id)
  return person && canSetPersonState(actor, person._id.toString(), toPlace(person)) ? 'full' : 'none'
})

/**
 * One person of the register.
 * @throws AppError `record.not_found`; `access.denied`; `access.reason_required` for whoever has only rank here and
 *   has not opened the record.
 */
export async function readPerson(
  actor: Actor,
  id: string,
  deps: Pick<Deps, 'clock'>,
): Promise<PersonDocument> {
  const person = await findPerson(id)
  assertThat(person, 'record.not_found')
  const place = toPlace(person)
  if (findPersonServer(actor, place)) return person
  assertThat(findPersonRank(actor, place), 'access.denied')
  assertThat(await hasRecordAccess(actor, 'person', person._id.toString(), deps), 'access.reason_required')
  return person
}

/** Whether somebody of this name lives in the home who may be the same: not who was born in another year. */
async function hasNamesake(
  { homeId, name, phone, birthDate }: OutputOf<typeof AddPerson.body>,
  deps: Deps,
): Promise<boolean> {
  const [named = []] = await findNamesakes([{ homeId, name, phone }], deps)
  const year = birthDate === undefined ? undefined : Number(birthDate.slice(0, 4))
  return named.some(({ birthYear }) => year === undefined || birthYear == null || birthYear === year)
}

/**
 * Puts somebody into the register who is in no sheet; who is there already is kept, with this home besides.
 * @throws AppError `record.not_found` also for a home the actor does not keep; `person.gone` for whom the register has as
 * moved away or dead: she comes back by a change of her state, with what it rests on; `person.namesake` where somebody of
 * this name lives in the home who may be she, and nobody has said that it is another.
 */
export async function addPerson(
  actor: Actor,
  { isAnother, ...input }: OutputOf<typeof AddPerson.body>,
  deps: Deps,
): Promise<PersonDocument> {
  const home = await Home.findOne({ _id: input.homeId }).lean<HomeDocument>()
  assertThat(home && canKeepPeople(actor, toPlace(home)), 'record.not_found')
  const known = await findKnownPerson(input, home.community, deps)
  const gone = known && (await findPerson(known.toString()))
  if (gone && isGone(gone.state)) throw new AppError('person.gone', { personId: gone._id, state: gone.state })
  if (!known && isAnother !== true) assertThat(!(await hasNamesake(input, deps)), 'person.namesake')
  const id = await registerPerson({ ...input, source: 'counter' }, deps)
  const person = await findPerson(id)
  assertThat(person, 'record.not_found')
  await recordAudit(actor, 'person.added', { kind: 'person', id, district: person.district }, {}, deps)
  return person
}

/** Name, phone and birth date in clear; the person sees who looked, and why. */
export async function unmaskPerson(
  actor: Actor,
  id: string,
  reason: string,
  deps: Deps,
): Promise<{ name: string; phone?: string; birthDate?: string }> {
  const person = await findPerson(id)
  assertThat(person, 'record.not_found')
  const place = toPlace(person)
  const by = findPersonServer(actor, place) ?? findPersonRank(actor, place)
  assertThat(by, 'access.denied')
  const record = await describeRecord(person)
  await recordAccess(
    actor,
    by.role,
    { kind: 'person', recordId: person._id.toString(), reason },
    record,
    deps,
  )
  const { name, ...rest }: ClearPerson = openPerson(person, deps.crypto)
  return { name, ...dropUndefined(rest) }
}

type StateInput = OutputOf<typeof SetState.body>

/** Written before the change that names it: evidence without a change is harmless, a change without is not. */
async function keepEvidence(
  actor: Actor,
  person: PersonDocument,
  { note, photoId }: StateInput,
  requestKey: string | undefined,
  deps: Deps,
): Promise<Types.ObjectId> {
  const _id = new Types.ObjectId()
  const target = { kind: 'person', id: person._id.toString(), requestKey }
  if (photoId !== undefined) await attachMedia(actor, [photoId], target, deps)
  await PersonEvidence.create({
    _id,
    personId: person._id,
    note: deps.crypto.encrypt(note, fieldAad('personevidence', _id, 'note')),
    ...(photoId === undefined ? {} : { photoId: new Types.ObjectId(photoId) }),
  })
  return _id
}

/** The same word of the same colleague, sent again because the answer was lost: it is the last that was written. */
async function isWritten(
  actor: Actor,
  person: PersonDocument,
  input: StateInput,
  deps: Deps,
): Promise<boolean> {
  const last = person.states?.at(-1)
  if (last?.byUserId.toString() !== actor.userId) return false
  const evidence = await PersonEvidence.findOne({ _id: last.id }).lean()
  if (!evidence) return false
  const note = deps.crypto.decrypt(evidence.note, fieldAad('personevidence', last.id, 'note'))
  return isStored({ ...last, note, photoId: evidence.photoId }, { photoId: undefined, ...input })
}

/**
 * Sets how a person is, with the evidence. One conditional update changes the state, adds to its history and notes
 * that others have to follow; messages look at the state itself and stop with it.
 * @throws AppError `person.state_changed` when a colleague was faster, `person.state_same`.
 */
export async function setPersonState(
  actor: Actor,
  personId: string,
  input: StateInput,
  requestKey: string | undefined,
  deps: Deps,
): Promise<PersonDocument> {
  const person = await findPerson(personId)
  assertThat(person, 'record.not_found')
  const id = person._id.toString()
  assertThat(canSetPersonState(actor, id, toPlace(person)), 'access.denied')
  const { from, to } = input
  assertThat(from !== to, 'person.state_same')
  if (person.state !== from && (await isWritten(actor, person, input, deps))) return person
  assertThat(person.state === from, 'person.state_changed', { state: person.state })
  const evidenceId = await keepEvidence(actor, person, input, requestKey, deps)
  const at = deps.clock.now()
  const byUserId = new Types.ObjectId(actor.userId)
  const entry = { id: evidenceId, at, from, to, byUserId, byName: actor.displayName }
  const { modifiedCount } = await Person.updateOne(
    { _id: person._id, state: from },
    {
      $set: { state: to, verifiedAt: at, hasOutbox: true },
      $push: { states: entry, outbox: makePersonEntry('person.stateSet', deps) },
    },
  )
  const now = await findPerson(id)
  if (modifiedCount === 0 && now && (await isWritten(actor, now, input, deps))) return now
  if (modifiedCount === 0 || !now) throw new AppError('person.state_changed', { state: now?.state })
  const subject = { kind: 'person', id, district: person.district }
  await recordAudit(actor, 'person.stateSet', subject, { from, to }, deps)
  await followAtOnce(now, 'person.stateSet', deps)
  return now
}
