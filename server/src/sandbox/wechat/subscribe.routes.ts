import type { Router } from '@koa/router'
import { z } from 'zod'
import type { World } from '../world'
import { ApiRefusal, refuseUnless } from './answer'
import { findUser, mountMiniApi } from './api.route'
import { pageExists } from './miniCode.routes'
import { quotaKey, reportSent } from './subscribe'
import { isValidValue, type MessageTemplate } from './template'

/** Libraries send what was not set as an empty string, which WeChat takes for absent. */
const messageBody = z.looseObject({
  touser: z.string().optional(),
  template_id: z.string().optional(),
  page: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  miniprogram_state: z.enum(['', 'developer', 'trial', 'formal']).optional(),
  lang: z.string().optional(),
})

const keptMessages = 500

/** The values by field. @throws ApiRefusal 47003 that names the field that is missing, unknown or too long. */
function readValues(template: MessageTemplate, data: Record<string, unknown>): Record<string, string> {
  const keys = new Set([...Object.keys(template.fields), ...Object.keys(data)])
  const values: Record<string, string> = {}
  for (const key of keys) {
    const field = data[key]
    const value = typeof field === 'object' && field !== null && 'value' in field ? field.value : undefined
    if (!(key in template.fields) || !isValidValue(key, value))
      throw new ApiRefusal(47003, `data.${key}.value invalid`)
    values[key] = String(value)
  }
  return values
}

/** Subscription messages with their quota, and the uniform message that has been dead since 2023. */
export function mountSubscribe(router: Router, world: World): void {
  mountMiniApi(router, world, '/cgi-bin/message/subscribe/send', messageBody, (body) => {
    const { state } = world.store
    const openid = body.touser ?? ''
    findUser(world, openid)
    const template = new Map(Object.entries(world.templates())).get(body.template_id ?? '')
    refuseUnless(template, 40037)
    const page = body.page ?? ''
    refuseUnless(page === '' || pageExists(world, page.split('?')[0] ?? ''), 41030)
    const values = readValues(template, body.data ?? {})
    const key = quotaKey(openid, template.templateId)
    const left = state.quotas[key] ?? 0
    refuseUnless(left > 0, 43101)
    state.quotas[key] = left - 1
    const msgId = 3_000_000_000 + state.nextNumber
    state.nextNumber += 1
    state.messages.push({
      msgId,
      openid,
      templateId: template.templateId,
      page,
      values,
      sentAt: world.clock.now().toISOString(),
    })
    state.messages = state.messages.slice(-keptMessages)
    world.store.touch()
    reportSent(world, openid, template.templateId, msgId)
    return { msgid: msgId }
  })

  mountMiniApi(router, world, '/cgi-bin/message/wxopen/template/uniform_send', z.unknown(), () => {
    throw new ApiRefusal(45109)
  })
}
