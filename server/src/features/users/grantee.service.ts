import type { findGrantees as FindGrantees, Grantee } from '@linli/shared/users/membership.contract'
import { roleNames } from '@linli/shared/users/roles'
import type { OutputOf } from '@linli/shared/contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import { findArea } from '../areas/area.service'
import { Person } from '../register/person.model'
import type { Actor } from './actor'
import { isInForce } from './me.view'
import { Membership } from './membership.model'
import { canListMemberships } from './membership.policy'
import { User, type StoredUser } from './user.model'
import type { StoredMembership } from './userHooks'
import { openHomes, readMaskedName, readMaskedPhone } from './userSecrets'

/** More of one name are told apart by a checked phone. */
const maxFound = 20
const maxCommunities = 1000

async function listCommunities(code: string): Promise<string[]> {
  const area = await findArea(code)
  if (area.community !== undefined) return [area.community]
  const within = area.street === undefined ? { district: area.district } : { street: area.street }
  const rows = await Area.find({ ...within, level: 'community' }, { code: 1 })
    .limit(maxCommunities)
    .lean()
  return rows.map((row) => row.code)
}

/** Accounts of people whom the register knows by this whole name. */
async function findRegistered(name: string, communities: string[], deps: Deps): Promise<StoredUser[]> {
  const nameIndex = deps.crypto.blindIndex(name, 'name')
  const people = await Person.find({ community: { $in: communities }, nameIndex }, { _id: 1 })
    .limit(maxFound)
    .lean()
  if (people.length === 0) return []
  return User.find({ personId: { $in: people.map(({ _id }) => _id) }, deletedAt: { $exists: false } })
    .limit(maxFound)
    .lean<StoredUser[]>()
}

/** Who joined one community under this nickname, whole or in part; wider areas are not browsed. */
async function findJoined(name: string, communities: string[]): Promise<StoredUser[]> {
  const [community, ...others] = communities
  if (community === undefined || others.length > 0) return []
  const nickname = new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'i')
  return User.find({ community, nickname, deletedAt: { $exists: false } })
    .limit(maxFound)
    .lean<StoredUser[]>()
}

async function readRoles(ids: readonly Types.ObjectId[], now: Date): Promise<Map<string, string[]>> {
  const rows = await Membership.find({ userId: { $in: ids }, endedAt: { $exists: false } }).lean<
    StoredMembership[]
  >()
  const roles = new Map<string, string[]>()
  for (const row of rows.filter((membership) => isInForce(membership, now))) {
    const userId = row.userId.toString()
    const said = `${row.name}${roleNames[row.role]}${row.isDeputy ? '（AB 角）' : ''}`
    roles.set(userId, [...(roles.get(userId) ?? []), said])
  }
  return roles
}

/**
 * People of an area whom a role can be given to, by name: masked, since rank does not open who lives where; the role
 * shows the name once it is given.
 * @throws AppError `access.denied` for whoever has no rank over the area.
 */
export async function findGrantees(
  actor: Actor,
  { areaCode, name }: OutputOf<typeof FindGrantees.body>,
  deps: Deps,
): Promise<Grantee[]> {
  const area = await findArea(areaCode)
  assertThat(canListMemberships(actor, toPlace(area)), 'access.denied')
  const communities = await listCommunities(areaCode)
  const found = [...(await findRegistered(name, communities, deps)), ...(await findJoined(name, communities))]
  const users = [...new Map(found.map((user) => [user._id.toString(), user])).values()].slice(0, maxFound)
  const roles = await readRoles(
    users.map(({ _id }) => _id),
    deps.clock.now(),
  )
  return users.map((user) => ({
    userId: user._id.toString(),
    displayName: user.nickname ?? '居民',
    isPhoneChecked: user.phoneCheckedAt != null,
    level: user.level,
    roles: roles.get(user._id.toString()) ?? [],
    ...dropUndefined({
      maskedName: readMaskedName(user, deps),
      maskedPhone: readMaskedPhone(user, deps),
      address: openHomes(user, deps)[0]?.address,
    }),
  }))
}
