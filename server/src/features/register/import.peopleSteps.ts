import type { Place } from '@linli/shared/areas/areas'
import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { toPlace } from '../../lib/placeFields'
import { Household } from './home.model'
import { HomeLink } from './homeLink.model'
import type { Change, Plan, PlanContext, PlanStep } from './import.plan'
import type { PersonRow } from './import.planPeople'
import { hasChange } from './import.planPlaces'
import { readHandCorrections, type Corrections } from './import.corrections'
import { makePersonEntry } from './person.outbox'
import { sealPerson } from './person.crypto'
import { Person, type PersonDocument } from './person.model'

const perTurn = 200

type Deps = PlanContext['deps']

type Ids = ReadonlyMap<string, Types.ObjectId>

const householdKey = (homeId: Types.ObjectId, number: string): string => `${homeId.toString()}|${number}`

/** Households that rows name, each with its id, and those that are new. */
async function planHouseholds(people: readonly PersonRow[], area: string): Promise<[Ids, Change[]]> {
  const known = await Household.find({ community: area }, { homeId: 1, number: 1 }).lean()
  const ids = new Map(known.map(({ _id, homeId, number }) => [householdKey(homeId, number), _id]))
  const changes: Change[] = []
  for (const { home, household } of people) {
    const key = householdKey(home._id, household)
    if (ids.has(key)) continue
    const _id = new Types.ObjectId()
    ids.set(key, _id)
    changes.push({ document: { _id, homeId: home._id, number: household, ...toPlace(home) } })
  }
  return [ids, changes]
}

/** The row of each person that says where the person lives: the first that is more than 户口. */
function chooseMainRows(people: readonly PersonRow[]): Map<string, PersonRow> {
  const main = new Map<string, PersonRow>()
  for (const person of people) {
    const chosen = main.get(person.key)
    const phone = chosen?.phone ?? person.phone
    const better = !chosen || (chosen.kind === 'hukouOnly' && person.kind !== 'hukouOnly') ? person : chosen
    main.set(person.key, { ...better, phone })
  }
  return main
}

type Living = Partial<Pick<PersonDocument, 'householdId'>> & Place

function addPerson({ name, birthDate, phone }: PersonRow, living: Living, { crypto, clock }: Deps): Change {
  const _id = new Types.ObjectId()
  const sealed = sealPerson(_id, { name, birthDate, phone }, crypto)
  return {
    document: { _id, ...sealed, ...living, state: 'present', source: 'import', verifiedAt: clock.now() },
  }
}

/** The telephone as it is to be stored; nothing where it is the same, or where somebody set it right since. */
function changePhone({ row, phone }: PersonRow, stored: PersonDocument, { crypto }: Deps, by: Corrections) {
  const phoneIndex = phone === undefined ? undefined : crypto.blindIndex(phone, 'phone')
  if (phone === undefined || phoneIndex === stored.phoneIndex || by.holds(stored._id, 'phone', row)) return {}
  return { phone: crypto.encrypt(phone, fieldAad('people', stored._id, 'phone')), phoneIndex }
}

function changePerson(
  person: PersonRow,
  stored: PersonDocument,
  living: Living,
  deps: Deps,
  by: Corrections,
): Change[] {
  const { row, home, key } = person
  if (stored.personKey !== key)
    for (const field of ['name', 'birthDate'] as const) by.holds(stored._id, field, row)
  const clear = home.estate === undefined && stored.estate !== undefined ? ['estate'] : []
  const isMoved = (hasChange(stored, living) || clear.length > 0) && !by.holds(stored._id, 'home', row)
  const changed = { ...changePhone(person, stored, deps, by), ...(isMoved ? living : {}) }
  if (Object.keys(changed).length === 0) return []
  const document = { ...changed, verifiedAt: deps.clock.now() }
  const moved = isMoved ? { clear, entry: makePersonEntry('person.placed', deps) } : {}
  return [{ filter: { _id: stored._id }, document, ...moved }]
}

