import type { OutputOf } from '@linli/shared/contract'
import type { Role } from '@linli/shared/users/roles'
import { roles } from '@linli/shared/users/roles'
import type {
  checkPhoneInPerson as CheckPhoneInPerson,
  listUsers as ListUsers,
  UserListItem,
} from '@linli/shared/users/people.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { recordAudit } from '../audit/audit.service'
import { findUser } from './account.service'
import type { Actor, ActorMembership } from './actor'
import { isInForce } from './me.view'
import { Membership } from './membership.model'
import { findListScope, findServiceOver } from './people.policy'
import { setCheckedPhone } from './phone.service'
import { recordAccess } from './recordAccess.service'
import { User, type StoredUser } from './user.model'
import type { StoredMembership } from './userHooks'
import { openHomes, openUserField, readMaskedName, readMaskedPhone } from './userSecrets'

const placeOfUser = ({ district, street, community, grid }: StoredUser) =>
  dropUndefined({
    district: district ?? undefined,
    street: street ?? undefined,
    community: community ?? undefined,
    grid: grid ?? undefined,
  })

function toFilter(search: string | undefined, deps: Deps): Record<string, unknown> {
  if (search === undefined) return {}
  if (/^1\d{10}$/.test(search)) return { phoneIndex: deps.crypto.blindIndex(search, 'phone') }
  return { nickname: new RegExp(search.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'i') }
}

/** Accounts of a community, oldest first; a grid worker sees those of the own grid. */
export async function listUsers(
  actor: Actor,
  { community, level, search, cursor, limit }: OutputOf<typeof ListUsers.body>,
  deps: Deps,
): Promise<StoredUser[]> {
  const scope = findListScope(actor, community)
  assertThat(scope, 'access.denied')
  return User.find({
    community,
    deletedAt: { $exists: false },
    ...(level === undefined ? {} : { level }),
    ...(scope.grids ? { grid: { $in: scope.grids } } : {}),
    ...(cursor === undefined ? {} : { _id: { $gt: cursor } }),
    ...toFilter(search, deps),
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<StoredUser[]>()
}

/** Masked rows, with the roles each holds now, read in one query. */
export async function toUserListItems(users: readonly StoredUser[], deps: Deps): Promise<UserListItem[]> {
  const memberships = await Membership.find({
    userId: { $in: users.map(({ _id }) => _id) },
    endedAt: { $exists: false },
  }).lean<StoredMembership[]>()
  const now = deps.clock.now()
  const rolesOf = (user: StoredUser): Role[] => {
    const held = memberships.filter((m) => m.userId.equals(user._id) && isInForce(m, now)).map((m) => m.role)
    return roles.filter((role) => held.includes(role))
  }
  return users.map((user) => ({
    id: user._id.toString(),
    displayName: user.nickname ?? '居民',
    phoneVerified: user.phoneCheckedAt != null,
    level: user.level,
    roles: rolesOf(user),
    joinedAt: (user.joinedAt ?? user.createdAt).toISOString(),
    ...dropUndefined({
      maskedName: readMaskedName(user, deps),
      maskedPhone: readMaskedPhone(user, deps),
      building: user.building ?? undefined,
      address: openHomes(user, deps)[0]?.address,
    }),
  }))
}

/** An account the actor serves. @throws AppError `record.not_found`, `access.denied`. */
async function findServed(actor: Actor, userId: string): Promise<[StoredUser, ActorMembership]> {
  const user = await findUser(userId)
  assertThat(user, 'record.not_found')
  const membership = findServiceOver(actor, placeOfUser(user))
  assertThat(membership, 'access.denied')
  return [user, membership]
}

/** Name and phone in clear; the person sees who looked, and why. */
export async function unmaskUser(
  actor: Actor,
  userId: string,
  reason: string,
  deps: Deps,
): Promise<{ name?: string; phone?: string }> {
  const [user, { role }] = await findServed(actor, userId)
  const record = { place: placeOfUser(user), ownerUserId: userId, ownerPersonId: user.personId?.toString() }
  await recordAccess(actor, role, { kind: 'user', recordId: userId, reason }, record, deps)
  return dropUndefined({
    name: openUserField(user, 'name', deps),
    phone: openUserField(user, 'phone', deps),
  })
}

/** Staff saw the person and the phone. Where another account has it, that one must be served by the same staff. */
export async function checkPhoneInPerson(
  actor: Actor,
  userId: string,
  { phone, note }: OutputOf<typeof CheckPhoneInPerson.body>,
  deps: Deps,
): Promise<UserListItem> {
  const [user] = await findServed(actor, userId)
  assertThat(userId !== actor.userId, 'access.denied')
  const mayJoin = (other: StoredUser) => findServiceOver(actor, placeOfUser(other)) !== undefined
  const remainingId = await setCheckedPhone(userId, phone, 'staff', deps, mayJoin)
  const subject = { kind: 'user', id: remainingId, district: user.district ?? undefined }
  await recordAudit(actor, 'phone.checkedInPerson', subject, { note }, deps)
  const remaining = await findUser(remainingId)
  assertThat(remaining, 'record.not_found')
  const [item] = await toUserListItems([remaining], deps)
  assertThat(item, 'record.not_found')
  return item
}
