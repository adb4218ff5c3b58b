import type { ReportReason } from '@linli/shared/moderation/moderation'
import { Report, type ReportRecord } from './report.model'

/** What was said of one piece, by reason; nobody learns who said it. */
export interface ReportGroup {
  reason: ReportReason
  times: number
  notes: string[]
}

const mostRead = 500
const mostNotes = 5

type Row = Pick<ReportRecord, 'subjectKind' | 'subjectId' | 'reason' | 'note'>

function addTo(groups: ReportGroup[], { reason, note }: Row): ReportGroup[] {
  const group = groups.find((known) => known.reason === reason) ?? { reason, times: 0, notes: [] }
  const notes = note !== undefined && group.notes.length < mostNotes ? [...group.notes, note] : group.notes
  return [...groups.filter((known) => known !== group), { reason, times: group.times + 1, notes }]
}

/** Open reports of all these cases in one read, by `kind:id`. */
export async function readReportGroups(
  checks: readonly { subjectKind: string; subjectId: string; reportCount: number }[],
): Promise<Map<string, ReportGroup[]>> {
  const ids = checks.filter(({ reportCount }) => reportCount > 0).map(({ subjectId }) => subjectId)
  const groups = new Map<string, ReportGroup[]>()
  if (ids.length === 0) return groups
  const rows = await Report.find(
    { subjectId: { $in: ids } },
    { subjectKind: 1, subjectId: 1, reason: 1, note: 1 },
  )
    .limit(mostRead)
    .lean<Row[]>()
  for (const row of rows) {
    const key = `${row.subjectKind}:${row.subjectId}`
    groups.set(key, addTo(groups.get(key) ?? [], row))
  }
  return groups
}