/** Whom each key means: who has it now, else who had it before it was set right by hand. */
async function findKnown(community: string, keys: readonly string[]): Promise<Map<string, PersonDocument>> {
  const before = await Person.find({ otherKeys: { $in: keys } }).lean<PersonDocument[]>()
  const now = await Person.find({ community, personKey: { $in: keys } }).lean<PersonDocument[]>()
  const here = before.filter((person) => person.community === community)
  return new Map([
    ...here.flatMap((person) => (person.otherKeys ?? []).map((key) => [key, person] as const)),
    ...now.map((person) => [person.personKey ?? '', person] as const),
  ])
}

async function planPersons(
  people: readonly PersonRow[],
  households: Ids,
  { area, deps, asOf }: PlanContext,
): Promise<[Ids, Change[], Corrections]> {
  const main = chooseMainRows(people)
  const byKey = await findKnown(area, [...main.keys()])
  const corrections = await readHandCorrections(
    [...byKey.values()].map(({ _id }) => _id),
    { asOf },
  )
  const ids = new Map<string, Types.ObjectId>()
  const changes: Change[] = []
  for (const [key, person] of main) {
    // Encryption takes a while for a whole community; others may have their turn.
    if (ids.size % perTurn === 0) await new Promise((resolve) => setImmediate(resolve))
    const stored = byKey.get(key)
    const householdId = households.get(householdKey(person.home._id, person.household))
    const living = dropUndefined({ householdId, ...toPlace(person.home) })
    const list = stored
      ? changePerson(person, stored, living, deps, corrections)
      : [addPerson(person, living, deps)]
    ids.set(key, stored?._id ?? (list[0]?.document as PersonDocument)._id)
    changes.push(...list)
  }
  return [ids, changes, corrections]
}

async function planLinks(
  people: readonly PersonRow[],
  persons: Ids,
  corrections: Corrections,
  { area, deps }: PlanContext,
): Promise<Change[]> {
  const today = toShanghaiDay(deps.clock.now())
  const known = await HomeLink.find({ community: area }).lean()
  const keyOf = (personId: string, homeId: Types.ObjectId, kind: string): string =>
    `${personId}|${homeId.toString()}|${kind}`
  const current = new Map(
    known
      .filter(({ isCurrent }) => isCurrent)
      .map((link) => [keyOf(link.personId.toString(), link.homeId, link.kind), link]),
  )
  // One that had ended goes on: its key stays with it.
  const again = new Map(
    known
      .filter(({ isCurrent }) => !isCurrent)
      .map((link) => [keyOf(link.personId.toString(), link.homeId, link.kind), link]),
  )
  const ended = new Set(
    known
      .filter(({ isCurrent }) => !isCurrent)
      .map((link) => keyOf(link.personId.toString(), link.homeId, link.kind) + (link.to ?? '')),
  )
  return people.flatMap(({ row, key, home, kind, from, to }): Change[] => {
    const personId = persons.get(key)
    const isRight = () => personId !== undefined && corrections.holds(personId, 'home', row)
    const isCurrent = to === undefined || to > today
    const linkKey = keyOf(personId?.toString() ?? '', home._id, kind)
    const fields = dropUndefined({ from, to, isCurrent })
    const stored = current.get(linkKey)
    if (stored)
      return hasChange(stored, fields) && !isRight()
        ? [{ filter: { _id: stored._id }, document: fields }]
        : []
    const before = isCurrent ? again.get(linkKey) : undefined
    if (before) return isRight() ? [] : [{ filter: { _id: before._id }, document: fields, clear: ['to'] }]
    if ((!isCurrent && ended.has(linkKey + to)) || isRight()) return []
    return [{ document: { personId, homeId: home._id, kind, ...fields, source: 'import', ...toPlace(home) } }]
  })
}

/** Households first, then people, then what links them to homes. */
export async function listPeopleSteps(
  people: readonly PersonRow[],
  context: PlanContext,
): Promise<Pick<Plan, 'steps' | 'kept'>> {
  const [households, newHouseholds] = await planHouseholds(people, context.area)
  const [persons, personChanges, corrections] = await planPersons(people, households, context)
  const linkChanges = await planLinks(people, persons, corrections, context)
  const steps: PlanStep[] = [
    { model: Household, changes: newHouseholds },
    { model: Person, changes: personChanges },
    { model: HomeLink, changes: linkChanges },
  ]
  return { steps, kept: corrections.list() }
}
