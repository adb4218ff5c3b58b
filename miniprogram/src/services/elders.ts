import type { elderContracts } from '@linli/shared/elders/elder.contract'
import type { CapacityState } from '@linli/shared/elders/elder'
import { after } from './cursor'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'

type Elders = typeof elderContracts

export type ElderRow = CallOutput<Elders['listElders']>['items'][number]
export type Elder = CallOutput<Elders['getElder']>
export type ElderSecrets = CallOutput<Elders['unmaskElder']>
export type ElderChange = CallInput<Elders['updateElder']>['body']

export type ElderFilter = 'all' | 'alone' | 'doubted' | 'gone'

/** The register of elders, the oldest first. */
export const listElders = (area: string, filter: ElderFilter, cursor?: string) =>
  call<Elders['listElders']>('get', '/api/elders', {
    query: {
      area,
      ...(filter === 'alone' ? { livesAlone: 'true' } : {}),
      ...(filter === 'gone' ? { isGone: 'true' } : {}),
      ...(filter === 'doubted' ? { capacity: 'doubted' } : {}),
      ...after(cursor),
    },
  })

export const getElder = (id: string) => call<Elders['getElder']>('get', '/api/elders/:id', { params: { id } })

export const getOwnElder = () => call<Elders['getOwnElder']>('get', '/api/me/elder')

/** Health, means and contacts in clear; the elder sees who looked, and why. */
export const unmaskElder = (id: string, reason: string) =>
  call<Elders['unmaskElder']>('post', '/api/elders/:id/unmask', { params: { id }, body: { reason } })

export const updateElder = (id: string, body: ElderChange) =>
  call<Elders['updateElder']>('patch', '/api/elders/:id', { params: { id }, body })

/** Large print and large buttons on her own telephone; she turns them off as she likes. */
export const openElderMode = (id: string) =>
  call<Elders['openElderMode']>('post', '/api/elders/:id/elder-mode', { params: { id } })

export const setCapacity = (id: string, from: CapacityState, to: CapacityState, note: string) =>
  call<Elders['setCapacity']>('post', '/api/elders/:id/capacity', {
    params: { id },
    body: { from, to, note },
  })
