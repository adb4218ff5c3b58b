import { randomBytes } from 'node:crypto'
import type { Router, RouterContext } from '@koa/router'
import { z } from 'zod'
import { sandboxCredentials } from '../credentials'
import type { Identity } from '../identities/identity'
import { answerPopup, quotaKey, refuseInSettings } from '../wechat/subscribe'
import type { World } from '../world'
import { ControlError, readControlBody } from './control.route'

const identityBody = z.strictObject({
  key: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .optional(),
  name: z.string().min(1).max(40),
  roleLine: z.string().max(80).optional(),
  group: z.string().max(40).optional(),
  phone: z.string().min(5).max(20).optional(),
  openid: z
    .string()
    .regex(/^[\w-]{6,64}$/)
    .optional(),
  unionid: z
    .string()
    .regex(/^[\w-]{6,64}$/)
    .nullable()
    .optional(),
  isSnapshot: z.boolean().optional(),
})

const webCodeBody = z.strictObject({
  scope: z.enum(['snsapi_base', 'snsapi_userinfo']).default('snsapi_userinfo'),
})

const subscribeBody = z.strictObject({
  templateId: z.union([z.string(), z.array(z.string()).min(1).max(5)]),
  times: z.number().int().min(1).max(1000).default(1),
  answer: z.enum(['accept', 'reject', 'reject-in-settings']).default('accept'),
})

const { mini, web } = sandboxCredentials

function describe(world: World, identity: Identity): object {
  const openid = identity.openids[mini.appid] ?? ''
  const quotas = Object.fromEntries(
    Object.keys(world.templates()).map((templateId) => [
      templateId,
      world.store.state.quotas[quotaKey(openid, templateId)] ?? 0,
    ]),
  )
  return { ...identity, openid, webOpenid: identity.openids[web.appid], quotas }
}

/** Identities and what they do with their phones: log in, tap buttons, accept messages. */
export function mountIdentityControl(router: Router, world: World): void {
  const find = (ctx: RouterContext): Identity => {
    const identity = world.identities.find(ctx.params.id ?? '')
    if (!identity) throw new ControlError(404, 'no such identity; see GET /sandbox/identities')
    return identity
  }
  const issue = (identity: Identity, purpose: 'login' | 'phone') =>
    world.codes.issue({ purpose, appid: mini.appid, identityId: identity.id })

  router.get('/sandbox/identities', (ctx) => {
    ctx.body = { identities: world.identities.list().map((identity) => describe(world, identity)) }
  })
  router.get('/sandbox/identities/:id', (ctx) => {
    ctx.body = describe(world, find(ctx))
  })
  router.post('/sandbox/identities', (ctx) => {
    const { key = `made-${randomBytes(6).toString('hex')}`, ...given } = readControlBody(ctx, identityBody)
    const [identity] = world.identities.register([{ key, ...given }])
    ctx.status = 201
    if (identity) ctx.body = describe(world, identity)
  })
  router.post('/sandbox/identities/:id/js-code', (ctx) => {
    const identity = find(ctx)
    world.identities.recordVisit(identity)
    ctx.body = { code: issue(identity, 'login') }
  })
  router.post('/sandbox/identities/:id/phone-code', (ctx) => {
    const identity = find(ctx)
    if (identity.phone === undefined) throw new ControlError(409, 'this identity has no phone number')
    ctx.body = { code: issue(identity, 'phone') }
  })
  router.post('/sandbox/identities/:id/oauth-code', (ctx) => {
    const identity = find(ctx)
    const { scope } = readControlBody(ctx, webCodeBody)
    world.identities.recordVisit(identity)
    ctx.body = {
      code: world.codes.issue({ purpose: 'web', appid: web.appid, identityId: identity.id, scope }),
    }
  })
  router.post('/sandbox/identities/:id/visit', (ctx) => {
    world.identities.recordVisit(find(ctx))
    ctx.status = 204
  })
  router.post('/sandbox/identities/:id/subscribe', (ctx) => {
    const identity = find(ctx)
    const { templateId, times, answer } = readControlBody(ctx, subscribeBody)
    const templateIds = [templateId].flat()
    const unknown = templateIds.find((id) => !(id in world.templates()))
    if (unknown !== undefined)
      throw new ControlError(404, `no template ${unknown}; see GET /sandbox/templates`)
    if (answer === 'reject-in-settings') for (const id of templateIds) refuseInSettings(world, identity, id)
    else answerPopup(world, identity, templateIds, { times, isAccepted: answer === 'accept' })
    ctx.body = describe(world, identity)
  })
}
