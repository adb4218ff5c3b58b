import type { personContracts } from '@linli/shared/register/person.contract'
import type { registerContracts } from '@linli/shared/register/register.contract'
import type { PersonState } from '@linli/shared/register/register'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'

type People = typeof personContracts

/** One person of the register, masked. */
export type RegisterRecord = CallOutput<People['getPerson']>
export type ClearPerson = CallOutput<People['unmaskPerson']>

export const getRegisterRecord = (id: string) =>
  call<People['getPerson']>('get', '/api/register/people/:id', { params: { id } })

/** Name, phone and birth date in clear; the person sees who looked, and why. */
export const unmaskRegisterRecord = (id: string, reason: string) =>
  call<People['unmaskPerson']>('post', '/api/register/people/:id/unmask', {
    params: { id },
    body: { reason },
  })

/** How a person is, with what it rests on. @param from the state the page shows. */
export const setPersonState = (
  id: string,
  body: { from: PersonState; to: PersonState; note: string; photoId?: string },
  idempotencyKey: string,
) =>
  call<People['setPersonState']>('post', '/api/register/people/:id/state', {
    params: { id },
    body,
    idempotencyKey,
  })

/** The homes of a building, by room. */
export const listHomes = async (building: string) =>
  (
    await call<(typeof registerContracts)['listHomes']>('get', '/api/register/homes', {
      query: { building },
    })
  ).items

export type NewPerson = CallInput<People['addPerson']>['body']

export const addPerson = (body: NewPerson, idempotencyKey: string) =>
  call<People['addPerson']>('post', '/api/register/people', { body, idempotencyKey })

export type Correction = CallInput<People['correctPerson']>['body']

/** Sets right what the register has of a person; only what is given changes. */
export const correctPerson = (id: string, body: Correction, idempotencyKey: string) =>
  call<People['correctPerson']>('post', '/api/register/people/:id/corrections', {
    params: { id },
    body,
    idempotencyKey,
  })
