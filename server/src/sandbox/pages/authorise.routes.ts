import type { Router } from '@koa/router'
import type { Context } from 'koa'
import { sandboxApps } from '../credentials'
import { formOf, queryValue } from '../kernel/body'
import type { World } from '../world'
import { readChoice, sendProblem } from './choice'
import { html, renderPage } from './html'
import { renderIdentityForm } from './identityList'

interface AuthoriseRequest {
  appid: string
  redirectUri: URL
  scope: string
  state: string
}

const scopes = new Set(['snsapi_base', 'snsapi_userinfo'])
const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The address, when it is one. */
export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** The real page sends codes only to the registered domain; here: the product's, this machine's, or our own. */
export function isAllowedTarget(target: URL, world: World, ctx: Context): boolean {
  const hosts = [parseUrl(world.appUrl())?.hostname, ctx.hostname]
  return (
    /^https?:$/.test(target.protocol) && (loopback.has(target.hostname) || hosts.includes(target.hostname))
  )
}

/** The request, or the words that say what is wrong with it. */
function readRequest(
  world: World,
  ctx: Context,
  field: (name: string) => string | null | undefined,
): AuthoriseRequest | string {
  const appid = field('appid') ?? ''
  const scope = field('scope') ?? ''
  const redirectUri = parseUrl(field('redirect_uri') ?? '')
  if (!sandboxApps.some((app) => app.kind === 'web' && app.appid === appid))
    return `AppID 参数错误：这里的服务号是 ${sandboxApps.find((app) => app.kind === 'web')?.appid ?? ''}。`
  if (!redirectUri || !isAllowedTarget(redirectUri, world, ctx))
    return 'redirect_uri 参数错误：只能回到本机或邻里自己的网址。'
  if (!scopes.has(scope)) return 'scope 参数错误：只能是 snsapi_base 或 snsapi_userinfo。'
  return { appid, scope, redirectUri, state: field('state') ?? '' }
}

/** The authorise page of open.weixin.qq.com: here one chooses who to be. */
export function mountAuthorise(router: Router, world: World): void {
  router.get('/connect/oauth2/authorize', (ctx) => {
    const request = readRequest(world, ctx, (name) => queryValue(ctx, name))
    if (typeof request === 'string') {
      sendProblem(ctx, '打不开授权页', request)
      return
    }
    if (queryValue(ctx, 'response_type') !== 'code') {
      sendProblem(ctx, '打不开授权页', 'response_type 参数错误：只能是 code。')
      return
    }
    const hidden = {
      appid: request.appid,
      redirect_uri: request.redirectUri.href,
      scope: request.scope,
      state: request.state,
    }
    ctx.type = 'html'
    ctx.body = renderPage(
      '您想以谁的身份进入？',
      html`<p>在真的微信里，这一步由微信认出您是谁。这里请您自己选一位。</p>
        ${renderIdentityForm('/sandbox/authorise', hidden, world.identities.list())}`,
    )
  })

  router.post('/sandbox/authorise', (ctx) => {
    const form = formOf(ctx)
    const request = readRequest(world, ctx, (name) => form.get(name))
    if (typeof request === 'string') {
      sendProblem(ctx, '没有完成', request)
      return
    }
    const identity = readChoice(world, ctx)
    if (!identity) {
      sendProblem(ctx, '没有完成', '没有找到这个人，请返回上一页重新选择。')
      return
    }
    const { appid, scope, redirectUri, state } = request
    redirectUri.searchParams.set(
      'code',
      world.codes.issue({ purpose: 'web', appid, identityId: identity.id, scope }),
    )
    redirectUri.searchParams.set('state', state)
    ctx.status = 302
    ctx.set('Location', redirectUri.href)
  })
}
