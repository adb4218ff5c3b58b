import type { VolunteerState } from '@linli/shared/volunteers/volunteer'
import type { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import { readUserId } from '../stores/session'
import { after } from './cursor'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Volunteers = typeof volunteerContracts

export type OwnVolunteer = CallOutput<Volunteers['applyAsVolunteer']>
export type Volunteer = CallOutput<Volunteers['listVolunteers']>['items'][number]
export type VolunteerApplication = CallInput<Volunteers['applyAsVolunteer']>['body']
export type VolunteerDecision = CallInput<Volunteers['decideVolunteer']>['body']
export type VolunteerDates = CallInput<Volunteers['updateVolunteer']>['body']

export const getMyVolunteer = () => call<Volunteers['getMyVolunteer']>('get', '/api/me/volunteer')

/** Stored on this phone first, sent once. */
export const applyAsVolunteer = (body: VolunteerApplication, draftKey: string) =>
  submit<Volunteers['applyAsVolunteer']>(
    'post',
    '/api/volunteers',
    { body },
    { label: '志愿者报名', userId: readUserId(), draftKey },
  )

export const updateMyVolunteer = (body: CallInput<Volunteers['updateMyVolunteer']>['body']) =>
  call<Volunteers['updateMyVolunteer']>('patch', '/api/me/volunteer', { body })

export const setMyVolunteerDuty = (isOnDuty: boolean) =>
  call<Volunteers['setMyVolunteerDuty']>('put', '/api/me/volunteer/duty', { body: { isOnDuty } })

/** With `isHandedBack` what is still in hand goes back to the community; without it the server says what it is. */
export const resignAsVolunteer = (body: NonNullable<CallInput<Volunteers['resignAsVolunteer']>['body']>) =>
  call<Volunteers['resignAsVolunteer']>('post', '/api/me/volunteer/resignation', { body })

export const listVolunteers = (community: string, state: VolunteerState, cursor?: string) =>
  call<Volunteers['listVolunteers']>('get', '/api/volunteers', {
    query: { community, state, ...after(cursor) },
  })

export const decideVolunteer = (id: string, body: VolunteerDecision) =>
  call<Volunteers['decideVolunteer']>('post', '/api/volunteers/:id/decision', { params: { id }, body })

export const updateVolunteer = (id: string, body: VolunteerDates) =>
  call<Volunteers['updateVolunteer']>('patch', '/api/volunteers/:id', { params: { id }, body })

export const endVolunteer = (id: string, reason: string) =>
  call<Volunteers['endVolunteer']>('post', '/api/volunteers/:id/end', {
    params: { id },
    body: { reason, moveTo: 'triage' },
  })
