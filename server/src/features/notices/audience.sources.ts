import { isGone } from '@linli/shared/register/register'
import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { NoticeAudience, NoticeGroup } from '@linli/shared/notices/notice'
import { toShanghaiDay } from '@linli/shared/time'
import { roles, type Role } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { placeProjection, toPlace } from '../../lib/placeFields'
import { bornFields, hasReached, type Born } from '../register/age'
import { Person, type PersonDocument } from '../register/person.model'
import { isInForce } from '../users/me.view'
import { Membership } from '../users/membership.model'
import { User, type UserFields } from '../users/user.model'
import type { StoredMembership } from '../users/userHooks'
import { Volunteer } from '../volunteers/volunteer.model'
import { isInPlaces, type Addressed } from './audience.places'

/** One whom it is for: a person of the register, an account, or both. */
export interface Found {
  personId?: Types.ObjectId
  userId?: Types.ObjectId
  place: Place
  birthYear?: number
  hasPhone: boolean
}

/**
 * Read in this order, community by community: the people of its register, then the accounts that are no person of it.
 * For groups those who belong to them, all of whom have accounts.
 */
export type Phase = 'people' | 'joined' | 'verified' | 'groups'
export const phasesOf = ({ groups }: NoticeAudience): Phase[] =>
  groups.length > 0 ? ['groups'] : ['people', 'joined', 'verified']

type AgeFit = 'fits' | 'other' | 'unknown'

/** The moment by which an audience is read, and the keys to birthdays. */
export interface AsOf extends Pick<Deps, 'crypto'> {
  now: Date
}

/** In full years, both ages included: whose birthday is still to come is a year younger. */
function fitAge({ ageFrom, ageTo }: NoticeAudience, born: Born | undefined, asOf: AsOf): AgeFit {
  const day = toShanghaiDay(asOf.now)
  const reaches = (years: number): boolean | undefined => born && hasReached(born, years, day, asOf)
  const isOld = ageFrom === undefined ? true : reaches(ageFrom)
  const isTooOld = ageTo === undefined ? false : reaches(ageTo + 1)
  if (isOld === false || isTooOld === true) return 'other'
  return isOld === undefined || isTooOld === undefined ? 'unknown' : 'fits'
}

type Account = { _id: Types.ObjectId } & Pick<UserFields, 'personId' | 'deletedAt' | 'phoneIndex'> & {
    [K in keyof Place]?: string | null
  }
const accountFields = {
  personId: 1,
  deletedAt: 1,
  phoneIndex: 1,
  ...placeProjection,
} as const

async function findAccountsOf(personIds: readonly Types.ObjectId[]): Promise<Map<string, Account>> {
  const users = await User.find({ personId: { $in: personIds } }, accountFields).lean<Account[]>()
  const open = users.filter(({ deletedAt }) => deletedAt == null)
  return new Map(open.map((user) => [String(user.personId), user]))
}

type Step = (
  addressed: Addressed,
  at: { community: string; after: string; limit: number; asOf: AsOf },
) => Promise<{ members: (Found & { fit: AgeFit })[]; last?: string }>

const after = (id: string) => (id === '' ? {} : { _id: { $gt: new Types.ObjectId(id) } })

const personFields = {
  state: 1,
  ...bornFields,
  phoneIndex: 1,
  ...placeProjection,
} as const

const isHere = (audience: NoticeAudience, person: PersonDocument): boolean =>
  !isGone(person.state) && isInPlaces(audience, person)

const toMember = (
  audience: NoticeAudience,
  person: PersonDocument,
  account: Account | undefined,
  asOf: AsOf,
): Found & { fit: AgeFit } => ({
  personId: person._id,
  place: toPlace(person),
  hasPhone: person.phoneIndex !== undefined || account?.phoneIndex != null,
  fit: fitAge(audience, person, asOf),
  ...dropUndefined({ userId: account?._id, birthYear: person.birthYear }),
})

/** One person of the register, where a notice of her community, street or district is for her. */
export async function findMember(
  { audience }: Pick<Addressed, 'audience'>,
  personId: string,
  asOf: AsOf,
): Promise<Found | undefined> {
  const person = await Person.findOne({ _id: personId }, personFields).lean<PersonDocument>()
  if (!person || !isHere(audience, person)) return undefined
  const account = (await findAccountsOf([person._id])).get(personId)
  const { fit, ...member } = toMember(audience, person, account, asOf)
  return fit === 'fits' ? member : undefined
}

/** Everyone who lives there by the register, away or in hospital included; not who has died or moved. */
const readPeople: Step = async ({ audience }, { community, after: id, limit, asOf }) => {
  const rows = await Person.find({ community, ...after(id) }, personFields)
    .sort({ _id: 1 })
    .limit(limit)
    .lean<PersonDocument[]>()
  const here = rows.filter((person) => isHere(audience, person))
  const accounts = await findAccountsOf(here.map(({ _id }) => _id))
  const members = here.map((person) => toMember(audience, person, accounts.get(person._id.toString()), asOf))
  return { members, ...(rows.length < limit ? {} : { last: rows.at(-1)?._id.toString() ?? '' }) }
}

/** Accounts of one level that are no person of the register; where in the community they live is often not known. */
const readAccounts =
  (level: 'joined' | 'verified'): Step =>
  async ({ audience }, { community, after: id, limit, asOf }) => {
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
          fit: fitAge(audience, undefined, asOf),
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

const readGroups: Step = async ({ audience }, { community, after: id, limit, asOf }) => {
  const places = await listGroupPlaces(audience, community, asOf.now)
  const ids = [...places.keys()].filter((userId) => userId > id).sort()
  const page = ids.slice(0, limit)
  const users = await User.find({ _id: { $in: page } }, accountFields).lean<Account[]>()
  const personIds = users.flatMap(({ personId }) => (personId == null ? [] : [personId]))
  const people = await Person.find({ _id: { $in: personIds } }, bornFields).lean<PersonDocument[]>()
  const byId = new Map(people.map((person) => [person._id.toString(), person]))
  const members = users
    .filter(({ deletedAt }) => deletedAt == null)
    .sort((a, b) => a._id.toString().localeCompare(b._id.toString()))
    .flatMap((user) => {
      const home = toPlace({ ...user, district: user.district ?? community.slice(0, 6) })
      const isThere = [home, ...(places.get(user._id.toString()) ?? [])].some((place) =>
        isInPlaces(audience, place),
      )
      const person = byId.get(String(user.personId))
      if (!isThere) return []
      return [
        {
          userId: user._id,
          place: { ...home, ...placeOf(community) },
          hasPhone: user.phoneIndex != null,
          fit: fitAge(audience, person, asOf),
          ...dropUndefined({ personId: user.personId ?? undefined, birthYear: person?.birthYear }),
        },
      ]
    })
  return { members, ...(ids.length <= limit ? {} : { last: page.at(-1) ?? '' }) }
}

/** How each of them is read, in the order of the ids. */
export const audienceSources: Record<Phase, Step> = {
  people: readPeople,
  joined: readAccounts('joined'),
  verified: readAccounts('verified'),
  groups: readGroups,
}
