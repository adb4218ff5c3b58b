import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant } from '../schemas'

/** Ways a message reaches a person. `inbox` is in the app and always used. */
export const channels = ['inbox', 'subscribe', 'sms', 'voice', 'workMessage'] as const
export type Channel = (typeof channels)[number]

/**
 * - `waiting`: not tried yet, or being tried now.
 * - `failed`: the last try failed, the next one is due at `nextAttemptAt`.
 * - `sent`: the channel took it.
 * - `skipped`: the channel cannot reach the person now (no quota, said no, no gateway); others did or will.
 * - `dead`: given up; an administrator sees it and can send it again.
 */
export const deliveryStates = ['waiting', 'sent', 'failed', 'dead', 'skipped'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Without the words of the message: rank gives numbers, not words. */
const deliveryView = z.object({
  id,
  channel: z.enum(channels),
  event: z.string(),
  state: z.enum(deliveryStates),
  /** The recipient as strangers see them: 「王**」. */
  recipient: z.string(),
  attempts: z.number().int(),
  /** Why it failed, for the one who repairs it. */
  reason: z.string().optional(),
  createdAt: instant,
  finishedAt: instant.optional(),
})
export type DeliveryView = z.output<typeof deliveryView>

export const listDeadDeliveries = defineContract({
  method: 'get',
  path: '/api/deliveries/dead',
  summary: '没有送达、已不再自动重发的消息',
  access: ['administrator'],
  query: z.strictObject({ ...pageQuery, district: areaCode }),
  response: pageOf(deliveryView),
  success: 200,
})

export const resendDelivery = defineContract({
  method: 'post',
  path: '/api/deliveries/:id/resend',
  summary: '重发一条没有送达的消息',
  access: ['administrator'],
  params: idParams,
  response: z.object({ state: z.enum(deliveryStates) }),
  success: 200,
  errors: ['record.not_found', 'delivery.not_dead'],
})

export const deliveryContracts = { listDeadDeliveries, resendDelivery }
