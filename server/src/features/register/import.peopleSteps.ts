import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { toPlace } from '../../lib/placeFields'
import { Household } from './home.model'
import { HomeLink } from './homeLink.model'
import type { Change, PlanContext, PlanStep } from './import.plan'
import type { PersonRow } from './import.planPeople'
import { hasChange } from './import.planPlaces'
import { sealPerson } from './person.crypto'
import { Person, type PersonDocument } from './person.model'

const perTurn = 200

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

function listPersonChange(
  person: PersonRow,
  stored: PersonDocument | undefined,
  householdId: Types.ObjectId | undefined,
  { crypto, clock }: PlanContext['deps'],
): Change[] {
  const { name, birthDate, phone, home } = person
  const living = dropUndefined({ householdId, ...toPlace(home) })
  if (!stored) {
    const _id = new Types.ObjectId()
    const sealed = sealPerson(_id, { name, birthDate, phone }, crypto)
    const rest = { state: 'present', source: 'import', verifiedAt: clock.now() }
    return [{ document: { _id, ...sealed, ...living, ...rest } }]
  }
  const phoneIndex = phone === undefined ? stored.phoneIndex : crypto.blindIndex(phone, 'phone')
  const clear = home.estate === undefined && stored.estate !== undefined ? ['estate'] : []
  if (phoneIndex === stored.phoneIndex && !hasChange(stored, living) && clear.length === 0) return []
  const sealedPhone =
    phone === undefined
      ? {}
      : { phone: crypto.encrypt(phone, fieldAad('people', stored._id, 'phone')), phoneIndex }
  const document = { ...living, ...sealedPhone, verifiedAt: clock.now() }
  return [{ filter: { _id: stored._id }, document, clear }]
}

async function planPersons(
  people: readonly PersonRow[],
  households: Ids,
  { area, deps }: PlanContext,
): Promise<[Ids, Change[]]> {
  const main = chooseMainRows(people)
  const known = await Person.find({ community: area, personKey: { $in: [...main.keys()] } }).lean<
    PersonDocument[]
  >()
  const byKey = new Map(known.map((person) => [person.personKey ?? '', person]))
  const ids = new Map<string, Types.ObjectId>()
  const changes: Change[] = []
  for (const [key, person] of main) {
    // Encryption takes a while for a whole community; others may have their turn.
    if (ids.size % perTurn === 0) await new Promise((resolve) => setImmediate(resolve))
    const stored = byKey.get(key)
    const householdId = households.get(householdKey(person.home._id, person.household))
    const list = listPersonChange(person, stored, householdId, deps)
    ids.set(key, stored?._id ?? (list[0]?.document as PersonDocument)._id)
    changes.push(...list)
  }
  return [ids, changes]
}

async function planLinks(
  people: readonly PersonRow[],
  persons: Ids,
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
  const ended = new Set(
    known
      .filter(({ isCurrent }) => !isCurrent)
      .map((link) => keyOf(link.personId.toString(), link.homeId, link.kind) + (link.to ?? '')),
  )
  return people.flatMap(({ key, home, kind, from, to }): Change[] => {
    const personId = persons.get(key)
    const isCurrent = to === undefined || to > today
    const linkKey = keyOf(personId?.toString() ?? '', home._id, kind)
    const fields = dropUndefined({ from, to, isCurrent })
    const stored = current.get(linkKey)
    if (stored) return hasChange(stored, fields) ? [{ filter: { _id: stored._id }, document: fields }] : []
    if (!isCurrent && ended.has(linkKey + to)) return []
    return [{ document: { personId, homeId: home._id, kind, ...fields, source: 'import', ...toPlace(home) } }]
  })
}

/** Households first, then people, then what links them to homes. */
export async function listPeopleSteps(
  people: readonly PersonRow[],
  context: PlanContext,
): Promise<PlanStep[]> {
  const [households, newHouseholds] = await planHouseholds(people, context.area)
  const [persons, personChanges] = await planPersons(people, households, context)
  const linkChanges = await planLinks(people, persons, context)
  return [
    { model: Household, changes: newHouseholds },
    { model: Person, changes: personChanges },
    { model: HomeLink, changes: linkChanges },
  ]
}
