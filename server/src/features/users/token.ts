import { SignJWT, jwtVerify } from 'jose'
import type { Deps } from '../../deps'

/** Source: architecture page, "Safety": access token 2 h. */
export const accessTokenSeconds = 2 * 60 * 60

interface AccessToken {
  userId: string
  sessionId: string
}

const keyOf = (deps: Pick<Deps, 'config'>): Uint8Array => Buffer.from(deps.config.tokenKey, 'base64')

export function signAccessToken(
  { userId, sessionId }: AccessToken,
  deps: Pick<Deps, 'config' | 'clock'>,
): Promise<string> {
  const now = Math.floor(deps.clock.now().getTime() / 1000)
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt(now)
    .setExpirationTime(now + accessTokenSeconds)
    .sign(keyOf(deps))
}

/** Who the token names, or undefined when it is forged, out of date or not ours. */
export async function readAccessToken(
  token: string,
  deps: Pick<Deps, 'config' | 'clock'>,
): Promise<AccessToken | undefined> {
  try {
    const { payload } = await jwtVerify(token, keyOf(deps), {
      algorithms: ['HS256'],
      currentDate: deps.clock.now(),
    })
    if (typeof payload.sub !== 'string' || typeof payload.sid !== 'string') return undefined
    return { userId: payload.sub, sessionId: payload.sid }
  } catch {
    return undefined
  }
}
