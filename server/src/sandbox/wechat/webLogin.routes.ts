import { randomBytes } from 'node:crypto'
import type { Router } from '@koa/router'
import { queryValue } from '../kernel/body'
import type { World } from '../world'
import { refuseUnless } from './answer'
import { authenticateApp } from './api.route'

interface WebGrant {
  identityId: string
  appid: string
  scope: string
  refreshToken: string
  expiresAt: number
}

const lifeMs = 7200_000
const makeToken = () => `70_${randomBytes(60).toString('base64url')}`

/** Web authorisation, the server's half: code → openid, unionid only for snsapi_userinfo; then the profile. */
export function mountWebLogin(router: Router, world: World): void {
  const grants = new Map<string, WebGrant>()

  const answer = (grant: WebGrant) => {
    const identity = world.identities.find(grant.identityId)
    const token = makeToken()
    grants.set(token, { ...grant, expiresAt: world.clock.nowMs() + lifeMs })
    const hasUnionid = grant.scope === 'snsapi_userinfo' && identity?.unionid !== undefined
    return {
      access_token: token,
      expires_in: lifeMs / 1000,
      refresh_token: grant.refreshToken,
      openid: identity?.openids[grant.appid],
      scope: grant.scope,
      ...(identity?.isSnapshot === true && { is_snapshotuser: 1 }),
      ...(hasUnionid && { unionid: identity.unionid }),
    }
  }

  const grantOf = (token: string | undefined): WebGrant => {
    refuseUnless(token, 41001)
    const grant = grants.get(token)
    refuseUnless(grant, 40001)
    refuseUnless(grant.expiresAt > world.clock.nowMs(), 42001)
    return grant
  }

  router.get('/sns/oauth2/access_token', (ctx) => {
    const app = authenticateApp(queryValue(ctx, 'appid'), queryValue(ctx, 'secret'))
    refuseUnless(queryValue(ctx, 'grant_type') === 'authorization_code', 40002)
    const code = queryValue(ctx, 'code')
    refuseUnless(code, 41008)
    const { identityId, scope } = world.codes.check(code, 'web', app.appid)
    refuseUnless(world.identities.find(identityId), 40029)
    world.codes.use(code)
    ctx.body = answer({ identityId, scope, appid: app.appid, refreshToken: makeToken(), expiresAt: 0 })
  })

  router.get('/sns/oauth2/refresh_token', (ctx) => {
    const refreshToken = queryValue(ctx, 'refresh_token')
    const grant = [...grants.values()].find(
      (candidate) => candidate.refreshToken === refreshToken && candidate.appid === queryValue(ctx, 'appid'),
    )
    refuseUnless(grant, 40030)
    ctx.body = answer(grant)
  })

  router.get('/sns/auth', (ctx) => {
    const grant = grantOf(queryValue(ctx, 'access_token'))
    const identity = world.identities.find(grant.identityId)
    refuseUnless(identity?.openids[grant.appid] === queryValue(ctx, 'openid'), 40003)
    ctx.body = { errcode: 0, errmsg: 'ok' }
  })

  router.get('/sns/userinfo', (ctx) => {
    const grant = grantOf(queryValue(ctx, 'access_token'))
    const identity = world.identities.find(grant.identityId)
    refuseUnless(identity?.openids[grant.appid] === queryValue(ctx, 'openid'), 40003)
    refuseUnless(grant.scope === 'snsapi_userinfo' && identity?.isSnapshot !== true, 48001)
    ctx.body = {
      openid: identity?.openids[grant.appid],
      nickname: identity?.name,
      sex: 0,
      language: '',
      city: '',
      province: '',
      country: '',
      headimgurl: '',
      privilege: [],
      ...(identity?.unionid !== undefined && { unionid: identity.unionid }),
    }
  })
}
