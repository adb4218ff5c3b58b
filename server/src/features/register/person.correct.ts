import type { Place } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { CorrectedField, correctPerson as CorrectPerson } from '@linli/shared/register/person.contract'
import { isGone } from '@linli/shared/register/register'
import { toShanghaiDay } from '@linli/shared/time'
import { homeLinkKindNames } from '@linli/shared/users/homeLinks'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { fingerprint } from '../../lib/fingerprint'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { maskName } from '../../lib/masks'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { Home, type HomeDocument } from './home.model'
import { HomeLink } from './homeLink.model'
import { buildPersonKey, openPerson, sealPerson, type ClearPerson } from './person.crypto'
import { findPerson } from './person.alias'
import { followAtOnce, makePersonEntry } from './person.outbox'
import { Person, PersonCorrection, type PersonDocument } from './person.model'
import { listCurrentHomes } from './register.lookup'
import { canSetPersonState } from './register.policy'

type Input = OutputOf<typeof CorrectPerson.body>
type Homes = Awaited<ReturnType<typeof listCurrentHomes>>

/** What stood there and what stands there now, for one field. */
export interface CorrectedValue {
  field: CorrectedField
  from?: string | undefined
  to?: string | undefined
}

/** Of what can be corrected, as it lies in the database. */
export async function findPersonVersion({ _id, name, phone, birthDate }: PersonDocument): Promise<string> {
  const homes = await listCurrentHomes(_id.toString())
  const links = homes.map(({ homeId, kind }) => `${homeId} ${kind}`).sort()
  return fingerprint([name, phone ?? '', birthDate ?? '', ...links]).slice(0, 22)
}

const fieldsOf = (values: readonly CorrectedValue[]): CorrectedField[] => values.map(({ field }) => field)

function listValues(before: ClearPerson, after: ClearPerson): CorrectedValue[] {
  return (['name', 'phone', 'birthDate'] as const).flatMap((field) =>
    before[field] === after[field] ? [] : [{ field, from: before[field], to: after[field] }],
  )
}

/** @throws AppError `person.already_registered` when it is the same person, `person.phone_known` when another one. */
async function checkPhone(
  person: PersonDocument,
  { name, phone }: ClearPerson,
  isShared: boolean,
  { crypto }: Deps,
): Promise<void> {
  if (phone === undefined) return
  const others = await Person.find({ phoneIndex: crypto.blindIndex(phone, 'phone') }).lean<PersonDocument[]>()
  const clear = others
    .filter(
      ({ _id, state, community }) =>
        !_id.equals(person._id) && !isGone(state) && community === person.community,
    )
    .map((other) => openPerson(other, crypto))
  assertThat(!clear.some((other) => other.name === name), 'person.already_registered')
  const names = clear.map((other) => maskName(other.name))
  assertThat(isShared || names.length === 0, 'person.phone_known', { names })
}

interface HomePlan {
  added?: { home: HomeDocument; kind: Homes[number]['kind'] }
  ended?: Homes
  value?: CorrectedValue
  /** Where she lives now, if that is another place. */
  place?: Place
}

/** @throws AppError `record.not_found` for a home that is not in the person's community, or not hers. */
async function planHomes(person: PersonDocument, { home, endedHomeId }: Input): Promise<HomePlan> {
  if (!home && endedHomeId === undefined) return {}
  const homes = await listCurrentHomes(person._id.toString())
  const ended = homes.filter(({ homeId }) => homeId === endedHomeId)
  assertThat(endedHomeId === undefined || ended.length > 0, 'record.not_found')
  const kept = homes.filter(({ homeId }) => homeId !== endedHomeId)
  const asked = [home?.homeId, endedHomeId, ...kept.map(({ homeId }) => homeId)]
  const found = await Home.find({ _id: { $in: asked.filter((each) => each !== undefined) } }).lean<
    HomeDocument[]
  >()
  const byId = new Map(found.map((each) => [each._id.toString(), each]))
  const added = home && byId.get(home.homeId)
  assertThat(!home || added?.community === person.community, 'record.not_found')
  const isThere = home && kept.some(({ homeId, kind }) => homeId === home.homeId && kind === home.kind)
  const label = (id: string | undefined): string => (id === undefined ? '' : (byId.get(id)?.label ?? ''))
  const from = ended.length > 0 ? label(endedHomeId) : undefined
  const to = home && !isThere ? `${label(home.homeId)}（${homeLinkKindNames[home.kind]}）` : undefined
  const lived = home && home.kind !== 'hukouOnly' ? added : undefined
  const wasThere = from !== undefined && byId.get(endedHomeId ?? '')?.building === person.building
  const next = wasThere ? kept.find(({ kind }) => kind !== 'hukouOnly') : undefined
  const main = lived ?? (next && byId.get(next.homeId))
  return {
    ...(home && added && isThere !== true ? { added: { home: added, kind: home.kind } } : {}),
    ...(ended.length > 0 ? { ended } : {}),
    ...(from === undefined && to === undefined ? {} : { value: { field: 'home' as const, from, to } }),
    ...(main ? { place: toPlace(main) } : {}),
  }
}

