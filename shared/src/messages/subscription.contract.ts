import { z } from 'zod'
import { defineContract } from '../contract'
import { subscriptionMomentNames, templateKeys } from './templates'

/** What the person answered for each template, as `wx.requestSubscribeMessage` says it. */
export const subscriptionAnswers = ['accept', 'acceptWithAudio', 'reject', 'ban', 'filter'] as const
export type SubscriptionAnswer = (typeof subscriptionAnswers)[number]

const templateView = z.object({
  key: z.enum(templateKeys),
  /** What to hand to `wx.requestSubscribeMessage`. */
  templateId: z.string(),
  title: z.string(),
  /** Messages that may still be sent to this person. */
  remaining: z.number().int().min(0),
})

/** Which templates to ask for now, from a tap; empty where none is set up or enough is left. */
export const listSubscriptions = defineContract({
  method: 'get',
  path: '/api/me/subscriptions',
  summary: '现在可以请求哪些订阅消息',
  access: 'user',
  query: z.strictObject({ moment: z.enum(subscriptionMomentNames) }),
  response: z.object({ items: z.array(templateView).max(3) }),
  success: 200,
})

export const reportSubscriptions = defineContract({
  method: 'post',
  path: '/api/me/subscriptions',
  summary: '告诉服务器用户同意了哪些订阅消息',
  access: 'user',
  body: z.strictObject({ results: z.partialRecord(z.enum(templateKeys), z.enum(subscriptionAnswers)) }),
  success: 204,
  perMinute: 20,
})

/** Sent by WeChat's console to check the address. */
export const verifyWechatPush = defineContract({
  method: 'get',
  path: '/api/wechat/push',
  summary: '微信消息推送：地址验证',
  access: 'public',
  query: z.looseObject({
    signature: z.string(),
    timestamp: z.string(),
    nonce: z.string(),
    echostr: z.string(),
  }),
  produces: 'text/plain',
  success: 200,
  errors: ['push.refused'],
})

/** Sent by WeChat, signed and encrypted; answered before anything is done about it. */
export const receiveWechatPush = defineContract({
  method: 'post',
  path: '/api/wechat/push',
  summary: '微信消息推送：事件',
  access: 'public',
  query: z.looseObject({ timestamp: z.string(), nonce: z.string() }),
  produces: 'text/plain',
  success: 200,
  errors: ['push.refused'],
  perMinute: 6000,
})

export const subscriptionContracts = {
  listSubscriptions,
  reportSubscriptions,
  verifyWechatPush,
  receiveWechatPush,
}
