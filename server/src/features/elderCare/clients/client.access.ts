import { isGone } from '@linli/shared/register/register'
import type { Place } from '@linli/shared/areas/areas'
import { bondRelationNames } from '@linli/shared/families/bond'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { toPlace } from '../../../lib/placeFields'
import { findActing, isInForce, type Acting } from '../../families/bond.access'
import { FamilyBond, type BondRecord } from '../../families/bond.model'
import { openPerson } from '../../register/person.crypto'
import { findPerson } from '../../register/person.alias'
import type { PersonDocument } from '../../register/person.model'
import { findMembershipOver, type Actor, type ActorMembership } from '../../users/actor'
import { User } from '../../users/user.model'

/** The elder something is for, and by what right the actor acts. */
export interface Client {
  person: PersonDocument
  place: Place
  /** Oneself or a proxy with the scope `orders`; absent for staff. */
  acting?: Acting
  staff?: ActorMembership
}

/** Who works at the station of a community. */
export const findStationStaff = (actor: Actor, { community }: Partial<Place>): ActorMembership | undefined =>
  actor.memberships.find(
    ({ role, unitKind, place }) =>
      role === 'unitStaff' && unitKind === 'station' && place.community === community,
  )

/** Staff who book for someone at the counter or on the phone: the community's, and those of its station. */
export const findCareStaff = (actor: Actor, place: Partial<Place>): ActorMembership | undefined =>
  findMembershipOver(actor, ['secretary', 'communityWorker', 'gridWorker'], place) ??
  findStationStaff(actor, place)

/**
 * Whom the actor acts for; oneself where no person is named.
 * @throws AppError `care.person_missing` for an account that is not linked to the register, `record.not_found` for
 *   someone the actor may not act for.
 */
export async function findClient(actor: Actor, personId: string | undefined, deps: Deps): Promise<Client> {
  const id = personId ?? actor.personId
  assertThat(id !== undefined, 'care.person_missing')
  const person = await findPerson(id)
  assertThat(person, 'record.not_found')
  const place = toPlace(person)
  const acting = await findActing(actor, person._id.toString(), 'orders', deps)
  if (acting) return { person, place, acting }
  const staff = findCareStaff(actor, place)
  assertThat(staff && !isGone(person.state), 'record.not_found')
  return { person, place, staff }
}

/** Whom it is for, as pages say it large. */
export function viewClient({ person, acting, staff }: Client, deps: Pick<Deps, 'crypto'>) {
  const { name } = openPerson(person, deps.crypto)
  const bond = acting?.bond
  return {
    id: person._id.toString(),
    name,
    isSelf: acting?.kind === 'self',
    ...(bond ? { actingAs: bondRelationNames[bond.relation] } : {}),
    ...(staff ? { actingAs: '工作人员' } : {}),
  }
}

/** The accounts that follow an elder's orders: her own, and those of the proxies with that scope now. */
export async function listFamily(personId: Types.ObjectId, now: Date): Promise<string[]> {
  const own = await User.findOne({ personId, deletedAt: { $exists: false } }, { _id: 1 }).lean()
  const bonds = await FamilyBond.find({ personId, state: 'active', scopes: 'orders' })
    .limit(20)
    .lean<BondRecord[]>()
  const day = toShanghaiDay(now)
  const proxies = bonds
    .filter((bond) => isInForce(bond, day))
    .map(({ proxyUserId }) => proxyUserId.toString())
  return [...new Set([...(own ? [own._id.toString()] : []), ...proxies])]
}

/**
 * Whose family these accounts are: for each elder who is one of them herself or has one of them as a proxy with that
 * scope on that day, which they are. Two reads, however many they are.
 */
export async function readFamilies(userIds: readonly string[], day: string): Promise<Map<string, string[]>> {
  const own = await User.find({ _id: { $in: userIds }, personId: { $exists: true } }, { personId: 1 }).lean()
  const bonds = await FamilyBond.find({
    proxyUserId: { $in: userIds },
    isLiving: true,
    scopes: 'orders',
  }).lean<BondRecord[]>()
  const pairs = [
    ...own.map(({ _id, personId }) => ({ personId, userId: _id })),
    ...bonds
      .filter((bond) => isInForce(bond, day))
      .map(({ personId, proxyUserId }) => ({ personId, userId: proxyUserId })),
  ]
  const families = new Map<string, string[]>()
  for (const { personId, userId } of pairs) {
    const id = personId?.toString()
    if (id !== undefined) families.set(id, [...(families.get(id) ?? []), userId.toString()])
  }
  return families
}
