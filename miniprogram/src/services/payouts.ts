import type { payoutAccountContracts, payoutContracts } from '@linli/shared/programmes/payout.contract'
import { after } from './cursor'
import { call, fetchFile } from './http'
import type { CallInput, CallOutput } from './http.types'

type Contracts = typeof payoutContracts

export type Payouts = CallOutput<Contracts['listPayouts']>
export type Payout = Payouts['items'][number]
export type PayoutLine = CallOutput<Contracts['listPayoutLines']>['items'][number]
type Mark = CallInput<Contracts['markPayout']>['body']

export const listPayouts = (query: { area: string; month: string }) =>
  call<Contracts['listPayouts']>('get', '/api/payouts', { query })

/** The next file of a programme; pressed again it is the same one. */
export const makePayout = (body: CallInput<Contracts['makePayout']>['body'], idempotencyKey: string) =>
  call<Contracts['makePayout']>('post', '/api/payouts', { body, idempotencyKey })

export const listPayoutLines = (id: string, state: PayoutLine['state'] | undefined, cursor?: string) =>
  call<Contracts['listPayoutLines']>('get', '/api/payouts/:id/lines', {
    params: { id },
    query: { ...(state === undefined ? {} : { state }), ...after(cursor) },
  })

export const markPayout = (id: string, body: Mark, idempotencyKey: string) =>
  call<Contracts['markPayout']>('post', '/api/payouts/:id/actions', { params: { id }, body, idempotencyKey })

export const fetchPayout = (id: string) =>
  fetchFile<Contracts['exportPayout']>('/api/payouts/:id/export', { params: { id } })

type Accounts = typeof payoutAccountContracts

export type PayoutAccount = CallOutput<Accounts['getPayoutAccount']>
type AccountInput = CallInput<Accounts['setPayoutAccount']>['body']

/** Whom the next file cannot hold yet. */
export const listMissingAccounts = (query: { area: string; month: string; code: string }) =>
  call<Accounts['listMissingAccounts']>('get', '/api/payout-accounts', { query })

export const getPayoutAccount = (personId: string) =>
  call<Accounts['getPayoutAccount']>('get', '/api/payout-accounts/:id', { params: { id: personId } })

export const setPayoutAccount = (personId: string, body: AccountInput) =>
  call<Accounts['setPayoutAccount']>('put', '/api/payout-accounts/:id', { params: { id: personId }, body })
