import type { Place } from '@linli/shared/areas/areas'
import { LRUCache } from 'lru-cache'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import type { Actor, ActorMembership } from './actor'
import { Membership, type MembershipFields } from './membership.model'
import { Session } from './session.model'
import { readAccessToken } from './token'
import { User, type UserFields } from './user.model'

type WithId<T> = T & { _id: Types.ObjectId }

/**
 * A revoked role or session counts at once in the process that revoked it and within this time in the others.
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
  if (known) return known
  const session = await Session.findOne({ _id: claim.sessionId, userId: claim.userId }, { endedAt: 1 }).lean()
  if (!session || session.endedAt != null) return undefined
  const actor = await readActor(claim.userId, claim.sessionId, deps.clock.now())
  if (actor) actors.set(claim.sessionId, actor)
  return actor
}

/** The person with the roles in force at `now`; undefined when the account is gone. */
export async function readActor(userId: string, sessionId: string, now: Date): Promise<Actor | undefined> {
  const user = await User.findOne({ _id: userId, deletedAt: { $exists: false } }).lean<WithId<UserFields>>()
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
    memberships: await readMemberships(userId, now),
  }
}

async function readMemberships(userId: string, now: Date): Promise<ActorMembership[]> {
  const rows = await Membership.find({ userId, endedAt: { $exists: false } }).lean<
    WithId<MembershipFields>[]
  >()
  const inForce = rows.filter((m) => m.from <= now && (m.until == null || m.until > now) && !m.isOffDuty)
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
