import { areaLevelOf, placeOf, type Place } from '@linli/shared/areas/areas'
import type { NoticeAudience, NoticeGroup } from '@linli/shared/notices/notice'
import type { AudienceCount } from '@linli/shared/notices/notice.contract'
import { readShanghaiParts } from '@linli/shared/time'
import { roles, type Role } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import { Estate } from '../areas/estate.model'
import { Person, type PersonDocument } from '../register/person.model'
import { isInForce, readAreaNames } from '../users/me.view'
import { Membership } from '../users/membership.model'
import { User, type UserFields } from '../users/user.model'
import type { StoredMembership } from '../users/userHooks'
import { Volunteer } from '../volunteers/volunteer.model'

/** Who issues it, and for whom. */
export interface Addressed {
  areaCode: string
  audience: NoticeAudience
}

/** One whom it is for: a person of the register, an account, or both. */
export interface AudienceMember {
  personId?: Types.ObjectId
  userId?: Types.ObjectId
  place: Place
  birthYear?: number
  hasPhone: boolean
  /** Where to go on after this one. */
  cursor: string
}

interface AudiencePage {
  members: AudienceMember[]
  /** Left out for want of a year of birth. */
  unknownAge: number
  /** Where to go on; absent at the end. */
  next?: string
}

/**
 * Read in this order, community by community: the people of its register, then the accounts that are no person of it.
 * For groups those who belong to them, all of whom have accounts.
 */
type Phase = 'people' | 'joined' | 'verified' | 'groups'
const phasesOf = ({ groups }: NoticeAudience): Phase[] =>
  groups.length > 0 ? ['groups'] : ['people', 'joined', 'verified']

/** The communities it goes to, in the order of their codes. */
export async function listCommunities({ areaCode, audience }: Addressed): Promise<string[]> {
  if (areaLevelOf(areaCode) === 'community') return [areaCode]
  const areas = await Area.find({ parent: areaCode, level: 'community' }, { code: 1 })
    .sort({ code: 1 })
    .lean()
  const wanted = new Set(audience.areas.map((code) => placeOf(code).community))
  return areas.map(({ code }) => code).filter((code) => wanted.size === 0 || wanted.has(code))
}

/** Places are joined by "or"; no place named is the whole area. */
const isInPlaces = (
  { areas }: NoticeAudience,
  { community, grid, estate, building }: Partial<Place>,
): boolean => areas.length === 0 || areas.some((code) => [community, grid, estate, building].includes(code))

type AgeFit = 'fits' | 'other' | 'unknown'

function fitAge({ ageFrom, ageTo }: NoticeAudience, birthYear: number | undefined, now: Date): AgeFit {
  if (ageFrom === undefined && ageTo === undefined) return 'fits'
  if (birthYear === undefined) return 'unknown'
  const years = readShanghaiParts(now).year - birthYear
  return years >= (ageFrom ?? 0) && years <= (ageTo ?? Infinity) ? 'fits' : 'other'
}

type Account = { _id: Types.ObjectId } & Pick<UserFields, 'personId' | 'deletedAt' | 'phoneIndex'> & {
    [K in keyof Place]?: string | null
  }
const accountFields = {
  personId: 1,
  deletedAt: 1,
  phoneIndex: 1,
  district: 1,
  street: 1,
  community: 1,
  grid: 1,
  building: 1,
  estate: 1,
} as const

async function findAccountsOf(personIds: readonly Types.ObjectId[]): Promise<Map<string, Account>> {
  const users = await User.find({ personId: { $in: personIds } }, accountFields).lean<Account[]>()
  const open = users.filter(({ deletedAt }) => deletedAt == null)
  return new Map(open.map((user) => [String(user.personId), user]))
}

type Step = (
  addressed: Addressed,
  at: { community: string; after: string; limit: number; now: Date },
) => Promise<{ members: (Omit<AudienceMember, 'cursor'> & { fit: AgeFit })[]; last?: string }>

const after = (id: string) => (id === '' ? {} : { _id: { $gt: new Types.ObjectId(id) } })

