import type { monthBillContracts } from '@linli/shared/elderCare/monthBill.contract'
import { call, fetchFile } from './http'
import type { CallOutput } from './http.types'
import { submit } from './outgoing'
import { readUserId } from '../stores/session'

type Contracts = typeof monthBillContracts

export type OwnBill = CallOutput<Contracts['getMonthBill']>
export type MonthBills = CallOutput<Contracts['listMonthBills']>
export type BillLine = MonthBills['items'][number]
/** Whose month at which unit. */
export type BillKey = Pick<BillLine, 'unitId' | 'personId' | 'month'>

export const getMonthBill = (month: string, person?: string) =>
  call<Contracts['getMonthBill']>('get', '/api/me/care-bill', {
    query: { month, ...(person === undefined ? {} : { person }) },
  })

export const listMonthBills = (query: { post: string; month: string }, isReceived: boolean) =>
  call<Contracts['listMonthBills']>('get', '/api/elder-care/bills', {
    query: { ...query, isReceived: String(isReceived) },
  })

export const getUnitMonthBill = ({ unitId, personId, month }: BillKey) =>
  call<Contracts['getUnitMonthBill']>('get', '/api/elder-care/bills/:unitId/:personId/:month', {
    params: { unitId, personId, month },
  })

/** All that the elder owes the unit for the month, by one press. */
export const receiveMonthBill = ({ unitId, personId, month }: BillKey, fen: number, label: string) =>
  submit<Contracts['receiveMonthBill']>(
    'post',
    '/api/elder-care/bills/:unitId/:personId/:month/receive',
    { params: { unitId, personId, month }, body: { fen } },
    { label, userId: readUserId() },
  )

export const fetchMonthBills = (post: string, month: string) =>
  fetchFile<Contracts['exportMonthBills']>('/api/elder-care/bills/export', { query: { post, month } })
