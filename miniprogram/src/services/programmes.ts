import type { programmeContracts } from '@linli/shared/programmes/programme.contract'
import { after } from './cursor'
import { call, fetchFile } from './http'
import type { CallInput, CallOutput } from './http.types'

type Contracts = typeof programmeContracts

export type BenefitCard = CallOutput<Contracts['getCard']>
export type Entitlement = CallOutput<Contracts['listEntitlements']>['items'][number]
export type Settlement = CallOutput<Contracts['getSettlement']>
export type ProgrammeRule = CallOutput<Contracts['listProgrammes']>['items'][number]
export type ProgrammeContent = CallInput<Contracts['putProgramme']>['body']['content']

export const getCard = (person?: string) =>
  call<Contracts['getCard']>('get', '/api/me/card', { query: person === undefined ? {} : { person } })

const statementOf = (month: string, person: string | undefined) => ({
  query: { month, ...(person === undefined ? {} : { person }) },
})

export const fetchStatementPage = (month: string, person?: string) =>
  fetchFile<Contracts['getCardStatement']>('/api/me/card/statement', statementOf(month, person))

export const fetchStatementSheet = (month: string, person?: string) =>
  fetchFile<Contracts['exportCardStatement']>('/api/me/card/statement/export', statementOf(month, person))

export interface EntitlementFilter {
  area: string
  state: Entitlement['state'] | 'lapsed'
  /** Of one programme. */
  code?: string | undefined
}

export const listEntitlements = ({ area, state, code }: EntitlementFilter, cursor: string | undefined) =>
  call<Contracts['listEntitlements']>('get', '/api/entitlements', {
    query: {
      area,
      ...(state === 'lapsed' ? { state: 'approved', isLapsed: 'true' } : { state }),
      ...(code === undefined ? {} : { code }),
      ...after(cursor),
    },
  })

export type EntitlementCount = CallOutput<Contracts['countEntitlements']>['items'][number]

export const countEntitlements = (area: string) =>
  call<Contracts['countEntitlements']>('get', '/api/entitlements/counts', { query: { area } })

export type ApprovalResult = CallOutput<Contracts['approveEntitlements']>

export const approveEntitlements = (rows: readonly Pick<Entitlement, 'id' | 'version'>[]) =>
  call<Contracts['approveEntitlements']>('post', '/api/entitlements/approvals', {
    body: { items: rows.map(({ id, version }) => ({ id, version })) },
  })

export const decideEntitlement = (
  { id, version }: Pick<Entitlement, 'id' | 'version'>,
  action: Entitlement['actions'][number],
  reason?: string,
) =>
  call<Contracts['decideEntitlement']>('post', '/api/entitlements/:id/actions', {
    params: { id },
    body: { action, version, ...(reason === undefined ? {} : { reason }) },
  })

export const getSettlement = (query: { area: string; month: string }) =>
  call<Contracts['getSettlement']>('get', '/api/programmes/settlement', { query })

export const fetchSettlementSheet = (query: { area: string; month: string }) =>
  fetchFile<Contracts['exportSettlement']>('/api/programmes/settlement/export', { query })

export const listProgrammes = (area: string) =>
  call<Contracts['listProgrammes']>('get', '/api/programmes', { query: { area } })

export const putProgramme = (
  area: string,
  code: string,
  body: CallInput<Contracts['putProgramme']>['body'],
) => call<Contracts['putProgramme']>('put', '/api/programmes/:area/:code', { params: { area, code }, body })
