import type { paymentContracts, paymentTaskContracts } from '@linli/shared/payments/payment.contract'
import type { payBillContracts } from '@linli/shared/payments/payBill.contract'
import type { PayableKind } from '@linli/shared/payments/payment.state'
import { payChannel } from '../platform/pay'
import { after } from './cursor'
import { call } from './http'
import type { CallOutput } from './http.types'

type Payments = typeof paymentContracts
type Tasks = typeof paymentTaskContracts
type Bills = typeof payBillContracts

export type Payment = CallOutput<Payments['getPayment']>
export type Payable = CallOutput<Payments['getPayable']>
export type PaymentTask = CallOutput<Tasks['listPaymentTasks']>['items'][number]
export type PayBill = CallOutput<Bills['listPayBills']>['items'][number]
export type Payee = CallOutput<Bills['listPayees']>['items'][number]

/** What is paid for. */
export interface PayableRef {
  kind: PayableKind
  id: string
}

export const getPayable = ({ kind, id }: PayableRef) =>
  call<Payments['getPayable']>('get', '/api/payables/:kind/:id', { params: { kind, id } })

/** A second press gives the same payment. */
export const startPayment = ({ kind, id }: PayableRef, amountFen: number) =>
  call<Payments['startPayment']>('post', '/api/payables/:kind/:id/payment', {
    params: { kind, id },
    body: { channel: payChannel, amountFen },
  })

export const getPayment = (id: string) =>
  call<Payments['getPayment']>('get', '/api/payments/:id', { params: { id } })

/** Has the server ask WeChat Pay now. */
export const checkPayment = (id: string) =>
  call<Payments['checkPayment']>('post', '/api/payments/:id/check', { params: { id } })

export const listPaymentTasks = (isOpen: boolean) =>
  call<Tasks['listPaymentTasks']>('get', '/api/payment-tasks', { query: { isOpen: String(isOpen) } })

export const endPaymentTask = (id: string, body: { note: string; isRefundedByHand: boolean }) =>
  call<Tasks['endPaymentTask']>('post', '/api/payment-tasks/:id/end', { params: { id }, body })

export const retryPaymentTask = (id: string) =>
  call<Tasks['retryPaymentTask']>('post', '/api/payment-tasks/:id/retry', { params: { id } })

export const listPayBills = (onlyDifferent: boolean, cursor?: string) =>
  call<Bills['listPayBills']>('get', '/api/pay-bills', {
    query: { onlyDifferent: String(onlyDifferent), ...after(cursor) },
  })

export const getPayBill = (id: string) =>
  call<Bills['getPayBill']>('get', '/api/pay-bills/:id', { params: { id } })

export const repeatPayBill = (id: string) =>
  call<Bills['repeatPayBill']>('post', '/api/pay-bills/:id/repeat', { params: { id } })

export const listPayees = (cursor?: string) =>
  call<Bills['listPayees']>('get', '/api/payees', {
    query: { limit: 50, ...after(cursor) },
  })

export const setPayee = (id: string, mchid: string | null) =>
  call<Bills['setPayee']>('put', '/api/payees/:id', { params: { id }, body: { mchid } })
