import { webcrypto } from 'node:crypto'
import { SignJWT, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Deps } from '../../deps'

/** Source: architecture page, "Safety": access token 2 h. */
export const accessTokenSeconds = 2 * 60 * 60

interface AccessToken {
  userId: string
  sessionId: string
}

type Key = Awaited<ReturnType<typeof webcrypto.subtle.importKey>>
const keys = new Map<string, Promise<Key>>()

/** Imported once: given as bytes, it would be imported again for each token. */
function keyOf({ config: { tokenKey } }: Pick<Deps, 'config'>): Promise<Key> {
  const known = keys.get(tokenKey)
  if (known) return known
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = Buffer.from(tokenKey, 'base64')
  const key = webcrypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify'])
  keys.set(tokenKey, key)
  return key
}

export async function signAccessToken(
  { userId, sessionId }: AccessToken,
  deps: Pick<Deps, 'config' | 'clock'>,
): Promise<string> {
  const now = Math.floor(deps.clock.now().getTime() / 1000)
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt(now)
    .setExpirationTime(now + accessTokenSeconds)
    .sign(await keyOf(deps))
}

interface VerifiedToken extends AccessToken {
  /** Seconds since 1970. */
  expiresAt: number
}

/** A signature once found good stays so; checking it is a tenth of what a press of a button costs. */
const verified = new LRUCache<string, VerifiedToken>({ max: 50_000 })

/** Who the token names, or undefined when it is forged, out of date or not ours. */
export async function readAccessToken(
  token: string,
  deps: Pick<Deps, 'config' | 'clock'>,
): Promise<AccessToken | undefined> {
  const { tokenKey } = deps.config
  const known = verified.get(`${tokenKey} ${token}`) ?? (await verify(token, deps))
  if (!known || known.expiresAt * 1000 <= deps.clock.now().getTime()) return undefined
  verified.set(`${tokenKey} ${token}`, known)
  return { userId: known.userId, sessionId: known.sessionId }
}

async function verify(
  token: string,
  deps: Pick<Deps, 'config' | 'clock'>,
): Promise<VerifiedToken | undefined> {
  try {
    const { payload } = await jwtVerify(token, await keyOf(deps), {
      algorithms: ['HS256'],
      requiredClaims: ['exp'],
      currentDate: deps.clock.now(),
    })
    const { sub, sid, exp } = payload
    if (typeof sub !== 'string' || typeof sid !== 'string' || exp === undefined) return undefined
    return { userId: sub, sessionId: sid, expiresAt: exp }
  } catch {
    return undefined
  }
}
