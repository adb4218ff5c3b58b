import { listAuditEntries as listContract, type AuditEntryView } from '@linli/shared/users/audit.contract'
import { toPage } from '../../lib/toPage'
import { route, type Route } from '../../http/route'
import { listAuditEntries } from './audit.service'

type Entry = Awaited<ReturnType<typeof listAuditEntries>>['rows'][number]

const toView = (entry: Entry): AuditEntryView => ({
  id: entry._id.toString(),
  at: entry.at.toISOString(),
  actorId: entry.actorId.toString(),
  actorName: entry.actorName,
  action: entry.action,
  subjectKind: entry.subjectKind,
  subjectId: entry.subjectId,
  details: entry.details as AuditEntryView['details'],
})

export const auditRoutes: Route[] = [
  route(listContract, async ({ actor, query }) => {
    const { rows, hidden } = await listAuditEntries(actor, query)
    const page = toPage(rows, query.limit, (entry) => entry._id.toString(), toView)
    return { ...page, items: page.items.filter(({ subjectId }) => !hidden.has(subjectId)) }
  }),
]
