import type { waitingContracts } from '@linli/shared/workbench/waiting.contract'
import { call } from './http'
import type { CallOutput } from './http.types'

type Contracts = typeof waitingContracts

export type WaitingList = CallOutput<Contracts['listWaiting']>
export type WaitingItem = WaitingList['items'][number]

/** What waits for one's own role besides the needs of its queue, the most pressing first. */
export const listWaiting = (membership: string) =>
  call<Contracts['listWaiting']>('get', '/api/workbench/waiting', { query: { membership } })
