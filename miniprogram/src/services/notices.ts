import type { noticeContracts } from '@linli/shared/notices/notice.contract'
import { after } from './cursor'
import { call, fetchFile } from './http'
import type { CallInput, CallOutput } from './http.types'

type Notices = typeof noticeContracts

export type NoticeSummary = CallOutput<Notices['listNotices']>['items'][number]
export type NoticeView = CallOutput<Notices['getNotice']>
export type NoticeAction = NoticeView['actions'][number]
export type NoticeContent = CallInput<Notices['createNotice']>['body']
export type NoticePress = CallInput<Notices['actOnNotice']>['body']
export type Audience = NoticeContent['audience']
export type NoticeFigures = CallOutput<Notices['getNoticeFigures']>
export type ReachRow = CallOutput<Notices['listNoticeReach']>['items'][number]
export type ReachState = CallInput<Notices['listNoticeReach']>['query']['state']
export type ReachChannel = CallInput<Notices['recordNoticeReach']>['body']['channel']
export type DeskPart = CallInput<Notices['listDeskNotices']>['query']['shown']

export const listNotices = (community: string, shown: 'current' | 'past', cursor?: string) =>
  call<Notices['listNotices']>('get', '/api/notices', { query: { community, shown, ...after(cursor) } })

export const countUnreadNotices = () => call<Notices['countUnreadNotices']>('get', '/api/notices/unread')

export const listDeskNotices = (areaCode: string, shown: DeskPart, cursor?: string) =>
  call<Notices['listDeskNotices']>('get', '/api/notices/desk', {
    query: { areaCode, shown, ...after(cursor) },
  })

export const getNotice = (id: string) =>
  call<Notices['getNotice']>('get', '/api/notices/:id', { params: { id } })

/** The person has it before their eyes; lost it is sent at the next opening. */
export const markNoticeRead = (id: string): void => {
  call<Notices['readNotice']>('post', '/api/notices/:id/read', { params: { id } }).catch(() => undefined)
}

export const getNoticeCard = (id: string) =>
  call<Notices['getNoticeCard']>('get', '/api/notices/:id/card', { params: { id } })

export const fetchNoticePrint = (id: string) =>
  fetchFile<Notices['printNotice']>('/api/notices/:id/print', { params: { id } })

/** How many would get it. */
export const previewAudience = (areaCode: string, audience: Audience) =>
  call<Notices['previewNoticeAudience']>('post', '/api/notices/audience', { body: { areaCode, audience } })

/** Under the key of `sendOnce`: pressed again after a lost answer it is the same draft. */
export const createNotice = (body: NoticeContent, idempotencyKey: string) =>
  call<Notices['createNotice']>('post', '/api/notices', { body, idempotencyKey })

export const editNotice = (id: string, body: CallInput<Notices['editNotice']>['body']) =>
  call<Notices['editNotice']>('put', '/api/notices/:id', { params: { id }, body })

export const actOnNotice = (id: string, body: NoticePress) =>
  call<Notices['actOnNotice']>('post', '/api/notices/:id/actions', { params: { id }, body })

export const getNoticeFigures = (id: string) =>
  call<Notices['getNoticeFigures']>('get', '/api/notices/:id/figures', { params: { id } })

export const listNoticeReach = (id: string, state: ReachState, cursor?: string) =>
  call<Notices['listNoticeReach']>('get', '/api/notices/:id/reach', {
    params: { id },
    query: { state, ...after(cursor) },
  })

/** One tap; tapped again it changes nothing. */
export const recordNoticeReach = (id: string, recipientId: string, channel: ReachChannel) =>
  call<Notices['recordNoticeReach']>('put', '/api/notices/:id/reach/:recipientId', {
    params: { id, recipientId },
    body: { channel },
  })

/** A relative has told her; tapped again it changes nothing. */
export const tellElder = (id: string, personId: string) =>
  call<Notices['tellElder']>('put', '/api/notices/:id/elders/:personId', { params: { id, personId } })

export const getNoticeSettings = (community: string) =>
  call<Notices['getNoticeSettings']>('get', '/api/notices/settings', { query: { community } })

export const setNoticeSettings = (community: string, visitsPerWorkerDay: number) =>
  call<Notices['setNoticeSettings']>('put', '/api/notices/settings', {
    body: { community, visitsPerWorkerDay },
  })
