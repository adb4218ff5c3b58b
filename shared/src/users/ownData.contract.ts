import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { id, instant } from '../schemas'
import { consentKinds } from './consents'

/** What is held about a person, in words, part by part. */
export const dataSection = z.object({
  title: z.string(),
  items: z.array(z.object({ label: z.string(), value: z.string() })),
})
export type DataSection = z.output<typeof dataSection>

export const consentView = z.object({
  kind: z.enum(consentKinds),
  title: z.string(),
  purpose: z.string(),
  /** What taking it back would mean. */
  withdrawal: z.string(),
  version: z.string(),
  isGiven: z.boolean(),
  givenAt: instant.optional(),
  /** Who wrote it down where it was given in person before staff; absent: by herself. */
  writtenByName: z.string().optional(),
  withdrawnAt: instant.optional(),
})

/** Something that law obliges to keep after the account is gone, locked until a date. */
export const keptRecord = z.object({ what: z.string(), basis: z.string(), until: instant })
export type KeptRecord = z.output<typeof keptRecord>

export const getOwnData = defineContract({
  method: 'get',
  path: '/api/me/data',
  summary: '查看我的信息',
  access: 'user',
  response: z.object({ sections: z.array(dataSection) }),
  success: 200,
  perMinute: 30,
})

export const exportOwnData = defineContract({
  method: 'get',
  path: '/api/me/export',
  summary: '下载我的信息',
  access: 'user',
  produces: 'application/json',
  success: 200,
  perMinute: 5,
})

export const listConsents = defineContract({
  method: 'get',
  path: '/api/me/consents',
  summary: '我同意过什么',
  access: 'user',
  response: z.object({ items: z.array(consentView) }),
  success: 200,
})

export const giveConsent = defineContract({
  method: 'post',
  path: '/api/me/consents',
  summary: '同意一项',
  access: 'user',
  /** The version that was shown; an old one is refused. */
  body: z.strictObject({ kind: z.enum(consentKinds), version: z.string().max(20) }),
  response: consentView,
  success: 200,
  errors: ['request.conflict'],
})

export const withdrawConsent = defineContract({
  method: 'post',
  path: '/api/me/consents/:kind/withdraw',
  summary: '撤回一项同意',
  access: 'user',
  params: z.strictObject({ kind: z.enum(consentKinds) }),
  response: consentView,
  success: 200,
})

/** The account ends at once; what may not be deleted yet is named in the answer. */
export const deleteAccount = defineContract({
  method: 'post',
  path: '/api/me/deletion',
  summary: '注销账号',
  access: 'user',
  body: z.strictObject({ confirm: z.literal('注销') }),
  response: z.object({ kept: z.array(keptRecord) }),
  success: 200,
  errors: ['account.holds_roles', 'account.has_open_matters'],
  perMinute: 5,
})

export const recordAccessView = z.object({
  id,
  at: instant,
  byName: z.string(),
  byRole: z.string(),
  what: z.string(),
  reason: z.string(),
})
export type RecordAccessView = z.output<typeof recordAccessView>

/** Who opened my records by rank, and why. */
export const listOwnRecordAccesses = defineContract({
  method: 'get',
  path: '/api/me/record-accesses',
  summary: '谁打开过我的记录',
  access: 'user',
  query: z.strictObject(pageQuery),
  response: pageOf(recordAccessView),
  success: 200,
})

export const ownDataContracts = {
  getOwnData,
  exportOwnData,
  listConsents,
  giveConsent,
  withdrawConsent,
  deleteAccount,
  listOwnRecordAccesses,
}
