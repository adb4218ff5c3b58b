import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { id, idParams, instant } from '../schemas'

export const messageView = z.object({
  id,
  /** `noun.pastVerb`, such as `need.accepted`; decides the picture beside the message. */
  event: z.string(),
  title: z.string(),
  body: z.string(),
  /** Where a tap leads: a page of the mini program with its query. */
  page: z.string(),
  needId: id.optional(),
  isUrgent: z.boolean(),
  isRead: z.boolean(),
  at: instant,
})
export type MessageView = z.output<typeof messageView>

/** Unread messages, counted up to 100: show 「99+」 from there. */
const unread = z.number().int().min(0).max(100)

export const listMessages = defineContract({
  method: 'get',
  path: '/api/me/messages',
  summary: '我的消息，新的在前',
  access: 'user',
  query: z.strictObject(pageQuery),
  response: pageOf(messageView).extend({ unread }),
  success: 200,
})

export const readMessage = defineContract({
  method: 'post',
  path: '/api/me/messages/:id/read',
  summary: '标为已读',
  access: 'user',
  params: idParams,
  response: z.object({ unread }),
  success: 200,
  errors: ['record.not_found'],
})

export const readAllMessages = defineContract({
  method: 'post',
  path: '/api/me/messages/read',
  summary: '全部标为已读',
  access: 'user',
  /** Up to and including the newest one the person has seen, so that none that comes meanwhile is hidden. */
  body: z.strictObject({ upTo: id }),
  response: z.object({ unread }),
  success: 200,
})

/** How messages about work waiting in a queue reach staff outside the app; urgent ones always come at once. */
const messagePreference = z.object({ queueMessages: z.enum(['instant', 'digest']) })

export const getMessagePreference = defineContract({
  method: 'get',
  path: '/api/me/message-preference',
  summary: '我的消息设置',
  access: 'user',
  response: messagePreference,
  success: 200,
})

export const setMessagePreference = defineContract({
  method: 'put',
  path: '/api/me/message-preference',
  summary: '改消息设置：任务消息马上通知，或每天早上汇总一次',
  access: 'user',
  body: z.strictObject(messagePreference.shape),
  response: messagePreference,
  success: 200,
})

/** One thing of mine that changed; fetch it again. */
export const change = z.object({ kind: z.enum(['message', 'need', 'careOrder']), id })
export type Change = z.output<typeof change>

/**
 * What a client missed while it was away. Without `since` it answers only the cursor to start from. Things may
 * be named again that were named before; none is left out. `isComplete: false`: too much, or too long ago, so
 * fetch all that is on screen.
 */
export const listChanges = defineContract({
  method: 'get',
  path: '/api/me/changes',
  summary: '离线期间变化了什么',
  access: 'user',
  query: z.strictObject({ since: z.string().max(40).optional() }),
  response: z.object({ cursor: z.string(), isComplete: z.boolean(), changes: z.array(change), unread }),
  success: 200,
})

export const messageContracts = {
  listMessages,
  readMessage,
  readAllMessages,
  getMessagePreference,
  setMessagePreference,
  listChanges,
}
