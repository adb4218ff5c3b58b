import {
  collectDeskLogin as collectContract,
  confirmDeskLogin as confirmContract,
  finishWebLogin as finishWebContract,
  loginWithMiniProgram as miniContract,
  logout as logoutContract,
  previewDeskLogin as previewContract,
  refreshSession as refreshContract,
  startDeskLogin as startDeskContract,
  startWebLogin as startWebContract,
} from '@linli/shared/users/auth.contract'
import type { Config } from '../../config'
import { route, type Route } from '../../http/route'
import { collectDeskLogin, confirmDeskLogin, previewDeskLogin, startDeskLogin } from './deskLogin.service'
import { finishWebLogin, loginWithMiniProgram, startWebLogin, stateCookieOf } from './login.service'
import { endSession, refreshSession } from './session.service'

/** In production only the configured address; on a developer's machine whichever name the browser used. */
const originOf = (config: Config, requested: string): string =>
  config.mode === 'production' ? config.publicUrl : requested

export const authRoutes: Route[] = [
  route(miniContract, ({ body, deps }) => loginWithMiniProgram(body.code, deps)),
  route(startWebContract, async ({ query, deps, ctx }) => {
    const origin = originOf(deps.config, `${ctx.protocol}://${ctx.host}`)
    const { url, state, browserKey, expiresAt } = await startWebLogin(origin, query.redirect, deps)
    ctx.cookies.set(stateCookieOf(state), browserKey, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/api/auth/web',
      secure: ctx.secure,
      maxAge: expiresAt.getTime() - deps.clock.now().getTime(),
    })
    return { url, state }
  }),
  route(finishWebContract, async ({ body, deps, ctx }) => {
    const cookie = stateCookieOf(body.state)
    const tokens = await finishWebLogin(body, ctx.cookies.get(cookie), deps)
    ctx.cookies.set(cookie, null, { path: '/api/auth/web' })
    return tokens
  }),
  route(refreshContract, ({ body, deps }) => refreshSession(body.refreshToken, deps)),
  route(logoutContract, ({ actor, deps }) => endSession(actor.sessionId, actor.userId, deps)),
  route(startDeskContract, ({ deps }) => startDeskLogin(deps)),
  route(previewContract, ({ actor, params, deps }) => previewDeskLogin(actor, params.ticket, deps)),
  route(confirmContract, ({ actor, params, deps }) => confirmDeskLogin(actor, params.ticket, deps)),
  route(collectContract, ({ params, body, deps }) => collectDeskLogin(params.ticket, body.secret, deps)),
]
