import type { SessionTokens } from '@linli/shared/users/auth.contract'
import { createHash, randomBytes } from 'node:crypto'
import type { Deps } from '../../deps'
import { errcodes, WechatError } from '../../integrations/wechat/wechat.error'
import { AppError, assertThat } from '../../lib/appError'
import { findOrCreateAccount } from './account.service'
import { LoginState } from './loginState.model'
import { startSession } from './session.service'

const stateMilliseconds = 10 * 60_000

const refusedCodes: readonly (number | undefined)[] = [
  errcodes.invalidCode,
  errcodes.codeUsed,
  errcodes.blockedUser,
]

/**
 * Says for people why WeChat did not help.
 * @throws AppError `refused` for a bad code, `login.wechat_unavailable` for everything else of WeChat's.
 */
export async function askWechat<T>(
  question: Promise<T>,
  refused: 'login.code_invalid' | 'phone.code_invalid',
  { logger }: Pick<Deps, 'logger'>,
): Promise<T> {
  try {
    return await question
  } catch (error) {
    if (!(error instanceof WechatError)) throw error
    if (refusedCodes.includes(error.errcode) || error.failure === 'virtualAccount')
      throw new AppError(refused)
    logger.warn({ path: error.path, failure: error.failure, errcode: error.errcode }, 'WeChat did not answer')
    throw new AppError('login.wechat_unavailable')
  }
}

export async function loginWithMiniProgram(code: string, deps: Deps): Promise<SessionTokens> {
  const identity = await askWechat(deps.ports.wechat.exchangeLoginCode(code), 'login.code_invalid', deps)
  const userId = await findOrCreateAccount(identity, deps.config.wechat.mini.appid, deps)
  return startSession(userId, 'mini', deps)
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Where the state's other half is kept: one cookie per state, so that two tabs can sign in at once. */
export const stateCookieOf = (state: string): string => `linli_login_${state.slice(0, 8)}`

/**
 * The address of WeChat's authorise page.
 * @param origin of our page, to which WeChat returns. @returns `browserKey` for the cookie of this browser.
 */
export async function startWebLogin(
  origin: string,
  redirect: string,
  deps: Deps,
): Promise<{ url: string; state: string; browserKey: string; expiresAt: Date }> {
  const [state, browserKey] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')]
  const expiresAt = new Date(deps.clock.now().getTime() + stateMilliseconds)
  await LoginState.create({ stateHash: hash(state), browserHash: hash(browserKey), expiresAt })
  const url = deps.ports.wechat.buildAuthoriseUrl({
    redirectUri: `${origin}${redirect}`,
    state,
    scope: 'snsapi_userinfo',
  })
  return { url, state, browserKey, expiresAt }
}

export async function finishWebLogin(
  { code, state }: { code: string; state: string },
  browserKey: string | undefined,
  deps: Deps,
): Promise<SessionTokens> {
  const now = deps.clock.now()
  const used = await LoginState.updateOne(
    {
      stateHash: hash(state),
      browserHash: hash(browserKey ?? ''),
      expiresAt: { $gt: now },
      usedAt: { $exists: false },
    },
    { $set: { usedAt: now } },
  )
  assertThat(used.modifiedCount === 1, 'login.state_invalid')
  const identity = await askWechat(deps.ports.wechat.exchangeWebCode(code), 'login.code_invalid', deps)
  const userId = await findOrCreateAccount(identity, deps.config.wechat.web.appid, deps)
  return startSession(userId, 'web', deps)
}
