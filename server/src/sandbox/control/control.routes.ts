import type { Router } from '@koa/router'
import { z } from 'zod'
import { dropUndefined } from '../../lib/dropUndefined'
import { sandboxCredentials } from '../credentials'
import { faultSchema } from '../kernel/fault'
import { queryValue } from '../kernel/body'
import { textRules } from '../wechat/content.rule'
import type { World } from '../world'
import { ControlError, readControlBody } from './control.route'

const faultsBody = z.strictObject({ faults: z.array(faultSchema).max(100) })

const limitsBody = z.strictObject({
  limits: z.record(
    z.string(),
    z.strictObject({
      perMinute: z.number().int().min(0).optional(),
      perDay: z.number().int().min(0).optional(),
    }),
  ),
})

/** Where the clock may be set: far enough, and no further than certificates and timers can follow. */
const latest = Date.parse('2200-01-01T00:00:00Z')
const now = z.iso.datetime({ offset: true }).refine((text) => text >= '1970' && Date.parse(text) < latest)

const clockBody = z.union([
  z.strictObject({ now }),
  z.strictObject({ advanceSeconds: z.number().min(0).max(5e9) }),
  z.strictObject({ reset: z.literal(true) }),
])

const pushBody = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
  mode: z.enum(['safe', 'plain']).optional(),
  format: z.enum(['json', 'xml']).optional(),
})

const templateBody = z.strictObject({
  templateId: z.string().regex(/^[\w-]{8,64}$/),
  title: z.string().min(1).max(40),
  fields: z.record(z.string().regex(/^[a-z_]+\d+$/), z.string()),
})

function describeClock(world: World): object {
  return { now: world.clock.now().toISOString(), offsetSeconds: world.clock.offsetMs() / 1000 }
}

function shiftClock(world: World, change: z.output<typeof clockBody>): void {
  const { clock } = world
  if ('reset' in change) clock.setOffset(0)
  else if ('now' in change) clock.setOffset(clock.offsetMs() + Date.parse(change.now) - clock.nowMs())
  else {
    const forwardMs = change.advanceSeconds * 1000
    if (clock.nowMs() + forwardMs >= latest) throw new ControlError(400, 'the clock ends in 2200')
    clock.setOffset(clock.offsetMs() + forwardMs)
  }
  world.store.state.clockOffsetMs = clock.offsetMs()
  world.store.touch()
}

/** The switches of the sandbox: clock, faults, pushes, templates, what was received, and back to the start. */
export function mountControl(router: Router, world: World): void {
  router.get('/sandbox', (ctx) => {
    ctx.body = { ...sandboxCredentials, textRules, push: world.pushes.target(), clock: describeClock(world) }
  })

  router.get('/sandbox/requests', (ctx) => {
    ctx.body = { requests: world.log.list(queryValue(ctx, 'path')) }
  })
  router.delete('/sandbox/requests', (ctx) => {
    world.log.clear()
    ctx.status = 204
  })

  router.get('/sandbox/faults', (ctx) => {
    ctx.body = { faults: world.faults.list() }
  })
  router.put('/sandbox/faults', (ctx) => {
    world.faults.replace(readControlBody(ctx, faultsBody).faults)
    ctx.body = { faults: world.faults.list() }
  })

  router.get('/sandbox/limits', (ctx) => {
    ctx.body = { limits: world.limits.list() }
  })
  router.put('/sandbox/limits', (ctx) => {
    world.limits.change(readControlBody(ctx, limitsBody).limits)
    ctx.body = { limits: world.limits.list() }
  })

  router.get('/sandbox/clock', (ctx) => {
    ctx.body = describeClock(world)
  })
  router.put('/sandbox/clock', (ctx) => {
    shiftClock(world, readControlBody(ctx, clockBody))
    ctx.body = describeClock(world)
  })

  router.get('/sandbox/pushes', (ctx) => {
    ctx.body = { pushes: world.pushes.list() }
  })
  router.put('/sandbox/push', (ctx) => {
    world.pushes.setTarget(dropUndefined(readControlBody(ctx, pushBody)))
    ctx.body = world.pushes.target()
  })
  router.post('/sandbox/push/verify', async (ctx) => {
    ctx.body = { isVerified: await world.pushes.verifyTarget() }
  })

  router.get('/sandbox/templates', (ctx) => {
    ctx.body = { templates: Object.values(world.templates()) }
  })
  router.post('/sandbox/templates', (ctx) => {
    const template = readControlBody(ctx, templateBody)
    world.store.state.templates[template.templateId] = template
    world.store.touch()
    ctx.status = 201
    ctx.body = template
  })

  router.get('/sandbox/messages', (ctx) => {
    const openid = queryValue(ctx, 'openid')
    const { messages } = world.store.state
    ctx.body = { messages: openid === undefined ? messages : messages.filter((m) => m.openid === openid) }
  })

  router.post('/sandbox/reset', (ctx) => {
    world.reset()
    ctx.status = 204
  })
}
