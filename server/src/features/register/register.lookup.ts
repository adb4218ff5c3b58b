import { goneStates, type RegisterSource } from '@linli/shared/register/register'
import type { HomeLinkKind } from '@linli/shared/users/homeLinks'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { toPlace } from '../../lib/placeFields'
import { kickOutbox } from '../messages/outbox'
import { Home, type HomeDocument } from './home.model'
import { HomeLink } from './homeLink.model'
import { buildPersonKey, openPerson, sealPerson, type ClearPerson } from './person.crypto'
import { Person, type PersonDocument } from './person.model'
import { makePersonEntry } from './person.outbox'

type Crypto = Pick<Deps, 'crypto'>

/** A person of the register who is the one that asks. */
export interface RegisterMatch {
  personId: string
  /** What agreed besides the name. */
  by: 'phone' | 'homeAndBirthDate'
  homes: { homeId: string; kind: HomeLinkKind }[]
}

/** Name and telephone of a person, for whoever may see them: the caller has checked that. */
export async function readPersonContact(
  personId: string,
  { crypto }: Crypto,
): Promise<{ name: string; phone?: string | undefined } | undefined> {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  if (!person) return undefined
  const { name, phone } = openPerson(person, crypto)
  return { name, phone }
}

/** A home as people say it, 「3号楼 302室」. */
export async function describeHome(homeId: string): Promise<string | undefined> {
  return (await Home.findOne({ _id: homeId }, { label: 1 }).lean())?.label
}

export async function findHome(building: string, room: string): Promise<HomeDocument | undefined> {
  return (await Home.findOne({ building, room }).lean<HomeDocument>()) ?? undefined
}

/** The homes a person belongs to now. */
export async function listCurrentHomes(personId: string): Promise<RegisterMatch['homes']> {
  const links = await HomeLink.find({ personId, isCurrent: true }).lean()
  return links.map(({ homeId, kind }) => ({ homeId: homeId.toString(), kind }))
}

/** A person's home in a building, of those they belong to now. */
export async function findHomeIn(
  personId: Types.ObjectId,
  building: string | undefined,
): Promise<string | undefined> {
  if (building === undefined) return undefined
  const link = await HomeLink.findOne({ personId, building, isCurrent: true }, { homeId: 1 }).lean()
  return link?.homeId.toString()
}

/** Where each of these people lives, as people say it, by the person's id; two queries however many they are. */
export async function readHomesOf(
  people: readonly Pick<PersonDocument, '_id' | 'building'>[],
): Promise<Map<string, string>> {
  const buildings = new Map(people.map(({ _id, building }) => [_id.toString(), building]))
  const links = await HomeLink.find(
    { personId: { $in: people.map(({ _id }) => _id) }, isCurrent: true },
    { personId: 1, homeId: 1, building: 1 },
  ).lean()
  const own = links.filter(({ personId, building }) => building === buildings.get(personId.toString()))
  const homes = await Home.find({ _id: { $in: own.map(({ homeId }) => homeId) } }, { label: 1 }).lean()
  const labels = new Map(homes.map(({ _id, label }) => [_id.toString(), label]))
  return new Map(
    own.flatMap(({ personId, homeId }) => {
      const label = labels.get(homeId.toString())
      return label === undefined ? [] : [[personId.toString(), label] as const]
    }),
  )
}

/**
 * The one person of a community's register with this name and, besides it, either this phone (which the caller has
 * checked) or this home and birth date. Nobody when two people fit, when the person has died or has moved away.
 */
export async function findRegisterMatch(
  asked: { community: string; name: string; phone?: string; homeId?: string; birthDate?: string },
  { crypto }: Crypto,
): Promise<RegisterMatch | undefined> {
  const named = await Person.find({
    community: asked.community,
    nameIndex: crypto.blindIndex(asked.name, 'name'),
    state: { $nin: goneStates },
  }).lean<PersonDocument[]>()
  const matches: RegisterMatch[] = []
  for (const person of named) {
    const homes = await listCurrentHomes(person._id.toString())
    const by = findAgreement(person, homes, asked, crypto)
    if (by) matches.push({ personId: person._id.toString(), by, homes })
  }
  return matches.length === 1 ? matches[0] : undefined
}

function findAgreement(
  person: PersonDocument,
  homes: RegisterMatch['homes'],
  asked: { phone?: string; homeId?: string; birthDate?: string },
  crypto: Deps['crypto'],
): RegisterMatch['by'] | undefined {
  const { phone, homeId, birthDate } = asked
  if (phone !== undefined && person.phoneIndex === crypto.blindIndex(phone, 'phone')) return 'phone'
  if (homeId === undefined || birthDate === undefined || !homes.some((home) => home.homeId === homeId))
    return undefined
  return openPerson(person, crypto).birthDate === birthDate ? 'homeAndBirthDate' : undefined
}

/** What staff know of a person who is not in the register yet. */
export interface NewPerson extends ClearPerson {
  homeId: string
  kind: HomeLinkKind
  from?: string | undefined
  source: RegisterSource
}

/**
 * Puts a person into the register with a home; whoever is there already, by name and birth date or phone, is kept
 * and only linked. The caller has checked who may.
 * @returns the person's id.
 * @throws AppError `record.not_found` when there is no such home.
 */
export async function registerPerson(
  input: NewPerson,
  deps: Pick<Deps, 'crypto' | 'clock'>,
): Promise<string> {
  const home = await Home.findOne({ _id: input.homeId }).lean<HomeDocument>()
  assertThat(home?.community !== undefined, 'record.not_found')
  const personId = await findOrCreatePerson(input, home, deps)
  const link = { personId, homeId: home._id, kind: input.kind, isCurrent: true }
  const { from, source } = input
  await HomeLink.updateOne(
    link,
    { $set: from === undefined ? {} : { from }, $setOnInsert: { ...toPlace(home), source } },
    { upsert: true },
  )
  return personId.toString()
}

/** Who has this key now, else who had it before she was corrected or merged: a name that was set right is still hers. */
async function findByKey(filter: {
  community: string
  personKey: string
}): Promise<Types.ObjectId | undefined> {
  const now = await Person.findOne(filter, { _id: 1 }).lean()
  if (now) return now._id
  const before = await Person.find({ otherKeys: filter.personKey }, { community: 1 }).lean()
  return before.find(({ community }) => community === filter.community)?._id
}

/** Who of a community is in the register already, by name and birth date or phone; also one who moved away or died. */
export async function findKnownPerson(
  input: ClearPerson,
  community: string | undefined,
  { crypto }: Crypto,
): Promise<Types.ObjectId | undefined> {
  const personKey = buildPersonKey(input, crypto)
  return personKey === undefined ? undefined : findByKey({ community: community ?? '', personKey })
}

async function findOrCreatePerson(
  input: NewPerson,
  home: HomeDocument,
  { crypto, clock }: Pick<Deps, 'crypto' | 'clock'>,
): Promise<Types.ObjectId> {
  const known = await findKnownPerson(input, home.community, { crypto })
  if (known) return known
  const _id = new Types.ObjectId()
  const { source } = input
  try {
    await Person.create({
      _id,
      ...sealPerson(_id, input, crypto),
      ...toPlace(home),
      source,
      verifiedAt: clock.now(),
      // She has moved in: what holds for everybody there is told to her as well.
      outbox: [makePersonEntry('person.placed', { clock })],
      hasOutbox: true,
    })
    kickOutbox(Person)
    return _id
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const winner = await findKnownPerson(input, home.community, { crypto })
    if (!winner) throw new AppError('request.conflict')
    return winner
  }
}
