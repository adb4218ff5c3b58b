import { randomBytes } from 'node:crypto'
import type { Router } from '@koa/router'
import { z } from 'zod'
import { sandboxCredentials } from '../credentials'
import { queryValue } from '../kernel/body'
import type { World } from '../world'
import { refuseUnless } from './answer'
import { authenticateApp, findUser, mountMiniApi, readApiBody } from './api.route'

const miniAppid = sandboxCredentials.mini.appid

const tokenBody = z.looseObject({
  grant_type: z.string().optional(),
  appid: z.string().optional(),
  secret: z.string().optional(),
  force_refresh: z.boolean().optional(),
})

const phoneBody = z.looseObject({ code: z.string().optional(), openid: z.string().optional() })

/** code2Session, the two ways to an access token, and the phone number. */
export function mountLogin(router: Router, world: World): void {
  router.get('/sns/jscode2session', (ctx) => {
    const app = authenticateApp(queryValue(ctx, 'appid'), queryValue(ctx, 'secret'))
    refuseUnless(queryValue(ctx, 'grant_type') === 'authorization_code', 40002)
    const code = queryValue(ctx, 'js_code')
    refuseUnless(code, 41008)
    const issued = world.codes.check(code, 'login', app.appid)
    const identity = world.identities.find(issued.identityId)
    refuseUnless(identity, 40029)
    world.limits.count(ctx.path, identity.id)
    world.codes.use(code)
    ctx.body = {
      session_key: randomBytes(16).toString('base64'),
      openid: identity.openids[app.appid],
      ...(identity.unionid !== undefined && { unionid: identity.unionid }),
    }
  })

  router.all('/cgi-bin/stable_token', (ctx) => {
    const body = readApiBody(ctx, tokenBody)
    refuseUnless(body.grant_type === 'client_credential', 40002)
    const app = authenticateApp(body.appid, body.secret)
    world.limits.count(ctx.path, app.appid)
    ctx.body = world.tokens.getStable(app.appid, body.force_refresh === true)
  })

  router.get('/cgi-bin/token', (ctx) => {
    refuseUnless(queryValue(ctx, 'grant_type') === 'client_credential', 40002)
    const app = authenticateApp(queryValue(ctx, 'appid'), queryValue(ctx, 'secret'))
    world.limits.count(ctx.path, app.appid)
    ctx.body = world.tokens.getPlain(app.appid)
  })

  mountMiniApi(router, world, '/wxa/business/getuserphonenumber', phoneBody, ({ code = '', openid }) =>
    describePhone(world, code, openid),
  )
}

function describePhone(world: World, code: string, openid: string | undefined): object {
  const issued = world.codes.check(code, 'phone', miniAppid)
  const identity = world.identities.find(issued.identityId)
  refuseUnless(identity?.phone, 40029)
  refuseUnless(openid === undefined || findUser(world, openid).id === identity.id, 40003)
  world.codes.use(code)
  return {
    phone_info: {
      phoneNumber: identity.phone,
      purePhoneNumber: identity.phone,
      // As the page's table and the libraries that many use have it; its example shows a number.
      countryCode: '86',
      watermark: { timestamp: Math.floor(world.clock.nowMs() / 1000), appid: miniAppid },
    },
  }
}
