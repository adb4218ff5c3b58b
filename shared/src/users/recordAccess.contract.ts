import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { id, instant, text } from '../schemas'

/** What can be opened by rank, one record at a time; `careStatement` also by the station where it is asked about. */
export const recordKinds = ['need', 'person', 'user', 'careOrder', 'careStatement'] as const
export type RecordKind = (typeof recordKinds)[number]

export const recordKindNames: Record<RecordKind, string> = {
  need: '您的一件诉求',
  person: '您的登记信息',
  user: '您的账号信息',
  careOrder: '您的一次养老服务',
  careStatement: '您的养老服务对账单',
}

/** Opens one record for thirty minutes; the resident sees who did, and why. */
export const openRecord = defineContract({
  method: 'post',
  path: '/api/record-accesses',
  summary: '写明原因，打开一份记录',
  access: ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer', 'administrator', 'unitStaff'],
  body: z.strictObject({ kind: z.enum(recordKinds), recordId: id, reason: text(limits.reasonText, 4) }),
  response: z.object({ id, until: instant }),
  success: 201,
  errors: ['record.not_found'],
  perMinute: 20,
})

export const recordAccessContracts = { openRecord }
