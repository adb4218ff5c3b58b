import type { Place } from '@linli/shared/areas/areas'
import { LRUCache } from 'lru-cache'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { groupCalls } from '../../lib/groupCalls'
import { placeProjection, toPlace } from '../../lib/placeFields'
import type { Actor, ActorBond, ActorMembership } from './actor'
import { Membership, type MembershipFields } from './membership.model'
import { Session } from './session.model'
import { readAccessToken } from './token'
import { User, type UserFields } from './user.model'
import { readBondsOf } from './userHooks'

type WithId<T> = T & { _id: Types.ObjectId }

/**
 * A revoked role or session counts at once in the process that revoked it and within this time in the others. What an
 * elder gave her family she may take back at once: bonds are read each time.
 */
const cacheMilliseconds = 2000
const actors = new LRUCache<string, Actor>({ max: 20_000, ttl: cacheMilliseconds })

/** Forgets what is known of a person; called wherever a membership, level or session changes. */
export function forgetActor(userId: string): void {
  for (const [key, actor] of actors.entries()) if (actor.userId === userId) actors.delete(key)
}

export function forgetAllActors(): void {
  actors.clear()
}

/** The person behind an access token, with the roles in force now; undefined when the session is over. */
export async function loadActor(token: string, deps: Deps): Promise<Actor | undefined> {
  const claim = await readAccessToken(token, deps)
  if (!claim) return undefined
  const known = actors.get(claim.sessionId)
  if (known?.bonds) return { ...known, bonds: await readOwnBonds(known.userId, deps.clock.now()) }
  if (known) return known
  const [session, actor] = await Promise.all([
    findSession(claim.sessionId),
    readActor(claim.userId, claim.sessionId, deps.clock.now()),
  ])
  if (!session || session.endedAt != null || session.userId.toString() !== claim.userId) return undefined
  if (actor) actors.set(claim.sessionId, actor)
  return actor
}

/** Everyone who has not called for seconds costs these reads, so people who call at the same time share them. */
const together = { size: 64, atOnce: 1 }

const findSession = groupCalls(async (ids: readonly string[]) => {
  const rows = await Session.find({ _id: { $in: ids } }, { userId: 1, endedAt: 1 }).lean()
  const byId = new Map(rows.map((session) => [session._id.toString(), session]))
  return ids.map((id) => byId.get(id))
}, together)

const actorFields = {
  ...{ nickname: 1, level: 1, personId: 1, homeId: 1, elderMode: 1, isProxy: 1 },
  ...placeProjection,
} as const

const findUser = groupCalls(async (ids: readonly string[]) => {
  const filter = { _id: { $in: ids }, deletedAt: { $exists: false } }
  const rows = await User.find(filter, actorFields).lean<WithId<UserFields>[]>()
  const byId = new Map(rows.map((user) => [user._id.toString(), user]))
  return ids.map((id) => byId.get(id))
}, together)

const findMemberships = groupCalls(async (userIds: readonly string[]) => {
  const filter = { userId: { $in: userIds }, endedAt: { $exists: false } }
  const rows = await Membership.find(filter).lean<WithId<MembershipFields>[]>()
  const byUser = new Map(userIds.map((id) => [id, [] as WithId<MembershipFields>[]]))
  for (const row of rows) byUser.get(row.userId.toString())?.push(row)
  return userIds.map((id) => byUser.get(id) ?? [])
}, together)

/** The person with the roles in force at `now`; undefined when the account is gone. */
export async function readActor(userId: string, sessionId: string, now: Date): Promise<Actor | undefined> {
  const [user, rows] = await Promise.all([findUser(userId), findMemberships(userId)])
  if (!user) return undefined
  return {
    userId,
    sessionId,
    displayName: user.nickname ?? '居民',
    level: user.level,
    community: user.community ?? undefined,
    personId: user.personId?.toString(),
    place: user.district == null ? undefined : toPlace({ ...user, district: user.district }),
    homeId: user.homeId?.toString(),
    isElderMode: user.elderMode ?? undefined,
    memberships: await chooseInForce(rows, now),
    ...(user.isProxy ? { bonds: await readOwnBonds(userId, now) } : {}),
    volunteersIn: rows
      .filter((m) => m.role === 'volunteer' && isInForce(m, now))
      .flatMap(({ community }) => community ?? []),
    worksIn: rows.flatMap(({ unitId }) => (unitId == null ? [] : [unitId.toString()])),
  }
}

async function readOwnBonds(userId: string, now: Date): Promise<ActorBond[]> {
  const bonds = await readBondsOf([userId], now)
  return bonds.map(({ id, personId, relation, proxyName, scopes }) => ({
    ...{ id, personId, relation, proxyName, scopes },
  }))
}

const isInForce = ({ from, until }: Pick<MembershipFields, 'from' | 'until'>, now: Date): boolean =>
  from <= now && (until == null || until > now)

async function chooseInForce(
  rows: readonly WithId<MembershipFields>[],
  now: Date,
): Promise<ActorMembership[]> {
  const inForce = rows.filter((m) => isInForce(m, now) && !m.isOffDuty)
  const waiting = inForce.filter((m) => m.isDeputy).map((m) => m.post ?? '')
  const covered = new Set(waiting.length === 0 ? [] : await findPostsOnDuty(waiting, now))
  return inForce.filter((m) => !m.isDeputy || !covered.has(m.post ?? '')).map(toActorMembership)
}

async function findPostsOnDuty(posts: string[], now: Date): Promise<string[]> {
  const holders = await Membership.find({
    post: { $in: posts },
    endedAt: { $exists: false },
    isDeputy: false,
    isOffDuty: false,
    from: { $lte: now },
  }).lean<WithId<MembershipFields>[]>()
  return holders.filter((m) => m.until == null || m.until > now).map((m) => m.post ?? '')
}

function toActorMembership(m: WithId<MembershipFields>): ActorMembership {
  const place: Place = {
    district: m.district,
    street: m.street ?? undefined,
    community: m.community ?? undefined,
    grid: m.grid ?? undefined,
    building: m.building ?? undefined,
  }
  return {
    id: m._id.toString(),
    role: m.role,
    areaCode: m.areaCode ?? undefined,
    unitId: m.unitId?.toString(),
    unitKind: m.unitKind ?? undefined,
    name: m.name,
    place,
  }
}
