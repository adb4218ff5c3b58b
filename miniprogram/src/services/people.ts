import type { joinCodeContracts } from '@linli/shared/users/joinCode.contract'
import type { membershipContracts } from '@linli/shared/users/membership.contract'
import type { peopleContracts } from '@linli/shared/users/people.contract'
import type { UserLevel } from '@linli/shared/users/roles'
import type { verificationContracts } from '@linli/shared/users/verification.contract'
import { after } from './cursor'
import { call, fetchFile } from './http'
import type { CallInput, CallOutput } from './http.types'

type Verifications = typeof verificationContracts
type People = typeof peopleContracts
type JoinCodes = typeof joinCodeContracts
type Memberships = typeof membershipContracts

export type Verification = CallOutput<Verifications['listVerifications']>['items'][number]
export type VerificationDecision = CallInput<Verifications['decideVerification']>['body']

export const listVerifications = (community: string | undefined, cursor?: string) =>
  call<Verifications['listVerifications']>('get', '/api/verifications', {
    query: { ...after(cursor), ...(community === undefined ? {} : { community }) },
  })

export const decideVerification = (id: string, body: VerificationDecision) =>
  call<Verifications['decideVerification']>('post', '/api/verifications/:id/decide', {
    params: { id },
    body,
  })

export type Person = CallOutput<People['listUsers']>['items'][number]

export interface PeopleFilter {
  community: string
  level?: UserLevel
  search?: string
}

export const listPeople = (filter: PeopleFilter, cursor?: string) =>
  call<People['listUsers']>('post', '/api/users/search', { body: { ...filter, ...after(cursor) } })

export const unmaskPerson = (id: string, reason: string) =>
  call<People['unmaskUser']>('post', '/api/users/:id/unmask', { params: { id }, body: { reason } })

export const checkPhoneInPerson = (id: string, phone: string, note: string) =>
  call<People['checkPhoneInPerson']>('post', '/api/users/:id/phone', {
    params: { id },
    body: { phone, note },
  })

export type JoinCode = CallOutput<JoinCodes['listJoinCodes']>['items'][number]
export type JoinCodeInput = CallInput<JoinCodes['createJoinCode']>['body']

export const listJoinCodes = (community: string, cursor?: string) =>
  call<JoinCodes['listJoinCodes']>('get', '/api/join-codes', { query: { community, ...after(cursor) } })

export const createJoinCode = (body: JoinCodeInput, idempotencyKey: string) =>
  call<JoinCodes['createJoinCode']>('post', '/api/join-codes', { body, idempotencyKey })

export const revokeJoinCode = (code: string, reason: string) =>
  call<JoinCodes['revokeJoinCode']>('post', '/api/join-codes/:code/revoke', {
    params: { code },
    body: { reason },
  })

export const fetchJoinCodeImage = (code: string) =>
  fetchFile<JoinCodes['getJoinCodeImage']>('/api/join-codes/:code/image', { params: { code } })

export const fetchJoinCodeSheet = (code: string) =>
  fetchFile<JoinCodes['getJoinCodeSheet']>('/api/join-codes/:code/sheet', { params: { code } })

export type HeldMembership = CallOutput<Memberships['listMemberships']>['items'][number]
export type MembershipInput = CallInput<Memberships['grantMembership']>['body']
export type HeldWork = CallOutput<Memberships['listHeldWork']>['items'][number]

export const listMemberships = (
  query: Pick<CallInput<Memberships['listMemberships']>['query'] & object, 'areaCode' | 'unitId' | 'role'>,
  cursor?: string,
) =>
  call<Memberships['listMemberships']>('get', '/api/memberships', { query: { ...query, ...after(cursor) } })

export type Grantee = CallOutput<Memberships['findGrantees']>['items'][number]

export const findGrantees = (areaCode: string, name: string) =>
  call<Memberships['findGrantees']>('post', '/api/memberships/candidates', { body: { areaCode, name } })

export const grantMembership = (body: MembershipInput, idempotencyKey: string) =>
  call<Memberships['grantMembership']>('post', '/api/memberships', { body, idempotencyKey })

export const setWorkAccount = (id: string, workAccount: string | null) =>
  call<Memberships['setWorkAccount']>('put', '/api/memberships/:id/work-account', {
    params: { id },
    body: { workAccount },
  })

export const listHeldWork = (id: string) =>
  call<Memberships['listHeldWork']>('get', '/api/memberships/:id/work', { params: { id } })

export const endMembership = (id: string, reason: string, moveTo: string | undefined) =>
  call<Memberships['endMembership']>('post', '/api/memberships/:id/end', {
    params: { id },
    body: { reason, ...(moveTo === undefined ? {} : { moveTo }) },
  })