/** Everyone who lives there by the register, away or in hospital included; not who has died or moved. */
const readPeople: Step = async ({ audience }, { community, after: id, limit, now }) => {
  const rows = await Person.find(
    { community, ...after(id) },
    {
      state: 1,
      birthYear: 1,
      phoneIndex: 1,
      district: 1,
      street: 1,
      community: 1,
      grid: 1,
      building: 1,
      estate: 1,
    },
  )
    .sort({ _id: 1 })
    .limit(limit)
    .lean<PersonDocument[]>()
  const here = rows.filter(
    (person) => person.state !== 'deceased' && person.state !== 'moved' && isInPlaces(audience, person),
  )
  const accounts = await findAccountsOf(here.map(({ _id }) => _id))
  const members = here.map((person) => {
    const account = accounts.get(person._id.toString())
    return {
      personId: person._id,
      place: toPlace(person),
      hasPhone: person.phoneIndex !== undefined || account?.phoneIndex != null,
      fit: fitAge(audience, person.birthYear, now),
      ...dropUndefined({ userId: account?._id, birthYear: person.birthYear }),
    }
  })
  return { members, ...(rows.length < limit ? {} : { last: rows.at(-1)?._id.toString() ?? '' }) }
}

/** Accounts of one level that are no person of the register; where in the community they live is often not known. */
const readAccounts =
  (level: 'joined' | 'verified'): Step =>
  async ({ audience }, { community, after: id, limit, now }) => {
    const rows = await User.find({ community, level, ...after(id) }, accountFields)
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Account[]>()
    const own = rows.filter(({ personId, deletedAt }) => personId == null && deletedAt == null)
    const members = own.flatMap((user) => {
      const place = toPlace({ ...user, district: user.district ?? community.slice(0, 6) })
      if (!isInPlaces(audience, place)) return []
      return [
        {
          userId: user._id,
          place,
          hasPhone: user.phoneIndex != null,
          fit: fitAge(audience, undefined, now),
        },
      ]
    })
    return { members, ...(rows.length < limit ? {} : { last: rows.at(-1)?._id.toString() ?? '' }) }
  }

const isRole = (group: NoticeGroup): group is NoticeGroup & Role =>
  (roles as readonly string[]).includes(group)

/** Whoever belongs to a group in a community, with the place they belong to it for. */
async function listGroupPlaces(
  { groups }: NoticeAudience,
  community: string,
  now: Date,
): Promise<Map<string, Place[]>> {
  const places = new Map<string, Place[]>()
  const add = (userId: Types.ObjectId, place: Place) => {
    const key = userId.toString()
    places.set(key, [...(places.get(key) ?? []), place])
  }
  const held = await Membership.find({ community, role: { $in: groups.filter(isRole) } }).lean<
    StoredMembership[]
  >()
  for (const m of held) if (isInForce(m, now)) add(m.userId, toPlace(m))
  if (groups.includes('partyMember')) {
    const members = await Volunteer.find(
      { community, state: 'approved' },
      { userId: 1, isPartyMember: 1 },
    ).lean()
    for (const { userId, isPartyMember } of members) if (isPartyMember) add(userId, placeOf(community))
  }
  return places
}

const readGroups: Step = async ({ audience }, { community, after: id, limit, now }) => {
  const places = await listGroupPlaces(audience, community, now)
  const ids = [...places.keys()].filter((userId) => userId > id).sort()
  const page = ids.slice(0, limit)
  const users = await User.find({ _id: { $in: page } }, accountFields).lean<Account[]>()
  const personIds = users.flatMap(({ personId }) => (personId == null ? [] : [personId]))
  const people = await Person.find({ _id: { $in: personIds } }, { birthYear: 1 }).lean<PersonDocument[]>()
  const years = new Map(people.map(({ _id, birthYear }) => [_id.toString(), birthYear]))
  const members = users
    .filter(({ deletedAt }) => deletedAt == null)
    .flatMap((user) => {
      const home = toPlace({ ...user, district: user.district ?? community.slice(0, 6) })
      const isHere = [home, ...(places.get(user._id.toString()) ?? [])].some((place) =>
        isInPlaces(audience, place),
      )
      const birthYear = years.get(String(user.personId))
      if (!isHere) return []
      return [
        {
          userId: user._id,
          place: { ...home, ...placeOf(community) },
          hasPhone: user.phoneIndex != null,
          fit: fitAge(audience, birthYear, now),
          ...dropUndefined({ personId: user.personId ?? undefined, birthYear }),
        },
      ]
    })
  return { members, ...(ids.length <= limit ? {} : { last: page.at(-1) ?? '' }) }
}

