import type { Place } from '@linli/shared/areas/areas'
import type {
  grantMembership as GrantMembership,
  listMemberships as ListMemberships,
} from '@linli/shared/users/membership.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { Role } from '@linli/shared/users/roles'
import { postOf } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { createOnce } from '../../lib/createOnce'
import { isDuplicate } from '../../lib/isDuplicate'
import { toPlace } from '../../lib/placeFields'
import { findArea } from '../areas/area.service'
import { findUnit } from '../areas/unit.service'
import { recordAudit } from '../audit/audit.service'
import { touchRoutingOf } from '../routing/routing.stamp'
import { findUser } from './account.service'
import type { Actor } from './actor'
import { forgetAllActors } from './actor.service'
import { Membership } from './membership.model'
import { canEnd, canGrant, canListMemberships, fitsLevel, isRank } from './membership.policy'
import { User, type StoredUser } from './user.model'
import { listMembershipChangeHooks, type StoredMembership } from './userHooks'

type GrantInput = OutputOf<typeof GrantMembership.body>

/** The area or unit a role is held in, as memberships store it. */
interface Holding {
  name: string
  areaCode: string
  place: Place
  unit?: { unitId: StoredMembership['_id']; unitKind: NonNullable<StoredMembership['unitKind']> }
}

async function findHolding({ areaCode, unitId }: Pick<GrantInput, 'areaCode' | 'unitId'>): Promise<Holding> {
  if (unitId !== undefined) {
    const unit = await findUnit(unitId)
    return {
      name: unit.name,
      areaCode: unit.areaCode,
      place: toPlace(unit),
      unit: { unitId: unit._id, unitKind: unit.kind },
    }
  }
  const area = await findArea(areaCode ?? '')
  return { name: area.name, areaCode: area.code, place: toPlace(area) }
}

/** @throws AppError `membership.user_not_found`, `membership.phone_needed`. */
async function findPerson({ userId, phone }: GrantInput, deps: Deps): Promise<StoredUser> {
  const user =
    phone === undefined
      ? await findUser(userId ?? '')
      : await User.findOne({ phoneIndex: deps.crypto.blindIndex(phone, 'phone') }).lean<StoredUser>()
  assertThat(user, 'membership.user_not_found')
  assertThat(user.phoneCheckedAt != null, 'membership.phone_needed')
  return user
}

/**
 * One key per time that a person held a role: of two who grant at once one is refused, and the same role can be
 * given again later.
 */
async function takeActiveKey(
  { _id: userId }: StoredUser,
  role: Role,
  target: string,
  where: { unitId: string | undefined } | { areaCode: string },
): Promise<string> {
  const before = await Membership.find({ userId, role, ...dropUndefined(where) }, { endedAt: 1 }).lean()
  const held = before.find(({ endedAt }) => endedAt == null)
  assertThat(!held, 'membership.exists', { id: held?._id.toString(), state: 'held' })
  return `${userId.toString()}:${role}:${target}:${before.length}`
}

async function makeMembership(
  user: StoredUser,
  input: GrantInput,
  { name, areaCode, place, unit }: Holding,
  actor: Actor,
  deps: Deps,
): Promise<object> {
  const { role, isDeputy, from, until } = input
  const unitId = unit?.unitId.toString()
  const activeKey = await takeActiveKey(user, role, unitId ?? areaCode, unit ? { unitId } : { areaCode })
  const { district, street, community, grid, building } = place
  return {
    userId: user._id,
    role,
    name,
    isDeputy,
    isOffDuty: user.isOffDuty,
    district,
    from: from === undefined ? deps.clock.now() : new Date(from),
    grantedBy: actor.userId,
    activeKey,
    ...(unit ?? { areaCode }),
    ...dropUndefined({
      street,
      community,
      grid,
      building,
      post: postOf({ role, areaCode: unit ? undefined : areaCode, unitId }),
      until: until === undefined ? undefined : new Date(until),
    }),
  }
}

/**
 * Gives a person a role in an area or unit.
 * @throws AppError `membership.exists` when the person has it already.
 */
