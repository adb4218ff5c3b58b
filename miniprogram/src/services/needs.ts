import type { NeedActionInput } from '@linli/shared/needs/need.actions'
import type { needContracts } from '@linli/shared/needs/need.contract'
import type { recordAccessContracts, RecordKind } from '@linli/shared/users/recordAccess.contract'
import { readUserId } from '../stores/session'
import { after } from './cursor'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Needs = typeof needContracts

export type NeedView = CallOutput<Needs['getNeed']>
export type NeedSummary = CallOutput<Needs['listMyNeeds']>['items'][number]
export type NeedAction = NeedView['actions'][number]
export type NeedContent = CallInput<Needs['createNeed']>['body']
export type { NeedActionInput }

export const getNeed = (id: string) => call<Needs['getNeed']>('get', '/api/needs/:id', { params: { id } })

/** One's own; with `forPersonId`, what was raised by proxy for an elder one acts for. */
export const listMyNeeds = (isOpen: boolean, cursor?: string, forPersonId?: string) =>
  call<Needs['listMyNeeds']>('get', '/api/needs/mine', {
    query: {
      isOpen: String(isOpen),
      ...after(cursor),
      ...(forPersonId === undefined ? {} : { forPersonId }),
    },
  })

export const listNearby = (category: string, except: string) =>
  call<Needs['listNearbyNeeds']>('get', '/api/needs/nearby', { query: { category, except } })

/** Whom a complaint may be about. */
export const listSubjects = () => call<Needs['listSubjects']>('get', '/api/needs/subjects')

export const previewNeed = (id: string) =>
  call<Needs['previewNeed']>('get', '/api/needs/:id/preview', { params: { id } })

export const supportNeed = (id: string) =>
  call<Needs['supportNeed']>('post', '/api/needs/:id/support', { params: { id } })

export const releaseNeed = (id: string) =>
  call<Needs['releaseNeed']>('post', '/api/needs/:id/release', { params: { id } })

/** One tap: stored on this phone first, sent once, whatever happens to the network or the app. */
export const raiseNeed = (body: NeedContent, label: string, draftKey?: string) =>
  submit<Needs['createNeed']>('post', '/api/needs', { body }, { label, userId: readUserId(), draftKey })

/** One step on a need, sent once. Rejects with the server's refusal. */
export const actOnNeed = (id: string, body: NeedActionInput, label: string, draftKey?: string) =>
  submit<Needs['actOnNeed']>(
    'post',
    '/api/needs/:id/actions',
    { params: { id }, body },
    { label, userId: readUserId(), draftKey },
  )

/** Opens one record by rank: the reason is written down, and the resident can see it. */
export const openRecord = (kind: RecordKind, recordId: string, reason: string, idempotencyKey: string) =>
  call<(typeof recordAccessContracts)['openRecord']>('post', '/api/record-accesses', {
    body: { kind, recordId, reason },
    idempotencyKey,
  })

export const getNeedCard = (id: string) =>
  call<Needs['getNeedCard']>('get', '/api/needs/:id/card', { params: { id } })
