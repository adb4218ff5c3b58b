import type { Router, RouterContext } from '@koa/router'
import { z } from 'zod'
import { sandboxApps, sandboxCredentials, type SandboxApp } from '../credentials'
import type { Identity } from '../identities/identity'
import { parseJson, queryValue, rawBodyOf } from '../kernel/body'
import type { World } from '../world'
import { refuseUnless } from './answer'

/** The app whose appid and secret are given. @throws ApiRefusal 41002, 41004, 40013, 40125. */
export function authenticateApp(appid: string | undefined, secret: string | undefined): SandboxApp {
  refuseUnless(appid, 41002)
  refuseUnless(secret, 41004)
  const app = sandboxApps.find((candidate) => candidate.appid === appid)
  refuseUnless(app, 40013)
  refuseUnless(app.secret === secret, 40125)
  return app
}

/** The JSON body of a POST. @throws ApiRefusal 43002, 44002, 47001. */
export function readApiBody<S extends z.ZodType>(ctx: RouterContext, schema: S): z.output<S> {
  refuseUnless(ctx.method === 'POST', 43002)
  refuseUnless(rawBodyOf(ctx).trim() !== '', 44002)
  const parsed = schema.safeParse(parseJson(rawBodyOf(ctx)))
  refuseUnless(parsed.success, 47001)
  return parsed.data
}

/** Mounts an interface of the mini program that needs an access token and a JSON body. */
export function mountMiniApi<S extends z.ZodType>(
  router: Router,
  world: World,
  path: string,
  schema: S,
  handle: (body: z.output<S>, ctx: RouterContext) => object | Promise<object | undefined>,
): void {
  router.all(path, async (ctx) => {
    refuseUnless(ctx.method === 'POST', 43002)
    const appid = world.tokens.check(queryValue(ctx, 'access_token'))
    refuseUnless(appid === sandboxCredentials.mini.appid, 48001)
    world.limits.count(path, appid)
    const answer = await handle(readApiBody(ctx, schema), ctx)
    if (answer) ctx.body = { errcode: 0, errmsg: 'ok', ...answer }
  })
}

/** The person behind a mini program openid. @throws ApiRefusal 40003. */
export function findUser(world: World, openid: string | undefined): Identity {
  const identity = world.identities.findByOpenid(sandboxCredentials.mini.appid, openid ?? '')
  refuseUnless(identity, 40003)
  return identity
}

const visitWindowMs = 2 * 3600_000

/** A content check needs a known scene and an author who opened the mini program in the last two hours. */
export function checkAuthor(world: World, scene: unknown, openid: string | undefined): void {
  refuseUnless([1, 2, 3, 4].includes(scene as number), 40129)
  findUser(world, openid)
  refuseUnless(world.identities.sinceVisit(openid ?? '') < visitWindowMs, 61010)
}
