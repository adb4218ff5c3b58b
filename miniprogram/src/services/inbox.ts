import type { messageContracts } from '@linli/shared/messages/message.contract'
import { after } from './cursor'
import { call } from './http'
import type { CallOutput } from './http.types'

type Messages = typeof messageContracts

export type InboxMessage = CallOutput<Messages['listMessages']>['items'][number]

export const listMessages = (cursor?: string) =>
  call<Messages['listMessages']>('get', '/api/me/messages', { query: after(cursor) })

export const readMessage = (id: string) =>
  call<Messages['readMessage']>('post', '/api/me/messages/:id/read', { params: { id } })

/** `upTo`: the newest message the person has seen, so that none that comes meanwhile is hidden. */
export const readAllMessages = (upTo: string) =>
  call<Messages['readAllMessages']>('post', '/api/me/messages/read', { body: { upTo } })
