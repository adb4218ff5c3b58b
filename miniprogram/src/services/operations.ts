import type { deliveryContracts } from '@linli/shared/messages/delivery.contract'
import type { auditContracts } from '@linli/shared/users/audit.contract'
import { after } from './cursor'
import { call } from './http'
import type { CallOutput } from './http.types'

type Deliveries = typeof deliveryContracts
type Audit = typeof auditContracts

export type DeadDelivery = CallOutput<Deliveries['listDeadDeliveries']>['items'][number]

export const listDeadDeliveries = (district: string, cursor?: string) =>
  call<Deliveries['listDeadDeliveries']>('get', '/api/deliveries/dead', {
    query: { district, ...after(cursor) },
  })

export const resendDelivery = (id: string) =>
  call<Deliveries['resendDelivery']>('post', '/api/deliveries/:id/resend', { params: { id } })

export type AuditEntry = CallOutput<Audit['listAuditEntries']>['items'][number]

export const listAuditEntries = (subjectId: string, cursor?: string) =>
  call<Audit['listAuditEntries']>('get', '/api/audit-entries', {
    query: { ...(subjectId === '' ? {} : { subjectId }), ...after(cursor) },
  })
