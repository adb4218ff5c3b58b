import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { id, instant } from '../schemas'

/** One line of the log that nothing in the program can change. */
export const auditEntryView = z.object({
  id,
  at: instant,
  actorId: id,
  actorName: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type AuditEntryView = z.output<typeof auditEntryView>

export const listAuditEntries = defineContract({
  method: 'get',
  path: '/api/audit-entries',
  summary: '操作记录',
  access: ['administrator'],
  query: z.strictObject({ subjectId: z.string().max(80).optional(), actorId: id.optional(), ...pageQuery }),
  response: pageOf(auditEntryView),
  success: 200,
})

export const auditContracts = { listAuditEntries }