async function writeHomes(
  personId: Types.ObjectId,
  { added, ended = [] }: HomePlan,
  today: string,
  session: ClientSession,
): Promise<void> {
  for (const { homeId, kind } of ended)
    await HomeLink.updateOne(
      { personId, homeId, kind, isCurrent: true },
      { $set: { isCurrent: false, to: today } },
      { session },
    )
  if (!added) return
  const link = { personId, homeId: added.home._id, kind: added.kind }
  // One that had ended goes on: its key stays with it.
  const again = await HomeLink.updateOne(
    { ...link, isCurrent: false },
    { $set: { isCurrent: true }, $unset: { to: 1 } },
    { session },
  )
  if (again.modifiedCount === 0)
    await HomeLink.create(
      [{ ...link, isCurrent: true, from: today, source: 'counter', ...toPlace(added.home) }],
      {
        session,
      },
    )
}

interface Correction {
  person: PersonDocument
  after: ClearPerson
  values: CorrectedValue[]
  homes: HomePlan
  reason: string
}

/** The change, its line in the history and that in the log: all or none. Whoever was quicker has other words in the filter. */
async function write(
  id: string,
  actor: Actor,
  { person, after, values, homes, reason }: Correction,
  isKeyed: boolean,
  deps: Deps,
): Promise<void> {
  const { _id } = person
  const at = deps.clock.now()
  const { personKey, ...sealed } = sealPerson(_id, after, deps.crypto)
  const isKey = isKeyed && personKey !== undefined
  const gone = {
    ...(after.phone === undefined ? { phone: 1, phoneIndex: 1 } : {}),
    ...(isKey ? {} : { personKey: 1 }),
    // The household is one of the home before.
    ...(homes.place ? { householdId: 1 } : {}),
    ...(homes.place && homes.place.estate === undefined ? { estate: 1 } : {}),
  }
  const filter = { _id, name: person.name, phone: person.phone ?? null, birthDate: person.birthDate ?? null }
  const set = { ...sealed, ...(isKey ? { personKey } : {}), ...homes.place, verifiedAt: at, hasOutbox: true }
  const otherKeys = [person.personKey, personKey].filter((key) => key != null)
  const update = {
    ...{ $set: set, $unset: gone },
    $push: { outbox: makePersonEntry('person.placed', deps) },
    $addToSet: { otherKeys: { $each: otherKeys } },
  }
  const details = deps.crypto.encrypt(
    JSON.stringify({ reason, values }),
    fieldAad('personcorrections', new Types.ObjectId(id), 'details'),
  )
  const fields = fieldsOf(values)
  const by = { byUserId: new Types.ObjectId(actor.userId), byName: actor.displayName }
  await inTransaction(async (session) => {
    const { matchedCount } = await Person.updateOne(filter, update, { session })
    assertThat(matchedCount > 0, 'person.corrected_meanwhile')
    await writeHomes(_id, homes, toShanghaiDay(at), session)
    await PersonCorrection.create([{ _id: id, personId: _id, at, ...by, fields, details }], { session })
    const subject = { kind: 'person', id: _id.toString(), district: person.district }
    await recordAudit(actor, 'person.corrected', subject, { fields: fields.join(' ') }, deps, session)
  })
}

/** @throws AppError `person.already_registered` when somebody else of the community is exactly that. */
async function writeOnce(id: string, actor: Actor, correction: Correction, deps: Deps): Promise<void> {
  const { person, after } = correction
  try {
    await write(id, actor, correction, true, deps)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const personKey = buildPersonKey(after, deps.crypto) ?? ''
    const holder = await Person.findOne({ community: person.community ?? '', personKey }, { _id: 1 }).lean()
    if (holder && !holder._id.equals(person._id)) throw new AppError('person.already_registered')
    // Held by nobody any more: some engines never free the key of a document that has another now.
    await write(id, actor, correction, false, deps)
  }
}

/**
 * Sets right what the register has of a person, with the reason, and lets what carries her place follow.
 * @param id of the correction, the same at each repeat of the request.
 * @throws AppError `record.not_found`, `access.denied`, `person.*` of the contract.
 */
export async function correctPerson(
  actor: Actor,
  personId: string,
  input: Input,
  id: string,
  deps: Deps,
): Promise<PersonDocument> {
  const read = () => findPerson(personId)
  const person = await read()
  assertThat(person, 'record.not_found')
  const own = person._id.toString()
  assertThat(canSetPersonState(actor, own, toPlace(person)), 'access.denied')
  const isDone = (await PersonCorrection.exists({ _id: id })) !== null
  if (!isDone) {
    assertThat(input.version === (await findPersonVersion(person)), 'person.corrected_meanwhile')
    const before = openPerson(person, deps.crypto)
    const { name = before.name, birthDate = before.birthDate } = input
    const phone = input.phone === undefined ? before.phone : (input.phone ?? undefined)
    const after = { name, birthDate, phone }
    const homes = await planHomes(person, input)
    const values = [...listValues(before, after), ...(homes.value ? [homes.value] : [])]
    assertThat(values.length > 0, 'person.nothing_to_correct')
    if (phone !== before.phone) await checkPhone(person, after, input.isPhoneShared, deps)
    await writeOnce(id, actor, { person, after, values, homes, reason: input.reason }, deps)
  }
  const now = await read()
  assertThat(now, 'record.not_found')
  await followAtOnce(now, 'person.placed', deps)
  return now
}
