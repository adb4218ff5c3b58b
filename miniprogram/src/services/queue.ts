import type { needContracts, QueueScope } from '@linli/shared/needs/need.contract'
import type { registerContracts } from '@linli/shared/register/register.contract'
import type { membershipContracts } from '@linli/shared/users/membership.contract'
import type { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import { readUserId, refreshMe } from '../stores/session'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Needs = typeof needContracts

export type { QueueScope }
export type QueueQuery = CallInput<Needs['listQueue']>['query']
export type IntakeContent = CallInput<Needs['intakeNeed']>['body']
export type FoundPerson = CallOutput<(typeof registerContracts)['findPeople']>['items'][number]

/** One of the caller's lists, what is due first. */
export const listQueue = (query: QueueQuery) => call<Needs['listQueue']>('get', '/api/needs/queue', { query })

export const countQueue = (post: string) =>
  call<Needs['countQueue']>('get', '/api/needs/queue/counts', { query: { post } })

/** Whom a need may be given to, with how much each has on hand. */
export const listAssignablePosts = (id: string) =>
  call<Needs['listAssignablePosts']>('get', '/api/needs/:id/posts', { params: { id } })

/** For someone else: stored on this phone first, sent once. */
export const intakeNeed = (body: IntakeContent, label: string, draftKey: string) =>
  submit<Needs['intakeNeed']>(
    'post',
    '/api/needs/intake',
    { body },
    { label, userId: readUserId(), draftKey },
  )

/** People of the register by whole name or whole phone. */
export const findPeople = (community: string, words: string) =>
  call<(typeof registerContracts)['findPeople']>('post', '/api/register/people/search', {
    body: { community, ...(/^1\d{10}$/.test(words) ? { phone: words } : { name: words }) },
  })

/** Who works in an area, for those above them. */
export const listStaff = (areaCode: string) =>
  call<(typeof membershipContracts)['listMemberships']>('get', '/api/memberships', {
    query: { areaCode, limit: '50' },
  })

/** Volunteers rest by themselves: their other roles stay on duty. */
export async function setVolunteerDuty(isOnDuty: boolean): Promise<void> {
  await call<(typeof volunteerContracts)['setMyVolunteerDuty']>('put', '/api/me/volunteer/duty', {
    body: { isOnDuty },
  })
  await refreshMe()
}
