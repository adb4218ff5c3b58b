import type { SessionTokens } from '@linli/shared/users/auth.contract'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { forgetActor } from './actor.service'
import { Session, type SessionChannel } from './session.model'
import { accessTokenSeconds, signAccessToken } from './token'

type SessionDeps = Pick<Deps, 'config' | 'clock' | 'publish'>

const hour = 3_600_000
/** A desk is shared by many hands: one working day, never longer. The others last while they are used. */
const lifetimes: Record<SessionChannel, { milliseconds: number; isSliding: boolean }> = {
  mini: { milliseconds: 60 * 24 * hour, isSliding: true },
  web: { milliseconds: 30 * 24 * hour, isSliding: true },
  desk: { milliseconds: 12 * hour, isSliding: false },
}

/**
 * How long the token just replaced gives the same successor again. Its answer may have been lost on the way, and
 * a person must not be signed out for a bad network; two tabs may also refresh together.
 */
const lostAnswerMilliseconds = 60_000

interface RefreshClaim {
  sessionId: string
  generation: number
}

/** Nothing of a token is stored: it can be made again from the session, its number and the token key. */
function buildRefreshToken({ sessionId, generation }: RefreshClaim, { config }: SessionDeps): string {
  const mac = createHmac('sha256', Buffer.from(config.tokenKey, 'base64'))
    .update(`refresh:${sessionId}:${generation}`)
    .digest('base64url')
  return `${sessionId}.${generation}.${mac}`
}

function readRefreshToken(token: string, deps: SessionDeps): RefreshClaim | undefined {
  const [, sessionId, generation] = /^([0-9a-f]{24})\.(\d{1,9})\.[\w-]{43}$/.exec(token) ?? []
  if (sessionId === undefined || generation === undefined) return undefined
  const claim = { sessionId, generation: Number(generation) }
  const expected = Buffer.from(buildRefreshToken(claim, deps))
  const given = Buffer.from(token)
  return given.length === expected.length && timingSafeEqual(given, expected) ? claim : undefined
}

async function issueTokens(userId: string, claim: RefreshClaim, deps: SessionDeps): Promise<SessionTokens> {
  return {
    accessToken: await signAccessToken({ userId, sessionId: claim.sessionId }, deps),
    expiresInSeconds: accessTokenSeconds,
    refreshToken: buildRefreshToken(claim, deps),
  }
}

export async function startSession(
  userId: string,
  channel: SessionChannel,
  deps: SessionDeps,
): Promise<SessionTokens> {
  const now = deps.clock.now()
  const session = await Session.create({
    userId,
    channel,
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifetimes[channel].milliseconds),
  })
  return issueTokens(userId, { sessionId: session._id.toString(), generation: 0 }, deps)
}

/**
 * The next pair of tokens.
 * @throws AppError `session.expired` when the token is not ours, out of date, or was used before: then the whole
 * session ends, for a stranger may hold one of the two.
 */
export async function refreshSession(token: string, deps: SessionDeps): Promise<SessionTokens> {
  const claim = readRefreshToken(token, deps)
  assertThat(claim, 'session.expired')
  const now = deps.clock.now()
  const session = await Session.findOne({ _id: claim.sessionId }).lean()
  assertThat(session && session.endedAt == null && session.expiresAt > now, 'session.expired')
  const userId = session.userId.toString()
  if (claim.generation === session.generation) {
    const { milliseconds, isSliding } = lifetimes[session.channel]
    await Session.updateOne(
      { _id: session._id, generation: claim.generation },
      {
        $set: {
          generation: claim.generation + 1,
          rotatedAt: now,
          ...(isSliding ? { expiresAt: new Date(now.getTime() + milliseconds) } : {}),
        },
      },
    )
    // Where another tab was faster the successor is the same one.
    return issueTokens(userId, { ...claim, generation: claim.generation + 1 }, deps)
  }
  const sinceRotation = now.getTime() - (session.rotatedAt?.getTime() ?? 0)
  if (claim.generation === session.generation - 1 && sinceRotation <= lostAnswerMilliseconds)
    return issueTokens(userId, { ...claim, generation: session.generation }, deps)
  await endSession(claim.sessionId, userId, deps)
  throw new AppError('session.expired')
}

/** New tokens for a session that now belongs to another account of the same person. */
export async function reissueTokens(
  userId: string,
  sessionId: string,
  deps: SessionDeps,
): Promise<SessionTokens> {
  const session = await Session.findOne({ _id: sessionId, userId }).lean()
  assertThat(session && session.endedAt == null, 'session.expired')
  return issueTokens(userId, { sessionId, generation: session.generation }, deps)
}

export async function endSession(
  sessionId: string,
  userId: string,
  { clock, publish }: Pick<Deps, 'clock' | 'publish'>,
): Promise<void> {
  await Session.updateOne({ _id: sessionId, endedAt: { $exists: false } }, { $set: { endedAt: clock.now() } })
  forgetActor(userId)
  publish({ name: 'session.changed', rooms: [`user:${userId}`], data: { reason: 'ended' } })
}

export async function endSessionsOf(
  userId: string,
  { clock, publish }: Pick<Deps, 'clock' | 'publish'>,
): Promise<void> {
  await Session.updateMany({ userId, endedAt: { $exists: false } }, { $set: { endedAt: clock.now() } })
  forgetActor(userId)
  publish({ name: 'session.changed', rooms: [`user:${userId}`], data: { reason: 'ended' } })
}