const steps: Record<Phase, Step> = {
  people: readPeople,
  joined: readAccounts('joined'),
  verified: readAccounts('verified'),
  groups: readGroups,
}

/**
 * Part of those whom a notice is for, from a cursor on (empty: from the beginning). The order is the same each time, so
 * that what a crash cut off goes on where it stood.
 */
export async function readAudience(
  addressed: Addressed,
  cursor: string,
  limit: number,
  now: Date,
): Promise<AudiencePage> {
  const places = (await listCommunities(addressed)).flatMap((community) =>
    phasesOf(addressed.audience).map((phase) => ({ community, phase })),
  )
  const [community = '', phase = '', id = ''] = cursor.split('|')
  const at =
    cursor === '' ? 0 : places.findIndex((each) => each.community === community && each.phase === phase)
  const place = places[at]
  if (!place) return { members: [], unknownAge: 0 }
  const found = await steps[place.phase](addressed, { community: place.community, after: id, limit, now })
  const following = places[at + 1]
  const next =
    found.last !== undefined
      ? `${place.community}|${place.phase}|${found.last}`
      : following && `${following.community}|${following.phase}|`
  const cursorOf = ({ personId, userId }: Omit<AudienceMember, 'cursor'>): string => {
    const last = place.phase === 'people' ? personId : userId
    return `${place.community}|${place.phase}|${last?.toString() ?? ''}`
  }
  return {
    members: found.members
      .filter(({ fit }) => fit === 'fits')
      .map(({ personId, userId, place: where, birthYear, hasPhone }) => ({
        place: where,
        hasPhone,
        ...dropUndefined({ personId, userId, birthYear }),
        cursor: cursorOf({ place: where, hasPhone, ...dropUndefined({ personId, userId }) }),
      })),
    unknownAge: found.members.filter(({ fit }) => fit === 'unknown').length,
    ...(next === undefined ? {} : { next }),
  }
}

const countedAtOnce = 2000

/** How many it is for. Reads them all once, without a name. */
export async function countAudience(addressed: Addressed, now: Date): Promise<AudienceCount> {
  const count = { people: 0, withAccount: 0, withoutAccount: 0, unknownAge: 0 }
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page: AudiencePage = await readAudience(addressed, cursor, countedAtOnce, now)
    const withAccount = page.members.filter(({ userId }) => userId !== undefined).length
    count.people += page.members.length
    count.withAccount += withAccount
    count.withoutAccount += page.members.length - withAccount
    count.unknownAge += page.unknownAge
    cursor = page.next
  }
  return count
}

/** Names by code, of the areas and estates among these that are known. */
export async function readPlaceNames(codes: readonly string[]): Promise<Map<string, string>> {
  const estates = await Estate.find({ code: { $in: codes } }, { code: 1, name: 1 }).lean()
  return new Map([
    ...(await readAreaNames(codes)),
    ...estates.map(({ code, name }): [string, string] => [code, name]),
  ])
}

/** Whether every place lies within the issuing area and exists. */
export async function arePlacesWithin({ areaCode, audience }: Addressed): Promise<boolean> {
  const { areas } = audience
  const isWithin = (code: string): boolean => {
    const { street, community } = placeOf(code)
    return code !== areaCode && community !== undefined && (street === areaCode || community === areaCode)
  }
  if (!areas.every(isWithin)) return false
  return (await readPlaceNames(areas)).size === new Set(areas).size
}