export async function grantMembership(
  actor: Actor,
  input: GrantInput,
  newId: string,
  deps: Deps,
): Promise<StoredMembership> {
  const { role } = input
  assertThat(
    fitsLevel(role, input.areaCode, input.unitId),
    'request.invalid',
    wrongField('body', [input.unitId === undefined ? 'areaCode' : 'unitId'], 'level'),
  )
  const holding = await findHolding(input)
  assertThat(canGrant(actor, { role, ...holding }), 'access.denied')
  const user = await findPerson(input, deps)
  try {
    await createOnce(Membership, newId, () => makeMembership(user, input, holding, actor, deps))
  } catch (error) {
    throw isDuplicate(error) ? new AppError('membership.exists', { state: 'held' }) : error
  }
  await tellChange(actor, 'membership.granted', await findMembership(newId), {}, deps)
  return findMembership(newId)
}

/** Counts at once here, within the cache's time elsewhere; the person's open pages hear of it. */
export async function tellChange(
  actor: Actor,
  action: 'membership.granted' | 'membership.ended',
  membership: StoredMembership,
  details: Record<string, string | number>,
  deps: Deps,
): Promise<void> {
  forgetAllActors()
  await touchRoutingOf(membership)
  const changed = action === 'membership.ended' ? { ...membership, endedAt: deps.clock.now() } : membership
  for (const hook of listMembershipChangeHooks()) await hook.onChange(changed, deps)
  const { role, areaCode, unitId, isDeputy, district } = membership
  const userId = membership.userId.toString()
  const target = areaCode ?? unitId?.toString()
  const subject = { kind: 'user', id: userId, district }
  await recordAudit(actor, action, subject, { role, target, isDeputy, ...details }, deps)
  deps.publish({ name: 'session.changed', rooms: [`user:${userId}`], data: { reason: 'membership' } })
}

/** For whoever comes too late: since when it is over. */
export const describeEnded = ({ endedAt }: Pick<StoredMembership, 'endedAt'>) => ({
  state: 'ended',
  endedAt: endedAt?.toISOString(),
})

/** @throws AppError `record.not_found`. */
export async function findMembership(id: string): Promise<StoredMembership> {
  const membership = await Membership.findOne({ _id: id }).lean<StoredMembership>()
  assertThat(membership, 'record.not_found')
  return membership
}

/** A membership that the actor is above. @throws AppError `record.not_found`, `access.denied`. */
export async function findMembershipBelow(actor: Actor, id: string): Promise<StoredMembership> {
  const membership = await findMembership(id)
  const place = toPlace(membership)
  const target = {
    role: membership.role,
    areaCode: await findAreaCodeOf(membership),
    place,
    userId: membership.userId.toString(),
  }
  assertThat(canEnd(actor, target), 'access.denied')
  return membership
}

async function findAreaCodeOf({ areaCode, unitId }: StoredMembership): Promise<string> {
  return areaCode ?? (await findUnit(unitId?.toString() ?? '')).areaCode
}

/** Roles in force or to come, in an area and all below it, or in a unit. */
export async function listMemberships(
  actor: Actor,
  { areaCode, unitId, role, cursor, limit }: OutputOf<typeof ListMemberships.query>,
): Promise<StoredMembership[]> {
  const code =
    areaCode ??
    (unitId === undefined ? actor.memberships.find(({ role: held }) => isRank(held))?.areaCode : undefined)
  const holding = await findHolding(dropUndefined({ areaCode: code, unitId }))
  assertThat(canListMemberships(actor, holding.place), 'access.denied')
  const { district, street, community, grid, building } = holding.place
  const where = holding.unit
    ? { unitId: holding.unit.unitId }
    : dropUndefined({ district, street, community, grid, building })
  return Membership.find({
    ...where,
    endedAt: { $exists: false },
    ...(role === undefined ? {} : { role }),
    ...(cursor === undefined ? {} : { _id: { $gt: cursor } }),
  })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<StoredMembership[]>()
}
